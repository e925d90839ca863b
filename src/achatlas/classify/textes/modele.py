"""A linear model of texts, kept as data (``regles/textes_modele.parquet``), made by
``python -m entrainement.textes``: what each trait says for and against each segment.

A text is the sum of its traits, each weighed by how rare it is, brought to a length of one; its score for a
segment is a sum of products. How sure the first is follows from its score and from its lead over the second,
as titles that the model had not seen taught (logistic calibration).
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.catalogue.load import Catalogue
from achatlas.classify.textes.traits import EMPTY, Vocabulary, alone, length, together, told, words

MODELE = "regles/textes_modele.parquet"
FIRST, REASONS = 5, 3
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
    """What a trait says: how rare it is; the segments (by their rank) that it speaks for or against, and how
    much.
    """

    nom: str
    rarete: float
    segments: bytes
    poids: array[float]

    def says(self, rank: int) -> float:
        """What it says of one segment."""
        place = self.segments.find(rank)
        return self.poids[place] if place >= 0 else 0.0


class Traits:
    """The traits of a model by name, each made when it is first asked for."""

    def __init__(self, table: pa.Table, step: float) -> None:
        columns = [table[name].combine_chunks() for name in ("segments", "poids")]
        self.noms: list[str] = table["trait"].to_pylist()
        self._place = {name: place for place, name in enumerate(self.noms)}
        self._starts: list[int] = columns[0].offsets.to_pylist()
        self._segments = memoryview(columns[0].values.buffers()[1]).cast("B")
        self._weights = memoryview(columns[1].values.buffers()[1]).cast("b")
        self._rarity: list[float] = table["rarete"].to_pylist()
        self._step = step
        self._made: dict[str, Trait] = {}

    def get(self, name: str) -> Trait | None:
        """A trait, None for one that the model does not know."""
        if (found := self._made.get(name)) is None and (place := self._place.get(name)) is not None:
            start, end = self._starts[place : place + 2]
            weights = array("d", [one * self._step for one in self._weights[start:end]])
            found = Trait(name, self._rarity[place], bytes(self._segments[start:end]), weights)
            self._made[name] = found
        return found


@dataclass(frozen=True)
class Lu:
    """A text once read: its known traits, each with what it is worth in it (together, a length of one), and
    the score that they give each segment.
    """

    traits: tuple[tuple[Trait, float], ...]
    scores: Sequence[float]


class Modele:
    """The model that the product ships, or the territory's own."""

    def __init__(self, path: Path) -> None:
        with pq.ParquetFile(path) as file:  # read_table would load a data-frame library
            table = file.read()
        said: Mapping[str, Any] = json.loads(table.schema.metadata[b"achatlas"])
        self.segments: tuple[str, ...] = tuple(said["segments"])
        self._rank = {code: rank for rank, code in enumerate(self.segments)}
        self._calibration: tuple[float, float, float] = tuple(said["calibration"])
        self._bias: Sequence[float] = said["bias"]
        self._traits = Traits(table, said["pas"])
        counts = zip(self._traits.noms, table["textes"].to_pylist(), strict=True)
        self._vocabulary = Vocabulary({name[1:]: n for name, n in counts if name[0] == WORD})
        self._words: dict[str, tuple[Trait, ...]] = {}
        self.read = lru_cache(maxsize=1 << 15)(self._read)

    def knows(self, text: str) -> bool:
        """Whether a text has a trait that says something."""
        return bool(self.read(text).traits)

    def judge(self, blocks: Sequence[Block], clues: Mapping[str, float] = NOTHING) -> Judged | None:
        """What the texts of a purchase say, each with what it weighs; None when no trait of theirs is known.
        ``clues``: what else is added to the score of some segments.
        """
        known = [(lu, weight) for text, weight in blocks if (lu := self.read(text)).traits]
        if not known:
            return None
        scores = list(self._bias)
        for lu, weight in known:
            scores = [before + weight * value for before, value in zip(scores, lu.scores, strict=True)]
        for code, value in clues.items():
            if (rank := self._rank.get(code)) is not None:
                scores[rank] += value
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:FIRST]
        sure = self._sure(*(scores[rank] for rank in order[:2]))
        left = _shared(1 - sure, [scores[rank] for rank in order[1:]])
        return Judged(tuple(self.segments[rank] for rank in order), sure, _reasons(known, order[0]), left)

    def _read(self, text: str) -> Lu:
        found, kept = told([self._vocabulary.restored(word) for word in words(text)])
        known = {one.nom: one for word in found for one in self._of_word(word)}
        known |= {name: one for name in together(kept) if (one := self._traits.get(name))}
        whole = length(one.rarete for one in known.values())
        worth = tuple((known[name], known[name].rarete / whole) for name in sorted(known))
        scores = [0.0] * len(self.segments)
        for one, value in worth:
            for rank, weight in zip(one.segments, one.poids, strict=True):
                scores[rank] += weight * value
        return Lu(worth, scores)

    def _of_word(self, word: str) -> tuple[Trait, ...]:
        """The known traits of a word."""
        if (found := self._words.get(word)) is None:
            found = tuple(one for name in alone(word) if (one := self._traits.get(name)))
            self._words[word] = found
        return found

    def _sure(self, first: float, second: float) -> float:
        """How sure the first segment is, from 0 to 1."""
        a, b, c = self._calibration
        return 1 / (1 + exp(-(a * first + b * (first - second) + c)))


def _shared(left: float, scores: Sequence[float]) -> tuple[float, ...]:
    """What is left among segments, by the exponential of their scores; part of it is for those unseen."""
    weights = [exp(STEEP * (one - scores[0])) for one in scores]
    whole = sum(weights) + UNSEEN * sum(weights[-1:])
    return tuple(left * one / whole for one in weights)


def _reasons(known: Sequence[tuple[Lu, float]], rank: int) -> tuple[str, ...]:
    """The words that speak most for a segment, the strongest first; empty ones are none."""
    best: dict[str, float] = {}
    for lu, weight in known:
        for one, value in lu.traits:
            word = one.nom[1:]
            if one.nom[0] == WORD and word not in EMPTY and (says := one.says(rank)) > 0:
                best[word] = best.get(word, 0.0) + weight * value * says
    return tuple(sorted(best, key=lambda word: (-best[word], word))[:REASONS])


@lru_cache(maxsize=2)
def _opened(path: Path, _stamp: int) -> Modele:
    return Modele(path)


def modele(catalogue: Catalogue) -> Modele:
    """The model in use, read once for each state of its file."""
    path = catalogue.file(MODELE)
    return _opened(path, path.stat().st_mtime_ns)
