"""Of which buyers marchés are known in a year, and which figures rest on them."""

from __future__ import annotations

from collections.abc import Iterable

from achatlas.analyse.periodes import Couverture
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_indicateurs import Calcul

MARCHES = "marches"
LIES = frozenset({"statut_marche", "rattachement"})
"""Axes of payments that say what marchés make of them, beside the characters of marchés."""


def sans_marche(notifies: Couverture, sirens: Iterable[str], annee: str) -> tuple[str, ...]:
    """The buyers (SIREN) of whom no marché is known from a year or before, or from it or after: whether they
    notified none or gave none is not known.
    """
    held = {siren: [year for year in notifies.get(siren, {}) if year.isdigit()] for siren in sirens}
    return tuple(siren for siren, some in held.items() if not some or not min(some) <= annee <= max(some))


def de_marches(catalogue: Catalogue, calcul: Calcul) -> bool:
    """Whether a figure rests on marchés, be it of payments, or of what is entered marché by marché."""
    axe = catalogue.axes.get(calcul.axe)
    told = calcul.fait == MARCHES or calcul.axe in LIES or calcul.saisies
    return bool(told or (axe and axe.caractere))
