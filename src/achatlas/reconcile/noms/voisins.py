"""The few names of a directory that may be a written one, found by its rarest words.

The written names are the index and the directory streams by, twice: however big it is, only the neighbours
are kept.
"""

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import chain, combinations, pairwise
from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from achatlas.domain.departement import of_postal
from achatlas.reconcile.noms.frequencies import Frequencies
from achatlas.reconcile.noms.names import Lexique, Name

NEAR_MIN, NEAR_MOST, RARE = 5, 20, 3
PREFIX_MIN, PREFIX_MOST = 4, 30
ACRONYM_MIN, ACRONYM_MAX, ACRONYM_WEIGHT = 3, 8, 1.0
SAME, WORDS, PAIRED = 2.0, 5, 3
LEFT_OVER = 0.15
JOINED, INITIALS = "=", "@"
BOTTOM = (float("-inf"), 0)


class Entry(NamedTuple):
    """A name of the directory: of which enterprise and establishment (empty for the enterprise's own)."""

    siren: str
    siret: str
    nom: str
    code_postal: str = ""
    commune: str = ""


Directory = Callable[[], Iterable[Entry]]
Weighed = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A name of the directory kept for a written one."""

    entry: Entry
    name: Name


@dataclass(frozen=True, slots=True)
class Lieu:
    """Where a tiers says it is: postal code and commune (code or name), each empty when unknown."""

    code_postal: str = ""
    commune: str = ""


NOWHERE = Lieu()
HERE, NEAR, ELSEWHERE = 2, 1, 0


def nearness(asked: Lieu, code_postal: str, commune: str) -> int:
    """HERE for the same postal code or commune, NEAR for the same département, ELSEWHERE or unknown."""
    if (asked.code_postal and asked.code_postal == code_postal) or (
        asked.commune and asked.commune == commune
    ):
        return HERE
    both = asked.code_postal and code_postal
    return NEAR if both and of_postal(asked.code_postal) == of_postal(code_postal) else ELSEWHERE


@dataclass
class Found:
    """The neighbours of a written name (or part of one): one for each enterprise and words, at its nearest
    establishment; and the enterprises that bear exactly its words, or how many they are (``bearers``).
    """

    name: Name
    lieu: Lieu
    most: int
    kept: dict[tuple[str, tuple[str, ...]], tuple[float, int, Neighbour]] = field(default_factory=dict)
    homonymes: set[str] = field(default_factory=set)
    bearers: int = 0
    bar: tuple[float, int] = BOTTOM
    ranks: list[tuple[float, int, tuple[str, tuple[str, ...]]]] = field(default_factory=list)

    def add(self, score: float, rank: int, entry: Entry, name: Name) -> None:
        """Keeps a neighbour if it is among the best, the first read winning between equals."""
        key, order = (entry.siren, name.core), -rank
        if known := self.kept.get(key):
            score, order, before = known
            if self._nearness(entry) <= self._nearness(before.entry):
                return
        elif (score, order) <= self.bar:
            return
        else:
            self._rank(score, order, key)
        self.kept[key] = (score, order, Neighbour(entry, name))

    def _rank(self, score: float, order: int, key: tuple[str, tuple[str, ...]]) -> None:
        """Makes room for a neighbour."""
        insort(self.ranks, (score, order, key))
        if len(self.ranks) > self.most:
            del self.kept[self.ranks.pop(0)[2]]
        if len(self.ranks) == self.most:
            self.bar = self.ranks[0][:2]

    def _nearness(self, entry: Entry) -> int:
        return nearness(self.lieu, entry.code_postal, entry.commune)

    @property
    def same(self) -> int:
        """How many enterprises bear exactly the words of the written name."""
        return self.bearers or len(self.homonymes)

    def neighbours(self) -> Iterator[Neighbour]:
        """The best first."""
        for _, _, neighbour in sorted(self.kept.values(), key=lambda one: one[:2], reverse=True):
            yield neighbour


def counted(directory: Directory, lexique: Lexique) -> Frequencies:
    """The words and the places of a directory, counted in one reading."""
    frequencies = Frequencies()
    for entry in directory():
        frequencies.lieux.add(entry.code_postal, entry.commune)
        for core in lexique.cores(entry.nom):
            frequencies.add(core)
    return frequencies


def deletions(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters."""
    yield word
    for rank in range(len(word)):
        yield word[:rank] + word[rank + 1 :]


class Near(defaultdict[str, dict[str, float]]):
    """For each written word, those of the directory that it may be, and how likely."""

    def __init__(self) -> None:
        super().__init__(dict)


def _near_words(rare: Iterable[str], frequencies: Frequencies) -> Near:
    """The words of the directory that a rare written word may be: one letter apart (0.8), begun (0.5)."""
    written, near = set(rare), Near()
    cut = _cut(written)
    for word in frequencies.words() if written else ():
        if len(word) >= NEAR_MIN:
            _begun(word, written, near)
            _slipped(word, cut, near)
    frequencies.learn({start for word in written for start in _starts(word)})
    for word in written:
        for start in filter(frequencies.count, _starts(word)):
            near[word].setdefault(start, 0.5)
    frequencies.learn({word for words in near.values() for word in words})
    return near


def _cut(words: Iterable[str]) -> Mapping[str, Set[str]]:
    """The written words, by what is left of them without a letter."""
    cut: dict[str, set[str]] = defaultdict(set)
    for word in words:
        for short in deletions(word) if len(word) >= NEAR_MIN else ():
            cut[short].add(word)
    return cut


def _slipped(word: str, cut: Mapping[str, Set[str]], near: Near) -> None:
    """Files a word of the directory under the written words that are one letter apart."""
    for other in {w for short in deletions(word) for w in cut.get(short, ())} - {word}:
        if DamerauLevenshtein.distance(word, other, score_cutoff=1) <= 1:
            near[other][word] = 0.8


