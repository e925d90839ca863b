"""Rows of an XLSX sheet read as text, when its XML is written in the plain way that spreadsheet programs
share: several times the speed of expat. Whatever is written otherwise raises NotPlain, for expat to read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import IO

Enregistrement = tuple[int, list[str]]
Valued = Callable[[str, str, str, bool], str]
"""What a cell is worth: from its kind, its style, its text, and whether a formula made it."""

_BLOC, _TETE = 1 << 18, 1 << 20
_OPEN, _CLOSE, _END = "<sheetData>", "</sheetData>", "</row>"
_SAID = r'(?: [A-Za-z_][A-Za-z0-9_:]*="[^"<>&]*")*'
_ROWS_EMPTY = r'\s*(?:<row(?: r="[0-9]{1,7}"| (?!r=)[A-Za-z_][A-Za-z0-9_:]*="[^"<>&]*")*/>\s*)*'
_ROW = re.compile(rf'{_ROWS_EMPTY}<row r="([0-9]{{1,7}})"{_SAID}>')
_PROLOG = re.compile(r'<\?xml[^>]* encoding="utf-8"[^>]*\?>|<worksheet', re.IGNORECASE)
_EMPTY = re.compile(_ROWS_EMPTY)
_FORMULA = rf"(<f{_SAID}(?:/>|>(?:[^<>&]|&(?:amp|lt|gt|quot|apos);)*</f>))?"
_CELL = re.compile(
    r'(<c r="([A-Z]{1,3})[0-9]{1,7}"(?: s="([0-9]+)")?(?: t="(\w+)")?(?:/>|>'
    rf"{_FORMULA}(?:<v>([^<>]*)</v>|<v/>)?"
    r'(?:<is><t(?: xml:space="preserve")?>([^<>]*)</t></is>)?</c>)\s*)'
)
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class NotPlain(Exception):
    """Raised at the first thing that is not written in the plain way."""


def plain_rows(flux: IO[bytes], valued: Valued) -> Iterator[Enregistrement]:
    """Yield (number in the sheet, cells) of every row that holds something; raise NotPlain, maybe after some
    rows.
    """
    for row in _texts(flux):
        trouve = _ROW.match(row)
        if trouve is None:
            raise NotPlain
        cells = _CELL.findall(row, trouve.end())
        if sum(len(cell[0]) for cell in cells) != len(row) - trouve.end():
            raise NotPlain
        if cellules := _filled(cells, valued):
            yield int(trouve[1]), cellules


def _texts(flux: IO[bytes]) -> Iterator[str]:
    """Yield the text of each row of the sheet, its end tag left out."""
    blocs = _blocs(flux)
    rest = _body(blocs)
    while _CLOSE not in rest:
        *rows, rest = rest.split(_END)
        yield from rows
        rest += next(blocs, "")
        if len(rest) > _TETE:
            raise NotPlain
    *rows, rest = rest.partition(_CLOSE)[0].split(_END)
    yield from rows
    if not _EMPTY.fullmatch(rest):
        raise NotPlain


def _body(blocs: Iterator[str]) -> str:
    """Return what follows the beginning of the data in the block where it is; the prolog says UTF-8."""
    tete = next(blocs)
    while _OPEN not in tete and len(tete) < _TETE:
        tete += next(blocs)
    prolog, opened, rest = tete.partition(_OPEN)
    if not opened or "<!" in prolog or not _PROLOG.match(prolog):
        raise NotPlain
    return rest


def _blocs(flux: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while bloc := flux.read(_BLOC):
            texte = decoder.decode(bloc)
            if "\r" in texte.replace("\r\n", ""):
                raise NotPlain  # a reader of XML makes it a line feed
            yield texte.replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise NotPlain from None
    raise NotPlain


def _filled(cells: list[tuple[str, ...]], valued: Valued) -> list[str]:
    """Return the cells of a row up to its last filled one; nothing when none is."""
    cellules: list[str] = []
    for _, column, style, genre, formula, value, inline in cells:
        texte = value + inline
        if "&" in texte:
            texte = _ENTITY.sub(_character, texte)
        if kept := valued(genre or "n", style or "0", texte, bool(formula)):
            rang = _column(column)
            cellules += [""] * (rang + 1 - len(cellules))
            cellules[rang] = kept
    return cellules


def _character(entity: re.Match[str]) -> str:
    named, decimal, hexadecimal = entity.groups()
    if named:
        return _NAMED[named]
    if not (decimal or hexadecimal):
        raise NotPlain
    return chr(int(decimal) if decimal else int(hexadecimal, 16))


@cache
def _column(letters: str) -> int:
    """Return the rank from 0 of a column: AB → 27."""
    rang = 0
    for letter in letters:
        rang = rang * 26 + ord(letter) - 64
    return rang - 1
