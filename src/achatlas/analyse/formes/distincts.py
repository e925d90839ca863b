"""Marchés ou fournisseurs, chacun compté une fois, dont une ligne au moins est oui."""

from __future__ import annotations

from collections.abc import Mapping

from achatlas.analyse.parts import UNKNOWN
from achatlas.analyse.readings import (
    MEMBRE,
    MESURES,
    VALEUR,
    Asked,
    Reading,
    folded,
    kinds_of,
    opening,
    tallied,
    with_lines,
)
from achatlas.domain.personnes import PERSONNE

NEEDS = frozenset({"fait", "mesure", "axe", "oui", "non", "de"})
MAY = frozenset({"presume", "hors", "parmi"})
FOURNISSEUR = "fournisseur"


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share of those of which one row at least is yes: no when all their rows are, a doubt else.

    Natural persons, who are one in the common view, and the unknown are no supplier that is counted, nor is
    who is left with nothing once credits are deducted.
    """
    calcul, known = asked.calcul, kinds_of(asked.calcul)
    kinds: dict[tuple[str, str], list[int]] = {}
    cents: dict[tuple[str, str], int] = {}
    mesure = MESURES[calcul.fait, VALEUR]
    for row in asked.crossed([calcul.de, calcul.axe], [mesure]):
        unit = (row[MEMBRE], row[calcul.de])
        kinds.setdefault(unit, []).append(known.get(row[calcul.axe], UNKNOWN))
        cents[unit] = cents.get(unit, 0) + row[mesure]
    paid = calcul.de == FOURNISSEUR
    units = {
        unit: (folded(found), cents[unit])
        for unit, found in kinds.items()
        if not paid or (cents[unit] > 0 and unit[1] and not unit[1].startswith(PERSONNE))
    }
    found = tallied(units, calcul.mesure)
    return with_lines(found, opening(calcul, asked.chosen(calcul.fait)))
