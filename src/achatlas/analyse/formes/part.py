"""Part d'une mesure par les membres d'un axe : ce qui est oui parmi ce que l'on sait."""

from __future__ import annotations

from collections.abc import Mapping

from achatlas.analyse.readings import (
    MESURES,
    NOMBRE,
    VALEUR,
    Asked,
    Reading,
    of_parts,
    opening,
    with_lines,
)

NEEDS = frozenset({"fait", "mesure", "axe", "oui", "non"})
MAY = frozenset({"presume", "hors", "parmi"})
COUPLES = "lignes_marches"
"""What counts the marchés of an axis that tells titulaires: one that two of them hold has two rows."""


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share, in number or in value; both are asked, for what is known is told in both."""
    calcul = asked.calcul
    each = calcul.fait == "marches" and asked.catalogue.axes[calcul.axe].attribut
    numbers = asked.parts(COUPLES if each else MESURES[calcul.fait, NOMBRE])
    amounts = asked.parts(MESURES[calcul.fait, VALEUR])
    led = numbers if calcul.mesure == NOMBRE else amounts
    found = {
        member: of_parts(led[member], numbers[member], amounts[member])
        for member in numbers.keys() & amounts.keys()
    }
    return with_lines(found, opening(calcul, asked.chosen(calcul.fait)))
