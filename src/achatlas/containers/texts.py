"""What a text file shows that no reader says: an end that was cut (F02), accents encoded twice, lines of
another encoding than the others, characters that were lost (F04).
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from achatlas.containers.accents import likelier

OPEN_END, CUT_END = "fin_de_ligne_absente", "fin_suspecte"
DOUBLE, MIXED, LOST = "accents_doubles", "encodages_meles", "caracteres_perdus"
DOUBTED = "encodage_douteux"
_BLOC = 1 << 20
_QUEUE = 1 << 16
_COMPARED = 50
_HIGH = "\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122"
_TWICE = re.compile(f"Ã[{_HIGH}]|Â[\u00a0-\u00bf]|â€[{_HIGH}]")
_UTF8_BYTES = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x80-\xbf]|\xc5[\x92\x93]")
_LEADS = (b"\xc2", b"\xc3", b"\xc5", b"\xe2\x80")
_TWICE_BYTES = (b"\xc3\x83", b"\xc3\x82", b"\xc3\xa2\xe2\x82\xac")
_LOST_BYTES = b"\xef\xbf\xbd"
_DECIMALS = re.compile(r"[.,](\d+)[\"')\s€-]*$")


@dataclass
class Signs:
    """What deserves notice in a text: how many lines for each flag, and the first of them."""

    notices: Counter[str] = field(default_factory=Counter)
    first: dict[str, int] = field(default_factory=dict)

    def note(self, flag: str, line: int) -> None:
        """Count a line, known by its number from 1."""
        self.notices[flag] += 1
        self.first.setdefault(flag, line)


def signs_of(path: Path, encodage: str, separateur: str) -> Signs:
    """Return the signs of a delimited text in an encoding that decodes it."""
    signs = Signs()
    family = codecs.lookup(encodage).name
    start = 1
    for bloc in _blocks(path):
        if family.startswith("utf-8"):
            _note_utf8(bloc, start, signs)
        elif not family.startswith(("utf-16", "utf-32")):
            _note_one_byte(bloc, start, signs)
        start += bloc.count(b"\n")
    signs.notices[DOUBTED] += likelier(path, encodage)[1] > 0
    _note_end(path, family, separateur, start, signs)
    return signs


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield the file by blocks of whole lines."""
    tail = b""
    with path.open("rb") as flux:
        while bloc := flux.read(_BLOC):
            cut = bloc.rfind(b"\n") + 1
            yield tail + bloc[:cut]
            tail = bloc[cut:]
    yield tail


def _note_utf8(bloc: bytes, start: int, signs: Signs) -> None:
    twice, lost = any(mark in bloc for mark in _TWICE_BYTES), _LOST_BYTES in bloc
    if not twice and not lost:
        return
    for number, line in enumerate(bloc.split(b"\n"), start):
        if _TWICE.search(line.decode("utf-8", "replace")):
            signs.note(DOUBLE, number)
        if _LOST_BYTES in line:
            signs.note(LOST, number)


def _note_one_byte(bloc: bytes, start: int, signs: Signs) -> None:
    """Note the lines in UTF-8 of a file that is not: or lines of accents encoded twice, which are the same
    bytes.
    """
    if not any(lead in bloc for lead in _LEADS) or not _UTF8_BYTES.search(bloc):
        return
    for number, line in enumerate(bloc.split(b"\n"), start):
        if _UTF8_BYTES.search(line) and _is_utf8(line):
            signs.note(MIXED, number)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _note_end(path: Path, family: str, separateur: str, line: int, signs: Signs) -> None:
    """Note an end that is not that of the other lines: no line break, fewer cells, a number cut short."""
    head, tail = _ends(path, family)
    breaks = "\r\n" if "\r\n" in head else ("\n" if "\n" in head else "\r")
    if tail.endswith(breaks):
        return
    signs.note(OPEN_END, line)
    *before, last = tail.split(breaks)
    if before and _is_cut(last, before[1:][-_COMPARED:], separateur):
        signs.note(CUT_END, line)


def _ends(path: Path, family: str) -> tuple[str, str]:
    """Return the beginning and the end of a text, a character in pieces left out."""
    with path.open("rb") as flux:
        head = flux.read(_QUEUE)
        size = flux.seek(0, 2)
        flux.seek(max(0, size - _QUEUE))
        tail = flux.read()
    if family in ("utf-16", "utf-32"):
        family += "-be" if head.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)) else "-le"
    return head.decode(family, "ignore"), tail.decode(family, "ignore")


def _is_cut(last: str, before: list[str], separateur: str) -> bool:
    """Say whether a last line has fewer cells than those before, or other decimals at its end."""
    widths = {line.count(separateur) for line in before}
    if widths and last.count(separateur) < min(widths):
        return True
    decimals = {len(found[1]) if (found := _DECIMALS.search(line)) else 0 for line in before}
    found = _DECIMALS.search(last)
    return bool(before) and (len(found[1]) if found else 0) not in decimals