def _starts(word: str) -> Iterator[str]:
    """What a word may be cut to."""
    return (word[:size] for size in range(PREFIX_MIN, len(word)))


def _begun(word: str, written: Set[str], near: Near) -> None:
    """Files a word of the directory under the written words that begin it."""
    for start in _starts(word):
        if start in written and len(near[start]) < PREFIX_MOST:
            near[start].setdefault(word, 0.5)


class Index:
    """The keys under which each written name waits for its neighbours."""

    def __init__(self, frequencies: Frequencies, frequent: int) -> None:
        self.keys: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self.paired: set[str] = set()
        self._frequencies, self._frequent = frequencies, frequent

    def build(self, names: Sequence[Name], lexique: Lexique) -> None:
        """Files every written name under its keys."""
        count = self._frequencies.count
        self._frequencies.learn({word for name in names for word in _searched(name, lexique)})
        rare = {w for name in names for w in name.core if count(w) <= RARE and len(w) >= PREFIX_MIN}
        near = _near_words(rare, self._frequencies)
        for rank, name in enumerate(names):
            for key, worth in self._keys(name, near, lexique):
                self.keys[key].append((rank, worth))

    def _keys(
        self, name: Name, near: Mapping[str, Mapping[str, float]], lexique: Lexique
    ) -> Iterator[tuple[str, float]]:
        words = sorted(name.core, key=self._frequencies.count)[:WORDS]
        yield JOINED + name.joined, SAME
        yield from self._worth((word, 1.0) for word in words)
        for word in words:
            yield from self._worth(list(near.get(word, {}).items())[:NEAR_MOST])
            if ACRONYM_MIN <= len(word) <= ACRONYM_MAX:
                yield INITIALS + word, ACRONYM_WEIGHT
        yield from ((a, ACRONYM_WEIGHT) for a, _ in self._worth((a, 1.0) for a in name.sigles))
        yield from self._worth((two, 1.0) for two in _twos(name, lexique))
        yield from self._pairs([w for w in words if self._frequencies.count(w)])

    def _worth(self, words: Iterable[tuple[str, float]]) -> Iterator[tuple[str, float]]:
        """The words that the directory knows and that are not too frequent to search by, and their weight."""
        for word, alike in words:
            if 0 < self._frequencies.count(word) <= self._frequent:
                yield word, self._frequencies.weight(word) * alike

    def _pairs(self, words: Sequence[str]) -> Iterator[tuple[str, float]]:
        """Two words at once, where even the rarest is frequent."""
        if len(words) < 2 or self._frequencies.count(words[0]) <= self._frequent:
            return
        for one, other in combinations(sorted(words[:PAIRED]), 2):
            self.paired.update((one, other))
            yield f"{one} {other}", self._frequencies.weight(one) + self._frequencies.weight(other)

    def hits(self, name: Name) -> Mapping[int, float]:
        """The written names that a name of the directory may be, with what brings them together."""
        keys = self.keys
        asked = [*name.core, JOINED + name.joined, *(INITIALS + a for a in name.sigles)]
        if self.paired and len(both := sorted(self.paired & name.ensemble)) > 1:
            asked += [f"{one} {other}" for one, other in combinations(both, 2)]
        found: dict[int, float] = {}
        for key in asked:
            if key in keys:
                for rank, worth in keys[key]:
                    found[rank] = found.get(rank, 0.0) + worth
        return found


def _twos(name: Name, lexique: Lexique) -> Iterator[str]:
    """The words of a name two by two, joined."""
    said = [word for word in name.mots if word not in lexique.vides]
    return (one + other for one, other in pairwise(said))


def _searched(name: Name, lexique: Lexique) -> Iterator[str]:
    """The words that a written name is searched by, but those that they nearly are."""
    return chain(name.core, name.sigles, _twos(name, lexique))


def neighbours(
    asked: Sequence[tuple[Name, Lieu]], directory: Directory, lexique: Lexique, rules: Mapping[str, int]
) -> tuple[list[Found], Frequencies]:
    """The neighbours of each written name (with where it is) in a directory read twice, and
    the counts of its words.

    ``rules``: ``voisins``, ``voisins_partie``, ``mot_frequent`` of ``regles/noms.yml``.
    """
    frequencies = counted(directory, lexique)
    index = Index(frequencies, rules["mot_frequent"])
    index.build([name for name, _ in asked], lexique)
    most = (rules["voisins"], rules["voisins_partie"])
    found = [Found(name, lieu, most[name.partial]) for name, lieu in asked]
    rank = 0
    same = alike(one.name for one in found)
    for entry in directory():
        for name in lexique.names(entry.nom):
            for hit in same.get(name.ensemble, ()):
                found[hit].homonymes.add(entry.siren)
            if hits := index.hits(name):
                cost = weighed(name, frequencies)
                for hit, worth in hits.items():
                    found[hit].add(worth - left_over(cost, found[hit].name), rank, entry, name)
            rank += 1
    return found, frequencies


def alike(names: Iterable[Name]) -> Mapping[frozenset[str], list[int]]:
    """The ranks of the written names by the words that distinguish them."""
    same: dict[frozenset[str], list[int]] = defaultdict(list)
    for rank, name in enumerate(names):
        same[name.ensemble].append(rank)
    return same


def weighed(known: Name, frequencies: Frequencies) -> Weighed:
    """The words of a name of the directory and what each weighs."""
    return [(word, frequencies.weight(word)) for word in known.core]


def left_over(known: Weighed, written: Name) -> float:
    """What the words of a name of the directory that are not written cost it."""
    said = written.ensemble
    return LEFT_OVER * sum([weight for word, weight in known if word not in said])
