"""What may be done of a marché so that it ends by a given day: each act with the days that it serves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from achatlas.domain.nombres import arrondi
from achatlas.watch.avenants import Marge, marge
from achatlas.watch.consommation import pace
from achatlas.watch.fins import last_life, to_confirm
from achatlas.watch.jours import DAY, earliest, extended
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi


class Acte(StrEnum):
    """What an acheteur does of its marché, the most harmless first."""

    RIEN = "rien"
    NE_PAS_RECONDUIRE = "ne_pas_reconduire"
    RECONDUIRE = "reconduire"
    PROLONGER = "prolonger"
    RELAIS = "relais"
    HORS_FENETRE = "hors_fenetre"


class Origine(StrEnum):
    """Where the euros a year of a marché come from."""

    PAYE = "paye"
    ATTRIBUE = "attribue"
    INCONNU = "inconnu"


@dataclass(frozen=True)
class Possible:
    """An act that serves the common days from ``debut`` to ``dernier``, both included: the marché then ends
    on ``fin``, ``mois`` whole months away from the common day.
    """

    acte: Acte
    fin: date
    mois: int
    debut: date
    dernier: date

    @property
    def rank(self) -> tuple[int, int]:
        """The least is the best: to stop, then to extend, then to lapse; by the fewest months."""
        worse = {Acte.PROLONGER: 1, Acte.RELAIS: 2}
        return worse.get(self.acte, 0), self.mois


@dataclass(frozen=True)
class Candidat:
    """A marché that a window may take: cents HT a year and their origin, every act possible, the room of an
    amendment, and the past reconductions that are still to confirm.
    """

    suivi: Suivi
    an: int
    origine: Origine
    possibles: tuple[Possible, ...]
    marge: Marge
    a_confirmer: tuple[date, ...]

    def on(self, day: date) -> Possible | None:
        """The best act for a common day, None when none serves it."""
        served = (one for one in self.possibles if one.debut <= day <= one.dernier)
        return min(served, key=lambda one: one.rank, default=None)


def candidat(family: Sequence[Suivi], today: date, veille: Veille, span: int) -> Candidat:
    """What may be done of a marché, its marchés subséquents behind it; nothing of a concession, of a
    marché subséquent alone, of one whose end is unknown or past.
    """
    suivi, (an, origine) = family[0], _value(family, veille)
    room, alone = marge(suivi, veille), not (suivi.concession or suivi.subsequent)
    found = tuple(_acts(suivi, today, veille, span, room.mois)) if alone else ()
    doubtful = to_confirm(suivi, today, last_life(suivi, veille, family[1:]))
    return Candidat(suivi, an, origine, found, room, doubtful)


def _value(family: Sequence[Suivi], veille: Veille) -> tuple[int, Origine]:
    """Cents a year: paid at the pace of the last year, else what is awarded spread over its duration."""
    paid, suivi = pace(family, veille), family[0]
    if paid is not None and paid > 0:
        return paid, Origine.PAYE
    if suivi.plafond_centimes is None or not suivi.duree_mois or suivi.duree_mois < 0:
        return 0, Origine.INCONNU
    return arrondi(suivi.plafond_centimes * 12, suivi.duree_mois), Origine.ATTRIBUE


def stops(suivi: Suivi, today: date, veille: Veille) -> Iterator[tuple[date, Acte]]:
    """The days from today on which it may end without an amendment, and the act of each: not to renew while
    there is time to say so, to renew until then, or nothing when it ends by itself.
    """
    notice, last = veille.months("reconduction", "preavis_mois"), suivi.last_end
    ahead = [day for day in suivi.ends if day >= today]
    for day in ahead:
        first = day == ahead[0]
        if day == last:
            yield day, Acte.RIEN if first else Acte.RECONDUIRE
        elif extended(day, -notice) >= today:
            yield day, Acte.NE_PAS_RECONDUIRE if first else Acte.RECONDUIRE


def _acts(suivi: Suivi, today: date, veille: Veille, span: int, room: int) -> Iterator[Possible]:
    gap = veille.months("fenetres", "relais_mois_max")
    for day, acte in stops(suivi, today, veille):
        yield Possible(acte, day, 0, day, day)
        yield from _waiting(acte, day, span)
        yield from _later(Acte.RELAIS, day, gap)
        if day == suivi.last_end:
            yield from _later(Acte.PROLONGER, day, room)


def _waiting(acte: Acte, day: date, span: int) -> Iterator[Possible]:
    """A marché that ends after the common day joins at its own end."""
    for months in range(1, span + 1):
        debut, dernier = earliest(day, months), earliest(day, months - 1) - DAY
        yield Possible(acte, day, months, debut, dernier)


def _later(acte: Acte, day: date, most: int) -> Iterator[Possible]:
    """A marché that ends before the common day: extended to it, or left without anything until it."""
    for months in range(1, most + 1):
        debut, dernier = extended(day, months - 1) + DAY, extended(day, months)
        yield Possible(acte, dernier if acte is Acte.PROLONGER else day, months, debut, dernier)
