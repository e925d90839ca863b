"""The levels of a hierarchy: a buyer has directions, a direction has services."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from achatlas.analyse import gate
from achatlas.catalogue.models import Axe
from achatlas.domain.nombres import lisser
from achatlas.domain.services import split
from achatlas.screens.demande import Demande

ACHETEUR, DIRECTION, SERVICE = "acheteur", "direction", "service"


def above(axes: Mapping[str, Axe], nom: str) -> tuple[str, ...]:
    """The axes above one in its hierarchy, the nearest first: direction, acheteur."""
    parent = axes[nom].parent if nom in axes else None
    return (parent, *above(axes, parent)) if parent else ()


def owned(axes: Mapping[str, Axe], nom: str) -> bool:
    """Whether the members of an axis are those of one buyer."""
    return ACHETEUR in above(axes, nom)


def shown(demande: Demande, nom: str, others: Collection[str]) -> bool:
    """Whether a board shows an axis beside these others: services stand under the directions, where the view
    names some; in the common view, where a filter keeps or leaves out something of their hierarchy.
    """
    parents = above(demande.axes, nom)
    if not parents or parents[0] not in others or not owned(demande.axes, parents[0]):
        return True
    kept = any(demande.selection.get(axe) for axe in (nom, *parents))
    return names(demande, nom) and (kept or not demande.consolidee)


def names(demande: Demande, nom: str) -> bool:
    """Whether this view names a member of an axis."""
    return gate.libelles(demande.axes[nom], demande.acces.scope).keys() > {""}


def named(demande: Demande, nom: str) -> str:
    """The axis, or the one under it where this view has members of that one only: a buyer whose accounts name
    services and no direction.
    """
    under = next((axe.id for axe in demande.axes.values() if axe.parent == nom != ACHETEUR), "")
    return under if under and not names(demande, nom) and names(demande, under) else nom


def within(demande: Demande, code: str, libelle: str) -> str:
    """How a service is called in a view: its direction is not said again where the view keeps it alone."""
    clause = demande.selection.get(DIRECTION)
    direction, plain = split(code)
    alone = clause is not None and clause.mode == "dans" and clause.valeurs == (direction,)
    return lisser(plain) if direction and alone else libelle
