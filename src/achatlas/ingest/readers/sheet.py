"""Rows of a workbook (XLSX, ODS, XLS) by calamine, every cell as text, each with its number in the sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from achatlas.containers.survey import survey
from achatlas.containers.survey.found import Survey, damaged

Enregistrement = tuple[int, list[str]]
_BLOCK = 2_000
_MIDNIGHT = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00$"


@dataclass(frozen=True)
class Block:
    """Rows of which none is blank and none shows a fault: one record each, as Arrow columns of text."""

    numeros: range
    colonnes: list[Any]

    def records(self) -> list[Enregistrement]:
        """Return (row, cells) for each, as the reader would."""
        rows = zip(*(column.to_pylist() for column in self.colonnes), strict=True)
        return [(numero, list(cells)) for numero, cells in zip(self.numeros, rows, strict=True)]

    def columns(self, largeur: int) -> list[Any] | None:
        """Return the columns; None when there are more of them, or less."""
        return self.colonnes if len(self.colonnes) == largeur else None


class Records(Iterator[Enregistrement]):
    """The records of a sheet, one by one; between two of them, the block of plain rows that comes next."""

    def __init__(self, batch: pa.RecordBatch, found: Survey, faults: dict[int, dict[int, str]]) -> None:
        self.batch, self.faults, self.read = batch, faults, 0
        self.held: Iterator[tuple[str, ...]] = iter(())
        self.beyond = iter(sorted(row for row in faults if row > batch.num_rows))
        self.first = min([found.base, *(column for _, column in found.faults)])
        self.blanks = [""] * (found.base - self.first if faults and batch.num_rows else 0)

    def __next__(self) -> Enregistrement:
        """Return the next record."""
        while (cells := self._cells()) is not None:
            if self.read in self.faults:
                shown = self.faults.pop(self.read)
                return self.read, _filled([*self.blanks, *cells], self.first, shown)
            if any(cells):
                return self.read, [*self.blanks, *cells]
        row = next(self.beyond)
        return row, _filled([], self.first, self.faults[row])

    def block(self) -> Block | None:
        """Return the plain rows that come next, to be read no more; None when something else comes."""
        columns = self._columns()
        rows = range(self.read + 1, min(self.read + _BLOCK, self.batch.num_rows) + 1)
        if not rows or self.blanks or not self.faults.keys().isdisjoint(rows) or _any_blank(columns):
            return None
        self.held, self.read = iter(()), rows[-1]
        return Block(rows, columns)

    def _cells(self) -> tuple[str, ...] | None:
        """Return the cells of the next row of the sheet, None at its end."""
        cells = next(self.held, None)
        if cells is None:
            self.held = zip(*(column.to_pylist() for column in self._columns()), strict=True)
            cells = next(self.held, None)
        self.read += cells is not None
        return cells

    def _columns(self) -> list[Any]:
        """Return the rows that come next, at most as many as a block has."""
        return [_texts(column.slice(self.read, _BLOCK)) for column in self.batch.columns]


def read_records(
    path: Path, feuille: str | None, limite: int | None = None, found: Survey | None = None
) -> Records:
    """Return the (row, cells) of every row that holds something; rows are those of the sheet, from 1.

    The sheet is the one named, or the first visible one; ``limite`` is how many of its rows are wanted;
    ``found`` its survey, when it has been made. Numbers are written plainly (1234.5), dates as ISO, errors as
    they are shown; a formula that was never computed is UNCACHED.
    """
    found = found or survey(path, feuille)
    return Records(_load(path, found.nom, limite), found, _by_row(found, limite))


def visible_sheets(path: Path) -> list[str]:
    """Return the names of the visible sheets, in order; raise UnreadableFile as ``read_records`` does."""
    survey(path, None)
    try:
        book = fastexcel.read_excel(path.read_bytes())
        sheets = [
            book.load_sheet(nom, header_row=None, n_rows=1, dtypes="string") for nom in book.sheet_names
        ]
    except fastexcel.FastExcelError as faute:
        raise damaged(path) from faute
    return [one.name for one in sheets if one.visible == "visible"]


def _filled(texts: list[str], first: int, faults: dict[int, str]) -> list[str]:
    """The cells of a row with what is shown where there is no value; a value is never replaced."""
    texts += [""] * (max(faults) - first + 1 - len(texts))
    for column, shown in faults.items():
        texts[column - first] = texts[column - first] or shown
    return texts


def _load(path: Path, feuille: str, limite: int | None) -> pa.RecordBatch:
    """Return the sheet as text columns; the bytes are given, so that calamine looks at them and not at the
    name.
    """
    try:
        book = fastexcel.read_excel(path.read_bytes())
        sheet = book.load_sheet(feuille, header_row=None, skip_rows=0, n_rows=limite, dtypes="string")
        return sheet.to_arrow()
    except fastexcel.FastExcelError as faute:
        raise damaged(path) from faute


def _texts(column: pa.Array) -> pa.Array:
    """Fill the blanks with empty texts, and write the dates at midnight without their hour, as every kind of
    workbook is read alike.
    """
    filled = pc.fill_null(column.cast(pa.string()), "")
    if not pc.any(pc.match_substring_regex(filled, _MIDNIGHT)).as_py():
        return filled
    return pc.replace_substring_regex(filled, _MIDNIGHT, r"\1")


def _any_blank(columns: Sequence[pa.Array]) -> bool:
    """Say whether a row holds nothing."""
    blank = pc.equal(columns[0], "")
    for column in columns[1:]:
        if not pc.any(blank).as_py():
            return False
        blank = pc.and_(blank, pc.equal(column, ""))
    return bool(pc.any(blank).as_py())


def _by_row(found: Survey, limite: int | None) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), shown in found.faults.items():
        if limite is None or row <= limite:
            rows.setdefault(row, {})[column] = shown
    return rows
