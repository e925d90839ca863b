"""The levels of a hierarchy: a buyer has directions, a direction has services."""

from __future__ import annotations

from collections.abc import Mapping

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


def named(demande: Demande, nom: str) -> str:
    """The axis, or the one under it where this view has members of that one only: a buyer whose accounts name
    services and no direction.
    """
    axes, scope = demande.axes, demande.acces.scope
    under = next((axe for axe in axes.values() if axe.parent == nom), None)
    if under is None or gate.libelles(axes[nom], scope).keys() > {""}:
        return nom
    return under.id if gate.libelles(under, scope).keys() > {""} else nom


def within(demande: Demande, code: str, libelle: str) -> str:
    """How a service is called in a view: its direction is not said again where the view keeps it alone."""
    clause = demande.selection.get(DIRECTION)
    direction, plain = split(code)
    alone = clause is not None and clause.mode == "dans" and clause.valeurs == (direction,)
    return lisser(plain) if direction and alone else libelle
