"""Which one-byte encoding a French text is in, told from its accents: any of them decodes any file, and only
one reads it right (F04).
"""

from __future__ import annotations

import codecs
from collections import Counter
from pathlib import Path

SURE = 20
_BLOC = 1 << 20
_CANDIDATES = ("cp1252", "iso8859-15", "mac-roman", "cp850")
_LIKELY = {letter: 10 for letter in "éèêëàâäùûüîïôöçœæÿ"}
_LIKELY |= {sign: 3 for sign in "ÉÈÊËÀÂÄÙÛÜÎÏÔÖÇŒÆŸ€°«»’‘“”–—…§²³µ·•\u00a0"}
_ASCII = bytes(range(128))


def likelier(path: Path, encodage: str) -> tuple[str, int]:
    """Return the encoding in which the accents make French where the declared one makes none, and of how many
    characters that is said; ("", 0) when the declared one does well.
    """
    declared = codecs.lookup(encodage).name
    if declared not in {*_CANDIDATES, "iso8859-1"}:
        return "", 0
    found = _high_bytes(path)
    best = max((_gain(found, declared, other), other) for other in _CANDIDATES if other != declared)
    return (best[1], best[0]) if best[0] else ("", 0)


def _high_bytes(path: Path) -> Counter[int]:
    found: Counter[int] = Counter()
    with path.open("rb") as flux:
        while bloc := flux.read(_BLOC):
            found.update(bloc.translate(None, _ASCII))
    return found


def _gain(found: Counter[int], declared: str, other: str) -> int:
    """Return how many characters the two read differently when the other makes much better French; else 0."""
    apart = {octet: n for octet, n in found.items() if _decoded(octet, declared) != _decoded(octet, other)}
    total = sum(apart.values())
    french = sum(n for octet, n in apart.items() if _decoded(octet, other) in _LIKELY)
    here, there = (
        sum(n * _LIKELY.get(_decoded(octet, encodage), 0) for octet, n in apart.items())
        for encodage in (declared, other)
    )
    return total if french >= 0.95 * total and 2 * here < there else 0


def _decoded(octet: int, encodage: str) -> str:
    return bytes([octet]).decode(encodage, "replace")
