"""Rows of an XLSX sheet read as text, when its XML is written in the plain way that spreadsheet programs
share: several times the speed of expat. Whatever is written otherwise raises NotPlain, for expat to read.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
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
_TEXT = r"[^<>&]*+(?:&(?:amp|lt|gt|quot|apos);[^<>&]*+)*+"
_FORMULA = rf"(?:<f{_SAID}(?:/>|>{_TEXT}</f>))"
_PLAIN_CELLS = re.compile(
    r'(?:<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")?(?: t="\w+")?(?:/>|>'
    rf"{_FORMULA}?(?:<v>{_TEXT}</v>|<v/>)?"
    rf'(?:<is><t(?: xml:space="preserve")?>{_TEXT}</t></is>)?</c>)\s*+)*+'
)
_SHARED, _SHARED_AS_PLAIN = ' t="s"', re.compile(r' t="s"><v>([0-9]{1,9})</v></c>')
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class NotPlain(Exception):
    """Raised at the first thing that is not written in the plain way."""


def _cell(column: str) -> re.Pattern[str]:
    """Return the pattern of a cell; groups: the whole, its column, style, kind, formula, value, text."""
    return re.compile(
        rf'(<c r="({column})[0-9]{{1,7}}"(?: s="([0-9]+)")?(?: t="(\w+)")?(?:/>|>'
        rf"({_FORMULA})?(?:<v>([^<>]*)</v>|<v/>)?"
        r'(?:<is><t(?: xml:space="preserve")?>([^<>]*)</t></is>)?</c>)\s*)'
    )


_CELL = _cell("[A-Z]{1,3}")


class PlainRows(Iterator[Enregistrement]):
    """The (number in the sheet, cells) of every row that holds something; NotPlain is raised, maybe after
    some rows. ``shared`` is how many texts the workbook shares between its cells.

    Once ``only`` has told which columns matter, the cells of the others are checked but left blank.
    """

    def __init__(self, flux: IO[bytes], valued: Valued, shared: int) -> None:
        self.valued, self.shared = valued, shared
        self.wanted: re.Pattern[str] | None = None
        self.sound = False
        self.reading = self._read(_blocs(flux))

    def __next__(self) -> Enregistrement:
        """Return the next row."""
        return next(self.reading)

    def only(self, rangs: Iterable[int]) -> None:
        """Read no more than the columns of these ranks from 0."""
        self.wanted = _cell("|".join(map(_letters, rangs)))

    def _read(self, blocs: Iterator[str]) -> Iterator[Enregistrement]:
        for rows in _texts(blocs):
            self.sound = self._is_sound(rows)
            for row in rows.split(_END):
                trouve = _ROW.match(row)
                if trouve is None:
                    raise NotPlain
                if cellules := self._wanted(row, trouve.end()) or self._whole(row, trouve.end()):
                    yield int(trouve[1]), cellules

    def _is_sound(self, rows: str) -> bool:
        """Say whether the shared texts that some rows name all exist, plainly named."""
        named = _SHARED_AS_PLAIN.findall(rows)
        return len(named) == rows.count(_SHARED) and max(map(int, {*named}), default=-1) < self.shared

    def _wanted(self, row: str, start: int) -> list[str]:
        """Return the cells of a row up to the last wanted one that is filled; nothing when none is, or when
        some cell needs a closer look.
        """
        if self.wanted is None or not self.sound or not _PLAIN_CELLS.fullmatch(row, start):
            return []
        return _filled(self.wanted.findall(row, start), self.valued)

    def _whole(self, row: str, start: int) -> list[str]:
        """Return the cells of a row up to its last filled one; nothing when none is."""
        cells = _CELL.findall(row, start)
        if sum(len(cell[0]) for cell in cells) != len(row) - start:
            raise NotPlain
        return _filled(cells, self.valued)


def _texts(blocs: Iterator[str]) -> Iterator[str]:
    """Yield the rows of the sheet, many at a time, the end tag of the last left out."""
    rest = _body(blocs)
    while _CLOSE not in rest:
        rows, ended, rest = rest.rpartition(_END)
        if ended:
            yield rows
        rest += next(blocs, "")
        if len(rest) > _TETE:
            raise NotPlain
    rows, ended, rest = rest.partition(_CLOSE)[0].rpartition(_END)
    if ended:
        yield rows
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
            texte = texte.replace("\r\n", "\n")
            if "\r" in texte:
                raise NotPlain  # a reader of XML makes it a line feed
            yield texte
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


def _letters(rang: int) -> str:
    """Return the letters of a column from its rank from 0: 27 → AB."""
    before, last = divmod(rang, 26)
    return (_letters(before - 1) if before else "") + chr(65 + last)
