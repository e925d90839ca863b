"""Joint windows: the day on which the most euros of a segment can be tendered together, and what each
acheteur must do for it.

The common day is the last one before the joint marché. A marché is in the window when it may stop on that
day or within the span after it (it then joins at its own end), when an amendment may extend it to that day,
or when it may lapse a short time before. What to say of it is in ``fenetres_mots``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from achatlas.domain.jours import later
from achatlas.watch.avenants import Marge
from achatlas.watch.consommation import families
from achatlas.watch.conventions import parted
from achatlas.watch.jours import DAY, earliest
from achatlas.watch.possibles import Acte, Candidat, Origine, candidat, stops
from achatlas.watch.regles import Delai, Veille
from achatlas.watch.suivi import Suivi

TOGETHER = 2
"""How many acheteurs make a joint purchase."""


class Motif(StrEnum):
    """Why a marché stays out of the window."""

    AUCUN = ""
    CONCESSION = "concession"
    SUBSEQUENT = "subsequent"
    FIN_INCONNUE = "fin_inconnue"
    TERMINE = "termine"
    TROP_TOT = "trop_tot"
    TROP_TARD = "trop_tard"
    ENTRE_DEUX = "entre_deux"


@dataclass(frozen=True)
class Place:
    """What a marché does for the window: its act, the day on which it then ends, the shift in whole months
    between that day and the common one (the months of the amendment, of the gap, or of the wait), the cents
    HT a year and their origin, the text that allows the act. Out of the window: why, and the nearest days on
    which it could end (``avant``, ``apres``). ``marge``: what an amendment may do. ``a_confirmer``: past
    reconductions that nothing proves.
    """

    marche_cle: str
    acheteur_siren: str
    acte: Acte
    an: int
    origine: Origine
    fin: date | None = None
    mois: int = 0
    motif: Motif = Motif.AUCUN
    avant: date | None = None
    apres: date | None = None
    reference: str = ""
    marge: Marge = Marge(0)
    a_confirmer: tuple[date, ...] = ()

    @property
    def dedans(self) -> bool:
        """Whether it is in the window."""
        return self.acte is not Acte.HORS_FENETRE


@dataclass(frozen=True)
class Fenetre:
    """The best common day, the day to launch the joint consultation and how long this takes, and the place of
    each marché, by acheteur.
    """

    jour: date
    lancement: date
    delai: Delai
    places: tuple[Place, ...]

    @property
    def dedans(self) -> tuple[Place, ...]:
        """The marchés tendered together."""
        return tuple(one for one in self.places if one.dedans)

    @property
    def an(self) -> int:
        """Cents HT a year tendered together."""
        return sum(one.an for one in self.dedans)

    @property
    def total(self) -> int:
        """Cents HT a year of every marché of the segment, in the window or out of it."""
        return sum(one.an for one in self.places)

    @property
    def mois(self) -> int:
        """How many months are moved in all."""
        return sum(one.mois for one in self.dedans)

    @property
    def par_acheteur(self) -> Mapping[str, tuple[Place, ...]]:
        """The places of each acheteur."""
        sirens = dict.fromkeys(one.acheteur_siren for one in self.places)
        return {siren: tuple(one for one in self.places if one.acheteur_siren == siren) for siren in sirens}


def fenetre(
    suivis: Iterable[Suivi], today: date, veille: Veille, months: int | None = None, span: int | None = None
) -> Fenetre | None:
    """The common day with the most euros a year, by the fewest months moved, then the earliest; None when no
    day brings two acheteurs together.

    ``months``: the horizon, ``span``: how many months after the common day a marché may still join; those of
    the catalogue unless said. The joint consultation can still be launched from today. Marchés subséquents
    go with their accord-cadre, and are left out when it is not among these. Conventions between members are
    no marché to tender: neither in the window nor in its total.
    """
    horizon = veille.months("fenetres", "horizon_mois") if months is None else months
    wait = veille.months("fenetres", "ecart_mois") if span is None else span
    found = [candidat(family, today, veille, wait) for family in families(parted(suivis)[0]).values()]
    first, last = earliest(today, -veille.commune.mois), later(today, horizon)
    scored = ((_score(found, day), day) for day in _days(found, first, last))
    best = min(((score, day) for score, day in scored if score is not None), default=None)
    return None if best is None else _window(found, best[1], today, veille)


def _days(found: Iterable[Candidat], first: date, last: date) -> Iterator[date]:
    """The days between both where something changes: the best one is among them, since what can be tendered
    together and the months moved are the same until the next.
    """
    edges = {day for one in found for act in one.possibles for day in (act.debut, act.dernier + DAY)}
    if first <= last:
        yield from {first, *(day for day in edges if first <= day <= last)}


def _score(found: Sequence[Candidat], day: date) -> tuple[int, int] | None:
    """The least is the best: more euros, then fewer months; None when it brings no two acheteurs together."""
    together = [(one, act) for one in found if (act := one.on(day)) is not None]
    if len({one.suivi.acheteur_siren for one, _ in together}) < TOGETHER:
        return None
    return -sum(one.an for one, _ in together), sum(act.mois for _, act in together)


def _window(found: Iterable[Candidat], day: date, today: date, veille: Veille) -> Fenetre:
    places = sorted(
        (_place(one, day, today, veille) for one in found), key=lambda p: (p.acheteur_siren, p.marche_cle)
    )
    return Fenetre(day, veille.commune.launch(day), veille.commune, tuple(places))


def _place(one: Candidat, day: date, today: date, veille: Veille) -> Place:
    suivi, act = one.suivi, one.on(day)
    alone = Place(suivi.marche_cle, suivi.acheteur_siren, Acte.HORS_FENETRE, one.an, one.origine)
    known = replace(alone, marge=one.marge, a_confirmer=one.a_confirmer)
    if act is not None:
        rule = one.marge.reference if act.acte is Acte.PROLONGER else veille.references.get(act.acte, "")
        return replace(known, acte=act.acte, fin=act.fin, mois=act.mois, reference=rule)
    ends = [end for end, _ in stops(suivi, today, veille)]
    before = max((end for end in ends if end < day), default=None)
    behind = min((end for end in ends if end > day), default=None)
    return replace(known, motif=_why(suivi, today, before, behind), avant=before, apres=behind)


def _why(suivi: Suivi, today: date, before: date | None, behind: date | None) -> Motif:
    if suivi.concession:
        return Motif.CONCESSION
    if suivi.subsequent:
        return Motif.SUBSEQUENT
    if suivi.last_end is None:
        return Motif.FIN_INCONNUE
    if suivi.last_end < today:
        return Motif.TERMINE
    if before is not None and behind is not None:
        return Motif.ENTRE_DEUX
    return Motif.TROP_TOT if behind is None else Motif.TROP_TARD
