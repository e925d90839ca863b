"""Where a buyer stands among comparable ones: the same figure of each, as an interval, and their median."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median_low

from achatlas.analyse import query
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import by_member
from achatlas.catalogue.models import Taux
from achatlas.catalogue.models_fiches import Repere
from achatlas.domain.errors import ClosedCrossing

ACHETEUR, POPULATION = "acheteur", "population"
Interval = tuple[Fraction, Fraction]
Told = Mapping[str, Interval]


@dataclass(frozen=True)
class Place:
    """A figure of one buyer among others: its own interval (None when it has none) and those of the others,
    by SIREN, the least first; ``closed`` when they are too few for any of it to be shown.
    """

    soi: Interval | None
    autres: Mapping[str, Interval]
    closed: bool

    @property
    def mediane(self) -> Fraction | None:
        """The middle of the others' middles: a value that one of them has, the lower of two."""
        if self.closed or not self.autres:
            return None
        return median_low(sorted(middle(one) for one in self.autres.values()))

    @property
    def cote(self) -> int:
        """1 above the median, -1 below, 0 when the interval holds it or nothing is known."""
        half = self.mediane
        if half is None or self.soi is None or self.soi[0] <= half <= self.soi[1]:
            return 0
        return 1 if self.soi[0] > half else -1


def middle(interval: Interval) -> Fraction:
    """The middle of an interval."""
    return (interval[0] + interval[1]) / 2


def place(soi: str, pairs: Collection[str], told: Told, minimum: int) -> Place:
    """Where a buyer stands among its peers: nothing of the others when fewer than ``minimum`` of them have
    the figure.
    """
    others = {siren: told[siren] for siren in pairs if siren != soi and siren in told}
    order = sorted(others, key=lambda siren: (middle(others[siren]), siren))
    few = len(others) < minimum
    kept = {} if few else {siren: others[siren] for siren in order}
    return Place(told.get(soi), kept, few)


def told(
    repere: Repere, selection: Selection, scope: Scope, populations: Mapping[str, int], part: Taux | None
) -> dict[str, Interval]:
    """The figure of every buyer under a selection, by SIREN: those who pay nothing have none.

    ``part`` is the share when the figure is one. Nothing when the scope closes it.
    """
    try:
        if part is not None:
            return _share(part, selection, scope)
        return _quotient(repere, selection, scope, populations)
    except ClosedCrossing:
        return {}


def _share(part: Taux, selection: Selection, scope: Scope) -> dict[str, Interval]:
    parts = by_member(part, ACHETEUR, selection, scope)
    return {
        siren: (Fraction(one.bornes[0], one.base), Fraction(one.bornes[1], one.base))
        for siren, one in parts.items()
        if siren and one.dicible
    }


def _quotient(
    repere: Repere, selection: Selection, scope: Scope, populations: Mapping[str, int]
) -> dict[str, Interval]:
    over = [] if repere.sur in ("", POPULATION) else [repere.sur]
    rows = query.rows(ACHETEUR, [repere.mesure, *over], selection, scope).lignes
    found: dict[str, Interval] = {}
    for row in rows:
        base = populations.get(row.code, 0) if repere.sur == POPULATION else row.valeurs[over[0]]
        if row.code and base > 0:
            part = base - row.valeurs[repere.mesure] if repere.reste else row.valeurs[repere.mesure]
            value = Fraction(part * repere.pour, base)
            found[row.code] = (value, value)
    return found
