"""Year after year: what is paid, and the part of it that cites a known marché."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from achatlas.analyse import query
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import evolution, montant, pourcent, unite_de
from achatlas.web.cartographie.demande import TOUS
from achatlas.web.fiches.demande import Question

SOUS = "montant_sous_marche"
BASE, HAUT, PAS = 92, 74, 56


@dataclass(frozen=True)
class Annee:
    """A year: its column in the drawing, and its row in the table."""

    nom: str
    href: str
    ici: bool
    texte: str
    evolution: str
    sous: str
    x: int
    y: str
    h: str
    y_sous: str
    h_sous: str


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The years of a member in their order; nothing when it has less than two, or when the view closes
    them.
    """
    told = _asked(question)
    years = question.exercices or tuple(sorted(told))
    if not told or len(years) < 2:
        return None
    sums = [(year, *told.get(year, (0, 0))) for year in years]
    longest = max(paid for _, paid, _ in sums)
    unite = unite_de(longest)
    rows = [_annee(question, rank, sums, longest, unite) for rank in range(len(sums))]
    return {"annees": rows, "unite": unite, "largeur": PAS * len(rows), "sous": any(r.sous for r in rows)}


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


def _annee(
    question: Question, rank: int, sums: Sequence[tuple[str, int, int]], longest: int, unite: str
) -> Annee:
    year, paid, under = sums[rank]
    whole, below = (_height(one, longest) for one in (paid, min(under if under >= 0 else paid, paid)))
    return Annee(
        year,
        question.adresse(exercice=year, contre=""),
        question.exercice == year,
        montant(paid, unite),
        evolution(paid, sums[rank - 1][1]) if rank else "",
        f"{pourcent(under, paid, 0)}" if under >= 0 and paid > 0 else "",
        rank * PAS,
        f"{BASE - whole:.1f}",
        f"{whole - below:.1f}",
        f"{BASE - below:.1f}",
        f"{below:.1f}",
    )


def _height(value: int, longest: int) -> float:
    return max(value, 0) * HAUT / longest if longest > 0 else 0.0
