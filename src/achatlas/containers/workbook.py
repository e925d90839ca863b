"""Workbooks as they are written: no cell is a formula, an identifier stays a text, an amount is a number."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

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
    "jours": "#,##0.0",
    "date": "dd/mm/yyyy",
}
NAME, FORBIDDEN = 31, str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
COLOURS = ("#1B6B80", "#8A5A12", "#5B7F3A", "#7A4E86", "#A8443C", "#4A5A6A")
SCALE: dict[str, str | int] = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#7FB3C2"}
SCALE |= {"min_type": "num", "min_value": 0, "max_type": "percentile", "max_value": 98}
AXIS = {"num_font": {"size": 9}, "major_gridlines": {"visible": False}}


@dataclass(frozen=True)
class Number:
    """A cell that is a number, and how it is shown: ``euros``, ``nombre``, ``jours`` or ``part`` (of
    one).
    """

    valeur: Decimal | int
    forme: str = "nombre"


Cell = str | Number | date | None


@dataclass(frozen=True)
class Chart:
    """A chart of the spreadsheet over cells of its sheet: the first rows under the heading, a column of
    names, columns of values by their ranks. Of a ``total``, it draws that row (``lignes``), from the first to
    the last of these columns, whose headings are the names.
    """

    genre: Literal["bar", "column", "line"]
    titre: str
    lignes: int
    noms: int
    valeurs: Sequence[int]
    total: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name (None for the usual one), its rows, the widths of its first columns in signs, and how
    many rows and columns stay in sight. ``filtre`` filters under the heading, ``total`` is one more row,
    ``repere`` a name for all of it that a pivot takes as its source; the cells of the columns ``teinte``
    (first, last) are the darker the more they hold; ``hauteur`` is how many rows it will
    have under its heading when others than ``rows`` are laid there.
    """

    nom: str | None
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int] = ()
    frozen: tuple[int, int] = (1, 0)
    filtre: bool = False
    total: Sequence[Cell] = ()
    charts: Sequence[Chart] = ()
    repere: str = ""
    hauteur: int | None = None
    teinte: tuple[int, int] | None = None


def written(sheets: Iterable[Sheet]) -> bytes:
    """The bytes of a workbook of some sheets."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True, "strings_to_formulas": False}) as book:
        _Book(book).pour(sheets)
    return kept.getvalue()


def inline(sheets: Iterable[Sheet]) -> bytes:
    """The same, each text in its cell: no table of texts is shared by the sheets."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"constant_memory": True, "strings_to_formulas": False}) as book:
        _Book(book).pour(sheets)
    return kept.getvalue()


