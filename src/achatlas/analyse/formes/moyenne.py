"""Somme d'une mesure divisée par le compte d'une autre."""

from __future__ import annotations

from collections.abc import Mapping

from achatlas.analyse.readings import MEMBRE, Asked, Reading, counted

NEEDS = frozenset({"fait", "somme", "compte", "tous"})
MAY = frozenset({"exclu", "parmi", "comptees", "hors"})


def told(asked: Asked) -> Mapping[str, Reading]:
    """The mean, what is not counted being unknown; nothing bounds what it would add. ``tous`` less ``exclu``
    is how many there are.
    """
    calcul = asked.calcul
    asking = [calcul.somme, calcul.compte, calcul.tous, *filter(None, [calcul.exclu])]
    lignes = counted(calcul, asked.chosen(calcul.fait))
    found = {}
    for row in asked.crossed([], asking):
        whole = row[calcul.tous] - (row[calcul.exclu] if calcul.exclu else 0)
        count = row[calcul.compte]
        found[row[MEMBRE]] = Reading(
            row[calcul.somme], count, n=count, connus=(count, whole), part=False, lignes=lignes
        )
    return found
