"""What comes due of a marché: reconductions to decide, its end unless renewed, its last end; and the day by
which the consultation that follows must be launched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from achatlas.domain.jours import later
from achatlas.watch.jours import extended
from achatlas.watch.regles import Delai, Veille
from achatlas.watch.suivi import Suivi


class Genre(StrEnum):
    """What comes due."""

    RECONDUCTION = "reconduction"
    A_CONFIRMER = "a_confirmer"
    FIN_SAUF_RECONDUCTION = "fin_sauf_reconduction"
    FIN = "fin"
    FIN_INCONNUE = "fin_inconnue"


class Etat(StrEnum):
    """How pressing it is, from the day by which to act."""

    RETARD = "retard"
    MAINTENANT = "maintenant"
    A_PREVOIR = "a_prevoir"
    CALME = "calme"
    INCONNU = "inconnu"


@dataclass(frozen=True)
class Echeance:
    """One thing that comes due.

    ``jour``: the last day of the period it is about, None when unknown. ``rang``: which reconduction, 1 for
    the first, 0 for an end. ``agir``: the last day to decide it or to launch the consultation, None when
    unknown. ``delai``: the length of that consultation, None for a reconduction. ``origine``: where the end
    comes from ("ecrite", "calculee", ""). ``complete``: whether every possible end is known. ``confirmee``:
    whether each past reconduction that leads to it is proved. ``muet``: the last day of payment known, when
    it is too early for any payment to prove the reconduction to confirm; else None.
    """

    marche_cle: str
    genre: Genre
    jour: date | None
    rang: int = 0
    agir: date | None = None
    etat: Etat = Etat.INCONNU
    delai: Delai | None = None
    origine: str = ""
    complete: bool = True
    confirmee: bool = True
    muet: date | None = None

    @property
    def pressing(self) -> bool:
        """Whether somebody must act: late or now, and no reconduction can make it wait."""
        waits = self.genre is Genre.FIN_SAUF_RECONDUCTION
        return self.genre is Genre.A_CONFIRMER or (self.etat in (Etat.RETARD, Etat.MAINTENANT) and not waits)


def etat_of(day: date | None, today: date, veille: Veille) -> Etat:
    """How pressing a day is: passed, within three months, within the year, later; unknown without a day."""
    if day is None:
        return Etat.INCONNU
    if day < today:
        return Etat.RETARD
    if day <= later(today, veille.months("etats", "maintenant_mois")):
        return Etat.MAINTENANT
    return Etat.CALME if day > later(today, veille.months("etats", "a_prevoir_mois")) else Etat.A_PREVOIR


def last_life(suivi: Suivi, veille: Veille, subsequents: Iterable[Suivi] = ()) -> date | None:
    """The last day on which the marché is proved to have been in force: by a payment, less the months within
    which it may only settle what was due; by the notification of a marché subséquent. None without proof.
    """
    days = [one.date_notification for one in subsequents if one.accord_cadre_cle == suivi.marche_cle]
    if suivi.dernier_paiement is not None:
        days.append(_proved(suivi.dernier_paiement, veille))
    return max((day for day in days if day is not None), default=None)


def _proved(paid: date, veille: Veille) -> date:
    """The last day on which a payment of this day proves that a marché was in force."""
    return extended(paid, -veille.months("reconduction", "paiement_apres_mois"))


def silent(suivi: Suivi, day: date, veille: Veille) -> date | None:
    """The last day of payment known, when no payment until then could prove what follows the end of a period:
    the silence of the file says nothing of it. None when it could, or when that day is unknown.
    """
    known = suivi.arrete
    return known if known is not None and _proved(known, veille) <= day else None


def to_confirm(suivi: Suivi, today: date, life: date | None) -> tuple[date, ...]:
    """The ends of periods now past that a reconduction must have followed, none of which is proved."""
    return tuple(day for day in suivi.ends[:-1] if day < today and (life is None or life <= day))


def fins(
    suivi: Suivi, today: date, months: int, veille: Veille, subsequents: Iterable[Suivi] = ()
) -> tuple[Echeance, ...]:
    """What comes due of a marché from today and within some months, by its day or by the day to act.

    A past reconduction is taken as made only when ``last_life`` proves it; otherwise it is told "to confirm",
    and what follows it is told unconfirmed. A marché whose last end is past has nothing due; one whose end is
    unknown says so.
    """
    seen = _Seen(suivi, today, veille)
    if not suivi.ends:
        return (seen.at(Genre.FIN_INCONNUE),)
    found = _all(seen, last_life(suivi, veille, subsequents))
    limit = later(today, months)
    kept = (one for one in found if min(day for day in (one.jour, one.agir) if day is not None) <= limit)
    return tuple(sorted(kept, key=lambda one: (one.jour or limit, one.genre is Genre.FIN)))


def _all(seen: _Seen, life: date | None) -> Iterator[Echeance]:
    *between, last = seen.suivi.ends
    if last < seen.today:
        return
    doubtful = to_confirm(seen.suivi, seen.today, life)
    for rank, day in enumerate(between, 1):
        if day in doubtful:
            muet = silent(seen.suivi, day, seen.veille)
            yield replace(seen.at(Genre.A_CONFIRMER, day, rank), confirmee=False, muet=muet)
        elif day >= seen.today:
            yield replace(seen.at(Genre.RECONDUCTION, day, rank), confirmee=not doubtful)
    for day in [day for day in between if day >= seen.today][:1]:
        yield replace(seen.at(Genre.FIN_SAUF_RECONDUCTION, day), confirmee=not doubtful)
    yield replace(seen.at(Genre.FIN, last), confirmee=not doubtful)


@dataclass(frozen=True)
class _Seen:
    """A marché on a day, by the figures of the watch."""

    suivi: Suivi
    today: date
    veille: Veille

    def at(self, genre: Genre, day: date | None = None, rang: int = 0) -> Echeance:
        """One thing due, with the day by which to act and how pressing it is."""
        suivi, delai, agir = self.suivi, None, None
        etat = Etat.INCONNU
        if day is not None and genre is Genre.RECONDUCTION:
            agir = extended(day, -self.veille.months("reconduction", "preavis_mois"))
            etat = etat_of(agir, self.today, self.veille)
        elif day is not None and genre is not Genre.A_CONFIRMER:
            delai = self.veille.delai(suivi)
            agir = delai.launch(day) if delai else None
            etat = etat_of(agir, self.today, self.veille) if delai else self._whatever(day)
        known = suivi.fin_origine, suivi.ends_told
        return Echeance(suivi.marche_cle, genre, day, rang, agir, etat, delai, *known)

    def _whatever(self, day: date) -> Etat:
        """How pressing an end is when the procedure is unknown: told if every procedure says the same."""
        joint = self.veille.pooled(self.suivi)
        delais = [self.veille.joint(one) if joint else one for one in self.veille.delais]
        found = {etat_of(one.launch(day), self.today, self.veille) for one in delais}
        return found.pop() if len(found) == 1 else Etat.INCONNU
