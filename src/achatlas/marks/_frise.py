"""A line of time for each marché: its firm period, what may renew it, its last end, and the day before which
to launch what follows. Places are shares of the width, so that a line fits any screen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.marks import Dessin

BEFORE, AFTER, LABELS = 3, 6, 7
"""Years before today and after it beyond which a line is cut; how many years are written at most."""


@dataclass(frozen=True)
class Life:
    """The days of a marché: its first one, None when unknown; those on which it may end, in order; the one
    before which to launch what follows, None when unknown.
    """

    debut: date | None
    fins: Sequence[date]
    lancer: date | None = None


@dataclass(frozen=True)
class Echelle:
    """The years that a line shows, from the first day of one to the last of another."""

    debut: date
    fin: date

    @classmethod
    def of(cls, lives: Iterable[Life], jour: date, horizon: date) -> Echelle:
        """Those of these marchés, no further than ``BEFORE`` and ``AFTER`` around today."""
        days = [jour, horizon, *(day for one in lives for day in _days(one))]
        first = max(min(days).year, jour.year - BEFORE)
        last = min(max(days).year, max(jour.year + AFTER, horizon.year))
        return cls(date(first, 1, 1), date(last + 1, 1, 1))

    def at(self, day: date) -> float:
        """The place of a day, between 0 and 100."""
        told = 100 * (day - self.debut).days / (self.fin - self.debut).days
        return min(max(told, 0.0), 100.0)

    def span(self, first: date, last: date) -> Dessin:
        """Where a period begins and how long it is."""
        return {"x": share(self.at(first)), "w": share(self.at(last) - self.at(first))}


def _days(one: Life) -> list[date]:
    return [day for day in (one.debut, one.lancer, *one.fins) if day is not None]


def share(told: float) -> str:
    """« 12.34% »."""
    return f"{told:.2f}%"


def fond(echelle: Echelle, jour: date, horizon: date) -> Dessin:
    """What is behind every line: years, today, the months to come until the horizon."""
    years = range(echelle.debut.year, echelle.fin.year)
    step = -(-len(years) // LABELS)
    return {
        "annees": [
            {"x": share(echelle.at(date(year, 1, 1))), "texte": str(year) if rank % step == 0 else ""}
            for rank, year in enumerate(years)
        ],
        "jour": share(echelle.at(jour)),
        "horizon": share(echelle.at(horizon)),
        "fenetre": echelle.span(jour, horizon),
    }


def dessiner(life: Life, echelle: Echelle) -> Dessin:
    """The places of the periods of a marché, of its last end, of the day to launch; whether it begins before
    the line, or at an unknown day, and goes on after it.
    """
    first, last = life.fins[0], life.fins[-1]
    renewals = zip(life.fins, life.fins[1:], strict=False)
    return {
        "ferme": echelle.span(life.debut or echelle.debut, first),
        "inconnu": life.debut is None,
        "avant": life.debut is not None and life.debut < echelle.debut,
        "suites": [echelle.span(one, other) for one, other in renewals if other > echelle.debut],
        "fin": share(echelle.at(last)),
        "apres": last >= echelle.fin,
        "lancer": share(echelle.at(life.lancer)) if life.lancer and _within(echelle, life.lancer) else "",
    }


def _within(echelle: Echelle, day: date) -> bool:
    return echelle.debut <= day < echelle.fin
