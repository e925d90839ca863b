"""The survey of an ODS sheet, by expat over its content: its repetitions are followed, never expanded."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from achatlas.containers.survey import found as f
from achatlas.containers.xml_guard import safe_parser
from achatlas.domain.errors import UnreadableFile

ROWS_MAX, COLUMNS_MAX = 1_048_576, 16_384
_CELLS = frozenset({"table-cell", "covered-table-cell"})


def survey(path: Path, feuille: str | None) -> f.Survey:
    """Return the survey of the sheet named, or of the first visible one; UnreadableFile when the workbook is
    damaged, or when what it repeats would fill the memory.
    """
    tables = _Tables(path)
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as flux:
            safe_parser(path.name, tables.start, tables.end, tables.data).ParseFile(flux)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, ValueError) as faute:
        raise f.damaged(path) from faute
    nom = f.chosen(path, tables.visible, feuille)
    found = tables.surveys[nom]
    f.note_others(
        found, tables.visible, {one for one, seen in tables.surveys.items() if seen.last_row} - {nom}
    )
    return found.checked(path)


@dataclass
class _Row:
    """The row being read: how often it stands, where it ends, its cells that hold something or no value."""

    times: int
    hidden: bool
    width: int = 0
    first: int = COLUMNS_MAX
    last: int = -1
    faults: dict[int, str] = field(default_factory=dict)
    merged: int = 0


class _Tables:
    """Expat handlers: one survey for each table."""

    def __init__(self, path: Path) -> None:
        self.path, self.style = path, ""
        self.unseen: set[str] = set()
        self.visible: dict[str, bool] = {}
        self.surveys: dict[str, f.Survey] = {}
        self.current: f.Survey | None = None
        self.row = _Row(0, False)
        self.at, self.column, self.depth, self.text = 0, 0, 0, ""
        self.cell: dict[str, str] | None = None

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        """Open a style, a table, a row, a cell."""
        if nom == "style":
            self.style = attributs.get("style:name", "")
        elif nom == "table-properties" and attributs.get("table:display") == "false":
            self.unseen.add(self.style)
        elif nom == "table":
            self._open(attributs)
        elif nom == "table-column":
            self._column(attributs)
        elif nom == "table-row":
            hidden = attributs.get("table:visibility", "visible") != "visible"
            self.row = _Row(_times(attributs, "table:number-rows-repeated"), hidden)
        elif nom in _CELLS:
            self.cell, self.text = attributs, ""

    def data(self, texte: str) -> None:
        """Gather what the cell shows."""
        if self.cell is not None and len(self.text) < 64:
            self.text += texte

    def end(self, nom: str) -> None:
        """Close a cell, a row or a table."""
        if nom in _CELLS and self.cell is not None:
            self._cell(self.cell, self.text.strip())
            self.cell = None
        elif nom == "table-row" and self.current is not None:
            self._row(self.current)
        elif nom == "table":
            self.depth -= 1
            self.current = self.current if self.depth else None

    def _open(self, attributs: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1:
            nom = attributs.get("table:name", "")
            self.visible[nom] = attributs.get("table:style-name", "") not in self.unseen
            self.current = self.surveys[nom] = f.Survey(nom, base=COLUMNS_MAX)
            self.at = self.column = 0

    def _column(self, attributs: dict[str, str]) -> None:
        times = _times(attributs, "table:number-columns-repeated")
        if self.current is not None and attributs.get("table:visibility", "visible") != "visible":
            self.current.hide(self.column + 1, self.column + times)
        self.column += times

    def _cell(self, attributs: dict[str, str], shown: str) -> None:
        row, kind = self.row, attributs.get("office:value-type")
        times = _times(attributs, "table:number-columns-repeated")
        spans = (attributs.get(f"table:number-{side}-spanned", "1") for side in ("columns", "rows"))
        row.merged += any(span != "1" for span in spans)
        if attributs.get("calcext:value-type") == "error":
            row.faults.update(
                dict.fromkeys(range(row.width, row.width + min(times, 1_000)), shown or "#REF!")
            )
        elif kind is None and "table:formula" in attributs:
            row.faults.update(dict.fromkeys(range(row.width, row.width + min(times, 1_000)), f.UNCACHED))
        if kind is not None or (shown and not row.faults.get(row.width)):
            row.first, row.last = min(row.first, row.width), row.width + times - 1
        row.width += times

    def _row(self, found: f.Survey) -> None:
        row, self.at = self.row, self.at + self.row.times
        if row.last < 0 and not row.faults:
            return
        if self.at > ROWS_MAX or row.last >= COLUMNS_MAX:
            raise UnreadableFile(
                "Feuille trop étendue",
                f"{self.path.name}, feuille « {found.nom} »",
                "elle dépasse les limites d'un tableur, par des lignes ou des cellules répétées",
                "ouvrez-la dans un tableur et réenregistrez-la, ou exportez-la en CSV",
            )
        found.last_row, found.base = self.at, min(found.base, row.first)
        found.columns = max(found.columns, row.last + 1, max(row.faults, default=-1) + 1)
        found.notices[f.ROWS] += row.times if row.hidden else 0
        found.notices[f.MERGED] += row.merged
        for number in range(self.at - row.times + 1, self.at + 1) if row.faults else ():
            for column, shown in row.faults.items():
                found.fault(number, column, shown)


def _times(attributs: dict[str, str], nom: str) -> int:
    times = int(attributs.get(nom, "1"))
    if times < 1:
        raise ValueError(f"{nom} : {times}")
    return times
