"""A linear model of texts, kept as data (``regles/textes_modele.parquet``), made by
``python -m entrainement.textes``: what each trait says for and against each segment.

A text is the sum of its traits, each weighed by how rare it is, brought to a length of one; its score for a
segment is a sum of products, for the segment itself, its family and its nature. How sure the first is follows
from its score, from its leads over the next two, from how many of its words the model knows and from the
share of its traits that it knows, as titles and short labels that it had not seen taught (logistic
calibration).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import accumulate
from math import exp, sqrt
from operator import itemgetter, mul
from pathlib import Path
from sys import byteorder
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.catalogue.load import Catalogue
from achatlas.classify.textes.traits import EMPTY, RAR, Vocabulary, alone, of_lot, together, told, words

MODELE = "regles/textes_modele.parquet"
FIRST, REASONS, MEASURED = 5, 3, 3
STEEP, UNSEEN = 4.0, 5
MOST_TOLD = 4
"""Words beyond which a text is no surer for being longer."""
VOUCHED = (float(MOST_TOLD), 1.0)
"""The proof of a text whose words decisions taught: as good as known words."""
LANE, HALF, ORDER = 32, 1 << 31, 1 if byteorder == "little" else -1
LONGEST = 1_000
"""Words of a text that are read: the score of none can leave its 32 bits."""
WORD = "="
SAID, SQUARE = itemgetter(0), itemgetter(1)
Block = tuple[str, float]
NOTHING: Mapping[str, float] = {}


class Judged(NamedTuple):
    """The first segments of a text, the likeliest first; how sure the first is (0 to 1); the traits that
    speak most for it, as words; how the others share what is left, by their scores.
    """

    segments: tuple[str, ...]
    sureness: float
    mots: tuple[str, ...]
    reste: tuple[float, ...] = ()


class Lanes:
    """The scores of all segments in one whole number, 32 bits each, least rank first: adding numbers adds
    scores, all at once and exactly. A trait is whole steps times a whole rarity, so that nothing is rounded.
    """

    def __init__(self, familles: Sequence[int], natures: Sequence[int]) -> None:
        self._bytes = LANE // 8 * len(familles)
        alone = [1 << LANE * rank for rank in range(len(familles))]
        self._of = {rank: one for rank, one in enumerate(alone)}
        for column, one in zip((*familles, *natures), alone * 2, strict=True):
            self._of[column] = self._of.get(column, 0) + one
        self._half = sum(HALF * one for one in alone)

    def of(self, columns: Iterable[int], steps: Iterable[int]) -> int:
        """What columns say of each segment: its own, that of its family and that of its nature."""
        return sum(map(mul, map(self._of.__getitem__, columns), steps))

    def scores(self, said: int) -> memoryview:
        """The score of each segment, in their order."""
        lanes = ((said + self._half) ^ self._half).to_bytes(self._bytes, byteorder)
        return memoryview(lanes).cast("i")[::ORDER]


class Mot(NamedTuple):
    """What a word says of each segment wherever it stands (``Lanes``), by itself and by its letters, then one
    by one (``scores``; none for an empty word), and the square of the length that it gives its text;
    ``connu`` says whether it makes a text known: it is no empty word, and the model knows it or half of its
    letters; ``entier`` whether the model knows it whole; how many ``traits`` it has, how many are known.
    """

    nom: str
    dit: int
    scores: Sequence[int]
    carre: int
    connu: bool
    entier: bool
    traits: int
    connus: int


class Traits:
    """The traits of a model by name: how rare they are, in whole ``RAR``-ths, and what they say (``Lanes``),
    made when one is first asked for.
    """

    def __init__(self, table: pa.Table, raretes: Mapping[int, int], lanes: Lanes) -> None:
        columns = [table[name].combine_chunks() for name in ("ecarts", "poids")]
        self.noms: list[str] = table["trait"].to_pylist()
        self._place = {name: place for place, name in enumerate(self.noms)}
        self._starts: list[int] = columns[0].offsets.to_pylist()
        self._gaps = memoryview(columns[0].values.buffers()[1]).cast("B")
        self._weights = memoryview(columns[1].values.buffers()[1]).cast("b")
        self._rarity = [raretes[count] for count in table["textes"].to_pylist()]
        self._lanes = lanes
        self._at = lru_cache(maxsize=1 << 14)(self._made)

    def known(self, names: Iterable[str]) -> list[tuple[int, int]]:
        """What each known trait says, and the square of its rarity."""
        place, at = self._place.get, self._at
        return [at(found) for name in names if (found := place(name)) is not None]

    def rarity(self, name: str) -> float:
        """How rare a trait is; one that the model does not know is as rare as can be."""
        place = self._place.get(name)
        return (max(self._rarity, default=RAR) if place is None else self._rarity[place]) / RAR

    def __contains__(self, name: str) -> bool:
        return name in self._place

    def _made(self, place: int) -> tuple[int, int]:
        start, end = self._starts[place : place + 2]
        rarity = self._rarity[place]
        said = self._lanes.of(accumulate(self._gaps[start:end]), self._weights[start:end])
        return said * rarity, rarity * rarity


class Lu(NamedTuple):
    """A text once read: its words, its length, and what it says of each segment (``Lanes``); ``connu`` says
    whether any word of it makes it known, ``entier`` whether a whole word that tells something is. Its proof:
    how many of its words that tell something are known (``MOST_TOLD`` at most), and the share of its traits
    that is.
    """

    connu: bool
    mots: tuple[Mot, ...] = ()
    longueur: float = 1.0
    dit: int = 0
    entier: bool = False
    dits: int = 0
    part: float = 0.0


class Modele:
    """The model that the product ships, or the territory's own."""

    def __init__(self, path: Path) -> None:
        with pq.ParquetFile(path) as file:  # read_table would load a data-frame library
            table = file.read()
        said: Mapping[str, Any] = json.loads(table.schema.metadata[b"achatlas"])
        self.segments: tuple[str, ...] = tuple(said["segments"])
        self._lanes = Lanes(*zip(*said["au_dessus"], strict=True))
        self._rank = {code: rank for rank, code in enumerate(self.segments)}
        self._calibration: Sequence[float] = said["calibration"]
        self._bias: Sequence[float] = said["bias"]
        self._traits = Traits(table, dict(said["raretes"]), self._lanes)
        self._step: float = said["pas"] / RAR
        counts = zip(self._traits.noms, table["textes"].to_pylist(), strict=True)
        self._vocabulary = Vocabulary({name[1:]: n for name, n in counts if name[0] == WORD})
        self._word = lru_cache(maxsize=1 << 13)(self._of_word)
        self.read = lru_cache(maxsize=1 << 14)(self._read)
        self._others = lru_cache(maxsize=1 << 12)(self._second)

    def knows(self, text: str) -> bool:
        """Whether a text has a word that says something."""
        return self.read(text).connu

    def named(self, text: str) -> bool:
        """Whether a whole word of a text is known, beside those that say nothing."""
        return self.read(text).entier

    def guesses(self, text: str) -> bool:
        """Whether only letters of a text are known, and no word of it: « zyrkane » sounds like « butane »."""
        return self.knows(text) and not self.named(text)

    def forget(self) -> None:
        """Forgets the texts and the words that were read: the next ones are read anew."""
        self.read.cache_clear()
        self._word.cache_clear()
        self._others.cache_clear()

    def said(self, text: str) -> tuple[str, ...]:
        """The words of a text that say something, known or not, each once; a lost letter is found again."""
        _, kept = told([self._vocabulary.restored(word) for word in words(text)])
        return tuple(dict.fromkeys(kept))

    def rarete(self, word: str) -> float:
        """How rare a word is; one that the model does not know is as rare as can be."""
        return self._traits.rarity(WORD + word)

    def judge(
        self, blocks: Sequence[Block], clues: Mapping[str, float] = NOTHING, *, heard: bool = False
    ) -> Judged | None:
        """What the texts of a purchase say, each with what it weighs; None when no word of theirs is known,
        unless it is ``heard`` otherwise. ``clues``: what else is added to the score of some segments.
        """
        known = self._heard(blocks)
        if not known and not heard:
            return None
        return self._judged(known, self._scores(blocks, clues), VOUCHED if heard else proof(known))

    def scores(self, blocks: Sequence[Block], clues: Mapping[str, float] = NOTHING) -> list[float]:
        """The score of each of ``segments``, as ``judge`` compares them."""
        return self._scores(blocks, clues)

    def sureness(self, scores: Sequence[float]) -> tuple[str, float]:
        """The first segment by these scores, and how sure it is (0 to 1), its words being vouched for."""
        order = first(scores)
        return self.segments[order[0]], self._sure([scores[rank] for rank in order], VOUCHED)

    def _heard(self, blocks: Sequence[Block]) -> list[tuple[Lu, float]]:
        return [(lu, weight) for text, weight in blocks if (lu := self.read(text)).connu]

    def _scores(self, blocks: Sequence[Block], clues: Mapping[str, float]) -> list[float]:
        scores = self._added(self._others(*blocks[1:]), *blocks[:1])
        for code, value in clues.items():
            if (rank := self._rank.get(code)) is not None:
                scores[rank] += value
        return scores

    def _second(self, *blocks: Block) -> Sequence[float]:
        """What texts beside the first say: those of an account, of a marché, come again and again."""
        return self._added(self._bias, *blocks)

    def _added(self, scores: Sequence[float], *blocks: Block) -> list[float]:
        for lu, weight in self._heard(blocks):
            share = weight * self._step / lu.longueur
            dit = self._lanes.scores(lu.dit).tolist()
            scores = [before + share * one for before, one in zip(scores, dit, strict=True)]
        return [*scores]

    def _judged(
        self, known: Sequence[tuple[Lu, float]], scores: Sequence[float], proved: tuple[float, float]
    ) -> Judged:
        order = first(scores)
        best = [scores[rank] for rank in order]
        sure = self._sure(best, proved)
        named = tuple([self.segments[rank] for rank in order])
        return Judged(named, sure, reasons(known, order[0]), _shared(1 - sure, best[1:]))

    def _read(self, text: str) -> Lu:
        said = [*map(self._vocabulary.restored, words(text)[:LONGEST])]
        found, kept = told(said)
        mots = tuple(map(self._word, dict.fromkeys(found)))
        if not any(one.connu for one in mots):
            return Lu(connu=False)
        names = {*together(kept), *of_lot(said)}
        others = self._traits.known(names)
        _, dits, _, squares, _, entiers, traits, known = zip(*mots, strict=True)
        whole = sqrt(sum(map(SQUARE, others), sum(squares))) / RAR
        dit = sum(map(SAID, others), sum(dits))
        part = (len(others) + sum(known)) / (len(names) + sum(traits))
        return Lu(True, mots, whole, dit, any(entiers), min(MOST_TOLD, sum(entiers)), part)

    def _of_word(self, word: str) -> Mot:
        """What a word says; nothing when no trait of it is known."""
        names = alone(word)
        known = self._traits.known(names)
        tells, whole = word not in EMPTY, WORD + word in self._traits
        heard = whole or 2 * len(known) >= len(names)
        said, square = sum(map(SAID, known)), sum(map(SQUARE, known))
        scores = self._lanes.scores(said) if tells else ()
        return Mot(word, said, scores, square, heard and tells, whole and tells, len(names), len(known))

    def _sure(self, best: Sequence[float], proved: tuple[float, float]) -> float:
        """How sure the first segment is, from 0 to 1: its score, its leads over the next two, its proof."""
        *weights, start = self._calibration
        leads = [best[0], *[best[0] - one for one in best[1:MEASURED]], *proved]
        return 1 / (1 + exp(-(start + sum(map(mul, weights, leads)))))


