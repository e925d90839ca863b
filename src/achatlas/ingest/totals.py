"""Lines of total of a table: told by their first cell, or by their only word where no mandat is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from achatlas.ingest.amounts import read_text
from achatlas.ingest.layout import Layout
from achatlas.ingest.lots import Column, distinct, texts


class Totals:
    """Knows the lines of total of one file; ``cles`` are the ranks of what names a mandat (number, day)."""

    def __init__(self, layout: Layout, cles: list[int], lire: Callable[[str], int]) -> None:
        self.pattern, self.cles, self.lire = layout.totaux, cles, lire
        self.numbered = layout.is_total("0")

    def suspect(self, cellules: list[str]) -> bool:
        """Say whether a record of the right width with a readable amount may still be a total."""
        return self.pattern is not None and (self._unkeyed(cellules) or self._opens(cellules))

    def any_suspect(self, colonnes: Sequence[Column]) -> bool:
        """Say whether one of several records, given by column, may be: by the first key and the first cells,
        each different one once.
        """
        if self.pattern is None:
            return False
        if self.cles and "" in distinct(colonnes[self.cles[0]]):
            return True
        firsts = distinct(colonnes[0])
        records = zip(*map(texts, colonnes), strict=True) if "" in firsts else ((cell,) for cell in firsts)
        return any(map(self._opens, records))

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
