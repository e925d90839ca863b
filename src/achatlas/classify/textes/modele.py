"""A linear model of texts, kept as data (``regles/textes_modele.parquet``), made by
``python -m entrainement.textes``: what each trait says for and against each segment.

A text is the sum of its traits, each weighed by how rare it is, brought to a length of one; its score for a
segment is a sum of products, for the segment itself, its family and its nature. How sure the first is follows
from its score and from its leads over the next two, as titles that the model had not seen taught (logistic
calibration).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import exp, sqrt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.catalogue.load import Catalogue
from achatlas.classify.textes.traits import EMPTY, Vocabulary, alone, of_lot, together, told, words

MODELE = "regles/textes_modele.parquet"
FIRST, REASONS, MEASURED = 5, 3, 3
STEEP, UNSEEN = 4.0, 5
WORD = "="
Block = tuple[str, float]
NOTHING: Mapping[str, float] = {}


@dataclass(frozen=True)
class Judged:
    """The first segments of a text, the likeliest first; how sure the first is (0 to 1); the traits that
    speak most for it, as words; how the others share what is left, by their scores.
    """

    segments: tuple[str, ...]
    sureness: float
    mots: tuple[str, ...]
    reste: tuple[float, ...] = ()


@dataclass(frozen=True)
class Trait:
    """What a trait says: how rare it is; the columns (by their rank) that it speaks for or against, and how
    much, its rarity included.
    """

    rarete: float
    colonnes: bytes
    poids: array[float]


@dataclass(frozen=True)
class Mot:
    """What a word says of each segment wherever it stands, by itself and by its letters, and the square of
    the length that it gives its text; ``connu`` says whether it makes a text known: it is no empty word, and
    the model knows it or half of its letters.
    """

    nom: str
    dit: Sequence[float]
    carre: float
    connu: bool
    entier: bool = False


class Traits:
    """The traits of a model by name, each made when it is first asked for."""

    def __init__(self, table: pa.Table, step: float) -> None:
        columns = [table[name].combine_chunks() for name in ("colonnes", "poids")]
        self.noms: list[str] = table["trait"].to_pylist()
        self._place = {name: place for place, name in enumerate(self.noms)}
        self._starts: list[int] = columns[0].offsets.to_pylist()
        self._columns = memoryview(columns[0].values.buffers()[1]).cast("B")
        self._weights = memoryview(columns[1].values.buffers()[1]).cast("b")
        self._rarity: list[float] = table["rarete"].to_pylist()
        self.rarest = max(self._rarity, default=1.0)
        self._step = step
        self._made: dict[str, Trait] = {}

    def get(self, name: str) -> Trait | None:
        """A trait, None for one that the model does not know."""
        if (found := self._made.get(name)) is None and (place := self._place.get(name)) is not None:
            start, end = self._starts[place : place + 2]
            step = self._step * self._rarity[place]
            weights = array("d", [one * step for one in self._weights[start:end]])
            found = Trait(self._rarity[place], bytes(self._columns[start:end]), weights)
            self._made[name] = found
        return found


@dataclass(frozen=True)
class Lu:
    """A text once read: its words, its length, and the score that it gives each segment; ``connu`` says
    whether any word of it makes it known, ``entier`` whether a whole word that tells something is.
    """

    connu: bool
    mots: tuple[Mot, ...]
    longueur: float
    scores: Sequence[float]
    entier: bool = False


class Modele:
    """The model that the product ships, or the territory's own."""

    def __init__(self, path: Path) -> None:
        with pq.ParquetFile(path) as file:  # read_table would load a data-frame library
            table = file.read()
        said: Mapping[str, Any] = json.loads(table.schema.metadata[b"achatlas"])
        self.segments: tuple[str, ...] = tuple(said["segments"])
        self._familles, self._natures = zip(*said["au_dessus"], strict=True)
        self._width = 1 + max(*self._familles, *self._natures)
        self._rank = {code: rank for rank, code in enumerate(self.segments)}
        self._calibration: Sequence[float] = said["calibration"]
        self._bias: Sequence[float] = said["bias"]
        self._traits = Traits(table, said["pas"])
        counts = zip(self._traits.noms, table["textes"].to_pylist(), strict=True)
        self._vocabulary = Vocabulary({name[1:]: n for name, n in counts if name[0] == WORD})
        self._word = lru_cache(maxsize=1 << 13)(self._of_word)
        self.read = lru_cache(maxsize=1 << 14)(self._read)

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

    def said(self, text: str) -> tuple[str, ...]:
        """The words of a text that say something, known or not, each once; a lost letter is found again."""
        _, kept = told([self._vocabulary.restored(word) for word in words(text)])
        return tuple(dict.fromkeys(kept))

    def rarete(self, word: str) -> float:
        """How rare a word is; one that the model does not know is as rare as can be."""
        return one.rarete if (one := self._traits.get(WORD + word)) else self._traits.rarest

    def judge(
        self, blocks: Sequence[Block], clues: Mapping[str, float] = NOTHING, *, heard: bool = False
    ) -> Judged | None:
        """What the texts of a purchase say, each with what it weighs; None when no word of theirs is known,
        unless it is ``heard`` otherwise. ``clues``: what else is added to the score of some segments.
        """
        known = self._heard(blocks)
        if not known and not heard:
            return None
        return self._judged(known, self._scores(known, clues))

    def scores(self, blocks: Sequence[Block], clues: Mapping[str, float] = NOTHING) -> list[float]:
        """The score of each of ``segments``, as ``judge`` compares them."""
        return self._scores(self._heard(blocks), clues)

    def sureness(self, scores: Sequence[float]) -> tuple[str, float]:
        """The first segment by these scores, and how sure it is (0 to 1)."""
        order = nlargest(MEASURED, range(len(scores)), key=scores.__getitem__)
        return self.segments[order[0]], self._sure(*(scores[rank] for rank in order))

    def _heard(self, blocks: Sequence[Block]) -> list[tuple[Lu, float]]:
        return [(lu, weight) for text, weight in blocks if (lu := self.read(text)).connu]

    def _scores(self, known: Sequence[tuple[Lu, float]], clues: Mapping[str, float]) -> list[float]:
        scores = list(self._bias)
        for lu, weight in known:
            scores = [before + weight * value for before, value in zip(scores, lu.scores, strict=True)]
        for code, value in clues.items():
            if (rank := self._rank.get(code)) is not None:
                scores[rank] += value
        return scores

    def _judged(self, known: Sequence[tuple[Lu, float]], scores: Sequence[float]) -> Judged:
        order = nlargest(FIRST, range(len(scores)), key=scores.__getitem__)
        sure = self._sure(*(scores[rank] for rank in order[:MEASURED]))
        left = _shared(1 - sure, [scores[rank] for rank in order[1:]])
        return Judged(tuple(self.segments[rank] for rank in order), sure, _reasons(known, order[0]), left)

    def _read(self, text: str) -> Lu:
        said = [self._vocabulary.restored(word) for word in words(text)]
        found, kept = told(said)
        mots = tuple(self._word(word) for word in dict.fromkeys(found))
        if not any(one.connu for one in mots):
            return Lu(connu=False, mots=(), longueur=1.0, scores=())
        others = self._known(dict.fromkeys((*together(kept), *of_lot(said))))
        whole = sqrt(sum(one.carre for one in mots) + _square(others))
        scores = map(sum, zip(self._told(others), *(one.dit for one in mots), strict=True))
        told_whole = any(one.entier for one in mots)
        return Lu(True, mots, whole, array("d", [one / whole for one in scores]), told_whole)

    def _of_word(self, word: str) -> Mot:
        """What a word says; nothing when no trait of it is known."""
        names = alone(word)
        known = self._known(names)
        tells, whole = word not in EMPTY, self._traits.get(WORD + word) is not None
        heard = whole or 2 * len(known) >= len(names)
        return Mot(word, array("d", self._told(known)), _square(known), heard and tells, whole and tells)

    def _known(self, names: Iterable[str]) -> list[Trait]:
        return [one for name in names if (one := self._traits.get(name))]

    def _told(self, traits: Sequence[Trait]) -> list[float]:
        """What traits say together of each segment, by itself and by its family and its nature."""
        scores = [0.0] * self._width
        for one in traits:
            for rank, weight in zip(one.colonnes, one.poids, strict=True):
                scores[rank] += weight
        above = zip(scores, self._familles, self._natures, strict=False)
        return [own + scores[famille] + scores[nature] for own, famille, nature in above]

    def _sure(self, first: float, *others: float) -> float:
        """How sure the first segment is, from 0 to 1, by its score and its leads over the next two."""
        *weights, start = self._calibration
        leads = (first, *(first - one for one in others))
        return 1 / (1 + exp(-(start + sum(a * one for a, one in zip(weights, leads, strict=True)))))


