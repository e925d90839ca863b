"""Leaderboard: a table whose bars share one scale; a scale bar replaces the axis."""

from __future__ import annotations

from achatlas.marks import Dessin, Marque, Planche, Trait
from achatlas.marks._court import court
from achatlas.marks._echelle import pour_cent, regle

MARQUE = Marque("Barres", rang=10, natures=("categorie", "hierarchie", "territoire", "operateur"))


def _forme(trait: Trait, choisie: bool) -> str:
    """Name the drawing of a bar: plain sea, magenta choice, hollow exclusion, hatched doubt, grey for the
    others."""
    if trait.etat in ("choisi", "exclu", "incertain", "autres"):
        return trait.etat
    return "retrait" if choisie else "plein"


def dessiner(planche: Planche) -> Dessin:
    """Return the bars, in per cent of the longest named member, and the scale bar.

    The others together may be longer than any member: they then get no bar, and the drawing says so.
    """
    named = [t.valeur for t in planche.traits if t.etat != "autres"]
    maximum = max(named, default=0)
    barres = [
        {
            "trait": t,
            "largeur": pour_cent(t.valeur, maximum),
            "forme": _forme(t, planche.choisie),
            "deborde": t.valeur > maximum,
        }
        for t in planche.traits
    ]
    return {
        "barres": barres,
        "regle": regle(maximum, planche.unite),
        "compare": bool(planche.contre),
        "court": court(planche),
    }
