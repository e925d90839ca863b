"""Counts an ODS sheet from its raw XML by expat: rows and cells repeated as the file says. No spreadsheet
library.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.parsers import expat

from achatlas.containers.xml_guard import safe_parser
from achatlas.domain.balance import Account
from achatlas.domain.errors import UnreadableFile
from achatlas.ingest.counter.cells import DATE, TYPED, UNREAD, cell_reader
from achatlas.ingest.counter.csv import Enregistrement, count_records
from achatlas.ingest.layout import CountSpec

_BLOC = 1 << 18
_NUMBERS = frozenset({"float", "currency", "percentage"})
_CELLS = ("table-cell", "covered-table-cell")
_ASIDE = ("annotation", "shapes")


def count(path: Path, spec: CountSpec) -> Account:
    """Return the account of the sheet named, or of the first visible one; rows that hold nothing do not
    count.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as flux:
            records = _records(flux, _Sheet(spec.feuille), path.name)
            return count_records(records, spec, cell_reader(spec.nombres))
    except (zipfile.BadZipFile, KeyError, ValueError, expat.ExpatError) as faute:
        raise UnreadableFile(
            "Classeur illisible", path.name, "son contenu est endommagé", "refaites l'export"
        ) from faute


class _Sheet:
    """Expat handlers that gather the rows of one table of the document."""

    def __init__(self, feuille: str | None) -> None:
        self.feuille, self.style, self.unseen = feuille, "", set[str]()
        self.tables, self.inside, self.done, self.aside = 0, False, False, 0
        self.number, self.times, self.blanks = 0, 1, 0
        self.cells: list[str] = []
        self.ready: list[Enregistrement] = []
        self.cell: dict[str, str] | None = None
        self.parts: list[str] = []

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        """Open a style, the table wanted, a row, a cell, or a piece of its text."""
        if nom == "style":
            self.style = attributs.get("style:name", "")
        elif nom == "table-properties" and attributs.get("table:display") == "false":
            self.unseen.add(self.style)
        elif nom == "table":
            self.tables += 1
            if self.tables == 1 and not self.done:
                self.inside = self._is_wanted(attributs)
        elif nom in _ASIDE:
            self.aside += 1
        elif self.inside and not self.aside:
            self._start_inside(nom, attributs)

    def _start_inside(self, nom: str, attributs: dict[str, str]) -> None:
        if nom == "table-row":
            self.times, self.cells = int(attributs.get("table:number-rows-repeated", "1")), []
            self.blanks = 0
        elif nom in _CELLS:
            self.cell, self.parts = attributs, []
        elif nom == "p" and self.parts:
            self.parts.append("\n")
        elif nom == "s":
            self.parts.append(" " * int(attributs.get("text:c", "1")))

    def _is_wanted(self, attributs: dict[str, str]) -> bool:
        if self.feuille is None:
            return attributs.get("table:style-name") not in self.unseen
        return attributs.get("table:name") == self.feuille

    def data(self, texte: str) -> None:
        """Gather the text of a cell; notes and drawings are no part of it."""
        if self.cell is not None and not self.aside:
            self.parts.append(texte)

    def end(self, nom: str) -> None:
        """Close a cell, a row or the table."""
        if nom == "table":
            self.tables -= 1
            if self.tables == 0 and self.inside:
                self.inside, self.done = False, True
        elif nom in _ASIDE:
            self.aside -= 1
        elif self.inside and not self.aside:
            self._end_inside(nom)

    def _end_inside(self, nom: str) -> None:
        if nom in _CELLS and self.cell is not None:
            text = _value(self.cell, "".join(self.parts))
            times = int(self.cell.get("table:number-columns-repeated", "1"))
            if text:
                self.cells += [""] * self.blanks + [text] * times
            self.blanks = 0 if text else self.blanks + times
            self.cell = None
        elif nom == "table-row":
            if any(self.cells):
                numbers = range(self.number + 1, self.number + self.times + 1)
                self.ready.extend((number, self.cells) for number in numbers)
            self.number += self.times


def _value(attributs: dict[str, str], shown: str) -> str:
    """Return the text of a cell: its typed value where it has one, else what it shows."""
    kind = attributs.get("office:value-type")
    if attributs.get("calcext:value-type") == "error" or (kind is None and "table:formula" in attributs):
        return UNREAD
    if kind in _NUMBERS:
        value = attributs.get("office:value", "")
        return TYPED + value if "e" in value.lower() else value
    if kind == "date":
        return DATE + attributs.get("office:date-value", "")
    if kind == "boolean":
        return attributs.get("office:boolean-value", "")
    if kind == "time":  # an hour is no amount, and calamine gives none
        return ""
    return attributs.get("office:string-value", shown)


def _records(flux: IO[bytes], sheet: _Sheet, nom: str) -> Iterator[Enregistrement]:
    parser = safe_parser(nom, sheet.start, sheet.end, sheet.data)
    while bloc := flux.read(_BLOC):
        parser.Parse(bloc)
        yield from sheet.ready
        sheet.ready.clear()
    parser.Parse(b"", True)
    yield from sheet.ready
