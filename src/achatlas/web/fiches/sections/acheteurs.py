"""Who buys: each buyer with its year, the part of it under a known marché, its change, its years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from achatlas.analyse.crossed import crossed
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import evolution, montant, pourcent, signed, unite_de
from achatlas.langues import translated
from achatlas.marks import _trace
from achatlas.marks._echelle import pour_cent, regle
from achatlas.screens.cases import told_of
from achatlas.screens.demande import TOUS
from achatlas.screens.liens import lien
from achatlas.web.fiches.demande import Question

SOUS = "montant_sous_marche"
Years = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Rang:
    """A buyer: its bar and the part of it under marché (per cent), its amounts, its years as a line."""

    nom: str
    href: str
    fiche: str
    largeur: str
    sous: str
    texte: str
    part: str
    evolution: str
    trace: str
    bout: tuple[str, str]
    annees: str


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The buyers of the common view, the heaviest first; nothing in the view of one buyer."""
    if not question.consolidee:
        return None
    try:
        held = _asked(question)
    except ClosedCrossing:
        return None
    year = "" if question.exercice == TOUS else question.exercice
    now = {siren: paid for siren, years in held.items() if (paid := _of(years, year)[0])}
    return _told(question, held, now, year) if now else None


def _told(
    question: Question, held: Mapping[str, Years], now: Mapping[str, int], year: str
) -> Mapping[str, Any]:  # fmt: skip
    total, longest = sum(now.values()), max(now.values())
    unite = unite_de(longest // 10)
    scale = _Scale(total, longest, unite, year)
    before = _of_all(held, question.contre) if question.contre else None
    order = sorted(now, key=lambda siren: (-now[siren], siren))
    return {
        "rangs": [_rang(question, siren, held[siren], scale) for siren in order],
        "unite": unite,
        "total": montant(total, unite),
        "part": signed(pourcent(total, total, 0)),
        "evolution": evolution(total, before),
        "regle": regle(longest, unite),
        "absents": len(question.territoire.acheteurs) - len(now),
    }


def _asked(question: Question) -> dict[str, dict[str, tuple[int, int]]]:
    """What each buyer pays in each year, and what of it cites a known marché (cents). Raises
    ClosedCrossing.
    """
    whole = replace(question.carte, exercice=TOUS, contre="")
    mesure = question.tableau.mesure
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for row in crossed(["acheteur", "exercice"], [mesure, SOUS], whole.retenue, question.acces.scope):
        found.setdefault(row["acheteur"], {})[row["exercice"]] = (row[mesure], row[SOUS])
    return found


@dataclass(frozen=True)
class _Scale:
    total: int
    longest: int
    unite: str
    year: str


def _of(years: Years, year: str) -> tuple[int, int]:
    kept = [pair for one, pair in years.items() if year in ("", one)]
    return sum(paid for paid, _ in kept), sum(under for _, under in kept)


def _of_all(held: Mapping[str, Years], year: str) -> int:
    return sum(_of(years, year)[0] for years in held.values())


def _rang(question: Question, siren: str, years: Years, scale: _Scale) -> Rang:
    paid, under = _of(years, scale.year)
    carte = question.carte
    order = question.exercices or tuple(sorted(years))
    line = [_of(years, year)[0] for year in order]
    known = siren in question.territoire.sirens
    before = _of(years, question.contre)[0] if question.contre else None
    trace, bout = _trace.tracer(line)
    return Rang(
        question.territoire.acheteur(siren).dit if known else siren,
        carte.adresse(carte.selection.only("acheteur", [siren])),
        lien(question, "acheteur", siren),
        pour_cent(paid, scale.longest),
        pour_cent(min(max(under, 0), paid), paid),
        montant(paid, scale.unite),
        signed(pourcent(paid, scale.total, 0)),
        evolution(paid, before),
        trace,
        bout,
        translated(" ; ").join(
            told_of(year, montant(cents, scale.unite)) for year, cents in zip(order, line, strict=True)
        ),
    )
