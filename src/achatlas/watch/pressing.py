"""What presses in the marchés followed: to launch, to decide, nearly exhausted; what can still be done first;
each under a key that stays the same as long as it says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from achatlas.domain.jours import later
from achatlas.watch.alerte import Alerte
from achatlas.watch.consommation import consommation, families
from achatlas.watch.fins import Genre, fins
from achatlas.watch.ical import uid
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import TRAVAUX, Suivi

SHORT = 16
DAYS = 90
"""How far ahead acting is told, in days, unless asked otherwise."""


class Motif(StrEnum):
    """Why something presses."""

    RELANCER = "relancer"
    RECONDUIRE = "reconduire"
    MAXIMUM = "maximum"


MOTIFS = {Genre.FIN: Motif.RELANCER, Genre.RECONDUCTION: Motif.RECONDUIRE}


@dataclass(frozen=True)
class Pressing:
    """A marché that presses: why, the last day to act (None when it is not known), the day on which it ends
    or is exhausted (None when that is passed or unknown), cents HT paid and their maximum for a maximum.
    """

    motif: Motif
    suivi: Suivi
    agir: date | None
    jour: date | None
    paye: int = 0
    maximum: int = 0

    @property
    def key(self) -> str:
        """The same as long as it presses for the same reason, of the same day."""
        day = "" if self.motif is Motif.MAXIMUM or self.jour is None else self.jour.isoformat()
        return uid(self.motif, self.suivi.marche_cle, day)[:SHORT]

    def past(self, today: date) -> bool:
        """Whether the last day to act is passed."""
        return self.agir is not None and self.agir < today

    def old(self, today: date, veille: Veille) -> bool:
        """Whether it is passed for longer than is listed."""
        since = later(today, -veille.months("etats", "passe_mois"))
        return self.agir is not None and self.agir < since

    def rank(self, today: date) -> tuple[bool, bool, int, str]:
        """Its place: the next day to come first, then what has none, then what is passed, the last first."""
        left = (self.agir - today).days if self.agir else 0
        return left < 0, self.agir is None, abs(left), self.suivi.marche_cle


def pressing(
    suivis: Iterable[Suivi], today: date, days: int, horizon: int, veille: Veille
) -> tuple[Pressing, ...]:
    """What must be done within some days of the marchés that end within ``horizon`` months; then the
    accords-cadres in force whose maximum is nearly reached: what can still be done first in each.

    An end that a reconduction can push back is told by its reconduction.
    """
    limit = today + timedelta(days=days)
    found: list[Pressing] = []
    for family in families(suivis).values():
        for one in family:
            found += _falling(one, family[1:], (today, limit, horizon), veille)
        found += _exhausted(family, today, veille)
    order = list(Motif)
    return tuple(sorted(found, key=lambda one: (order.index(one.motif), *one.rank(today))))


def _falling(
    suivi: Suivi, beneath: Sequence[Suivi], when: tuple[date, date, int], veille: Veille
) -> Iterator[Pressing]:
    today, limit, horizon = when
    for one in fins(suivi, today, horizon, veille, beneath):
        if one.genre in MOTIFS and one.agir is not None and one.agir <= limit:
            yield Pressing(MOTIFS[one.genre], suivi, one.agir, one.jour)


def _exhausted(family: Sequence[Suivi], today: date, veille: Veille) -> Iterator[Pressing]:
    first, used = family[0], consommation(family, veille)
    over = first.last_end is not None and first.last_end < today
    if over or not first.accord_cadre or not used.maximum or used.paye is None:
        return
    if 100 * used.paye >= veille.months("maximum", "pour_cent") * used.maximum:
        yield Pressing(Motif.MAXIMUM, first, None, used.epuisement, used.paye, used.maximum)


def alert_key(one: Alerte) -> str:
    """What tells an alert from another, whatever its sum becomes; of a need without months, several may be:
    what tells them is the marchés that they add up, and the step that these pass.
    """
    months = (month.isoformat() for month in one.mois)
    works = (TRAVAUX,) if one.travaux else ()
    summed = (uid(str(one.seuil_centimes), *one.preuves),) if one.besoin and not one.mois else ()
    return uid(one.code, one.marche_cle, one.besoin, *works, *one.acheteurs, *months, *summed)[:SHORT]
