"""Counts an XLSX sheet from its raw XML: its rows as text when they are plainly written, else by expat;
shared strings by hand. No spreadsheet library.
"""

from __future__ import annotations

import re
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
from achatlas.ingest.counter.plain_sheet import NotPlain, PlainRows
from achatlas.ingest.layout import CountSpec

_BLOC, _COLONNES = 1 << 18, 16_384
_DATES = {*range(14, 23), 45, 46, 47}
_INERTE = re.compile(r'"[^"]*"|[\\_].|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
_TEMPS = re.compile(r"[dmyhs]", re.IGNORECASE)


def count(path: Path, spec: CountSpec) -> Account:
    """Return the account of the sheet named, or of the first visible one; rows that hold nothing do not
    count.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            values = _Values(_shared_strings(archive), _date_styles(archive))
            entry, lire = _sheet_path(archive, spec.feuille), cell_reader(spec.nombres)
            try:
                with archive.open(entry) as flux:
                    rows = PlainRows(flux, values.of, len(values.textes))
                    return count_records(rows, spec, lire, rows.only)
            except NotPlain:
                with archive.open(entry) as flux:
                    return count_records(_rows(flux, _Rows(values), path.name), spec, lire)
    except (zipfile.BadZipFile, LookupError, ValueError, expat.ExpatError) as faute:
        raise UnreadableFile(
            "Classeur illisible", path.name, "son contenu est endommagé", "refaites l'export"
        ) from faute


class _Values:
    """Knows what the text of a cell stands for: shared strings, and the styles that show dates."""

    def __init__(self, textes: list[str], dates: set[str]) -> None:
        self.textes, self.dates = textes, dates

    def of(self, genre: str, style: str, texte: str, formula: bool) -> str:
        """Return the text of a cell; a typed number in exponent form is marked, a text of that form is no
        number, nor is a number shown as a date; an error or a formula never computed is UNREAD.
        """
        if genre == "e" or (formula and not texte and genre != "str"):
            return UNREAD
        if genre == "s" and texte:
            return self.textes[int(texte)]
        if genre == "n" and texte and style in self.dates:
            return DATE + texte
        if genre == "n" and "E" in texte.upper():
            return TYPED + texte
        return ("false" if texte == "0" else "true") if genre == "b" and texte else texte


class _Rows:
    """Expat handlers that gather the cells of the row being read."""

    def __init__(self, values: _Values) -> None:
        self.values = values
        self.prets: list[Enregistrement] = []
        self.numero, self.rang, self.genre = 0, -1, ""
        self.cellules: dict[int, str] = {}
        self.morceaux: list[str] | None = None

    def start(self, nom: str, attributs: dict[str, str]) -> None:
        """Open a row, a cell or a text."""
        if nom == "row":
            self.numero, self.rang, self.cellules = int(attributs.get("r", self.numero + 1)), -1, {}
        elif nom == "c":
            self.rang = _column(attributs["r"]) if "r" in attributs else self.rang + 1
            self.genre, self.texte, self.formula = attributs.get("t", "n"), "", False
            self.style = attributs.get("s", "0")
        elif nom in ("v", "t"):
            self.morceaux = []
        elif nom == "f":
            self.formula = True

    def data(self, texte: str) -> None:
        """Gather the text of a value."""
        if self.morceaux is not None:
            self.morceaux.append(texte)

    def end(self, nom: str) -> None:
        """Close a text, a cell or a row."""
        if nom in ("v", "t") and self.morceaux is not None:
            self.texte += "".join(self.morceaux)
            self.morceaux = None
        elif nom == "c":
            self.cellules[self.rang] = self.values.of(self.genre, self.style, self.texte, self.formula)
        elif nom == "row" and any(self.cellules.values()):
            largeur = max(rang for rang, texte in self.cellules.items() if texte) + 1
            self.prets.append((self.numero, [self.cellules.get(rang, "") for rang in range(largeur)]))


def _rows(flux: IO[bytes], lignes: _Rows, nom: str) -> Iterator[Enregistrement]:
    analyseur = safe_parser(nom, lignes.start, lignes.end, lignes.data)
    while bloc := flux.read(_BLOC):
        analyseur.Parse(bloc)
        yield from lignes.prets
        lignes.prets.clear()
    analyseur.Parse(b"", True)
    yield from lignes.prets


def _column(reference: str) -> int:
    """Return the rank from 0 of a cell reference: AB12 → 27."""
    rang = 0
    for lettre in reference:
        if not lettre.isalpha() or rang > _COLONNES:
            break
        rang = rang * 26 + ord(lettre.upper()) - 64
    return rang - 1


def _date_styles(archive: zipfile.ZipFile) -> set[str]:
    """Return the ranks of the cell styles that show a number as a date, an hour or a duration."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    codes: dict[str, str] = {}
    dates: set[str] = set()
    etat = {"rang": 0, "cellules": 0}

    def start(nom: str, attributs: dict[str, str]) -> None:
        if nom == "numFmt":
            codes[attributs.get("numFmtId", "")] = attributs.get("formatCode", "")
        elif nom == "cellXfs":
            etat["cellules"] = 1
        elif nom == "xf" and etat["cellules"]:
            if _is_date(attributs.get("numFmtId", "0"), codes):
                dates.add(str(etat["rang"]))
            etat["rang"] += 1

    def end(nom: str) -> None:
        if nom == "cellXfs":
            etat["cellules"] = 0

    with archive.open("xl/styles.xml") as flux:
        safe_parser("xl/styles.xml", start, end).ParseFile(flux)
    return dates


def _is_date(numero: str, codes: dict[str, str]) -> bool:
    """Say whether a number format writes a date: by its code, quoted and coloured parts left out, or by its
    number.
    """
    if numero in codes:
        return _TEMPS.search(_INERTE.sub("", codes[numero]).partition(";")[0]) is not None
    return numero.isdecimal() and int(numero) in _DATES


def _shared_strings(archive: zipfile.ZipFile) -> list[str]:
    """Return the shared strings in order, phonetic runs left out."""
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    textes: list[str] = []
    etat: dict[str, list[str] | None] = {"si": None, "t": None}
    phonetique = [False]

    def start(nom: str, _: dict[str, str]) -> None:
        if nom == "si":
            etat["si"] = []
        phonetique[0] = phonetique[0] or nom == "rPh"
        etat["t"] = [] if nom == "t" and not phonetique[0] else None

    def end(nom: str) -> None:
        courant, texte = etat["si"], etat["t"]
        if nom == "t" and courant is not None and texte is not None:
            courant.extend(texte)
            etat["t"] = None
        phonetique[0] = phonetique[0] and nom != "rPh"
        if nom == "si" and courant is not None:
            textes.append("".join(courant))

    def data(texte: str) -> None:
        if etat["t"] is not None:
            etat["t"].append(texte)

    with archive.open("xl/sharedStrings.xml") as flux:
        safe_parser("xl/sharedStrings.xml", start, end, data).ParseFile(flux)
    return textes


def _sheet_path(archive: zipfile.ZipFile, feuille: str | None) -> str:
    """Return the archive path of the sheet named, or of the first visible one."""
    cibles = dict(
        re.findall(
            r'<(?:\w+:)?Relationship\b(?=[^>]*\bId="([^"]+)")(?=[^>]*\bTarget="([^"]+)")[^>]*>',
            archive.read("xl/_rels/workbook.xml.rels").decode(),
        )
    )
    trouvees: list[str] = []

    def start(nom: str, attributs: dict[str, str]) -> None:
        if nom != "sheet" or (feuille is None and attributs.get("state", "visible") != "visible"):
            return
        if feuille in (None, attributs["name"]):
            lien = next(valeur for cle, valeur in attributs.items() if cle.rpartition(":")[2] == "id")
            trouvees.append(cibles[lien])

    safe_parser("xl/workbook.xml", start).Parse(archive.read("xl/workbook.xml"), True)
    cible = trouvees[0] if trouvees else ""
    return cible.lstrip("/") if cible.startswith("/") else f"xl/{cible}"
