"""The heat map as a table: every row and every column, in euros."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.http import Http404, HttpResponseBase

from achatlas.domain.nombres import lisser
from achatlas.web import exports
from achatlas.web.cartographie import mots, parts
from achatlas.web.cartographie.demande import Demande
from achatlas.web.cartographie.matrice import Lecture, Noms, lire
from achatlas.web.cartographie.views import demande_de
from achatlas.web.exports import Cellule
from achatlas.web.policies import Requete


def exporter(request: Requete, tableau: str) -> HttpResponseBase:
    """Send as CSV the whole heat map of a dashboard, all pages; raises Http404 for one that has none,
    ClosedCrossing.
    """
    demande = demande_de(request, tableau)
    if not demande.tableau.matrice:
        raise Http404
    lu = lire(demande, date.today())
    axes = [demande.axes[axe].pluriel for axe in (lu.axes.lignes, lu.axes.colonnes)]
    contenu = (
        f"{' et '.join(axes)}, {mots.titre(demande, mots.noms_choisis(demande))}, {mots.periode(demande)}"
    )
    tete = exports.entete(demande.territoire, demande.acces.scope.version, contenu, parts.mention(demande))
    return exports.repondre(f"{tableau}-matrice", [*tete, *_cells(demande, lu)], demande.territoire)


def _cells(demande: Demande, lu: Lecture) -> Iterator[Sequence[Cellule]]:
    rows, columns = lu.noms(lu.axes.lignes), lu.noms(lu.axes.colonnes)
    codes = sorted(lu.croix.colonnes, key=lambda code: (code == "", -lu.croix.colonnes[code], code))
    yield [
        "code",
        "libelle",
        *(_named(columns, code) for code in codes),
        "total",
        "en_commun",
        "membres_communs",
    ]
    order = sorted(lu.croix.lignes, key=lambda code: (code == "", -lu.croix.lignes[code], code))
    for code in order:
        yield [code, _named(rows, code), *_amounts(lu, code, codes), *_shared(lu, code)]
    yield [
        "",
        "Total",
        *(exports.cents(lu.croix.colonnes[c]) for c in codes),
        exports.cents(lu.croix.total),
        "",
        "",
    ]


def _amounts(lu: Lecture, code: str, codes: Sequence[str]) -> Iterator[Cellule]:
    """The euros of a row, nothing where nothing was paid, then its total."""
    for column in codes:
        cents = lu.croix.cases.get((code, column))
        yield "" if cents is None else exports.cents(cents)
    yield exports.cents(lu.croix.lignes[code])


def _shared(lu: Lecture, code: str) -> tuple[int, int]:
    """How many columns of a row pay members in common, and how many these are."""
    own = [one for one in lu.shared if one.ligne == code]
    return len({column for one in own for column in one.colonnes}), len(own)


def _named(noms: Noms, code: str) -> str:
    return lisser(noms.get(code, code))
