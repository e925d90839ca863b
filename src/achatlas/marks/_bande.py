"""A strip: where a value, or what it may be, stands among those of others, from 0 to the greatest of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

HEIGHT, LANE, TOP = 20, 8, 7
Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Marque:
    """A place on a strip: its left and its length (per cent), its top and its height (pixels), its name when
    it may be said.
    """

    x: str
    largeur: str
    nom: str = ""
    y: int = TOP
    haut: int = LANE


@dataclass(frozen=True)
class Bande:
    """One among others: its mark, theirs, where their median stands, and the value at the end."""

    soi: Marque
    autres: tuple[Marque, ...]
    mediane: str
    bout: Fraction


def dessiner(soi: Interval, autres: Sequence[tuple[str, Interval]], mediane: Fraction) -> Bande:
    """The marks of one and of named others; wide intervals stand one under another, each seen whole."""
    top = max(one[1] for one in (soi, *(found for _, found in autres))) or Fraction(1)
    others = [replace(_marque(found, top), nom=nom) for nom, found in autres]
    if any(found[0] != found[1] for _, found in autres):
        step = HEIGHT / len(others)
        others = [
            replace(one, y=round(1 + rank * step), haut=max(round(step) - 1, 1))
            for rank, one in enumerate(others)
        ]
    return Bande(_marque(soi, top), tuple(others), _at(mediane, top), top)


def _at(value: Fraction, top: Fraction) -> str:
    return f"{float(100 * max(value, Fraction(0)) / top):.2f}%"


def _marque(interval: Interval, top: Fraction) -> Marque:
    return Marque(_at(interval[0], top), _at(interval[1] - max(interval[0], Fraction(0)), top))
