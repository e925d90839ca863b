"""The rights of a person: which views, whose lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

AGENT, GROUPE_PROJET = "agent", "groupe_projet"
Vue = Literal["individuelle", "consolidee"]


@dataclass(frozen=True)
class Droits:
    """What one person may see: an agent, their buyer; the project team, any; an élu, no payment."""

    role: str
    acheteur: str
    libelle: str

    @property
    def lignes(self) -> bool:
        """Whether this person may read the payments of at least one buyer."""
        return self.role in (AGENT, GROUPE_PROJET)

    @property
    def vue_par_defaut(self) -> Vue:
        """The view on which this person lands."""
        return "individuelle" if self.role == AGENT else "consolidee"

    def individuelle(self, acheteur: str) -> bool:
        """Whether this person may open the individual view, lines included, of this buyer (SIREN)."""
        if self.role == AGENT:
            return acheteur == self.acheteur
        return self.role == GROUPE_PROJET and bool(acheteur)
