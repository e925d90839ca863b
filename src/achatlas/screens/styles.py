"""How the values of cells are written: in figures, in words, how deep, and the legend of these depths."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic

from achatlas.analyse.grid import V
from achatlas.analyse.taux import Part
from achatlas.domain.nombres import (
    FINE,
    UNITES,
    accord,
    decimal,
    en_pourcent,
    entier,
    jours,
    jours_dits,
    montant,
    montant_lisible,
    pourcent,
)
from achatlas.langues import dire, translated
from achatlas.marks._echelle import echelons as ladder
from achatlas.screens import parts

EUROS = (50, 200, 500, 1_000, 3_000)
"""Bounds of the depths of a heat map, in k€."""
PARTS = (5, 10, 20, 50, 100)
"""Bounds of the depths, in thousandths of what a column holds."""
TAUX = (10, 25, 50, 75, 90)
"""Bounds of the depths of shares, per cent: the middle of the interval decides."""
HHI = (500, 1_500, 2_500, 5_000)
"""Bounds of the depths of concentrations: dispersed below 1 500, concentrated above 2 500."""
JOURS = (150, 300, 450, 600)
"""Bounds of the depths of delays, in tenths of days."""
WIDE = 50
"""How wide an interval may be and still have a depth, per cent."""
Legend = list[tuple[int, str]]


class Style(ABC, Generic[V]):
    """How the values of one kind are written."""

    @abstractmethod
    def texte(self, valeur: V, whole: V) -> str:
        """What a cell says; ``whole`` is what its column holds."""

    @abstractmethod
    def fond(self, valeur: V, whole: V) -> int:
        """How deep a cell is: 1 to 6, 0 for nothing."""

    def doubtful(self, valeur: V) -> bool:
        """Whether a value is known too badly to have a depth."""
        return False

    @abstractmethod
    def dit(self, valeur: V) -> str:
        """A value in words."""

    @abstractmethod
    def ensemble(self, valeur: V) -> str:
        """What the head of a row says of all its cells."""

    @abstractmethod
    def poids(self, valeur: V) -> int:
        """What members are ranked by when nobody asks for an order."""

    @abstractmethod
    def rank(self, valeur: V) -> Fraction:
        """What they are ranked by when this value is what is asked for."""

    @property
    @abstractmethod
    def unit(self) -> str:
        """The unit of the cells, as the legend says it."""

    @property
    @abstractmethod
    def legend(self) -> Legend:
        """The depths, each with the bound that it begins at."""


class Whole(Style[int]):
    """Amounts and counts: the more, the deeper."""

    def poids(self, valeur: int) -> int:
        """Itself."""
        return valeur

    def rank(self, valeur: int) -> Fraction:
        """Itself."""
        return Fraction(valeur)

    def ensemble(self, valeur: int) -> str:
        """As a cell says it."""
        return self.texte(valeur, valeur)


@dataclass(frozen=True)
class Euros(Whole):
    """Amounts of a heat map, in k€ or in shares of their column (``part``)."""

    part: bool = False

    def texte(self, valeur: int, whole: int) -> str:
        """k€, or the share of its column."""
        return pourcent(valeur, whole) if self.part else montant(valeur, "k€")

    def fond(self, valeur: int, whole: int) -> int:
        """By its euros, or by what it is of its column."""
        return depth(valeur, whole, self.part)

    def dit(self, valeur: int) -> str:
        """In the unit that suits it."""
        return montant_lisible(valeur)

    def ensemble(self, valeur: int) -> str:
        """Always k€."""
        return montant(valeur, "k€")

    @property
    def unit(self) -> str:
        """k€, or per cent of a column."""
        return translated("% de la colonne" if self.part else "k€")

    @property
    def legend(self) -> Legend:
        """Fixed bounds, in k€ or per cent."""
        if self.part:
            return _legend([decimal(one, 10, 1 if one % 10 else 0) for one in PARTS])
        return _legend([montant(one * 100_000, "k€") for one in EUROS])


@dataclass(frozen=True)
class Montants(Whole):
    """Amounts in one unit, deep by round bounds (cents)."""

    unite: str
    bornes: Sequence[int]

    @classmethod
    def of(cls, most: int) -> Montants:
        """The unit and the bounds that suit amounts of which this is the greatest (cents)."""
        unite = "k€" if most >= 10 * UNITES["k€"] else "€"
        step = UNITES[unite]
        return cls(translated(unite), [bound * step for bound in ladder(most // step)])

    def texte(self, valeur: int, whole: int) -> str:
        """In the unit of all."""
        return montant(valeur, self.unite)

    def fond(self, valeur: int, whole: int) -> int:
        """By its euros."""
        return _deep(valeur, self.bornes)

    def dit(self, valeur: int) -> str:
        """In the unit that suits it."""
        return montant_lisible(valeur)

    @property
    def unit(self) -> str:
        """« k€ HT »."""
        return dire("{unite} HT", unite=self.unite)

    @property
    def legend(self) -> Legend:
        """In the unit of all."""
        return _legend([montant(one, self.unite) for one in self.bornes])


@dataclass(frozen=True)
class Nombres(Whole):
    """Counts, deep by round bounds; ``nom`` is what is counted."""

    nom: str
    bornes: Sequence[int]

    @classmethod
    def of(cls, most: int, nom: str) -> Nombres:
        """With the bounds that suit counts of which this is the greatest."""
        return cls(nom, ladder(most))

    def texte(self, valeur: int, whole: int) -> str:
        """A whole number."""
        return entier(valeur)

    def fond(self, valeur: int, whole: int) -> int:
        """By how many they are."""
        return _deep(valeur, self.bornes)

    def dit(self, valeur: int) -> str:
        """The number of what is counted."""
        return accord(valeur, " ".join(word.removesuffix("s") for word in self.nom.split()), self.nom)

    @property
    def unit(self) -> str:
        """What is counted."""
        return self.nom

    @property
    def legend(self) -> Legend:
        """Whole numbers."""
        return _legend([entier(one) for one in self.bornes])


@dataclass(frozen=True)
class Indices(Whole):
    """Concentrations, 0 to 10 000: dispersed, medium, concentrated."""

    def texte(self, valeur: int, whole: int) -> str:
        """A whole number."""
        return entier(valeur)

    def fond(self, valeur: int, whole: int) -> int:
        """By the bounds that are usual."""
        return _deep(valeur, HHI)

    def dit(self, valeur: int) -> str:
        """« 1 820 sur 10 000 »."""
        return dire("{n} sur {total}", n=entier(valeur), total=entier(10_000))

    @property
    def unit(self) -> str:
        """What it goes to."""
        return dire("de {debut} à {fin}", debut=0, fin=entier(10_000))

    @property
    def legend(self) -> Legend:
        """Fixed bounds."""
        return _legend([entier(one) for one in HHI])


@dataclass(frozen=True)
class Jours(Whole):
    """Delays in tenths of days: the longer, the deeper; nothing is « — »."""

    def texte(self, valeur: int, whole: int) -> str:
        """Days, with a decimal."""
        return jours(valeur)

    def fond(self, valeur: int, whole: int) -> int:
        """By fixed bounds."""
        return _deep(valeur, JOURS)

    def dit(self, valeur: int) -> str:
        """« 31,4 jours »."""
        return jours_dits(valeur)

    @property
    def unit(self) -> str:
        """Days."""
        return translated("jours")

    @property
    def legend(self) -> Legend:
        """Fixed bounds."""
        return _legend([entier(one // 10) for one in JOURS])


@dataclass(frozen=True)
class Taux(Style[Part]):
    """Shares: an interval, as deep as its middle; no depth when no share can be told, or hardly."""

    def texte(self, valeur: Part, whole: Part) -> str:
        """« 41 à 47 % », « — »."""
        return self.ensemble(valeur)

    def fond(self, valeur: Part, whole: Part) -> int:
        """By the middle of the interval."""
        told = valeur.dicible and not self.doubtful(valeur)
        return 1 + sum(100 * self.rank(valeur) >= bound for bound in TAUX) if told else 0

    def doubtful(self, valeur: Part) -> bool:
        """An interval wider than half of what may be says too little."""
        least, most = valeur.bornes
        return valeur.dicible and 100 * (most - least) > WIDE * valeur.base

    def dit(self, valeur: Part) -> str:
        """The interval, then what makes the doubt."""
        return ", ".join([self.ensemble(valeur), *parts.doubts(valeur)])

    def ensemble(self, valeur: Part) -> str:
        """The interval."""
        return en_pourcent(parts.bounds(valeur)) if valeur.dicible else "—"

    def poids(self, valeur: Part) -> int:
        """The amount that the share is of."""
        return valeur.base

    def rank(self, valeur: Part) -> Fraction:
        """The middle of the interval, below any when no share can be told."""
        return Fraction(sum(valeur.bornes), 2 * valeur.base) if valeur.dicible else Fraction(-1)

    @property
    def unit(self) -> str:
        """What the depth follows."""
        return translated("milieu de l’intervalle")

    @property
    def legend(self) -> Legend:
        """Fixed bounds, per cent."""
        return _legend([en_pourcent(str(bound)) for bound in TAUX])


def depth(cents: int, whole: int, part: bool) -> int:
    """How deep a cell of a heat map is: by its euros, or by what it is of its column."""
    if part and whole > 0:
        return _deep(1000 * cents // whole if cents > 0 else 0, PARTS, some=cents > 0)
    return _deep(cents, [one * 100_000 for one in EUROS])


def _deep(value: int, bounds: Sequence[int], *, some: bool | None = None) -> int:
    there = value > 0 if some is None else some
    return 1 + sum(value >= bound for bound in bounds) if there else 0


def _legend(bounds: Sequence[str]) -> Legend:
    first = [(1, f"<{FINE}{bounds[0]}")] if bounds else []
    return [*first, *((n, bound) for n, bound in enumerate(bounds, 2))]
