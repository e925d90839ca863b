"""Panels that the common view keeps closed: they say so where they stand, and how they open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from achatlas.analyse import query
from achatlas.catalogue.models import Panneau
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser
from achatlas.screens import dessins
from achatlas.screens.demande import Demande
from achatlas.screens.dessins import Choisi
from achatlas.screens.panneaux import Vue, voir


@dataclass(frozen=True)
class Cle:
    """A filter whose removal opens what is closed: its name, and the address without it."""

    nom: str
    href: str


@dataclass(frozen=True)
class Ferme:
    """A closed panel: what it would show, the filters that close it, and the address of its usual drawing
    when another one is what closes it.
    """

    axe: str
    titre: str
    definition: str
    largeur: int
    cles: tuple[Cle, ...]
    usuel: str = ""
    ferme: bool = True


def cles(demande: Demande, axe: str = "") -> tuple[Cle, ...]:
    """The filters of which each, taken off alone, lets an axis be shown, or without an axis the figures."""
    choix, mesures, scope = demande.selection, [demande.tableau.mesure], demande.acces.scope
    return tuple(
        Cle(lisser(demande.axes[nom].libelle).lower(), demande.adresse(choix.without(nom)))
        for nom in choix.clauses
        if nom != axe and query.opens(axe, mesures, demande.retenue.without(nom), scope)
    )


def panneau(defini: Panneau, demande: Demande) -> Vue | Ferme:
    """Draw a panel, or say that it is closed under these filters."""
    try:
        return voir(defini, demande)
    except ClosedCrossing:
        axe = demande.axes[defini.axe]
        titre = lisser(defini.titre or axe.pluriel)
        closed = Ferme(axe.id, titre, lisser(axe.definition), defini.largeur, cles(demande, axe.id))
        return replace(closed, usuel=_usual(defini, demande))


def _usual(defini: Panneau, demande: Demande) -> str:
    """The address of the usual drawing of a panel, when another was chosen; else nothing."""
    usual = dessins.avec(demande.dessins, defini, Choisi(defini.marque))
    chosen = defini.axe in demande.dessins
    return demande.adresse(dessin=usual) if chosen else ""
