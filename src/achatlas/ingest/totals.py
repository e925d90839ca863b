"""Lines of total of a table: told by their first cell, by their only word where no mandat is named, or by
their amount where nothing is named at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from achatlas.ingest.amounts import read_text
from achatlas.ingest.layout import Layout
from achatlas.ingest.lots import Column, Lot, blanks, distinct, holds, texts
from achatlas.ingest.persons import MANDATS

TOTAL, NAMELESS = "ligne_de_total", "ligne_sans_identite"
_IDENTITY = ("num_", "date_", "compte", "tiers_")
_NUMBERS = ("num_bordereau", "num_ligne")
"""What a subtotal has too: the number of what it sums."""


class Totals:
    """Knows the lines of total of one file, whose columns have these ranks.

    Where the lines of a file name a mandat, an account, a supplier, one that names nothing is a total when
    its amount is the sum of those since the last total, or of all; it may not be counted otherwise.
    """

    def __init__(self, layout: Layout, rangs: Mapping[str, int], lire: Callable[[str], int]) -> None:
        self.pattern, self.lire = layout.totaux, lire
        self.cles = [rangs[vers] for vers in ("num_mandat", "date_mandat") if vers in rangs]
        named = [vers for vers in rangs if vers.startswith(_IDENTITY) and vers not in _NUMBERS]
        judged = layout.table == MANDATS and not layout.sans_identite
        self.identity = [rangs[vers] for vers in named] if judged else []
        self.numbered = layout.is_total("0")
        self.usual, self.since, self.whole = False, 0, 0

    def suspect(self, cellules: list[str]) -> bool:
        """Say whether a record of the right width with a readable amount may still be a total."""
        told = self.pattern is not None and (self._unkeyed(cellules) or self._opens(cellules))
        return told or self.nameless(cellules)

    def nameless(self, cellules: Sequence[str]) -> bool:
        """Say whether a record names nothing, in a file whose lines do."""
        return self.usual and not any(cellules[rang].strip() for rang in self.identity)

    def fate(self, centimes: int) -> tuple[str, str, str]:
        """Return (category, reason, no column) of a line that names nothing: a total when its amount is the
        sum of the lines since the last one, or of all.
        """
        return ("exclu", TOTAL, "") if centimes in (self.since, self.whole) else ("rejet", NAMELESS, "")

    def count(self, cellules: Sequence[str], centimes: int) -> None:
        """Add the amount of an accepted line."""
        if not self.usual:
            self.usual = sum(bool(cellules[rang].strip()) for rang in self.identity) > 1
        self.since, self.whole = self.since + centimes, self.whole + centimes

    def count_all(self, lot: Lot) -> None:
        """Add those of several lines, among which none is suspect."""
        self.count(lot.row(0), sum(lot.centimes))

    def after(self, motif: str) -> None:
        """Sum anew, when a line was left out as a total."""
        if motif in (TOTAL, NAMELESS):
            self.since = 0

    def any_suspect(self, colonnes: Sequence[Column]) -> bool:
        """Say whether one of several records, given by column, may be: by what names nothing, by the first
        key and the first cells, each different one once.
        """
        if self._any_nameless(colonnes):
            return True
        if self.pattern is None:
            return False
        if self.cles and holds(colonnes[self.cles[0]], ""):
            return True
        firsts = distinct(colonnes[0])
        records = zip(*map(texts, colonnes), strict=True) if "" in firsts else ((cell,) for cell in firsts)
        return any(map(self._opens, records))

    def _any_nameless(self, colonnes: Sequence[Column]) -> bool:
        """Say whether a record names nothing: the blanks of one column, then those of the others there."""
        left: set[int] | None = None
        for rang in self.identity:
            found = blanks(colonnes[rang])
            left = found if left is None else left & found
            if not left:
                return False
        return bool(left)

    def is_total(self, cellules: list[str], remplies: list[str]) -> bool:
        """Say whether a record is a total: its first filled cell says so, and it names no mandat or holds
        only amounts; or its only word says so, and it names no mandat.
        """
        if self.pattern is None:
            return False
        unkeyed = self._unkeyed(cellules)
        if self.pattern.fullmatch(remplies[0]):
            return unkeyed or not self._words(remplies[1:])
        words = self._words(remplies) if unkeyed else []
        return len(words) == 1 and self.pattern.fullmatch(words[0]) is not None

    def _words(self, texts: list[str]) -> list[str]:
        return [text for text in texts if read_text(text, "", self.lire).motif]

    def _unkeyed(self, cellules: list[str]) -> bool:
        """Say whether a record names no mandat, in a file that does."""
        return bool(self.cles) and not any(
            cellules[rang].strip() for rang in self.cles if rang < len(cellules)
        )

    def _opens(self, cellules: Sequence[str]) -> bool:
        """Say whether the first filled cell of a record is that of a total."""
        premiere = cellules[0] or next(filter(None, cellules), "")
        if self.pattern is None or (premiere.isdecimal() and not self.numbered):
            return False
        return self.pattern.fullmatch(premiere.strip()) is not None
