"""What deserves notice in a file, counted, with the first line where each flag was raised."""

from __future__ import annotations

from collections import Counter


class Flags(Counter[str]):
    """How many times each flag was raised; ``premieres`` gives the smallest number of the lines (or ranks of
    records) that were at hand when it was. A flag of the whole file has none.
    """

    def __init__(self) -> None:
        super().__init__()
        self.ligne: int | None = None
        self.premieres: dict[str, int] = {}

    def at(self, ligne: int | None) -> None:
        """Say which line is at hand; None when none is."""
        self.ligne = ligne

    def __setitem__(self, flag: str, count: int) -> None:
        """Count, and remember the line at hand when it comes before the one known."""
        super().__setitem__(flag, count)
        if self.ligne is not None:
            self.premieres[flag] = min(self.ligne, self.premieres.get(flag, self.ligne))
