"""The work of the months to come: consultations to launch, reconductions to decide, marchés that end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from achatlas.domain.jours import later
from achatlas.watch.fins import Echeance, Genre
from achatlas.watch.suivi import Suivi

ENDS = (Genre.FIN_SAUF_RECONDUCTION, Genre.FIN)
YEAR = 12
Coming = tuple[Suivi, Sequence[Echeance]]
"""A marché and what comes due of it (``fins.fins``)."""


class Tache(StrEnum):
    """What a month holds."""

    LANCER = "lancer"
    RECONDUIRE = "reconduire"
    FIN = "finir"


@dataclass(frozen=True)
class Poste:
    """One thing of a month: the day before which to do it, or the day of the end; what it comes from, and all
    that comes due of the marché.
    """

    tache: Tache
    jour: date
    suivi: Suivi
    echeance: Echeance
    coming: Sequence[Echeance]

    @property
    def mois(self) -> date:
        """The first day of its month."""
        return self.jour.replace(day=1)


def postes(some: Iterable[Coming], today: date, months: int) -> tuple[Poste, ...]:
    """What is to be done of these marchés within some months, by day: what should be done already comes
    first.

    What follows a marché is launched before its last end, reconductions used; its end is the next one, unless
    renewed. No consultation follows a convention between members.
    """
    limit = later(today, months)
    found = [one for suivi, coming in some for one in _of(suivi, coming) if one.jour <= limit]
    return tuple(sorted(found, key=lambda one: (one.jour, one.suivi.marche_cle, one.tache)))


def _of(suivi: Suivi, coming: Sequence[Echeance]) -> Iterator[Poste]:
    for one in coming:
        if one.agir is None:
            continue
        if one.genre is Genre.FIN and not suivi.entre_membres:
            yield Poste(Tache.LANCER, one.agir, suivi, one, coming)
        elif one.genre is Genre.RECONDUCTION:
            yield Poste(Tache.RECONDUIRE, one.agir, suivi, one, coming)
    ends = ((one.jour, one) for one in coming if one.genre in ENDS and one.jour is not None)
    for day, end in sorted(ends, key=lambda pair: pair[0])[:1]:
        yield Poste(Tache.FIN, day, suivi, end, coming)


def ahead(today: date, months: int) -> tuple[date, ...]:
    """The first days of the months from today on, both ends of the horizon included.

    >>> ahead(date(2026, 11, 27), 2)
    (datetime.date(2026, 11, 1), datetime.date(2026, 12, 1), datetime.date(2027, 1, 1))
    """
    return tuple(later(today.replace(day=1), rank) for rank in range(months + 1))


def of_month(some: Iterable[Poste], tache: Tache, month: date | None, today: date) -> tuple[Poste, ...]:
    """The things of a kind in a month, from today on; without a month, those whose day is past."""
    kept = (one for one in some if one.tache is tache)
    if month is None:
        return tuple(one for one in kept if one.jour < today)
    return tuple(one for one in kept if one.mois == month and one.jour >= today)


def nombre(some: Iterable[Poste]) -> int:
    """How many they are: lots of one consultation are launched together, and count once."""
    return len({_together(one) for one in some})


def _together(one: Poste) -> tuple[str, str]:
    suivi = one.suivi
    lots = suivi.consultation if one.tache is Tache.LANCER else ""
    return (suivi.acheteur_siren, lots) if lots else ("", suivi.marche_cle)


def an(some: Iterable[Poste]) -> int:
    """Cents HT paid in the last year on their marchés, each once."""
    return sum({one.suivi.marche_cle: one.suivi.paye_an_centimes or 0 for one in some}.values())
