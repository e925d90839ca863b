"""What a marché says of its social or environmental considerations, in the words of the 2022 format or of a
register.
"""

import re
from collections.abc import Mapping
from typing import Any

from achatlas.domain.text import spelled

YES, NO = frozenset({"OUI", "O", "1", "VRAI", "TRUE", "X"}), frozenset({"NON", "N", "0", "FAUX", "FALSE"})
NONE = re.compile("PAS DE|AUCUN|SANS")
KINDS = (
    ("reserve", re.compile(r"\bR.{0,2}SERV")),
    ("critere", re.compile(r"\bCRIT")),
    ("clause", re.compile(r"\bCLAUSE")),
)
"""What words name: a letter may be lost, which ``spelled`` writes as a space."""


def considerations(written: str) -> frozenset[str]:
    """The considerations of a list separated by « | »: ``clause``, ``critere``, ``reserve``, ``non``; nothing
    for words that are none of them.
    """
    words = [spelled(one) for one in written.split("|")]
    found = {kind for word in words for kind, shape in KINDS if shape.search(word) and not NONE.match(word)}
    return frozenset(found | {"non" for word in words if NONE.match(word)})


def told(marche: Mapping[str, Any], considered: str, flag: str) -> str:
    """``reserve``, ``clause_critere``, ``clause``, ``critere``, ``non``; "" when nothing is said, or both
    something and nothing: ``considered`` and ``flag`` name the columns of a list, and of a yes, a no or a
    word.
    """
    found = set(considerations(marche.get(considered) or ""))
    written = marche.get(flag) or ""
    said = spelled(written)
    found |= {"clause"} if said in YES else considerations(written)
    found |= {"non"} if said in NO and not found else set()
    if "non" in found:
        return "non" if found == {"non"} else ""
    if "reserve" in found:
        return "reserve"
    return "clause_critere" if {"clause", "critere"} <= found else next(iter(found), "")
