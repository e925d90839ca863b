"""Year after year: what is paid, and the part of it that cites a known marché."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from achatlas.analyse import query
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import evolution, montant, pourcent, unite_de
from achatlas.marks import _colonnes
from achatlas.marks._colonnes import Colonne
from achatlas.screens.demande import TOUS
from achatlas.web.fiches.demande import Question

SOUS = "montant_sous_marche"


@dataclass(frozen=True)
class Annee:
    """A year: its column in the drawing, and its row in the table."""

    nom: str
    href: str
    ici: bool
    texte: str
    evolution: str
    sous: str
    col: Colonne


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The years of a member in their order; nothing when it has less than two, or when the view closes
    them.
    """
    told = _asked(question)
    years = question.exercices or tuple(sorted(told))
    if not told or len(years) < 2:
        return None
    sums = [(year, *told.get(year, (0, 0))) for year in years]
    unite = unite_de(max(paid for _, paid, _ in sums))
    rows = [_annee(question, rank, sums, unite) for rank in range(len(sums))]
    return {
        "annees": rows,
        "unite": unite,
        "largeur": _colonnes.STEP * len(rows),
        "sous": any(r.sous for r in rows),
    }


def _asked(question: Question) -> dict[str, tuple[int, int]]:
    """What is paid in each year (cents), and what of it cites a known marché; 0 where the view closes it."""
    whole = replace(question.carte, exercice=TOUS, contre="")
    mesure, scope = question.tableau.mesure, question.acces.scope
    for mesures in ([mesure, SOUS], [mesure]):
        try:
            rows = query.rows("exercice", mesures, whole.retenue, scope)
        except ClosedCrossing:
            continue
        return {r.code: (r.valeurs[mesure], r.valeurs.get(SOUS, -1)) for r in rows.lignes if r.code}
    return {}


def _annee(question: Question, rank: int, sums: Sequence[tuple[str, int, int]], unite: str) -> Annee:
    year, paid, under = sums[rank]
    return Annee(
        year,
        question.adresse(exercice=year, contre=""),
        question.exercice == year,
        montant(paid, unite),
        evolution(paid, sums[rank - 1][1]) if rank else "",
        f"{pourcent(under, paid, 0)}" if under >= 0 and paid > 0 else "",
        _colonnes.dessiner([(one, part if part >= 0 else one) for _, one, part in sums])[rank],
    )
