"""Workbooks as they are written: no cell is a formula, an identifier stays a text, an amount is a number."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

ROWS, COLUMNS = 1_048_576, 16_384
"""How many rows and columns a sheet holds."""
FORMATS = {
    "texte": "@",
    "euros": '#,##0.00\\ "€"',
    "nombre": "#,##0",
    "part": "0.0\\ %",
}


@dataclass(frozen=True)
class Number:
    """A cell that is a number, and how it is shown: ``euros``, ``nombre`` or ``part`` (of one)."""

    valeur: Decimal | int
    forme: str = "nombre"


Cell = str | Number | None


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name (None for the usual one), its rows, the widths of its first columns in signs, and how
    many rows and columns stay in sight.
    """

    nom: str | None
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    frozen: tuple[int, int] = (1, 0)


def written(sheets: Iterable[Sheet]) -> bytes:
    """The bytes of a workbook of some sheets."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        formats = {name: book.add_format({"num_format": shown}) for name, shown in FORMATS.items()}
        for sheet in sheets:
            _write(book.add_worksheet(sheet.nom), sheet, formats)
    return kept.getvalue()


def texts(rows: Iterable[Sequence[str]], nom: str, widths: Sequence[int] = ()) -> bytes:
    """The bytes of a workbook of one sheet of texts, its heading in sight: no spreadsheet takes 15.10 for a
    number, nor runs what looks like a formula.
    """
    return written([Sheet(nom, rows, widths)])


def _write(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    for rank, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            _write_cell(page, (rank, column), cell, formats)
    page.freeze_panes(*sheet.frozen)
    for column, width in enumerate(sheet.widths):
        page.set_column(column, column, width)


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Format]) -> None:
    if isinstance(cell, Number):
        page.write_number(*place, cell.valeur, formats[cell.forme])
    elif cell is not None:
        page.write_string(*place, cell, formats["texte"])
