"""What stands beyond the last name of a header: a habit of the file, or the sign of a shifted line."""

from __future__ import annotations

from collections.abc import Callable

from achatlas.ingest.amounts import read_text
from achatlas.ingest.lots import Lot


class Margin:
    """Columns without a name, which a workbook has as soon as one line is too long, and surplus cells.

    The first line of data tells the habit of the file: a column that nobody named, a separator at the end of
    every line. A line that fills more than it is shifted; one that only has more blanks is, when what stands
    as far beyond its amount is an amount too, which a shift would have moved there.
    """

    def __init__(self, noms: list[str], amount: int, lire: Callable[[str], int]) -> None:
        self.width, self.amount, self.lire = len(noms), amount, lire
        self.named = max((rank for rank, nom in enumerate(noms, start=1) if nom), default=0)
        self.habit: tuple[bool, int] | None = None

    def spilt(self, cellules: list[str]) -> bool:
        """Say whether a line fills what the first of the file left blank, or is wider than it is."""
        filled = self.width > self.named and any(cell.strip() for cell in cellules[self.named : self.width])
        if self.habit is None:
            self.habit = filled, len(cellules)
        usual, width = self.habit
        return (filled and not usual) or self._moved(cellules, len(cellules) - max(self.width, width))

    def _moved(self, cellules: list[str], surplus: int) -> bool:
        """Say whether the amount may have moved by that many cells, its place taken by what came before."""
        beyond = cellules[self.amount + surplus] if 0 < surplus < len(cellules) - self.amount else ""
        return bool(beyond.strip()) and not read_text(beyond, "", self.lire).motif

    def any_spilt(self, lot: Lot) -> bool:
        """Say the same of several lines that are all as wide as the header."""
        looked = range(len(lot.numeros)) if self.named < self.width else range(1)
        return any(self.spilt(lot.row(rank)) for rank in looked)
