"""Twelve months of a need: the running sum off contract, month by month, against the value in force on the
last day of each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import accumulate

from achatlas.langues import dire
from achatlas.watch.droit import DISPENSE, Achat, Droit, Palier
from achatlas.watch.jours import extended
from achatlas.watch.sommes import ht, rond

CIVILE, GLISSANTE, YEAR = "civile", "glissante", 12


def rank_of(month: date) -> int:
    """A month counted from the year 0.

    >>> rank_of(date(2026, 4, 1))
    24315
    """
    return month.year * YEAR + month.month - 1


def month_of(rank: int) -> date:
    """The first day of a month counted from the year 0."""
    return date(rank // YEAR, rank % YEAR + 1, 1)


@lru_cache(maxsize=4_096)
def last_day(month: date) -> date:
    """The last day of a month, from its first."""
    return extended(date.fromordinal(month.toordinal() - 1), 1)


def said(month: date) -> str:
    """A month as a sentence says it: 04/2026."""
    return month.strftime("%m/%Y")


@dataclass(frozen=True)
class Franchissement:
    """A step that the running sum reached. ``premier`` is the first month of purchases at the end of which it
    had reached the value then in force; ``depuis`` the first such month after which it never fell below that
    value in the window, None when credit notes brought it back. ``palier`` is the step on the last day of
    ``depuis`` (else of ``premier``), ``somme_centimes`` the running sum there.
    """

    code: str
    palier: Palier
    premier: date
    depuis: date | None
    somme_centimes: int

    @property
    def texte(self) -> str:
        """What a sentence says of it."""
        seuil, premier = rond(self.palier.centimes or 0), said(self.premier)
        if self.depuis is None:
            return dire("{seuil} atteints en {mois}, puis quittés par des avoirs", seuil=seuil, mois=premier)
        twice = self.premier != self.depuis
        first = dire(" (une première fois en {mois})", mois=premier) if twice else ""
        return dire("{seuil} atteints depuis {mois}", seuil=seuil, mois=said(self.depuis)) + first


@dataclass(frozen=True)
class Marge:
    """What may still be bought off contract before a step, in cents HT, by the values of the last day of the
    last month that the window knows.
    """

    code: str
    palier: Palier
    centimes: int


@dataclass(frozen=True)
class Fenetre:
    """Twelve months: first days of the first and of the last, months that have rows, cents HT, lines, the
    steps reached, and the margin left before those that are not held.
    """

    genre: str
    debut: date
    fin: date
    mois: tuple[date, ...]
    besoin_centimes: int
    hors_centimes: int
    lignes: int
    lignes_hors: int
    franchis: tuple[Franchissement, ...]
    marges: tuple[Marge, ...]

    @property
    def couvert_centimes(self) -> int:
        """What is bought under a marché."""
        return self.besoin_centimes - self.hors_centimes

    def franchi(self, code: str) -> Franchissement | None:
        """How it reached a step, None when it never did."""
        return next((one for one in self.franchis if one.code == code), None)

    def holds(self, code: str) -> bool:
        """Whether it reached a step, and stayed there."""
        found = self.franchi(code)
        return found is not None and found.depuis is not None

    @property
    def texte(self) -> str:
        """The window and its sums, as a sentence says them."""
        bounds = {"debut": said(self.debut), "fin": said(self.fin), "annee": self.debut.year}
        named = dire("année {annee}" if self.genre == CIVILE else "{debut} à {fin}", **bounds)
        hors, besoin = ht(self.hors_centimes), ht(self.besoin_centimes)
        return dire("{quand} : {hors} hors marché sur {besoin}", quand=named, hors=hors, besoin=besoin)


@dataclass(frozen=True)
class Juge:
    """The months of a need (by month counted from the year 0: cents, cents off contract, lines, lines off
    contract) and the law that judges them; without ``codes``, sums alone.
    """

    droit: Droit
    achat: Achat
    months: Mapping[int, tuple[int, int, int, int]]
    codes: tuple[str, ...]

    def hors(self, start: int) -> int:
        """What is bought off contract in the twelve months from one on, in cents."""
        return sum(self.months[rank][1] for rank in self.ranks(start))

    def may_hold(self, start: int, codes: Iterable[str]) -> bool:
        """Whether one of these steps may be held in these twelve months: what is not credit reaches the least
        of its values.
        """
        bought = sum(max(self.months[rank][1], 0) for rank in self.ranks(start))
        return any(bought >= self._least[code] for code in codes if code in self._least)

    @cached_property
    def _limits(self) -> Mapping[str, Mapping[int, int | None]]:
        """From what sum on each step counts, by month."""
        return {code: {rank: self._limit(rank, code) for rank in self.months} for code in self.codes}

    @cached_property
    def _least(self) -> Mapping[str, int]:
        """The least value of each step over all the months."""
        told = {code: [one for one in by.values() if one is not None] for code, by in self._limits.items()}
        return {code: min(values) for code, values in told.items() if values}

    def ranks(self, start: int) -> list[int]:
        """The months known among the twelve from one on."""
        return [rank for rank in range(start, start + YEAR) if rank in self.months]

    def palier(self, rank: int, code: str) -> Palier:
        """A step on the last day of a month."""
        return self.droit.palier(code, self.achat, last_day(month_of(rank)))

    def _limit(self, rank: int, code: str) -> int | None:
        """From what sum on a step counts that month, in cents: never below the dispense, which frees from
        publicity too (works of 90 000 to 100 000 euros).
        """
        values = [self.palier(rank, one).centimes for one in {code, DISPENSE}]
        told = [one for one in values if one is not None]
        return max(told) if len(told) == len(values) else None

    def fenetre(self, genre: str, first: date) -> Fenetre:
        """The twelve months that begin with one; it must meet a row."""
        ranks = self.ranks(rank_of(first))
        total, hors, lines, lines_hors = (sum(self.months[rank][i] for rank in ranks) for i in range(4))
        reached = tuple(self._reached(ranks))
        held = {one.code for one in reached if one.depuis is not None}
        left = tuple(self._left(ranks[-1], hors, held))
        last = month_of(rank_of(first) + YEAR - 1)
        known = tuple(map(month_of, ranks))
        return Fenetre(genre, first, last, known, total, hors, lines, lines_hors, reached, left)

    def _reached(self, ranks: list[int]) -> Iterator[Franchissement]:
        running = list(accumulate(self.months[rank][1] for rank in ranks))
        lowest = list(accumulate(reversed(running), min))[::-1]
        for code in self.codes:
            limits = [self._limits[code][rank] for rank in ranks]
            passing = self._passing(ranks, running, limits)
            if passing:
                stays = [place for place in passing if lowest[place] >= (limits[place] or 0)]
                at = (stays or passing)[0]
                since = month_of(ranks[at]) if stays else None
                palier = self.palier(ranks[at], code)
                yield Franchissement(code, palier, month_of(ranks[passing[0]]), since, running[at])

    def _passing(self, ranks: list[int], running: list[int], limits: list[int | None]) -> list[int]:
        """The places of the months of purchases that end with the running sum at its limit or above."""
        told = enumerate(zip(ranks, running, limits, strict=True))
        return [
            place
            for place, (rank, cents, limit) in told
            if limit is not None and self.months[rank][1] > 0 and cents >= limit
        ]

    def _left(self, rank: int, bought: int, held: set[str]) -> Iterator[Marge]:
        for code in self.codes:
            limit = self._limits[code][rank]
            if code not in held and limit is not None:
                yield Marge(code, self.palier(rank, code), max(limit - bought, 0))
