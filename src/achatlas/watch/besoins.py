"""Needs measured: what an acheteur buys off contract of one homogeneous family, window by window, and the
thresholds that it passes (standards, 6.3; CCP, R. 2121-6 for the family, R. 2121-5 for the operation).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.watch.droit import DISPENSE, FORMALISEE, PUBLICITE, Achat, Droit
from achatlas.watch.fenetre_de_besoin import CIVILE, GLISSANTE, YEAR, Fenetre, Juge, month_of, rank_of
from achatlas.watch.suivi import TRAVAUX

PALIERS = (DISPENSE, PUBLICITE, FORMALISEE)
"""The steps that a sum bought off contract is compared with."""


@dataclass(frozen=True)
class Mois:
    """What an acheteur paid in a month for a need: cents HT, those off contract apart, and numbers of lines.
    Both may be negative, of credit notes.

    ``besoin`` is the code of a homogeneous family of the acheteur or of a segment, an operation for works, ""
    when unclassified; ``genre`` is ``FS``, ``T`` or "" (unknown); ``mois`` its first day; ``segment`` what is
    paid for, where it is not the need itself.
    """

    acheteur_siren: str
    besoin: str
    genre: str
    mois: date
    total_centimes: int = 0
    hors_marche_centimes: int = 0
    lignes: int = 0
    lignes_hors: int = 0
    segment: str = ""

    @property
    def travaux(self) -> bool:
        """Whether works are paid for: within one need, they are compared apart (CCP, R. 2121-5)."""
        return self.genre == TRAVAUX


@dataclass(frozen=True)
class Besoin:
    """A need of an acheteur, or of several together: civil years, which share out all months, and sliding
    windows of twelve months: first the one with the most off contract, then, for each step that it does not
    hold while another does, the greatest that does. ``segments`` are those that it holds, ``libelle`` how
    its acheteur calls it, "" when nobody says.
    """

    acheteurs: tuple[str, ...]
    besoin: str
    achat: Achat
    annees: tuple[Fenetre, ...]
    glissantes: tuple[Fenetre, ...]
    segments: tuple[str, ...] = ()
    libelle: str = ""

    @property
    def travaux(self) -> bool:
        """Whether it is one of works."""
        return self.achat.nature == TRAVAUX

    @property
    def dit(self) -> str:
        """How a sentence calls it."""
        return self.libelle or self.besoin

    @property
    def classe(self) -> bool:
        """Whether it is a need at all: what is unclassified is counted, and passes no threshold."""
        return bool(self.besoin)

    @property
    def glissante(self) -> Fenetre:
        """The twelve months with the most off contract, the earliest of equals; the civil year with the most
        where no window slides.
        """
        years = sorted(self.annees, key=lambda one: -one.hors_centimes)
        return (*self.glissantes, *years)[0]

    def raised(self, code: str) -> tuple[Fenetre, ...]:
        """The windows that hold a step: civil years; without any, the greatest sliding one."""
        years = tuple(one for one in self.annees if one.holds(code))
        return years or tuple(one for one in self.glissantes if one.holds(code))[:1]


def besoins(
    droit: Droit, rows: Iterable[Mois], kinds: Mapping[str, str], slides: bool = True
) -> list[Besoin]:  # fmt: skip
    """The needs of each acheteur, by SIREN then code, works apart. ``kinds`` tells the kind of acheteur by
    SIREN (``Droit.kind``); one that it lacks is unknown, and the highest value is kept for it. Without
    ``slides``, the civil years alone: rows that tell the year only slide nowhere.
    """
    told: dict[tuple[str, str, bool], list[Mois]] = defaultdict(list)
    for row in rows:
        told[row.acheteur_siren, row.besoin, row.travaux].append(row)
    return [_besoin(droit, told[key], kinds, slides) for key in sorted(told)]


def communs(droit: Droit, rows: Iterable[Mois], kinds: Mapping[str, str]) -> list[Besoin]:
    """The same for all acheteurs together, by code: rows must bear segments of the pivot, which alone mean
    the same for all.
    """
    told: dict[str, list[Mois]] = defaultdict(list)
    for row in rows:
        told[row.besoin].append(row)
    return [_besoin(droit, told[key], kinds) for key in sorted(told)]


def genre_of(rows: Iterable[Mois]) -> str:
    """The nature of a need: the only one that its rows tell; "" when none does, or two."""
    told = {row.genre for row in rows if row.genre}
    return told.pop() if len(told) == 1 else ""


def _besoin(
    droit: Droit, rows: Sequence[Mois], kinds: Mapping[str, str], slides: bool = True
) -> Besoin:  # fmt: skip
    acheteurs = tuple(sorted({row.acheteur_siren for row in rows}))
    told = {kinds.get(one, "") for one in acheteurs}
    code, kind = rows[0].besoin, told.pop() if len(told) == 1 else ""
    segments = tuple(sorted({row.segment or row.besoin for row in rows} - {""}))
    prefixes = dict.fromkeys(prefix for segment in segments for prefix in droit.prefixes(segment))
    achat = Achat(kind, genre_of(rows), tuple(prefixes))
    juge = Juge(droit, achat, months(rows), PALIERS if code else ())
    windows = tuple(_years(juge)), _slid(juge) if slides else ()
    return Besoin(acheteurs, code, achat, *windows, segments)


def months(rows: Iterable[Mois]) -> dict[int, tuple[int, int, int, int]]:
    """By month, counted from the year 0: cents, cents off contract, lines, lines off contract."""
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for row in rows:
        amounts = (row.total_centimes, row.hors_marche_centimes, row.lignes, row.lignes_hors)
        sums[rank_of(row.mois)] = [a + b for a, b in zip(sums[rank_of(row.mois)], amounts, strict=True)]
    return {rank: (a, b, c, d) for rank, (a, b, c, d) in sorted(sums.items())}


def _years(juge: Juge) -> Iterator[Fenetre]:
    for year in sorted({rank // YEAR for rank in juge.months}):
        yield juge.fenetre(CIVILE, month_of(year * YEAR))


def _slid(juge: Juge) -> tuple[Fenetre, ...]:
    """The greatest window, and those that hold what it does not: every twelve months that meet a row."""
    first, last = min(juge.months), max(juge.months)
    starts = [one for one in range(first - YEAR + 1, last + 1) if juge.ranks(one)]
    greatest, *others = sorted(starts, key=lambda start: (-juge.hors(start), start))
    kept = [juge.fenetre(GLISSANTE, month_of(greatest))]
    for start in others:
        kept += _holding(juge, start, [code for code in juge.codes if not any(w.holds(code) for w in kept)])
    return tuple(kept)


def _holding(juge: Juge, start: int, wanted: Sequence[str]) -> list[Fenetre]:
    """The twelve months from one on, when they hold one of these steps."""
    if not wanted or not juge.may_hold(start, wanted):
        return []
    one = juge.fenetre(GLISSANTE, month_of(start))
    return [one] if any(one.holds(code) for code in wanted) else []
