"""Where the table of a file is: its encoding, its separator or its sheet, its header after any preamble."""

from __future__ import annotations

import csv as tokens
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from achatlas.catalogue.synonymes import Synonymes
from achatlas.containers.nature import nature_of
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.shapes.encodings import Encoding, detect
from achatlas.ingest.probe import HEAD, check_container
from achatlas.ingest.readers import csv, sheet
from achatlas.propose.header import Heading, find_heading

Record = tuple[int, list[str]]
AMOUNTS = {"montant_ht", "montant_ttc", "montant", "montant_debit"}
YEARS = {"exercice", "date_mandat", "date_facture", "date_paiement"}
SEPARATORS = (";", "\t", "|", ",")
_SAMPLE = 300


@dataclass(frozen=True)
class Table:
    """A table found in a file: how it is opened, its heading; of a workbook, the sheet, all those that may
    be read as lines, and whether it is the first visible one; ``after`` is what notes say under its lines.
    """

    path: Path
    heading: Heading
    encoding: Encoding | None = None
    encodage: str = ""
    separateur: str = ""
    guillemet: str = '"'
    feuille: str | None = None
    feuilles: tuple[str, ...] = ()
    first: bool = True
    after: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        """Whether the file is a workbook."""
        return not self.separateur

    def records(self) -> Iterator[Record]:
        """The numbered records after the heading, blank ones left out."""
        found: Iterator[Record]
        if self.typed:
            found = sheet.read_records(self.path, self.feuille)
        else:
            found = csv.read_records(self.path, self.encodage, self.separateur, self.guillemet)
        for number, cells in found:
            if number > self.heading.number and any(cells):
                yield number, cells

    def unquoted(self) -> Table:
        """The same table in which quotes are ordinary characters."""
        return replace(self, guillemet="")


def open_delimited(path: Path, encoding: Encoding, encodage: str, known: Synonymes) -> Table:
    """The table of a delimited text. Raise UnreadableFile when no separator makes columns of it, or when it
    has no heading.
    """
    with path.open(encoding=encodage, newline="", errors="replace") as stream:
        text = stream.read(HEAD)
    found = {one: list(islice(_cut(text, one), _SAMPLE)) for one in SEPARATORS}
    headings = {one: find_heading(records, known) for one, records in found.items()}
    scores = {one: (_known(headings[one]), *_regular(found[one])) for one in SEPARATORS}
    best = max(SEPARATORS, key=lambda one: scores[one])
    heading = headings[best]
    if scores[best][2] < 2:
        raise UnreadableFile(
            "Aucune colonne trouvée", path.name, "aucun séparateur ne fait des colonnes de ses lignes",
            "exportez la liste des mandats en CSV ou en XLSX",
        )  # fmt: skip
    if heading is None:
        raise _no_heading(path)
    return Table(path, heading, encoding, encodage, best)


def _known(heading: Heading | None) -> int:
    return heading.known if heading else 0


def _cut(text: str, separateur: str) -> Iterator[Record]:
    reader = tokens.reader(io.StringIO(text, newline=""), delimiter=separateur)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except tokens.Error:
        return


def _regular(records: list[Record]) -> tuple[float, int]:
    """How regular the widths are (share of the commonest beyond one), and that width."""
    widths = [len(cells) for _, cells in records if any(cells)]
    common = max(set(widths), key=widths.count, default=0)
    return (round(widths.count(common) / len(widths), 1) if common > 1 else 0.0), common


def open_workbook(path: Path, known: Synonymes, wanted: str | None) -> Table:
    """The table of the visible sheet that may be read as lines; of the sheet ``wanted`` when several may."""
    names = sheet.visible_sheets(path)
    found = {nom: find_heading(list(sheet.read_records(path, nom, _SAMPLE)), known) for nom in names}
    headed = {nom: heading for nom, heading in found.items() if heading and heading.known >= 2}
    headed = headed or {nom: heading for nom, heading in found.items() if heading}
    if not headed:
        raise _no_heading(path)
    whole = _whole(headed) or headed
    best = wanted if wanted in headed else max(whole, key=lambda nom: whole[nom].known)
    return Table(path, headed[best], feuille=best, feuilles=tuple(whole), first=best == names[0])


def _whole(headed: dict[str, Heading]) -> dict[str, Heading]:
    """The sheets whose heading names what no line does without: an amount, and a date or a year."""
    roles = {nom: {one.role for one in heading.meanings if one} for nom, heading in headed.items()}
    return {nom: headed[nom] for nom, said in roles.items() if said & AMOUNTS and said & YEARS}


def open_table(path: Path, known: Synonymes, encodage: str | None, feuille: str | None) -> Table:
    """The table of a file, in the encoding or the sheet given or in the one found.

    Raise UnreadableFile when the file is neither a delimited text nor a workbook, or has no heading.
    """
    if nature_of(path).is_a("tableur"):
        return open_workbook(path, known, feuille)
    check_container(path, "csv")
    encoding = detect(path)
    if encodage is None and not encoding.sure and not encoding.rivals:
        raise UnreadableFile(
            "Encodage illisible", path.name, "plusieurs encodages semblent mêlés", "réenregistrez-le en UTF-8"
        )
    told = encodage if encodage in dict(encoding.rivals) else encoding.name
    return open_delimited(path, encoding, told or encoding.name, known)


def _no_heading(path: Path) -> UnreadableFile:
    return UnreadableFile(
        "Aucun en-tête de colonnes trouvé",
        path.name,
        "aucune des premières lignes ne nomme les colonnes, et rien ne peut être deviné sans elles",
        "refaites l'export avec la ligne d'en-tête, ou ajoutez-la en première ligne",
    )
