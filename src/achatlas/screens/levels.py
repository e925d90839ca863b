"""The levels of a hierarchy: a buyer has directions, a direction has services."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from achatlas.analyse import gate
from achatlas.catalogue.models import Axe
from achatlas.domain.nombres import lisser
from achatlas.domain.services import split
from achatlas.screens.demande import Demande

ACHETEUR, DIRECTION, SERVICE = "acheteur", "direction", "service"


def owned(axes: Mapping[str, Axe], nom: str) -> bool:
    """Whether the members of an axis are those of one buyer: its parents lead to the buyers."""
    parent = axes[nom].parent if nom in axes else None
    return parent == ACHETEUR or (parent is not None and owned(axes, parent))


def second(demande: Demande, nom: str, shown: Collection[str]) -> bool:
    """Whether an axis is under another of one buyer that is shown: services, under directions."""
    parent = demande.axes[nom].parent
    return parent in shown and owned(demande.axes, str(parent))


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
