"""What questions answer: plain values, cents or counts, never a query."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Etat = Literal["", "choisi", "exclu", "incertain"]


@dataclass(frozen=True)
class Row:
    """A member of an axis: code (empty when unknown), name, measures (cents or counts), and those of the
    reference.
    """

    code: str
    libelle: str
    valeurs: Mapping[str, int]
    reference: Mapping[str, int] | None
    etat: Etat


@dataclass(frozen=True)
class Rows:
    """Members of an axis in order, the rest summed in ``autres``, additive totals, and how many members
    there are.
    """

    lignes: tuple[Row, ...]
    autres: Row | None
    total: Mapping[str, int]
    nombre: int


@dataclass(frozen=True)
class Figures:
    """Measures of a selection, and those of the reference selection if one was asked; ``fermes`` names the
    measures asked that the scope may not tell.
    """

    valeurs: Mapping[str, int]
    reference: Mapping[str, int] | None
    fermes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lines:
    """A page of lines, and how many there are in all in the files that the scope may open."""

    lignes: tuple[Mapping[str, Any], ...]
    nombre: int


@dataclass(frozen=True)
class Point:
    """A point of a Pareto curve: rank among all, cumulated cents."""

    rang: int
    cumul: int


@dataclass(frozen=True)
class Pareto:
    """A cumulative curve: points, total in cents, number of members, ranks that make half and 80 %."""

    points: tuple[Point, ...]
    total: int
    nombre: int
    moitie: int
    quatre_cinquiemes: int