def poured(path: Path, sheets: Iterable[Sheet]) -> None:
    """Writes a workbook to a file row by row, whatever its length: what a sheet cannot hold goes on in the
    next, « nom (2) », under the same heading.
    """
    options = {"constant_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(path, options) as book:
        _Book(book).pour(sheets)


def texts(rows: Iterable[Sequence[str]], nom: str, widths: Sequence[int] = ()) -> bytes:
    """The bytes of a workbook of one sheet of texts, its heading in sight: no spreadsheet takes 15.10 for a
    number, nor runs what looks like a formula.
    """
    return written([Sheet(nom, rows, widths)])


def named(nom: str, taken: Iterable[str]) -> str:
    """A name that a sheet may bear, and that no other has."""
    plain, known = nom.translate(FORBIDDEN).strip()[:NAME].strip() or "Feuille", {t.casefold() for t in taken}
    found, rank = plain, 1
    while found.casefold() in known:
        rank += 1
        end = f" ({rank})"
        found = plain[: NAME - len(end)].strip() + end
    return found


class _Book:
    """A workbook being written: its formats, the names already taken."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.formats: dict[str, Format] = {n: book.add_format({"num_format": f}) for n, f in FORMATS.items()}
        strong = {n: {"num_format": f, "bold": True, "top": 1} for n, f in FORMATS.items()}
        self.strong: dict[str, Format] = {n: book.add_format(told) for n, told in strong.items()}
        self.head: Format = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        self.taken: list[str] = []

    def pour(self, sheets: Iterable[Sheet]) -> None:
        for sheet in sheets:
            self._sheet(sheet)

    def _sheet(self, sheet: Sheet) -> None:
        """Write a sheet, and those that go on with it."""
        rows = iter(sheet.rows)
        head = list(islice(rows, sheet.frozen[0]))
        first: Sequence[Cell] | None = None
        while True:
            page = self._page(sheet.nom)
            room = ROWS - len(head) - 1
            held = chain(head, [first] if first is not None else [], islice(rows, room - (first is not None)))
            self._lay(page, sheet, held)
            first = next(rows, None)
            if first is None:
                return

    def _page(self, nom: str | None) -> Worksheet:
        wanted = named(nom, self.taken) if nom else None
        self.taken += [wanted] if wanted else []
        return self.book.add_worksheet(wanted)

    def _lay(self, page: Worksheet, sheet: Sheet, rows: Iterator[Sequence[Cell]]) -> None:
        for column, width in enumerate(sheet.widths):
            page.set_column(column, column, width)
        rank, last, below = self._cells(page, sheet, rows)
        rank = rank if sheet.hauteur is None else sheet.hauteur
        if sheet.total:
            _row(page, rank + 1, sheet.total, self.strong)
        page.freeze_panes(*sheet.frozen)
        if sheet.filtre and rank >= 0:
            page.autofilter(0, 0, rank, last)
        if rank > 0:
            self._dress(page, sheet, (rank, last), below)

    def _cells(
        self, page: Worksheet, sheet: Sheet, rows: Iterator[Sequence[Cell]]
    ) -> tuple[int, int, bool]:  # fmt: skip
        """Write the rows; the last of them, the last column, and whether an amount is below zero."""
        rank, last, below = -1, -1, False
        for rank, cells in enumerate(rows):
            head = sheet.filtre and rank < sheet.frozen[0]
            _row(page, rank, cells, dict.fromkeys(self.formats, self.head) if head else self.formats)
            last = max(last, len(cells) - 1)
            below = below or (bool(sheet.charts) and _below(cells))
        return rank, last, below

    def _dress(self, page: Worksheet, sheet: Sheet, end: tuple[int, int], below: bool) -> None:
        """What stands over rows: a name, shades, charts."""
        rank, last = end
        if sheet.repere:
            self._name(sheet.repere, page, end)
        if sheet.teinte:
            page.conditional_format(1, sheet.teinte[0], rank, sheet.teinte[1], SCALE)
        top = 1
        for chart in sheet.charts:
            top = self._draw(page, chart, (top, last + 2), below)

    def _name(self, repere: str, page: Worksheet, end: tuple[int, int]) -> None:
        from xlsxwriter.utility import quote_sheetname, xl_range_abs

        where = f"={quote_sheetname(page.get_name())}!{xl_range_abs(0, 0, *end)}"
        if page.get_name() == named(repere, []) or not any(n.startswith(f"{repere} (") for n in self.taken):
            self.book.define_name(repere, where)

    def _draw(self, page: Worksheet, told: Chart, place: tuple[int, int], below: bool) -> int:
        """Lay a chart beside the cells that it draws, from zero unless some are ``below``; the row where the
        next one may be.
        """
        chart = self.book.add_chart({"type": told.genre})
        for rank, series in enumerate(_series(page.get_name(), told)):
            colour = COLOURS[rank % len(COLOURS)]
            drawn = {"fill": {"color": colour}, "line": {"color": colour, "width": 1.75}, "gap": 40}
            chart.add_series({**series, **drawn})
        chart.set_title({"name": told.titre, "name_font": {"size": 12}, "overlay": False})
        alone = told.total or len(told.valeurs) == 1
        chart.set_legend({"none": True} if alone else {"position": "bottom"})
        members: dict[str, Any] = {"reverse": told.genre == "bar", **AXIS}
        amounts = {"num_format": "0\\ %" if told.genre == "line" else "#,##0", **AXIS}
        amounts |= {} if below else {"min": 0}
        along, up = (amounts, members) if told.genre == "bar" else (members, amounts)
        chart.set_x_axis(along)
        chart.set_y_axis(up)
        height = max(300, 40 + 24 * told.lignes) if told.genre == "bar" else 340
        chart.set_size({"width": 720, "height": height})
        page.insert_chart(*place, chart, {"description": told.titre})
        return place[0] + height // 20 + 2


def _below(cells: Sequence[Cell]) -> bool:
    """Whether an amount is below zero."""
    return any(isinstance(cell, Number) and cell.valeur < 0 for cell in cells)


def _series(page: str, told: Chart) -> Iterator[dict[str, Any]]:
    """The cells of each series of a chart."""
    if told.total:
        first, last = told.valeurs[0], told.valeurs[-1]
        names, values = ([page, rank, first, rank, last] for rank in (0, told.lignes))
        yield {"name": told.titre, "categories": names, "values": values}
        return
    names = [page, 1, told.noms, told.lignes, told.noms]
    for column in told.valeurs:
        values = [page, 1, column, told.lignes, column]
        yield {"name": [page, 0, column], "categories": names, "values": values}


def _row(page: Worksheet, rank: int, cells: Sequence[Cell], formats: dict[str, Format]) -> None:
    for column, cell in enumerate(cells):
        _write_cell(page, (rank, column), cell, formats)


def _write_cell(page: Any, place: tuple[int, int], cell: Cell, formats: dict[str, Format]) -> None:
    if isinstance(cell, Number):
        page.write_number(*place, cell.valeur, formats[cell.forme])
    elif isinstance(cell, date):
        page.write_datetime(*place, cell, formats["date"])
    elif cell is not None:
        page.write_string(*place, cell, formats["texte"])
