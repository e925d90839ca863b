"""Cells that moved within the width of a line, told by what the other lines of the file show."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from achatlas.ingest.amounts import read_text
from achatlas.ingest.layout import Layout
from achatlas.ingest.lots import Column, Lot, blanks, texts

SHIFTED, DISAGREE = "colonnes_decalees", "montants_incoherents"
Readers = tuple[Callable[[str], int], Callable[[Sequence[str]], list[int]]]
ENOUGH = 20
"""Lines without which a file has no habit."""
CENT, ROUNDED = 1, 5
"""What HT + TVA may miss of TTC where the habit is learnt; and where a line is held against it."""
_DECIMALS = re.compile(r"[.,][0-9]{1,2}\s*$")


def rare(count: int, among: int) -> bool:
    """Say whether so few lines are no habit of the file, but errors in it."""
    return count <= 1 + among // 100


class Shifts:
    """Learns from the first lines of a file what every line of it holds: words left of the amount, something
    in the last column, a third amount that is the sum of HT and TVA.

    A line that has an amount instead of the words and nothing in the end has moved to the left; one whose
    three amounts do not add up, or that lacks the third, cannot be believed.
    """

    def __init__(
        self, layout: Layout, noms: list[str], places: tuple[int, int | None], readers: Readers
    ) -> None:
        (self.amount, self.tva), (self.lire, self.lire_colonne) = places, readers
        self.last = max(
            (rank for rank, nom in enumerate(noms) if nom and nom not in layout.retour), default=0
        )
        self.spare = [rank for rank, nom in enumerate(noms) if nom in layout.ignore]
        self.learnt, self.words, self.sum = False, False, -1

    def learn(self, colonnes: Sequence[Column]) -> None:
        """Learn from some lines as wide as the header, once there are enough."""
        if self.learnt or not colonnes or len(colonnes[0]) < ENOUGH:
            return
        self.learnt = True
        self.words = 0 < self.amount < self.last and self._worded(colonnes)
        if self.tva is not None:
            ht, tva = (
                [self._cents(text) for text in texts(colonnes[rank])] for rank in (self.amount, self.tva)
            )
            taxed = [
                (rank, h + t) for rank, (h, t) in enumerate(zip(ht, tva, strict=True)) if h is not None and t
            ]
            self.sum = next((rank for rank in self.spare if self._adds_up(colonnes[rank], taxed)), -1)

    def motif(self, cells: Sequence[str], tva: int | None) -> str:
        """Return why a line as wide as the header cannot be believed, "" when it can."""
        if self.words and not cells[self.last].strip() and self._as_amount(cells[self.amount - 1]):
            return SHIFTED
        return "" if self.sum < 0 or tva is None or self._agrees(cells, tva) else DISAGREE

    def any_shifted(self, lot: Lot) -> bool:
        """Say whether one of several lines cannot be believed."""
        if self.words:
            left = lot.colonnes[self.amount - 1]
            if any(self._as_amount(str(left[rank])) for rank in blanks(lot.colonnes[self.last])):
                return True
        return self.sum >= 0 and self._any_disagrees(lot)

    def _worded(self, colonnes: Sequence[Column]) -> bool:
        """Say whether nearly all lines have words left of an amount with decimals, and fill the last cell."""
        among, amounts = len(colonnes[0]), texts(colonnes[self.amount])
        decimals = sum(bool(_DECIMALS.search(text)) for text in amounts)
        figures = sum(self._cents(text) is not None for text in texts(colonnes[self.amount - 1]))
        empty = len(blanks(colonnes[self.last]))
        return 2 * decimals > among and rare(figures, among) and rare(empty, among)

    def _as_amount(self, text: str) -> bool:
        return _DECIMALS.search(text) is not None and self._cents(text) is not None

    def _adds_up(self, column: Column, taxed: Sequence[tuple[int, int]]) -> bool:
        """Say whether a column holds on nearly all lines the sums told by rank."""
        said = texts(column)
        wrong = sum(not _near(self._cents(said[rank]), total, CENT) for rank, total in taxed)
        return len(taxed) >= ENOUGH and rare(wrong, len(taxed))

    def _agrees(self, cells: Sequence[str], tva: int) -> bool:
        ht = self._cents(cells[self.amount])
        return ht is None or _near(self._cents(cells[self.sum]), ht + tva, ROUNDED)

    def _any_disagrees(self, lot: Lot) -> bool:
        said = self._column(texts(lot.colonnes[self.sum]))
        return any(
            tva is not None and not _near(found, ht + tva, ROUNDED)
            for found, ht, tva in zip(said, lot.centimes, lot.tva, strict=True)
        )

    def _column(self, said: Sequence[str]) -> Sequence[int | None]:
        try:
            return self.lire_colonne(said)
        except ValueError:
            return [self._cents(text) for text in said]

    def _cents(self, text: str) -> int | None:
        read = read_text(text, "", self.lire)
        return None if read.motif else read.centimes


def _near(found: int | None, wanted: int, by: int) -> bool:
    return found is not None and abs(found - wanted) <= by
