"""Acheteurs dont un marché au moins est oui."""

from __future__ import annotations

from collections.abc import Mapping

from achatlas.analyse.parts import UNKNOWN
from achatlas.analyse.readings import MEMBRE, Asked, Reading, folded, kinds_of, opening, tallied, with_lines

NEEDS = frozenset({"fait", "axe", "oui", "non"})
MAY = frozenset({"presume", "parmi"})
ACHETEUR, MARCHES = "acheteur", "marches"


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share of the buyers of the view that have one: a doubt when a marché is silent, and when none is
    known at all.
    """
    calcul, known = asked.calcul, kinds_of(asked.calcul)
    kinds: dict[tuple[str, str], list[int]] = {}
    for row in asked.crossed([ACHETEUR, calcul.axe], [MARCHES]):
        unit = (row[MEMBRE], row[ACHETEUR])
        kinds.setdefault(unit, []).append(known.get(row[calcul.axe], UNKNOWN))
    members = {member for member, _ in kinds} or {""}
    alone = asked.par == ACHETEUR
    every = [(siren if alone else member, siren) for siren in asked.acheteurs for member in sorted(members)]
    units = {unit: (folded(kinds.get(unit, [UNKNOWN])), 0) for unit in every}
    return with_lines(tallied(units, "nombre", cents=False), opening(calcul, asked.chosen(calcul.fait)))
