"""The survey of an XLS sheet (BIFF8), by xlrd."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from achatlas.containers.biff import ERRORS, opened
from achatlas.containers.survey import found as f

_EMPTY, _ERROR = (0, 6), 5


def survey(path: Path, feuille: str | None) -> f.Survey:
    """Return the survey of the sheet named, or of the first visible one; UnreadableFile when the workbook is
    damaged.
    """
    with opened(path, details=True) as book:
        noms = book.sheet_names()
        sheets = {nom: book.sheet_by_index(rank) for rank, nom in enumerate(noms)}
    visible = {nom: sheet.visibility == 0 for nom, sheet in sheets.items()}
    found = f.Survey(f.chosen(path, visible, feuille), base=256)
    f.note_others(found, visible, {nom for nom, sheet in sheets.items() if nom != found.nom and sheet.nrows})
    sheet = sheets[found.nom]
    found.last_row, found.columns = sheet.nrows, sheet.ncols
    found.notices[f.MERGED] = len(sheet.merged_cells)
    _note(sheet, found)
    return found.checked(path)


def _note(sheet: Any, found: f.Survey) -> None:
    for rank in range(sheet.nrows):
        types = sheet.row_types(rank)
        filled = [column for column, kind in enumerate(types) if kind not in _EMPTY]
        found.base = min([found.base, *filled[:1]])
        hidden = rank in sheet.rowinfo_map and sheet.rowinfo_map[rank].hidden
        found.notices[f.ROWS] += bool(hidden and filled)
        for column in [column for column, kind in enumerate(types) if kind == _ERROR]:
            found.fault(rank + 1, column, ERRORS.get(sheet.cell_value(rank, column), "#ERREUR!"))
    for column in [column for column, info in sheet.colinfo_map.items() if info.hidden]:
        found.hide(column + 1, column + 1)
