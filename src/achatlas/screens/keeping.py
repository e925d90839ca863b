"""What a click on a cell, a row or a column keeps: a clause, or the year of the address when the axis is the
year.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from achatlas.analyse.grid import AUTRES
from achatlas.catalogue.names import EXERCICE
from achatlas.domain.personnes import held
from achatlas.screens.demande import TOUS, Demande

State = Literal["", "choisi", "exclu"]
CHOSEN: Literal["choisi"] = "choisi"
"""The state of a member that is chosen: where rows are many, it is shown on every page."""
Codes = Mapping[str, str]


def state(demande: Demande, axe: str, code: str) -> State:
    """Whether a member of an axis is chosen (``choisi``), left out (``exclu``), or neither."""
    if axe == EXERCICE:
        return CHOSEN if code == demande.exercice else ""
    clause = demande.selection.get(axe)
    if clause is None or not held(demande.axes[axe].groupe_par, code, clause.valeurs):
        return ""
    return CHOSEN if clause.mode == "dans" else "exclu"


def toggled(demande: Demande, axe: str, code: str) -> str:
    """The address that keeps a member of an axis alone, or releases it; none for what no address can keep."""
    if not _keepable(demande, axe, code):
        return ""
    if axe == EXERCICE:
        return demande.adresse(exercice=TOUS if code == demande.exercice else code, contre="")
    return demande.adresse(demande.selection.toggled(axe, code))


def here(demande: Demande, codes: Codes) -> bool:
    """Whether these members, one for each axis, are what is chosen of these axes."""
    return all(alone(demande, axe) == code for axe, code in codes.items())


def alone(demande: Demande, axe: str) -> str | None:
    """The only member of an axis that is chosen; None when none is, or several."""
    if axe == EXERCICE:
        return None if demande.exercice == TOUS else demande.exercice
    clause = demande.selection.get(axe)
    return clause.valeurs[0] if clause and clause.mode == "dans" and len(clause.valeurs) == 1 else None


def kept(demande: Demande, codes: Codes) -> str:
    """The address that keeps these members only, one for each axis; that releases them when they are what is
    chosen; none for what no address can keep.
    """
    if not all(_keepable(demande, axe, code) for axe, code in codes.items()):
        return ""
    choix, plus, chosen = demande.selection, {}, here(demande, codes)
    for axe, code in codes.items():
        if axe == EXERCICE:
            plus = {"exercice": TOUS if chosen else code, "contre": ""}
        else:
            choix = choix.without(axe) if chosen else choix.only(axe, [code])
    return demande.adresse(choix, **plus)


def _keepable(demande: Demande, axe: str, code: str) -> bool:
    return code in demande.exercices if axe == EXERCICE else code != AUTRES
