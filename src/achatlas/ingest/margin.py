"""What stands beyond the last name of a header: a habit of the file, or the sign of a shifted line."""

from __future__ import annotations


class Margin:
    """Columns without a name, which a workbook has as soon as one line is too long, and surplus cells.

    The first line of data tells the habit of the file: a column that nobody named, a separator at the end of
    every line. A line that has more than it is shifted, even by a blank; unless the last name is that of the
    amount (``sure``), which no shift leaves blank.
    """

    def __init__(self, noms: list[str], amount: int) -> None:
        self.width = len(noms)
        self.named = max((rank for rank, nom in enumerate(noms, start=1) if nom), default=0)
        self.sure = amount == self.named - 1
        self.habit: tuple[bool, int] | None = None

    def spilt(self, cellules: list[str]) -> bool:
        """Say whether a line fills what the first of the file left blank, or is wider than it is."""
        filled = self.width > self.named and any(cell.strip() for cell in cellules[self.named : self.width])
        if self.habit is None:
            self.habit = filled, len(cellules)
        usual, width = self.habit
        wider = len(cellules) > max(self.width, width) and not self.sure
        return wider or (filled and not usual)

    def any_spilt(self, records: list[list[str]]) -> bool:
        """Say the same of several lines that are all as wide as the header."""
        if self.width == self.named:
            records = records[:1]
        return any(map(self.spilt, records))
