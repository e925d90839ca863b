"""A table on its way to the browser, in the format that the address names."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase

from achatlas.containers import table as tables
from achatlas.containers import workbook
from achatlas.containers.lots import Lots
from achatlas.containers.table import Table
from achatlas.containers.workbook import Chart, Sheet
from achatlas.screens.demande import Demande
from achatlas.web import exports
from achatlas.web.cartographie.emporter import dit
from achatlas.web.cartographie.emporter.dit import Dit
from achatlas.web.cartographie.emporter.tables import plain
from achatlas.web.exports import Cellule

PARQUET = "application/vnd.apache.parquet"
SMALL = 4_000_000
"""Beyond so many bytes, a file is sent by pieces."""


@dataclass(frozen=True)
class Fichier:
    """What is sent: its name, what it holds in words, the table, what must be known to read it; ``mention``
    is the definition that CSV carries above the table, ``version`` that of its data when it is not the one
    shown; ``charts``, ``teinte`` and ``feuilles``: what only a
    workbook shows, on the sheet of the table and beside it.
    """

    nom: str
    contenu: str
    table: Table
    about: Sequence[Dit]
    mention: str = ""
    fin: bool = False
    charts: Sequence[Chart] = ()
    teinte: tuple[int, int] | None = None
    feuilles: Sequence[Sheet] = ()
    version: str = ""


def send(forme: str, demande: Demande, fichier: Fichier) -> HttpResponseBase:
    """Send a table; raises Http404 for a format that does not exist."""
    ways = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}
    if forme not in ways:
        raise Http404
    return ways[forme](demande, fichier)


def _csv(demande: Demande, fichier: Fichier) -> HttpResponseBase:
    scope, table = demande.acces.scope, fichier.table
    head = exports.entete(
        demande.territoire,
        fichier.version or scope.version,
        fichier.contenu,
        fichier.mention,
        demande.acces.lost,
    )
    return exports.repondre(fichier.nom, _plain(head, table, fichier.fin), demande.territoire)


def _plain(head: Iterable[Sequence[Cellule]], table: Table, fin: bool) -> Iterator[Sequence[Cellule]]:
    """The comment lines, the heading, the rows; the total too where the format always had it (``fin``)."""
    genres = [column.genre for column in table.colonnes]
    yield from head
    yield table.noms
    for values in table.lignes:
        yield [plain(value, genre) for value, genre in zip(values, genres, strict=True)]
    if fin and table.total:
        yield [plain(value, genre) for value, genre in zip(table.total, genres, strict=True)]


def _xlsx(demande: Demande, fichier: Fichier) -> HttpResponseBase:
    table = fichier.table
    total = tables.row(table, table.total) if table.total else ()
    sheets = [
        Sheet(
            table.nom, tables.cells(table), widths(table), (1, 0), filtre=True, total=total, repere="Donnees",
            charts=fichier.charts, teinte=fichier.teinte,
        ),
        *fichier.feuilles,
        Sheet(dit.FEUILLE, fichier.about, dit.WIDTHS, (0, 1)),
    ]  # fmt: skip
    return made(fichier.nom, "xlsx", demande, lambda path: workbook.poured(path, sheets))


def widths(table: Table | Lots) -> list[int]:
    """How wide the columns are, in signs."""
    wide = {"libelle": 36, "objet": 44}
    return [
        next(
            (w for end, w in wide.items() if column.nom.endswith(end)), 15 if column.genre == "texte" else 16
        )
        for column in table.colonnes
    ]


def _parquet(demande: Demande, fichier: Fichier) -> HttpResponseBase:
    def write(path: Path) -> None:
        tables.write_parquet(path, fichier.table, fichier.about)

    return made(fichier.nom, "parquet", demande, write)


TYPES = {
    "xlsx": exports.XLSX,
    "parquet": PARQUET,
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def made(nom: str, forme: str, demande: Demande, write: Callable[[Path], None]) -> HttpResponseBase:
    """Send a file that is written first, on the disk; its very name says when it is simulated."""
    name = f"{nom}{'-simule' if demande.territoire.simule else ''}.{forme}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        if path.stat().st_size <= SMALL:
            content = path.read_bytes()
            return HttpResponse(content, content_type=TYPES[forme], headers=exports.headers(name))
        return _streamed(path.open("rb"), name, forme)


def kept(path: Path, content: bytes) -> None:
    """Write what is made already."""
    path.write_bytes(content)


def _streamed(kept: IO[bytes], name: str, forme: str) -> HttpResponseBase:
    """Send an open file by pieces: its name is gone, its bytes stay until it is closed."""
    response = FileResponse(kept, content_type=TYPES[forme])
    for header, value in exports.headers(name).items():
        response[header] = value
    return response