def _square(traits: Iterable[Trait]) -> float:
    return sum(one.rarete * one.rarete for one in traits)


def _shared(left: float, scores: Sequence[float]) -> tuple[float, ...]:
    """What is left among segments, by the exponential of their scores; part of it is for those unseen."""
    weights = [exp(STEEP * (one - scores[0])) for one in scores]
    whole = sum(weights) + UNSEEN * sum(weights[-1:])
    return tuple(left * one / whole for one in weights)


def _reasons(known: Sequence[tuple[Lu, float]], rank: int) -> tuple[str, ...]:
    """The words that speak most for a segment, the strongest first; empty ones are none."""
    best: dict[str, float] = {}
    for lu, weight in known:
        for one in lu.mots:
            if one.nom not in EMPTY and (says := one.dit[rank]) > 0:
                best[one.nom] = best.get(one.nom, 0.0) + weight * says / lu.longueur
    return tuple(sorted(best, key=lambda word: (-best[word], word))[:REASONS])


@lru_cache(maxsize=2)
def _opened(path: Path, _stamp: int) -> Modele:
    return Modele(path)


def modele(catalogue: Catalogue) -> Modele:
    """The model in use, read once for each state of its file."""
    path = catalogue.file(MODELE)
    return _opened(path, path.stat().st_mtime_ns)
