"""What a measure was in another period, beside what it is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Change:
    """A measure (cents or count) now, and in the period that it is compared with."""

    now: int
    before: int

    def __add__(self, other: Change) -> Change:
        return Change(self.now + other.now, self.before + other.before)

    @property
    def taux(self) -> Fraction | None:
        """By how much it changed (1: twice as much); None when there was nothing to change, or a credit."""
        return Fraction(self.now - self.before, self.before) if self.before > 0 else None
