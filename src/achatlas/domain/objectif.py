"""What a SPASER promises of an indicator: targets by year, how far what is done is from them, who makes the
gap and where the year may end (CCP, art. L. 2111-3). A share is a fraction of one, never rounded here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

Rapport = tuple[int, int]
"""What a share is made of: what counts (numerator), out of what (denominator); cents, or a number."""
Annee = Mapping[int, Rapport]
"""What each month of a year holds (1 to 12; 13 for what is paid after it and still belongs to it)."""


class Sens(StrEnum):
    """Which way an indicator is wanted to go."""

    HAUSSE = "hausse"
    BAISSE = "baisse"


class Etat(StrEnum):
    """Where an objective stands."""

    MANQUE = "manque"
    EN_VOIE = "en_voie"
    ATTEINT = "atteint"
    INCONNU = "inconnu"


NEW = 0
"""The number of an objective that is not written yet, and the row of which nobody has read anything."""


@dataclass(frozen=True)
class Objectif:
    """A line of a SPASER, as somebody wrote it.

    ``cibles``: by year, in the unit of the indicator (30 is 30 %); the first may be what is started from.
    ``calcul``: which figure of the indicator, "" the leading one. ``acheteurs``: the SIREN of whom it binds,
    everybody when there is none. ``axe`` and ``pilote``: the part of the SPASER that it is of and who carries
    it, in words. ``poids``: what it weighs beside the others, from 1 to 5. ``retire``: it is no longer.
    ``qui`` and ``date`` (UTC, ISO 8601): whose writing.
    """

    indicateur: str
    cibles: Mapping[int, Decimal]
    calcul: str = ""
    acheteurs: tuple[str, ...] = ()
    axe: str = ""
    pilote: str = ""
    poids: int = 1
    motif: str = ""
    retire: bool = False
    qui: str = ""
    date: str = ""
    numero: int = NEW

    @property
    def said(self) -> Objectif:
        """The same, whoever wrote it, when and why."""
        return replace(self, qui="", date="", motif="")

    def cible(self, annee: int) -> Fraction | None:
        """What it expects of a year (``attendu``), in the unit of the indicator."""
        return attendu({year: Fraction(value) for year, value in self.cibles.items()}, annee)


@dataclass(frozen=True)
class Plage:
    """The least and the most that a value may be."""

    bas: Fraction
    haut: Fraction

    def tourne(self) -> Plage:
        """The same, where less is better."""
        return Plage(-self.haut, -self.bas)


def attendu(cibles: Mapping[int, Fraction], annee: int) -> Fraction | None:
    """What is expected of a year by targets dated by year (the first may be what is started from): between
    two, in a straight line; after the last, the last still holds; before the first, nothing is.
    """
    years = sorted(cibles)
    if not years or annee < years[0]:
        return None
    for first, then in pairwise(years):
        if first <= annee < then:
            way = Fraction(annee - first, then - first)
            return cibles[first] + way * (cibles[then] - cibles[first])
    return cibles[years[-1]]


def etat(sens: Sens, cible: Fraction | None, realise: Plage | None, fin: Plage | None) -> Etat:
    """Where an objective stands: ``realise``, what is done, and ``fin``, where the year may end; None when it
    is not known, then nothing is told. Missed: even the best end is short of the target. Reached: what is
    surely done is there, and no end that may come undoes it.
    """
    if cible is None or realise is None or fin is None:
        return Etat.INCONNU
    if sens is Sens.BAISSE:
        cible, realise, fin = -cible, realise.tourne(), fin.tourne()
    if fin.haut < cible:
        return Etat.MANQUE
    return Etat.ATTEINT if min(realise.bas, fin.bas) >= cible else Etat.EN_VOIE


def apports(cible: Fraction, parts: Mapping[str, Rapport]) -> dict[str, Fraction]:
    """What each member takes from the target of a share or adds to it, in fractions of one: they add up,
    exactly, to what the share of all is short of it. Nothing when there is nothing to share.
    """
    whole = sum(base for _, base in parts.values())
    if whole == 0:
        return {}
    return {name: (done - cible * base) / whole for name, (done, base) in parts.items()}


def manque(cible: Fraction, part: Rapport) -> int:
    """How much is missing for a share that must rise to reach its target, its denominator staying what it is:
    whole cents, or whole marchés; 0 when nothing is.
    """
    done, base = part
    short = cible * base - done
    return max(0, -(-short.numerator // short.denominator))


@dataclass(frozen=True)
class Atterrissage:
    """Where a year ends if its last months are to its first what they were in a former one (``annee``)."""

    annee: int
    valeur: Fraction


def atterrissages(cours: Annee, jusque: int, passees: Mapping[int, Annee]) -> tuple[Atterrissage, ...]:
    """One end for each former year: to what is known until a month (``jusque``, included) are added the
    months that followed it then, in the proportion of what both years had held until that month. None of a
    year that held nothing until then, nor of an end that would hold nothing.
    """
    here = _somme(cours, range(1, jusque + 1))
    found = []
    for annee, months in sorted(passees.items()):
        before, rest = _somme(months, range(1, jusque + 1)), _somme(months, range(jusque + 1, 14))
        if before[1] <= 0:
            continue
        way = Fraction(here[1], before[1])
        base = here[1] + way * rest[1]
        if base > 0:
            found.append(Atterrissage(annee, (here[0] + way * rest[0]) / base))
    return tuple(found)


def plage(ends: Sequence[Atterrissage]) -> Plage | None:
    """From the lowest of some ends to the highest; None without any."""
    values = [one.valeur for one in ends]
    return Plage(min(values), max(values)) if values else None


def _somme(months: Annee, which: range) -> Rapport:
    held = [months[month] for month in which if month in months]
    return sum(done for done, _ in held), sum(base for _, base in held)
