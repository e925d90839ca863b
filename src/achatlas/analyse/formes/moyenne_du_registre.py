"""Moyenne, par marché, d'une colonne du registre."""

from __future__ import annotations

from collections.abc import Mapping

from achatlas.analyse.readings import MEMBRE, Asked, Reading, counted

NEEDS = frozenset({"fait", "colonne"})
MAY = frozenset({"parmi", "comptees"})


def told(asked: Asked) -> Mapping[str, Reading]:
    """The mean of what is written and above zero; what nobody writes is unknown, and nothing bounds it."""
    calcul = asked.calcul
    sums: dict[str, list[int]] = {}
    for row in asked.registre():
        said = sums.setdefault(row[MEMBRE], [0, 0, 0])
        value = row[calcul.colonne] or 0
        said[0] += max(value, 0)
        said[1] += value > 0
        said[2] += 1
    lignes = counted(calcul, asked.chosen(calcul.fait))
    return {
        member: Reading(total, count, n=count, connus=(count, whole), part=False, lignes=lignes)
        for member, (total, count, whole) in sums.items()
    }
