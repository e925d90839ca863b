"""Counts an XLS sheet (BIFF8) by xlrd, which shares nothing with the reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from achatlas.containers.biff import opened
from achatlas.domain.balance import Account
from achatlas.domain.errors import UnreadableFile
from achatlas.ingest.counter.cells import DATE, TYPED, UNREAD, cell_reader
from achatlas.ingest.counter.csv import Enregistrement, count_records
from achatlas.ingest.layout import CountSpec

_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5


def count(path: Path, spec: CountSpec) -> Account:
    """Return the account of the sheet named, or of the first visible one; rows that hold nothing do not
    count.
    """
    with opened(path) as book:
        for nom in book.sheet_names() if spec.feuille is None else [spec.feuille]:
            sheet = book.sheet_by_name(nom)
            if spec.feuille is not None or sheet.visibility == 0:
                return count_records(_records(sheet), spec, cell_reader(spec.nombres))
    raise UnreadableFile("Aucune feuille visible", path.name, "", "nommez la feuille dans le profil")


def _records(sheet: Any) -> Iterator[Enregistrement]:
    for rank in range(sheet.nrows):
        cells = [
            _text(kind, value)
            for kind, value in zip(sheet.row_types(rank), sheet.row_values(rank), strict=True)
        ]
        if any(cells):
            yield rank + 1, cells


def _text(kind: int, value: Any) -> str:
    """Return the text of a cell; a number is written so that it reads back the same."""
    if kind == _NUMBER:
        return TYPED + repr(value)
    if kind == _BOOLEAN:
        return "true" if value else "false"
    if kind == _TEXT:
        return str(value)
    return {_DATE: f"{DATE}{value}", _ERROR: UNREAD}.get(kind, "")
