"""A CPV code against the table of 2008: what it is, and how it was found when it is not what was written."""

import re
from collections.abc import Mapping

WRITTEN = re.compile(r"(\d{7,8})(?:-(\d))?")


def resolve(written: str, known: Mapping[str, str]) -> tuple[str, str]:
    """The eight digits of a code of the table (code → key), and the repair that found it (rule V04).

    Seven digits take a leading zero, then a trailing one, when that makes a known code; an unknown code of
    eight gives its nearest known parent, the division at most. Nothing else is guessed: ("", "").
    """
    found = WRITTEN.fullmatch(written.strip())
    if found is None:
        return "", ""
    code = found.group(1)
    if code in known:
        return code, ""
    if len(code) == 7:
        tried = {"cpv_zero_de_tete": f"0{code}", "cpv_zero_final": f"{code}0"}
        return next(((c, name) for name, c in tried.items() if c in known), ("", ""))
    parents = (code[:length].ljust(8, "0") for length in range(7, 1, -1))
    parent = next((c for c in parents if c in known), "")
    return parent, "cpv_parent" if parent else ""


def written_key(written: str) -> str:
    """The key written after a code, or nothing."""
    found = WRITTEN.fullmatch(written.strip())
    return found.group(2) or "" if found else ""


def formula(code: str) -> str:
    """The key that the usual formula gives: right for 94 % of the official codes, so a hint only (V05)."""
    return str(sum(int(digit) * weight for digit, weight in zip(code, (3, 7, 1) * 3, strict=False)) % 10)
