"""How few buyers make the half, in the common view."""

from __future__ import annotations

from collections.abc import Sequence

from achatlas import langues
from achatlas.analyse import query
from achatlas.domain.nombres import accord, entier
from achatlas.screens.constats import Vue
from achatlas.screens.mots import Morceau

AXE = "acheteur"


def dire(vue: Vue) -> Sequence[Morceau]:
    """« 3 acheteurs font la moitié, sur 15. » Raises ClosedCrossing."""
    demande = vue.demande
    if not demande.consolidee or not vue.libre(AXE):
        return []
    found = query.pareto(AXE, demande.tableau.mesure, demande.retenue, demande.acces.scope)
    few = 100 * found.moitie <= vue.borne("part_maximale") * found.nombre
    if not found.moitie or found.nombre < vue.borne("membres_minimum") or not few:
        return []
    half = " en font la moitié, sur {nombre}." if found.moitie > 1 else " en fait la moitié, sur {nombre}."
    return [
        Morceau(accord(found.moitie, "acheteur"), vue.preuve(AXE)),
        Morceau(langues.dire(half, nombre=entier(found.nombre))),
    ]
