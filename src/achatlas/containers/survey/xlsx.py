"""The survey of an XLSX sheet: a pass of regular expressions over its raw XML, and expat only when some cell
holds no value.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import IO
from xml.parsers import expat

from achatlas.containers.survey import found as f
from achatlas.containers.xml_guard import safe_parser
from achatlas.domain.errors import UnreadableFile

_BLOC = 1 << 20
_OVERLAP = 1 << 12
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is)[ >/]")
_ROW = re.compile(rb"""row\s(?:[^>]*?\s)?r=["'](\d+)""")
_FAR = re.compile(rb"""r=["']([A-Z]{2,3})(\d+)""")
_NEAR = re.compile(rb"""r=["']([A-Z])\d""")
_HIDDEN_ROW = re.compile(rb"""row\s[^>]*?\bhidden=["'](?:1|true)["'][^>]*(?<!/)>""")
_HIDDEN_COLUMN = re.compile(rb"""col\s([^>]*?\bhidden=["'](?:1|true)["'][^>]*)>""")
_EDGE = re.compile(rb"""\b(min|max)=["'](\d+)""")
_MERGED = re.compile(rb"mergeCell\s")
_SUSPECT = re.compile(rb"""[<:]f[> /]|t=["']e["']""")
_HINTS = (b"<f", b":f", b'="e"', b"='e'")
# A pattern begins with a literal, which is looked for as fast as memory is read.


def survey(path: Path, feuille: str | None) -> f.Survey:
    """Return the survey of the sheet named, or of the first visible one; UnreadableFile when the workbook is
    damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            targets, visible = _sheets(archive)
            found = f.Survey(f.chosen(path, visible, feuille))
            filled = {nom for nom in targets if nom != found.nom and _is_filled(archive, targets[nom])}
            f.note_others(found, visible, filled)
            with archive.open(targets[found.nom]) as flux:
                suspect = _look(flux, found)
            if suspect:
                with archive.open(targets[found.nom]) as flux:
                    _cells(path.name, found).ParseFile(flux)
    except (zipfile.BadZipFile, KeyError, expat.ExpatError, ValueError) as faute:
        raise f.damaged(path) from faute
    return found.checked(path)


def _sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], dict[str, bool]]:
    """Return the entry of each worksheet and whether it is visible, by name, in order."""
    links: dict[str, str] = {}
    targets: dict[str, str] = {}
    visible: dict[str, bool] = {}

    def relation(nom: str, attributs: dict[str, str]) -> None:
        if nom == "Relationship" and attributs.get("Type", "").endswith("/worksheet"):
            links[attributs["Id"]] = attributs["Target"]

    def sheet(nom: str, attributs: dict[str, str]) -> None:
        if nom == "sheet":
            link = next((v for k, v in attributs.items() if k.rpartition(":")[2] == "id"), "")
            if link in links:
                target = links[link]
                targets[attributs["name"]] = target.lstrip("/") if target[:1] == "/" else f"xl/{target}"
                visible[attributs["name"]] = attributs.get("state", "visible") == "visible"

    for entry, start in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        with archive.open(entry) as flux:
            safe_parser(entry, start).ParseFile(flux)
    return targets, visible


def _is_filled(archive: zipfile.ZipFile, entry: str) -> bool:
    if entry not in archive.namelist():
        return False
    tail = b""
    with archive.open(entry) as flux:
        while bloc := flux.read(_BLOC):
            if _FILLED.search(tail + bloc):
                return True
            tail = bloc[-16:]
    return False


def _look(flux: IO[bytes], found: f.Survey) -> bool:
    """Note extent, hidden rows and columns, merged cells; say whether some cell may hold no value."""
    suspect, tail = False, b""
    while bloc := flux.read(_BLOC):
        cut = bloc.rfind(b"<") if len(bloc) == _BLOC else len(bloc)
        texte, tail = tail + bloc[:cut], bloc[cut:]
        if len(tail) > _OVERLAP and cut <= 0:
            raise UnreadableFile(
                "Classeur illisible", found.nom, "une balise n'en finit pas", "refaites l'export"
            )
        _note(texte, found)
        suspect = suspect or _is_suspect(texte)
    _note(tail, found)
    return suspect or _is_suspect(tail)


def _is_suspect(texte: bytes) -> bool:
    """Say whether a formula or an error stands in a text: few are looked at twice."""
    return any(hint in texte for hint in _HINTS) and _SUSPECT.search(texte) is not None


def _note(texte: bytes, found: f.Survey) -> None:
    far = _FAR.findall(texte)
    rows = [*_ROW.findall(texte), *(row for _, row in far)]
    found.last_row = max(found.last_row, max(map(int, rows), default=0))
    columns = {letters for letters, _ in far} or set(_NEAR.findall(texte[:_OVERLAP]))
    found.columns = max(found.columns, max(map(_column, columns), default=0))
    if b"hidden=" in texte:
        _note_hidden(texte, found)
    found.notices[f.MERGED] += len(_MERGED.findall(texte))


def _note_hidden(texte: bytes, found: f.Survey) -> None:
    found.notices[f.ROWS] += len(_HIDDEN_ROW.findall(texte))
    for attributs in _HIDDEN_COLUMN.findall(texte):
        edges = {nom: int(rank) for nom, rank in _EDGE.findall(attributs)}
        found.hide(edges.get(b"min", 1), edges.get(b"max", 0))


def _column(lettres: bytes) -> int:
    rank = 0
    for lettre in lettres:
        rank = rank * 26 + lettre - 64
    return rank


class _Cells:
    """Expat handlers that note the cells without a value, and the first column that has some."""

    def __init__(self, found: f.Survey) -> None:
        self.found, self.row, self.column, self.base = found, 0, -1, 1 << 20
        self.kind, self.formula, self.text, self.inside = "n", False, "", False

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        """Open a row, a cell, its formula or its value."""
        if nom == "row":
            self.row, self.column = int(attributs.get("r", self.row + 1)), -1
        elif nom == "c":
            place = attributs.get("r", "").rstrip("0123456789").encode()
            self.column = _column(place) - 1 if place else self.column + 1
            self.kind, self.formula, self.text = attributs.get("t", "n"), False, ""
        elif nom == "f":
            self.formula = True
        self.inside = nom in ("v", "t")

    def data(self, texte: str) -> None:
        """Gather the value."""
        if self.inside:
            self.text += texte

    def end(self, nom: str) -> None:
        """Close a value or a cell."""
        self.inside = False
        if nom != "c":
            return
        if self.kind == "e":
            self.found.fault(self.row, self.column, self.text or "#REF!")
        elif self.formula and not self.text and self.kind != "str":
            self.found.fault(self.row, self.column, f.UNCACHED)
            return
        elif not self.text:
            self.found.vides.update([(self.row, self.column)] if self.formula else ())
            return
        self.base = self.found.base = min(self.base, self.column)


def _cells(nom: str, found: f.Survey) -> expat.XMLParserType:
    cells = _Cells(found)
    return safe_parser(nom, cells.start, cells.end, cells.data)
