"""Long tables on their way to the browser: the answer begins at once and goes on as lines are read.

When reading fails midway the connection is cut: the browser says that the download failed, and what it kept
of a workbook or of Parquet does not open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from django.http import Http404, HttpResponseBase, StreamingHttpResponse

from achatlas.containers import lots, streamed
from achatlas.containers.lots import Lots
from achatlas.containers.pivot import Pivot, Source, shown
from achatlas.containers.streamed import Long, Poured
from achatlas.containers.workbook import Sheet
from achatlas.screens.demande import Demande
from achatlas.web import exports
from achatlas.web.cartographie.emporter import dit, pivots, sending, tables
from achatlas.web.cartographie.emporter.dit import Dit

REPERE = "Donnees"


@dataclass(frozen=True)
class Fichier:
    """What is sent: its name, what it holds in words, the table, what must be known to read it; ``mention``
    is the definition that CSV carries above the table.
    """

    nom: str
    contenu: str
    table: Lots
    about: Sequence[Dit]
    mention: str = ""


def send(forme: str, demande: Demande, fichier: Fichier) -> HttpResponseBase:
    """Send a long table; raises Http404 for a format that does not exist."""
    ways = {"csv": _csv, "xlsx": _xlsx, "parquet": _parquet}
    if forme not in ways:
        raise Http404
    name = f"{fichier.nom}{'-simule' if demande.territoire.simule else ''}.{forme}"
    kind = {**sending.TYPES, "csv": exports.CSV}[forme]
    return StreamingHttpResponse(
        ways[forme](demande, fichier), content_type=kind, headers=exports.headers(name)
    )


def _csv(demande: Demande, fichier: Fichier) -> Iterator[bytes]:
    acces = demande.acces
    head = exports.entete(
        demande.territoire, acces.scope.version, fichier.contenu, fichier.mention, acces.lost
    )
    return chain(exports.written(head), lots.csv(fichier.table, exports.inoffensif, exports.SUSPECT))


def _parquet(demande: Demande, fichier: Fichier) -> Iterator[bytes]:
    return lots.parquet(fichier.table, fichier.about)


def _xlsx(demande: Demande, fichier: Fichier) -> Iterator[bytes]:
    table = fichier.table
    crossing = pivots.axes(demande, table.noms)

    def ending(poured: Poured) -> tuple[Sequence[Sheet], Sequence[Pivot]]:
        made = _pivot(fichier, crossing, poured)
        about = [*fichier.about, ("Tableau croisé dynamique", _note(table, made))]
        last = Sheet(dit.FEUILLE, about, dit.WIDTHS, (0, 1))
        return ([shown(made), last], [made]) if made else ([last], [])

    summed = (*crossing, tables.MONTANT) if crossing else None
    return streamed.written(Long(table, sending.widths(table), REPERE, summed), ending)


def _pivot(fichier: Fichier, crossing: pivots.Axes | None, poured: Poured) -> Pivot | None:
    """The pivot of the lines; none where several sheets hold them, since it would sum a part of them."""
    if crossing is None or len(poured.counts) > 1:
        return None
    source = Source(fichier.table.nom, poured.counts[0], fichier.table.noms)
    return pivots.of(source, fichier.contenu, crossing, tables.MONTANT, poured.sommes)


def _note(table: Lots, made: Pivot | None) -> str:
    if made is None:
        return "Aucun : aucune ligne, ou plusieurs feuilles de lignes, dont il n’additionnerait qu’une."
    told = f"Calculé par le tableur sur la feuille « {table.nom} ». Seul « {tables.MONTANT} » s’additionne"
    apart = [one for one in tables.MARCHE if one in table.noms]
    return f"{told} ; {' et '.join(apart)} se répètent sur chaque ligne du marché." if apart else f"{told}."
