"""What a marché has used of its maximum, and when it would be exhausted at the pace of its last year.

Marchés subséquents count in their accord-cadre, once (standards, 8.5): never both of them in a total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from achatlas.domain.nombres import arrondi
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi

YEAR = 365


class Inconnu(StrEnum):
    """What is not known of a marché, and keeps something from being told."""

    MAXIMUM = "maximum"
    CONCESSION = "concession"
    FIN = "fin"
    PAIEMENTS = "paiements"
    PAIEMENTS_EN_PARTIE = "paiements_en_partie"
    RYTHME = "rythme"


@dataclass(frozen=True)
class Consommation:
    """Cents HT of a marché, its marchés subséquents counted in it; None is unknown.

    ``engage``: the awarded amount; for an accord-cadre the greater of its minimum and of what its marchés
    subséquents amount to, as far as they are known. ``an``: the pace, cents a year. ``jour``: the last day of
    payment known. ``projete``: what would be paid at the last end at that pace. ``epuisement``: the day on
    which the maximum would be reached, when that is not after the last end. Projections are estimates.
    """

    marche_cle: str
    maximum: int | None = None
    engage: int | None = None
    paye: int | None = None
    an: int | None = None
    jour: date | None = None
    fin: date | None = None
    projete: int | None = None
    epuisement: date | None = None
    subsequents: tuple[str, ...] = ()
    inconnus: tuple[Inconnu, ...] = ()

    @property
    def reste(self) -> int | None:
        """The room left under the maximum, negative once passed."""
        return _minus(self.maximum, self.paye)

    @property
    def depassement(self) -> int | None:
        """What is paid above the maximum, 0 when nothing is."""
        return _above(self.paye, self.maximum)

    @property
    def depassement_projete(self) -> int | None:
        """What would be paid above the maximum at the last end: an estimate."""
        return _above(self.projete, self.maximum)

    @property
    def estime(self) -> bool:
        """Whether something of it is projected: an estimate, to be told as one."""
        return self.projete is not None or self.epuisement is not None


def _minus(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one - other


def _above(one: int | None, other: int | None) -> int | None:
    over = _minus(one, other)
    return None if over is None else max(over, 0)


def families(suivis: Iterable[Suivi]) -> Mapping[str, tuple[Suivi, ...]]:
    """The marchés that count in totals by key, each with its marchés subséquents behind it.

    A marché subséquent counts alone when its accord-cadre is not among these, or is itself in another one:
    every row is in one family and no more.
    """
    rows = sorted(suivis, key=lambda one: one.marche_cle)
    above = _above_them(rows)
    found: dict[str, list[Suivi]] = {one.marche_cle: [one] for one in rows if one.marche_cle not in above}
    for one in rows:
        if one.marche_cle in above:
            found[above[one.marche_cle]].append(one)
    return {key: tuple(family) for key, family in found.items()}


def _above_them(rows: Sequence[Suivi]) -> Mapping[str, str]:
    """The accord-cadre in which a marché counts, for those that count in one."""
    known = {one.marche_cle for one in rows}
    within = {one.marche_cle: one.accord_cadre_cle for one in rows if one.accord_cadre_cle in known}
    return {key: parent for key, parent in within.items() if key != parent and parent not in within}


def consommations(suivis: Iterable[Suivi], veille: Veille) -> tuple[Consommation, ...]:
    """What each marché that counts has used, by key: those whose sum is the sum of all rows."""
    return tuple(consommation(family, veille) for family in families(suivis).values())


def consommation(family: Sequence[Suivi], veille: Veille) -> Consommation:
    """What one marché has used, its marchés subséquents behind it in the sequence."""
    first, *subsequents = family
    paye, an = _known(one.paye_centimes for one in family), pace(family, veille)
    jour = min((one.arrete for one in family if one.arrete is not None), default=None)
    done = Consommation(
        first.marche_cle, first.plafond_centimes, _engage(first, subsequents), paye, an, jour, first.last_end
    )
    return _projected(done, tuple(one.marche_cle for one in subsequents), tuple(_unknown(family, an)))


def _known(amounts: Iterable[int | None]) -> int | None:
    """The sum of the amounts that are known, None when none is."""
    told = [one for one in amounts if one is not None]
    return sum(told) if told else None


def _engage(first: Suivi, subsequents: Sequence[Suivi]) -> int | None:
    if not first.accord_cadre:
        return first.plafond_centimes
    ordered = _known(one.plafond_centimes for one in subsequents)
    told = [one for one in (first.montant_min_centimes, ordered) if one is not None]
    return max(told, default=None)


def pace(family: Sequence[Suivi], veille: Veille) -> int | None:
    """Cents a year at the pace of the last twelve months known; a marché younger than that is brought to a
    year from its first day, one that is too young has no pace yet.
    """
    total, days = _known(one.paye_an_centimes for one in family), _observed(family[0])
    if total is None or days is None or days < veille.months("rythme", "mois_min") * YEAR // 12:
        return None
    return total if days >= YEAR else arrondi(total * YEAR, days)


def _observed(suivi: Suivi) -> int | None:
    """On how many days its payments of the last year were seen; a year when nothing says it is younger."""
    if suivi.arrete is None:
        return None
    begun = min((day for day in (suivi.date_notification, suivi.premier_paiement) if day), default=None)
    return YEAR if begun is None else min((suivi.arrete - begun).days + 1, YEAR)


def _unknown(family: Sequence[Suivi], an: int | None) -> Iterable[Inconnu]:
    first, paid = family[0], [one.paye_centimes is not None for one in family]
    if first.plafond_centimes is None:
        yield Inconnu.CONCESSION if first.concession else Inconnu.MAXIMUM
    if first.last_end is None:
        yield Inconnu.FIN
    if not all(paid):
        yield Inconnu.PAIEMENTS_EN_PARTIE if any(paid) else Inconnu.PAIEMENTS
    if an is None:
        yield Inconnu.RYTHME


def _projected(
    done: Consommation, subsequents: tuple[str, ...], unknown: tuple[Inconnu, ...]
) -> Consommation:
    told = replace(done, subsequents=subsequents, inconnus=unknown)
    if done.jour is None or done.paye is None or done.an is None or done.fin is None:
        return told
    left = max((done.fin - done.jour).days, 0)
    total = done.paye + arrondi(max(done.an, 0) * left, YEAR)
    return replace(told, projete=total, epuisement=_reached(told, done.fin))


def _reached(done: Consommation, fin: date) -> date | None:
    """The day on which the maximum is reached, when it is still to be and not after the last end."""
    reste, an, jour = done.reste, done.an or 0, done.jour
    if reste is None or reste < 0 or an <= 0 or jour is None:
        return None
    days = -(-reste * YEAR // an)
    return jour + timedelta(days=days) if days <= (fin - jour).days else None
