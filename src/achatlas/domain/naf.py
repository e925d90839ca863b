"""The main activity of an enterprise as the NAF codes it, in one form: « 43.34Z »."""

from __future__ import annotations

import re
from collections.abc import Iterator

WRITTEN = re.compile(r"([0-9]{2})\.?([0-9]{2})([A-Z])")
LENGTHS = (6, 5, 4, 2)
"""Sub-class, class, group and division: « 43.34Z », « 43.34 », « 43.3 », « 43 »."""


def canonical(said: str) -> str:
    """A sub-class in its one form, however it is written (« 4334z », « 43.34 Z »); empty for what is none."""
    found = WRITTEN.fullmatch("".join(said.split()).upper())
    return f"{found[1]}.{found[2]}{found[3]}" if found else ""


def beginning(said: str) -> str:
    """The beginning of a code in its one form, however it is written: « 4334 » is « 43.34 »."""
    bare = "".join(said.split()).replace(".", "").upper()
    return f"{bare[:2]}.{bare[2:]}" if bare[2:] else bare


def above(code: str) -> Iterator[str]:
    """A sub-class and all that it belongs to, the nearest first."""
    return (code[:length] for length in LENGTHS)
