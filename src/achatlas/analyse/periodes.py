"""Periods: a year or some of its months, as an address writes them; what a view is compared with, and whether
both periods are as full as each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from achatlas import langues
from achatlas.analyse import gate
from achatlas.analyse.crossed import crossed
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Clause, Selection
from achatlas.domain.nombres import accord, de_a
from achatlas.langues import translated

ANNEE = 12
MOIS = tuple(f"{rang:02d}" for rang in range(1, ANNEE + 1))
NOMS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
ECRITE = re.compile(r"(\d{4})(?:-(\d\d)_(\d\d))?")


@dataclass(frozen=True)
class Periode:
    """Some months of a year, from the first to the last (1 to 12); the whole year when they are all there."""

    exercice: str
    debut: int = 1
    fin: int = ANNEE

    @property
    def whole(self) -> bool:
        """Whether it is the whole year: what is dated of another one is then in it."""
        return (self.debut, self.fin) == (1, ANNEE)

    @property
    def longueur(self) -> int:
        """How many months it has."""
        return self.fin - self.debut + 1

    @property
    def mois(self) -> tuple[str, ...]:
        """The months as the axis of months writes them; nothing for a whole year."""
        return () if self.whole else MOIS[self.debut - 1 : self.fin]

    def __str__(self) -> str:
        """The same as an address writes it: « 2024 », « 2024-01_06 »."""
        return self.exercice if self.whole else f"{self.exercice}-{self.debut:02d}_{self.fin:02d}"

    @property
    def worded(self) -> str:
        """The same in words: « 2024 », « mars 2024 », « janvier à juin 2024 »."""
        if self.whole:
            return self.exercice
        first, last = translated(NOMS[self.debut - 1]), translated(NOMS[self.fin - 1])
        return f"{first if first == last else de_a(first, last)} {self.exercice}"

    def selection(self, choix: Selection) -> Selection:
        """A selection in this period: its months take the place of those chosen; a whole year has none."""
        kept = choix.only("exercice", [self.exercice])
        return kept if self.whole else kept.only("mois", self.mois)


def lue(texte: str, exercices: Sequence[str]) -> Periode | None:
    """The period that an address writes, of one of these years; None for anything else."""
    found = ECRITE.fullmatch(texte)
    if found is None or found[1] not in exercices:
        return None
    debut, fin = int(found[2] or 1), int(found[3] or ANNEE)
    return Periode(found[1], debut, fin) if 1 <= debut <= fin <= ANNEE else None


def choisie(exercice: str, clause: Clause | None) -> Periode | None:
    """The period that a year and a clause of months make; None when the months do not follow one another."""
    if not exercice.isdigit():
        return None
    if clause is None:
        return Periode(exercice)
    wanted = tuple(clause.valeurs)
    if clause.mode != "dans" or not wanted or wanted[0] not in MOIS:
        return None
    debut = int(wanted[0])
    return Periode(exercice, debut, debut + len(wanted) - 1) if _follow(wanted, debut) else None


def _follow(wanted: tuple[str, ...], debut: int) -> bool:
    return wanted == MOIS[debut - 1 : debut - 1 + len(wanted)]


def avant(periode: Periode) -> Periode | None:
    """The period of as many months that ends where this one begins; None when it would stand over two years:
    counts of suppliers do not add up from one to the other.
    """
    if periode.whole:
        return Periode(str(int(periode.exercice) - 1))
    if periode.debut > periode.longueur:
        return Periode(periode.exercice, periode.debut - periode.longueur, periode.debut - 1)
    if periode.debut == 1:
        return Periode(str(int(periode.exercice) - 1), ANNEE - periode.longueur + 1, ANNEE)
    return None


def an_dernier(periode: Periode) -> Periode:
    """The same months of the year before."""
    return Periode(str(int(periode.exercice) - 1), periode.debut, periode.fin)


Couverture = dict[str, dict[str, frozenset[str]]]
"""The months in which each buyer has lines, by year."""


def couverture(compte: str, scope: Scope) -> Couverture:
    """The months of each year in which each buyer has lines or marchés, all filters put aside."""

    def compute() -> Couverture:
        found: dict[str, dict[str, set[str]]] = {}
        for row in crossed(["acheteur", "exercice", "mois"], [compte], Selection(), scope):
            if row["mois"] in MOIS:
                found.setdefault(row["acheteur"], {}).setdefault(row["exercice"], set()).add(row["mois"])
        return {who: {an: frozenset(mois) for an, mois in years.items()} for who, years in found.items()}

    answer: Couverture = gate.answer(scope, ("couverture", compte), compute)
    return answer


@dataclass(frozen=True)
class Manque:
    """What a period lacks: the buyers who have nothing in it, and the last month of those who stop before its
    end.
    """

    absents: tuple[str, ...]
    arrets: tuple[tuple[int, tuple[str, ...]], ...]

    def __bool__(self) -> bool:
        return bool(self.absents or self.arrets)

    @property
    def dernier(self) -> int:
        """The last month that everybody who is there has; 12 when nobody stops."""
        return min((mois for mois, _ in self.arrets), default=ANNEE)


def manque(covered: Couverture, acheteurs: Iterable[str], periode: Periode) -> Manque:
    """What a period lacks, of these buyers."""
    absents: list[str] = []
    arrets: dict[int, list[str]] = {}
    wanted = MOIS[periode.debut - 1 : periode.fin]
    for who in acheteurs:
        held = [mois for mois in wanted if mois in covered.get(who, {}).get(periode.exercice, ())]
        if not held:
            absents.append(who)
        elif held[-1] != wanted[-1]:
            arrets.setdefault(int(held[-1]), []).append(who)
    stops = tuple((mois, tuple(whos)) for mois, whos in sorted(arrets.items()))
    return Manque(tuple(absents), stops)


def last_whole(covered: Couverture, acheteurs: Sequence[str]) -> str:
    """The last year in which each of these buyers has lines up to December; empty when there is none."""
    every = sorted({year for years in covered.values() for year in years}, reverse=True)
    known = (year for year in every if year.isdigit())
    return next((year for year in known if not manque(covered, acheteurs, Periode(year))), "")


def dire(lack: Manque, periode: Periode, noms: dict[str, str]) -> list[str]:
    """What a period lacks in words: « 2025 s’arrête en octobre pour Montauzère »."""
    said = [
        langues.dire(
            "{periode} s’arrête en {mois}{pour}",
            periode=periode.worded,
            mois=translated(NOMS[mois - 1]),
            pour=_pour(whos, noms),
        )
        for mois, whos in lack.arrets
    ]
    if lack.absents:
        whose = _pour(lack.absents, noms)
        said.append(langues.dire("{periode} est vide{pour}", periode=periode.worded, pour=whose))
    return said


def _pour(whos: Sequence[str], noms: dict[str, str]) -> str:
    if len(whos) == len(noms):
        return ""
    if len(whos) > 3:
        return langues.dire(" pour {noms}", noms=accord(len(whos), "acheteur"))
    return langues.dire(" pour {noms}", noms=", ".join(noms[who] for who in whos))
