"""Map of the départements: the colour is a share of the total (a ratio), the amounts stand in the list
beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from achatlas.domain.nombres import accord, montant
from achatlas.marks import Dessin, Planche, Trait, palmares

BORNES = (1, 5, 15, 40)


def teinte(valeur: int, total: int) -> str:
    """Return the depth of a share: s0 for nothing, then below 1, 5, 15, 40 %, and beyond."""
    if valeur <= 0 or total <= 0:
        return "s0"
    return f"s{1 + sum(valeur * 100 >= borne * total for borne in BORNES)}"


def _zone(trait: Trait, total: int) -> Dessin:
    return {"trait": trait, "teinte": "choisi" if trait.etat == "choisi" else teinte(trait.valeur, total)}


def liste(planche: Planche) -> tuple[Trait, ...]:
    """Return the rows of the list: the first members and the chosen ones, the others as one, the doubts."""
    doutes = [t for t in planche.traits if t.etat == "incertain"]
    fermes = [t for t in planche.traits if t not in doutes]
    vus = [t for rang, t in enumerate(fermes) if rang < planche.limite or t.etat in ("choisi", "exclu")]
    restes = [t for t in fermes if t not in vus]
    others = [_others(restes, planche)] if restes else []
    return (*vus, *others, *doutes)


def _others(restes: Sequence[Trait], planche: Planche) -> Trait:
    """Sum up the départements that the list leaves out: it adds up to the total, like the map."""
    somme = sum(t.valeur for t in restes)
    return Trait(
        code="",
        libelle=accord(len(restes), "autre département", "autres départements"),
        valeur=somme,
        texte=montant(somme, planche.unite),
        part=sum(t.part for t in restes),
        etat="autres",
        id=restes[0].id.removesuffix(restes[0].code) + "autres",
    )


def dessiner(planche: Planche) -> Dessin:
    """Return the coloured départements, largest first, and the leaderboard twin, cut to its limit."""
    zones = [_zone(t, planche.total) for t in planche.traits if t.code and t.etat != "exclu"]
    courte = replace(planche, traits=liste(planche), contre="")
    return {**palmares.dessiner(courte), "zones": zones, "bornes": BORNES}
