"""What the values of a column show, the file being read whole and once; memory is bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set

from achatlas.domain.shapes.dates import DateShapes
from achatlas.domain.shapes.kinds import kinds_of, masked
from achatlas.domain.shapes.numbers import NumberShapes

DISTINCT_MAX = 60
_SHOWN = 4


class ColumnStats:
    """Counts over one column: how many values, which of them when they are few, what they may be."""

    def __init__(self, accounts: Set[str], *, typed: bool) -> None:
        self.accounts = accounts
        self.seen = self.filled = 0
        self.values: Counter[str] = Counter()
        self.overflow = False
        self.numbers = NumberShapes(typed=typed)
        self.dates = DateShapes()
        self.kinds: Counter[str] = Counter()

    def add_all(self, cells: Mapping[str, int]) -> None:
        """Count cells, given with the times that each is met."""
        for cell, times in cells.items():
            self.seen += times
            if text := cell.strip():
                self._add(text, times)

    def _add(self, text: str, times: int) -> None:
        self.filled += times
        if text in self.values or len(self.values) < DISTINCT_MAX:
            self.values[text] += times
        else:
            self.overflow = True
        self.numbers.add(text, times)
        self.dates.add(text, times)
        for kind in kinds_of(text, self.accounts):
            self.kinds[kind] += times

    def share(self, *kinds: str) -> float:
        """Share of the filled cells that are of one of these kinds, the best of them."""
        return max(self.kinds[kind] for kind in kinds) / self.filled if self.filled else 0.0

    @property
    def constant(self) -> bool:
        """Whether every filled cell says the same, over several lines."""
        return len(self.values) == 1 and not self.overflow and self.filled > 1

    @property
    def rates(self) -> Set[str]:
        """The few values of the column as plain numbers (20 % and 20,00 give 20); empty when they are
        many.
        """
        if self.overflow or len(self.values) > 12:
            return frozenset()
        plain = (v.replace("%", "").replace(",", ".").strip() for v in self.values)
        return frozenset(v.rstrip("0").rstrip(".") or "0" if "." in v else v for v in plain)

    def examples(self) -> tuple[str, ...]:
        """The first different values, personal data masked."""
        return tuple(masked(text)[:60] for text in list(self.values)[:_SHOWN])
