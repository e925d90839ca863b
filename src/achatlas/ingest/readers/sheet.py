"""Rows of a workbook (XLSX, ODS, XLS) by calamine, every cell as text, each with its number in the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import fastexcel
import pyarrow as pa
import pyarrow.compute as pc

from achatlas.containers.survey import survey
from achatlas.containers.survey.found import Survey, damaged

Enregistrement = tuple[int, list[str]]
_LOT = 50_000
_MIDNIGHT = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00$"


def read_records(
    path: Path, feuille: str | None, limite: int | None = None, found: Survey | None = None
) -> Iterator[Enregistrement]:
    """Yield (row, cells) for every row that holds something; rows are those of the sheet, from 1.

    The sheet is the one named, or the first visible one; ``limite`` is how many of its rows are wanted;
    ``found`` its survey, when it has been made. Numbers are written plainly (1234.5), dates as ISO, errors as
    they are shown; a formula that was never computed is UNCACHED.
    """
    found = found or survey(path, feuille)
    batch = _load(path, found.nom, limite)
    faults = _by_row(found, limite)
    first = min([found.base, *(column for _, column in found.faults)])
    blanks = [""] * (found.base - first if faults and batch.num_rows else 0)
    for row, cells in _rows(batch):
        if row in faults:
            yield row, _filled(blanks + _texts(cells), first, faults.pop(row))
        elif any(cells):
            yield row, blanks + _texts(cells)
    for row in sorted(faults):
        yield row, _filled([], first, faults[row])


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


def _rows(batch: pa.RecordBatch) -> Iterator[tuple[int, tuple[str | None, ...]]]:
    for start in range(0, batch.num_rows, _LOT):
        columns = [_plain_dates(column.slice(start, _LOT)).to_pylist() for column in batch.columns]
        yield from enumerate(zip(*columns, strict=True), start=start + 1)


def _texts(cells: tuple[str | None, ...]) -> list[str]:
    return ["" if cell is None else cell for cell in cells]


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


def _plain_dates(column: pa.Array) -> pa.Array:
    """Write the dates at midnight without their hour, as every kind of workbook is read alike."""
    if not pc.any(pc.match_substring_regex(column, _MIDNIGHT)).as_py():
        return column
    return pc.replace_substring_regex(column, _MIDNIGHT, r"\1")


def _by_row(found: Survey, limite: int | None) -> dict[int, dict[int, str]]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), shown in found.faults.items():
        if limite is None or row <= limite:
            rows.setdefault(row, {})[column] = shown
    return rows
