"""The few names of a directory that may be a written one, found by its rarest words.

The written names are the index and the directory streams by, twice: however big it is, only the neighbours
are kept.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from rapidfuzz.distance import DamerauLevenshtein

from achatlas.reconcile.noms.frequences import Frequencies
from achatlas.reconcile.noms.mots import Lexique, Name

NEAR_MIN, NEAR_MOST, RARE = 5, 20, 3
PREFIX_MIN, PREFIX_MOST = 4, 30
ACRONYM_MIN, ACRONYM_MAX, ACRONYM_WEIGHT = 3, 8, 0.5
SAME, WORDS, PAIRED = 2.0, 5, 3
LEFT_OVER = 0.15
JOINED, INITIALS = "=", "@"
BOTTOM = (float("-inf"), 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A name of the directory: of which enterprise and establishment (empty for the enterprise's own)."""

    siren: str
    siret: str
    nom: str
    code_postal: str = ""
    commune: str = ""


Directory = Callable[[], Iterable[Entry]]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A name of the directory kept for a written one."""

    entry: Entry
    name: Name


def departement(code_postal: str) -> str:
    """The département of a postal code, overseas ones on three digits."""
    return code_postal[: 3 if code_postal.startswith(("97", "98")) else 2]


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
    return NEAR if both and departement(asked.code_postal) == departement(code_postal) else ELSEWHERE


@dataclass
class Found:
    """The neighbours of a written name (or part of one): one for each enterprise and words, at its nearest
    establishment; and the enterprises that bear exactly its words.
    """

    name: Name
    lieu: Lieu
    most: int
    kept: dict[tuple[str, tuple[str, ...]], tuple[float, int, Neighbour]] = field(default_factory=dict)
    homonymes: set[str] = field(default_factory=set)
    bar: tuple[float, int] = BOTTOM

    def add(self, score: float, rank: int, entry: Entry, name: Name) -> None:
        """Keeps a neighbour if it is among the best, the first read winning between equals."""
        key, order = (entry.siren, name.coeur), -rank
        if known := self.kept.get(key):
            score, order, before = known
            if self._nearness(entry) <= self._nearness(before.entry):
                return
        elif (score, order) <= self.bar:
            return
        self.kept[key] = (score, order, Neighbour(entry, name))
        if len(self.kept) > self.most:
            del self.kept[min(self.kept, key=lambda one: self.kept[one][:2])]
        if len(self.kept) == self.most:
            self.bar = min(one[:2] for one in self.kept.values())

    def _nearness(self, entry: Entry) -> int:
        return nearness(self.lieu, entry.code_postal, entry.commune)

    def neighbours(self) -> Iterator[Neighbour]:
        """The best first."""
        for _, _, neighbour in sorted(self.kept.values(), key=lambda one: one[:2], reverse=True):
            yield neighbour


def counted(directory: Directory, lexique: Lexique) -> Frequencies:
    """The words of a directory, counted in one reading."""
    frequencies = Frequencies()
    for entry in directory():
        for core in lexique.cores(entry.nom):
            frequencies.add(core)
    return frequencies


def deletions(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters."""
    yield word
    for rank in range(len(word)):
        yield word[:rank] + word[rank + 1 :]


def _near_words(rare: Iterable[str], frequencies: Frequencies) -> Mapping[str, Mapping[str, float]]:
    """The words of the directory that a rare written word may be: one letter apart (0.8), begun (0.5)."""
    cut, begun = defaultdict(set), set()
    for word in rare:
        begun.add(word)
        if len(word) >= NEAR_MIN:
            for short in deletions(word):
                cut[short].add(word)
    near: dict[str, dict[str, float]] = defaultdict(dict)
    for word in frequencies.counts:
        if len(word) < NEAR_MIN:
            continue
        for size in range(PREFIX_MIN, len(word)):
            if word[:size] in begun and len(near[word[:size]]) < PREFIX_MOST:
                near[word[:size]].setdefault(word, 0.5)
        for written in {w for short in deletions(word) for w in cut.get(short, ())} - {word}:
            if DamerauLevenshtein.distance(word, written, score_cutoff=1) <= 1:
                near[written][word] = 0.8
    for word in begun:
        for size in range(PREFIX_MIN, len(word)):
            if frequencies.count(word[:size]):
                near[word].setdefault(word[:size], 0.5)
    return near


class Index:
    """The keys under which each written name waits for its neighbours."""

    def __init__(self, frequencies: Frequencies, frequent: int) -> None:
        self.keys: dict[str, list[tuple[int, float]]] = defaultdict(list)
        self.paired: set[str] = set()
        self._frequencies, self._frequent = frequencies, frequent

    def build(self, names: Sequence[Name], lexique: Lexique) -> None:
        """Files every written name under its keys."""
        count = self._frequencies.count
        rare = {w for name in names for w in name.coeur if count(w) <= RARE and len(w) >= PREFIX_MIN}
        near = _near_words(rare, self._frequencies)
        for rank, name in enumerate(names):
            for key, worth in self._keys(name, near, lexique):
                self.keys[key].append((rank, worth))

    def _keys(
        self, name: Name, near: Mapping[str, Mapping[str, float]], lexique: Lexique
    ) -> Iterator[tuple[str, float]]:
        weight, count = self._frequencies.weight, self._frequencies.count
        yield JOINED + name.colle, SAME
        words = sorted(name.coeur, key=count)[:WORDS]
        yield from ((w, weight(w)) for w in words if 0 < count(w) <= self._frequent)
        for word in words:
            for other, alike in list(near.get(word, {}).items())[:NEAR_MOST]:
                if count(other) <= self._frequent:
                    yield other, weight(other) * alike
            if ACRONYM_MIN <= len(word) <= ACRONYM_MAX:
                yield INITIALS + word, ACRONYM_WEIGHT
        yield from ((a, ACRONYM_WEIGHT) for a in name.sigles if 0 < count(a) <= self._frequent)
        said = [w for w in name.mots if w not in lexique.vides]
        joined = (one + other for one, other in zip(said, said[1:], strict=False))
        yield from ((j, weight(j)) for j in joined if 0 < count(j) <= self._frequent)
        yield from self._pairs([w for w in words if count(w)])

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
        asked = [*name.coeur, JOINED + name.colle, *(INITIALS + a for a in name.sigles)]
        if self.paired and len(both := sorted(self.paired & name.ensemble)) > 1:
            asked += [f"{one} {other}" for one, other in combinations(both, 2)]
        found: dict[int, float] = {}
        for key in asked:
            if key in keys:
                for rank, worth in keys[key]:
                    found[rank] = found.get(rank, 0.0) + worth
        return found


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
    found = [Found(name, lieu, most[name.partiel]) for name, lieu in asked]
    same: dict[frozenset[str], list[Found]] = defaultdict(list)
    for one in found:
        same[one.name.ensemble].append(one)
    rank = 0
    for entry in directory():
        for name in lexique.names(entry.nom):
            for one in same.get(name.ensemble, ()):
                one.homonymes.add(entry.siren)
            for hit, worth in index.hits(name).items():
                written = found[hit].name.ensemble
                over = sum(frequencies.weight(w) for w in name.coeur if w not in written)
                found[hit].add(worth - LEFT_OVER * over, rank, entry, name)
            rank += 1
    return found, frequencies
