"""How many enterprises bear each word, and where they are: what a word or a place in common is worth."""

from collections import Counter
from collections.abc import Collection, Iterable
from math import log

from achatlas.reconcile.noms.lieux import Spread


class Frequencies:
    """Counts of words over the names of a directory, and of their places."""

    def __init__(self) -> None:
        self.lieux = Spread()
        self.counts: Counter[str] = Counter()
        self.total = 0
        self._weights: dict[str, float] = {}

    def add(self, words: Iterable[str]) -> None:
        """Counts the words of a name once each."""
        self.counts.update(words)
        self.total += 1

    def words(self) -> Iterable[str]:
        """Every word, in alphabetical order: what is kept of many follows no order of reading."""
        return sorted(self.counts)

    def learn(self, words: Collection[str]) -> None:
        """Makes sure that the counts of some words are known: they all are, unless a directory tells them
        when asked.
        """

    def count(self, word: str) -> int:
        """The names that bear a word."""
        return self.counts.get(word, 0)

    def weight(self, word: str) -> float:
        """From 0 (every name bears it) to a little over 1 (none does)."""
        known = self._weights.get(word)
        if known is None:
            known = log((self.total + 1) / (self.count(word) + 0.5)) / log(self.total + 2)
            self._weights[word] = known
        return known