def proof(known: Sequence[tuple[Lu, float]]) -> tuple[float, float]:
    """How many words of texts are known, and the share of their traits that is, each text for what it
    weighs.
    """
    whole = sum([weight for _, weight in known])
    dits = sum([weight * lu.dits for lu, weight in known]) / whole
    return dits, sum([weight * lu.part for lu, weight in known]) / whole


def reasons(known: Sequence[tuple[Lu, float]], rank: int) -> tuple[str, ...]:
    """The words that speak most for a segment, the strongest first; empty ones are none."""
    best: dict[str, float] = {}
    for lu, weight in known:
        for one in lu.mots:
            if one.scores and (says := one.scores[rank]) > 0:
                best[one.nom] = best.get(one.nom, 0.0) + weight * says / lu.longueur
    return tuple(sorted(best, key=lambda word: (-best[word], word))[:REASONS])


def first(scores: Sequence[float]) -> list[int]:
    """The ranks of the highest scores, the highest first; of equal ones, the first."""
    order = [scores.index(one) for one in sorted(scores, reverse=True)[:FIRST]]
    if len({*order}) == len(order):
        return order
    return nlargest(FIRST, range(len(scores)), key=scores.__getitem__)


def _shared(left: float, scores: Sequence[float]) -> tuple[float, ...]:
    """What is left among segments, by the exponential of their scores; part of it is for those unseen."""
    weights = [exp(STEEP * (one - scores[0])) for one in scores]
    whole = sum(weights) + UNSEEN * sum(weights[-1:])
    return tuple(left * one / whole for one in weights)


@lru_cache(maxsize=2)
def _opened(path: Path, _stamp: int) -> Modele:
    return Modele(path)


def modele(catalogue: Catalogue) -> Modele:
    """The model in use, read once for each state of its file."""
    path = catalogue.file(MODELE)
    return _opened(path, path.stat().st_mtime_ns)
