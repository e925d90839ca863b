"""The lines of every file as columns of numbers, for what is drawn once all are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.achats import Objets

Entiers = NDArray[np.int64]
BEFORE, AFTER = 15, 30
"""Days after its notification, and after its end, between which a contract is paid."""


@dataclass(frozen=True)
class Paiements:
    """Columns of equal length: ``marche`` is the rank among the contracts of the buyer (−1 without one),
    ``jour`` counts from PREMIER_JOUR, ``montant`` is signed cents; ``achat`` says that a line is in the
    perimeter, ``unique`` that it repeats no other.
    """

    fichier: Objets
    numero: Entiers
    acheteur: Entiers
    jour: Entiers
    tiers: Entiers
    segment: Entiers
    marche: Entiers
    montant: Entiers
    service: Entiers
    achat: NDArray[np.bool_]
    unique: NDArray[np.bool_]

    @staticmethod
    def concat(parts: Iterable[Paiements]) -> Paiements:
        """Return the lines of several files one after the other."""
        every = list(parts)
        return Paiements(**{n: np.concatenate([getattr(p, n) for p in every]) for n in vars(every[0])})

    def __len__(self) -> int:
        return len(self.jour)


class Recherche:
    """Finds lines by the values of two columns, among those of some ranks."""

    def __init__(self, first: Entiers, second: Entiers, rangs: Entiers) -> None:
        self.width = int(second.max(initial=0)) + 1
        keys = first[rangs] * self.width + second[rangs]
        order = np.argsort(keys, kind="stable")
        self.keys, self.rangs = keys[order], rangs[order]

    def of(self, first: int, second: int) -> Entiers:
        """Return the ranks of the lines that have these two values."""
        key = first * self.width + second
        low, high = np.searchsorted(self.keys, [key, key + 1])
        return self.rangs[low:high]


def during(paiements: Paiements, rangs: Entiers, debut: int, fin: int) -> Entiers:
    """Return, among lines, those that may be paid on a contract of these first and last days."""
    jours = paiements.jour[rangs]
    return rangs[(jours >= debut + BEFORE) & (jours <= fin + AFTER)]


def offsets(lengths: Sequence[int]) -> Entiers:
    """Return the rank of the first contract of each body when those of all stand one after the other."""
    return np.concatenate([[0], np.cumsum(np.array(lengths, dtype=np.int64))])[:-1].astype(np.int64)
