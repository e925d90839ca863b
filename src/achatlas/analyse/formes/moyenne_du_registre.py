"""Moyenne, par marché, d'une colonne du registre."""

from __future__ import annotations

from collections.abc import Mapping

from achatlas.analyse.readings import MEMBRE, Asked, Lines, Reading

NEEDS = frozenset({"fait", "colonne"})
MAY = frozenset({"parmi"})


def told(asked: Asked) -> Mapping[str, Reading]:
    """The mean of what is written and above zero; what nobody writes is unknown, and nothing bounds it."""
    calcul, chosen = asked.calcul, asked.chosen(asked.calcul.fait)
    sums: dict[str, list[int]] = {}
    for row in asked.registre():
        said = sums.setdefault(row[MEMBRE], [0, 0, 0])
        value = row[calcul.colonne] or 0
        said[0] += max(value, 0)
        said[1] += value > 0
        said[2] += 1
    lignes = Lines(calcul.fait, chosen, chosen, chosen)
    return {
        member: Reading(total, count, n=count, connus=(count, whole), part=False, lignes=lignes)
        for member, (total, count, whole) in sums.items()
    }
