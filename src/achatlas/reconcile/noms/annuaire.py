"""Written names searched in a prepared directory: the engine says which texts have something of them, these
few are judged as if the whole directory streamed by, and only those kept are looked up for who bears them.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import ibis.expr.types as ir
import pyarrow as pa

from achatlas.reconcile.noms.frequencies import Frequencies
from achatlas.reconcile.noms.names import Lexique, Name
from achatlas.reconcile.noms.prepare import ALONE, BLANK, EVERY
from achatlas.reconcile.noms.voisins import (
    BOTTOM,
    NEAR_MIN,
    NOWHERE,
    Entry,
    Found,
    Index,
    Lieu,
    alike,
    left_over,
    weighed,
)
from achatlas.store.engine import Engine

WORDS = pa.schema([("mot", pa.string())])
KEYS = pa.schema([("cle", pa.string()), ("suffit", pa.bool_())])
TEXTS = pa.schema([("nom", pa.string())])
ALIKE = pa.schema([("rang", pa.int64()), ("nom", pa.string())])
COLUMNS = ("siren", "siret", "nom", "code_postal", "commune_code")


@dataclass(frozen=True)
class Annuaire:
    """A prepared directory: its engine, ``noms__textes``, ``noms__mots`` and ``sirene__noms``."""

    engine: Engine
    textes: ir.Table
    mots: ir.Table
    noms: ir.Table

    def neighbours(
        self, asked: Sequence[tuple[Name, Lieu]], lexique: Lexique, rules: Mapping[str, int]
    ) -> tuple[list[Found], Frequencies]:
        """As ``voisins.neighbours`` of the same names in a stream."""
        frequencies = _Told(self)
        most = (rules["voisins"], rules["voisins_partie"])
        found = [Found(name, lieu, most[name.partial]) for name, lieu in asked]
        if not asked:
            return found, frequencies
        index = Index(frequencies, rules["mot_frequent"])
        index.build([name for name, _ in asked], lexique)
        touched = self._touched(index, found)
        frequencies.learn_of(touched)
        shelves = self._scan(touched, index, found, frequencies, lexique)
        self._settle(found, shelves)
        if any(one.lieu != NOWHERE for one in found):
            self._place(frequencies)
        return found, frequencies

    def _place(self, frequencies: Frequencies) -> None:
        """Counts where the names are."""
        places = self.noms.group_by("code_postal", "commune_code").aggregate(n=self.noms.count())
        for batch in self.engine.batches(places.select("code_postal", "commune_code", "n")):
            for code, commune, names in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                frequencies.lieux.add(code or "", commune or "", names)

    def _touched(self, index: Index, found: Sequence[Found]) -> ir.Table:
        """The texts that share a key with a written name, or two words of those searched by two."""
        keys = {key: True for key in index.keys if BLANK not in key}
        keys |= {ALONE + one.name.core[0]: True for one in found if len(one.name.core) == 1}
        keys = {word: False for word in index.paired if word not in keys} | keys
        asked = self.engine.keep(pa.table([list(keys), list(keys.values())], schema=KEYS))
        said = (self.textes.mots + BLANK + self.textes.signes).split(BLANK).unnest()
        posted = self.textes.select("numero", cle=said)
        hits = posted.inner_join(asked, "cle")
        by_text = hits.group_by("numero").aggregate(suffit=hits.suffit.any(), deux=hits.cle.nunique() > 1)
        kept = by_text.filter(by_text.suffit | by_text.deux)
        return self.engine.cache(self.textes.semi_join(kept, "numero").select("nom", "premier", "mots"))

    def _scan(
        self,
        touched: ir.Table,
        index: Index,
        found: Sequence[Found],
        frequencies: Frequencies,
        lexique: Lexique,
    ) -> list[Shelf]:
        """The best texts of each written name."""
        shelves = [Shelf(one.most) for one in found]
        same = alike(one.name for one in found)
        for rank, (nom, name) in enumerate(self._names(touched, lexique)):
            for hit in same.get(name.ensemble, ()):
                shelves[hit].same.add(nom)
            if hits := index.hits(name):
                cost = weighed(name, frequencies)
                for hit, worth in hits.items():
                    shelf = shelves[hit]
                    if worth >= shelf.bar[0] or name.core in shelf.kept:
                        score = worth - left_over(cost, found[hit].name)
                        shelf.offer(Bearer(score, nom, rank, name))
        return shelves

    def _names(self, touched: ir.Table, lexique: Lexique) -> Iterator[tuple[str, Name]]:
        """The names of each text and of its parts, in the order of who bears them first."""
        for batch in self.engine.batches(touched.order_by("premier", "nom").select("nom")):
            for nom in batch.column(0).to_pylist():
                for name in lexique.names(nom):
                    yield nom, name

    def _settle(self, found: Sequence[Found], shelves: Sequence[Shelf]) -> None:
        """Gives each written name the enterprises that bear its best texts."""
        bearers = self._bearers({text.nom for shelf in shelves for text in shelf.texts()}, found)
        for one, shelf in zip(found, shelves, strict=True):
            every = [(e, text) for text in shelf.texts() for e in bearers.get(text.nom, ())]
            every.sort(key=lambda two: (two[0].siren, two[0].siret, two[1].nom, two[1].rank))
            for rank, (entry, text) in enumerate(every):
                one.add(text.score, rank, entry, text.name)
        for rank, count in self._homonyms(shelves).items():
            found[rank].bearers = count

    def _bearers(self, texts: Collection[str], found: Sequence[Found]) -> Mapping[str, Sequence[Entry]]:
        """Who bears each text: its first enterprises, as many as a written name may have."""
        asked = self.engine.keep(pa.table([sorted(texts)], schema=TEXTS))
        rows = self.noms.semi_join(asked, "nom").select(*COLUMNS)
        place = rows.siren.dense_rank().over(group_by="nom", order_by="siren")
        first = rows.mutate(place=place)
        first = first.filter(first.place < max(one.most for one in found)).select(*COLUMNS)
        said: dict[str, list[Entry]] = defaultdict(list)
        for batch in self.engine.batches(first):
            for line in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                said[line[2]].append(Entry(*(value or "" for value in line)))
        return said

    def _homonyms(self, shelves: Sequence[Shelf]) -> Mapping[int, int]:
        """How many enterprises bear exactly the words of each written name."""
        pairs = [(rank, nom) for rank, shelf in enumerate(shelves) for nom in shelf.same]
        if not pairs:
            return {}
        asked = self.engine.keep(pa.table(list(zip(*pairs, strict=True)), schema=ALIKE))
        both = self.noms.inner_join(asked, "nom")
        counted = both.group_by("rang").aggregate(n=both.siren.nunique())
        return {line["rang"]: line["n"] for line in self.engine.dicts(counted)}


class Bearer(NamedTuple):
    """A text of the directory, or a part of it, that may be a written name; ``rank``: when it was read."""

    score: float
    nom: str
    rank: int
    name: Name


@dataclass
class Shelf:
    """The best texts of a written name, by what distinguishes them: as many sets of words as there may be
    neighbours, each being borne by one enterprise at least. ``same``: the texts of exactly its words.
    """

    most: int
    kept: dict[tuple[str, ...], list[Bearer]] = field(default_factory=dict)
    same: set[str] = field(default_factory=set)
    bar: tuple[float, int] = BOTTOM
    ranks: list[tuple[float, int, tuple[str, ...]]] = field(default_factory=list)

    def offer(self, text: Bearer) -> None:
        """Keeps a text if its words are among the best, the first read winning between equals."""
        order, core = (text.score, -text.rank), text.name.core
        if known := self.kept.get(core):
            best = max((one.score, -one.rank, core) for one in known)
            known.append(text)
            if order <= best[:2]:
                return
            self.ranks.remove(best)
        elif order <= self.bar:
            return
        else:
            self.kept[core] = [text]
        insort(self.ranks, (*order, core))
        if len(self.ranks) > self.most:
            del self.kept[self.ranks.pop(0)[2]]
        if len(self.ranks) == self.most:
            self.bar = self.ranks[0][:2]

    def texts(self) -> Iterator[Bearer]:
        """All of them."""
        return chain.from_iterable(self.kept.values())


class _Told(Frequencies):
    """The counts of a prepared directory, those of the words that are met only."""

    def __init__(self, directory: Annuaire) -> None:
        super().__init__()
        self._directory = directory
        self._known: set[str] = set()
        self.learn([EVERY])
        self.total = self.counts.pop(EVERY, 0)

    def words(self) -> Iterator[str]:
        """The words long enough to be near another, in alphabetical order."""
        mots = self._directory.mots
        long = mots.filter(mots.mot.length() >= NEAR_MIN).order_by("mot").select("mot")
        for batch in self._directory.engine.batches(long):
            yield from batch.column(0).to_pylist()

    def learn(self, words: Collection[str]) -> None:
        """Looks up the counts of some words."""
        new = sorted(set(words) - self._known)
        self._known.update(new)
        engine, mots = self._directory.engine, self._directory.mots
        self._add(mots.semi_join(engine.keep(pa.table([new], schema=WORDS)), "mot"))

    def learn_of(self, texts: ir.Table) -> None:
        """Looks up the counts of the words of some texts."""
        said = texts.select(mot=texts.mots.split(BLANK).unnest()).distinct()
        self._add(self._directory.mots.semi_join(said, "mot"))

    def _add(self, rows: ir.Table) -> None:
        for batch in self._directory.engine.batches(rows.select("mot", "nombre")):
            dict.update(self.counts, zip(*(column.to_pylist() for column in batch.columns), strict=True))
