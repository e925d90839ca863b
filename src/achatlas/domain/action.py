"""What somebody decides to do of a gap: an action, who carries it, by when, and how far it is."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

NEW = 0
"""The number of an action that is not written yet, and the row of which nobody has read anything."""


class Etat(StrEnum):
    """How far an action is."""

    A_FAIRE = "a_faire"
    EN_COURS = "en_cours"
    FAIT = "fait"
    ABANDONNE = "abandonne"


OPEN = (Etat.A_FAIRE, Etat.EN_COURS)
"""What is still to be done."""


@dataclass(frozen=True)
class Action:
    """Something to do, as somebody wrote it; what it is about is told by identifiers, each "" when it is
    about none: an indicator (``indicateur``, and which of its figures, ``calcul``), a ``segment``, a
    ``levier``, a ``marche`` (its key). Whatever names one of them later reads the same actions.

    ``acheteurs``: the SIREN of whom it is for, everybody when there is none. ``pilote``: who carries it, in
    words. ``echeance``: the day by which it is due (ISO 8601), "" for none. ``qui`` and ``date`` (UTC, ISO
    8601): whose writing.
    """

    titre: str
    etat: Etat = Etat.A_FAIRE
    indicateur: str = ""
    calcul: str = ""
    segment: str = ""
    levier: str = ""
    marche: str = ""
    acheteurs: tuple[str, ...] = ()
    pilote: str = ""
    echeance: str = ""
    note: str = ""
    qui: str = ""
    date: str = ""
    numero: int = NEW

    @property
    def said(self) -> Action:
        """The same, whoever wrote it and when."""
        return replace(self, qui="", date="")

    @property
    def ouverte(self) -> bool:
        """Whether it is still to be done."""
        return self.etat in OPEN

    @property
    def jour(self) -> datetime.date | None:
        """The day by which it is due; None without any."""
        return datetime.date.fromisoformat(self.echeance) if self.echeance else None

    def tard(self, today: datetime.date) -> bool:
        """Whether it is late: still to be done after its day."""
        return self.ouverte and self.jour is not None and self.jour < today

    def vise(self, acheteur: str) -> bool:
        """Whether it is for a buyer (SIREN): for everybody, or for this one."""
        return not self.acheteurs or acheteur in self.acheteurs


def ordered(some: Iterable[Action], today: datetime.date) -> list[Action]:
    """Actions in the order in which they are to be looked at: the late ones, the others to be done by their
    day, those without a day, then what is over, the last written first.
    """
    every = sorted(some, key=lambda one: (one.date, one.numero), reverse=True)
    return sorted(every, key=lambda one: _place(one, today))


def _place(one: Action, today: datetime.date) -> tuple[bool, bool, datetime.date]:
    if not one.ouverte:
        return True, False, datetime.date.min
    return False, one.jour is None, one.jour or datetime.date.max


def about(some: Iterable[Action], *, indicateur: str = "", acheteur: str = "") -> list[Action]:
    """The actions of an indicator and for a buyer (SIREN), each left free when it is ""."""
    return [
        one for one in some if indicateur in ("", one.indicateur) and (not acheteur or one.vise(acheteur))
    ]
