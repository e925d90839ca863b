"""How few suppliers make the half, where no curve of the page tells it already."""

from __future__ import annotations

from collections.abc import Sequence

from achatlas import langues
from achatlas.analyse import query
from achatlas.domain.nombres import accord, entier
from achatlas.screens.constats import Vue
from achatlas.screens.mots import Morceau

AXE = "fournisseur"


def dire(vue: Vue) -> Sequence[Morceau]:
    """« 12 fournisseurs en font la moitié, sur 340. » Raises ClosedCrossing."""
    demande = vue.demande
    if vue.courbe or not vue.libre(AXE):
        return []
    found = query.pareto(AXE, demande.tableau.mesure, demande.retenue, demande.acces.scope)
    if not found.moitie or found.nombre < vue.borne("membres_minimum"):
        return []
    nom = "fournisseur" if demande.tableau.fait == "achats" else "titulaire"
    half = " en font la moitié, sur {nombre}." if found.moitie > 1 else " en fait la moitié, sur {nombre}."
    return [
        Morceau(accord(found.moitie, nom), vue.preuve(AXE)),
        Morceau(langues.dire(half, nombre=entier(found.nombre))),
    ]
