"""Learns to tell the segment of a purchase by its words, from titles read one by one.

``python -m entrainement.textes TITRES.csv`` (columns ``src, objet, cpv8``, in the order of the readings)
writes ``metier/regles/textes_modele.parquet``. It learns from the readings (``lectures/titres.csv``: the line
of the title, its segment, perhaps a second one), the guide of the nomenclature, its keywords, the official
labels of the CPV, the words that buyers write (``vocabulaire.csv``); the gold set (``or_titres.csv``) is
never learned. Needs the group ``entrainement``.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.classify.nomenclature import build
from achatlas.classify.textes.modele import MODELE, MOST_TOLD, WORD
from achatlas.classify.textes.traits import LOST, RAR, Vocabulary, length, told, traits, words

LECTURES = Path(__file__).with_name("lectures")
VOCABULAIRES = (LECTURES.with_name("vocabulaire.csv"), LECTURES.with_name("mots_courants.csv"))
SECOND, MOT, GUIDE, CPV = 0.35, 0.5, 0.7, 0.15
FAMILLE, NATURE = 0.3, 0.2
"""What the model of families, then that of natures (supplies, services, works), weighs beside segments'."""
LEAST, RARE = 2, 0.7
SHORT, PARTS, LABEL = 4, 3, 0.5
"""Words of a short label; parts in which they are held out; what one weighs beside a title in calibration."""
BYTE, FLOOR = 127, 2
SEED = 1
Reels = NDArray[np.float64]


@dataclass(frozen=True)
class Texte:
    """A text, its segment, what it weighs in what is learned, and where it comes from."""

    texte: str
    segment: str
    poids: float
    source: str = ""

    @property
    def sur(self) -> bool:
        """Whether it was written for its segment: its words count, were they said once."""
        return not self.source and self.poids >= MOT


@dataclass(frozen=True)
class Titre:
    """A title as it was published, its source, and the segments that a reader gave it."""

    ref: str
    objet: str
    source: str
    cpv: str
    segments: tuple[str, ...]


def titres(published: Path, lecture: Path) -> list[Titre]:
    """The titles of a reading (``ref`` is ``T`` and the line in the file of titles)."""
    with published.open(encoding="utf-8", errors="replace", newline="") as stream:
        lines = {f"T{n}": line for n, line in enumerate(csv.DictReader(stream), start=2)}
    with lecture.open(encoding="utf-8", newline="") as stream:
        read = [(one["ref"], one["segments"].split("|")) for one in csv.DictReader(stream, delimiter=";")]
    return [
        Titre(ref, lines[ref]["objet"], lines[ref]["src"], lines[ref]["cpv8"], tuple(segments))
        for ref, segments in read
    ]


def known(catalogue: Catalogue) -> Iterator[Texte]:
    """What the nomenclature says of itself: labels, keywords, guide, and the labels of its CPV; then what a
    buyer would write (``vocabulaire.csv``).
    """
    for code, line in catalogue.segments.items():
        for text in (line["segment"], *filter(None, line["mots_cles"].split("|"))):
            yield Texte(text, code, MOT)
    for line in catalogue.lines("nomenclature/guide.csv"):
        yield Texte(line["definition"], line["code"], MOT)
        for text in f"{line['exemples']}|{line['comprend']}".split("|"):
            yield Texte(text, line["code"], GUIDE)
        for text in line["exclut"].split("|"):
            said, _, code = text.partition(" → ")
            yield Texte(said, code, GUIDE)
    nomenclature = build(catalogue.segments.values(), {})
    for line in catalogue.lines("referentiels/cpv.csv"):
        if found := nomenclature.of_cpv(line["code"][:8]):
            yield Texte(line["libelle"], found[0], CPV)
    for path in VOCABULAIRES:
        with path.open(encoding="utf-8", newline="") as stream:
            for line in csv.DictReader(stream, delimiter=";"):
                for text in line["textes"].split("|"):
                    yield Texte(text, line["segment"], GUIDE)


def read(lus: Iterable[Titre]) -> Iterator[Texte]:
    """The titles, each with its first segment, then with the second that its reader thought of."""
    for one in lus:
        yield from (
            Texte(one.objet, segment, 1.0 if rank == 0 else SECOND, one.source)
            for rank, segment in enumerate(one.segments[:2])
        )


class Learned:
    """A model learned from texts: traits, rarity, weights; a column for each segment, then for each family
    and each nature, that the columns of ``above`` add to the score of a segment.
    """

    def __init__(self, texts: Sequence[Texte], vocabulary: Vocabulary, natures: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self._seen: dict[str, list[str]] = {}
        self.textes: Counter[str] = Counter()
        distinct = dict.fromkeys(one.texte for one in texts)
        for text in distinct:
            self.textes.update(set(self._traits(text)))
        taught = {name for one in texts if one.sur for name in self._traits(one.texte) if name[0] == WORD}
        kept = sorted(name for name, count in self.textes.items() if count >= LEAST or name in taught)
        self.rank = {name: rank for rank, name in enumerate(kept)}
        total = len(distinct)
        rarities = [(log((1 + total) / (1 + self.textes[name])) + 1) ** RARE for name in kept]
        self.rarete = np.round(RAR * np.array(rarities)) / RAR
        rows, weighs = self.matrix([t.texte for t in texts]), [t.poids for t in texts]
        of_segment = [t.segment for t in texts]
        segment = _fitted(rows, of_segment, weighs)
        famille = _fitted(rows, [code[:2] for code in of_segment], weighs)
        nature = _fitted(rows, [natures[code] for code in of_segment], weighs)
        self.segments: list[str] = [str(code) for code in segment.classes_]
        levels = ((segment, 1.0), (famille, FAMILLE), (nature, NATURE))
        self.weights: Reels = _floored(np.hstack([part * level.coef_.T for level, part in levels]))
        start, more = len(self.segments), len(famille.classes_)
        familles, kinds = famille.classes_.tolist(), nature.classes_.tolist()
        self.above: list[tuple[int, int]] = [
            (start + familles.index(code[:2]), start + more + kinds.index(natures[code]))
            for code in self.segments
        ]
        self.bias = self._folded(np.hstack([part * level.intercept_ for level, part in levels])[None])[0]

    def _traits(self, text: str) -> list[str]:
        if text not in self._seen:
            self._seen[text] = traits([self.vocabulary.restored(word) for word in words(text)])
        return self._seen[text]

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """A row for each text: its known traits, together of length one."""
        data: list[float] = []
        columns: list[int] = []
        starts = [0]
        for text in texts:
            ranks = sorted(self.rank[name] for name in self._traits(text) if name in self.rank)
            found = self.rarete[ranks]
            data += (found / length(found)).tolist()
            columns += ranks
            starts.append(len(data))
        made = csr_matrix((data, columns, starts), shape=(len(texts), len(self.rank)))
        made.sum_duplicates()
        return made

    def scores(self, texts: Sequence[str]) -> Reels:
        """The score of each segment for each text."""
        found: Reels = self._folded(self.matrix(texts) @ self.weights) + self.bias
        return found

    def proofs(self, texts: Sequence[str]) -> Reels:
        """How many words of each text that tell something are known, and the share of its traits that is, as
        ``classify.textes.modele`` counts them.
        """
        made = []
        for text in texts:
            _, kept = told([self.vocabulary.restored(word) for word in words(text)])
            names = self._traits(text)
            whole, known = (sum(one in self.rank for one in of) for of in ({WORD + w for w in kept}, names))
            made.append((min(MOST_TOLD, whole), known / (len(names) or 1)))
        return np.array(made)

    def _folded(self, columns: Reels) -> Reels:
        """The columns of segments, each with those of its family and of its nature."""
        above = np.array(self.above)
        found: Reels = columns[:, : len(above)] + columns[:, above[:, 0]] + columns[:, above[:, 1]]
        return found


def _fitted(rows: csr_matrix, answers: Sequence[str], weighs: Sequence[float]) -> LinearSVC:
    return LinearSVC(C=1.0, random_state=SEED).fit(rows, answers, sample_weight=weighs)


def _floored(weights: Reels) -> Reels:
    """The weights that count, in whole steps: those under ``FLOOR`` steps say nothing."""
    steps = np.round(weights * BYTE / np.abs(weights).max())
    found: Reels = np.where(np.abs(steps) < FLOOR, 0, steps) * np.abs(weights).max() / BYTE
    return found


def vocabulary(texts: Iterable[str]) -> Vocabulary:
    """The words of texts; those that have lost a letter teach nothing."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({word for word in words(text) if LOST not in word and not word.startswith("uvre")})
    return Vocabulary(counts)


def margins(scores: Reels) -> Reels:
    """The first score, and its leads over the second and the third."""
    best = np.sort(scores, axis=1)
    return np.column_stack([best[:, -1], best[:, -1] - best[:, -2], best[:, -1] - best[:, -3]])


def natures(catalogue: Catalogue) -> dict[str, str]:
    """The nature of each segment: supplies, services, works."""
    return {code: line["nature"] for code, line in catalogue.segments.items()}


def by_source(
    lus: Sequence[Titre], more: Sequence[Texte], mots: Vocabulary, kinds: Mapping[str, str]
) -> dict[str, Learned]:
    """For each source of titles, a model that has read the others only."""
    return {
        source: Learned([*read(x for x in lus if x.source != source), *more], mots, kinds)
        for source in sorted({one.source for one in lus})
    }


@dataclass(frozen=True)
class Essai:
    """A text judged by a model that had not seen it: what the sureness rests on, whether the first segment is
    right, what it weighs in the calibration.
    """

    mesures: Sequence[float]
    juste: bool
    poids: float


def tried(
    model: Learned, texts: Sequence[str], right: Sequence[Collection[str]], weight: float
) -> list[Essai]:
    """What a model says of texts, beside the segments that are right."""
    scores = model.scores(texts)
    first = [model.segments[rank] for rank in scores.argmax(axis=1)]
    rows = measures(model, texts, scores).tolist()
    return [Essai(row, code in own, weight) for row, code, own in zip(rows, first, right, strict=True)]


def measures(model: Learned, texts: Sequence[str], scores: Reels) -> Reels:
    """The five measures of how sure the first segment is."""
    return np.column_stack([margins(scores), model.proofs(texts)])


def labels(
    lus: Sequence[Titre], more: Sequence[Texte], mots: Vocabulary, kinds: Mapping[str, str]
) -> Iterator[Essai]:
    """The short labels that the nomenclature and the vocabularies teach, in parts, each judged by a model
    that has read no text of the same words; right is any segment that one of these names.
    """
    known: dict[frozenset[str], set[str]] = {}
    for one in more:
        if one.sur:
            known.setdefault(said(one.texte), set()).add(one.segment)
    short = {one.texte: said(one.texte) for one in more if one.sur and len(words(one.texte)) <= SHORT}
    order = sorted({*map(tuple, map(sorted, short.values()))} - {()})
    Random(SEED).shuffle(order)
    part = {frozenset(own): place % PARTS for place, own in enumerate(order)}
    for here in range(PARTS):
        texts = [text for text, own in short.items() if part.get(own) == here]
        others = [one for one in more if part.get(said(one.texte)) != here]
        model = Learned([*read(lus), *others], mots, kinds)
        yield from tried(model, texts, [known[short[text]] for text in texts], LABEL)


def said(text: str) -> frozenset[str]:
    """The words of a text that tell something, in no order."""
    return frozenset(told(words(text))[1])


def calibrated(essais: Sequence[Essai]) -> LogisticRegression:
    """How sure the first segment is, learned from texts judged by models that had not seen them."""
    sure = LogisticRegression(random_state=SEED, max_iter=1_000)
    rows, right = [one.mesures for one in essais], [one.juste for one in essais]
    return sure.fit(rows, right, sample_weight=[one.poids for one in essais])


def unseen(models: Mapping[str, Learned], lus: Sequence[Titre]) -> Iterator[Essai]:
    """The titles of each source, judged by the model that has not read it."""
    for source, model in models.items():
        mine = [one for one in lus if one.source == source]
        yield from tried(model, [one.objet for one in mine], [one.segments for one in mine], 1.0)


def learn(published: Path, catalogue: Catalogue) -> tuple[Learned, list[float]]:
    """The model of all the readings, and its calibration on titles of unseen sources and on labels."""
    lus, more = titres(published, LECTURES / "titres.csv"), list(known(catalogue))
    mots = vocabulary([*(one.objet for one in lus), *(one.texte for one in more)])
    kinds = natures(catalogue)
    essais = [*unseen(by_source(lus, more, mots, kinds), lus), *labels(lus, more, mots, kinds)]
    sure = calibrated(essais)
    calibration = [*sure.coef_[0].tolist(), float(sure.intercept_[0])]
    return Learned([*read(lus), *more], mots, kinds), calibration


def write(model: Learned, calibration: Sequence[float], target: Path) -> None:
    """Writes a model as data: for each trait, how many texts bear it, the columns that it speaks for or
    against, each by how far it is from the one before, and by how many steps. How rare it is follows from how
    many texts bear it (``raretes``, in whole ``RAR``-ths).
    """
    step = float(np.abs(model.weights).max() / BYTE)
    steps = np.round(model.weights / step).astype(np.int8)
    columns = [np.nonzero(line)[0] for line in steps]
    counts = [model.textes[name] for name in model.rank]
    rarities = [round(RAR * one) for one in model.rarete.tolist()]
    said = {
        "segments": model.segments,
        "au_dessus": model.above,
        "calibration": calibration,
        "bias": model.bias.tolist(),
        "pas": step,
        "raretes": sorted(dict(zip(counts, rarities, strict=True)).items()),
    }
    gaps = [np.diff(line, prepend=0).tolist() for line in columns]
    weights = [line[own].tolist() for line, own in zip(steps, columns, strict=True)]
    table = pa.table(
        {
            "trait": pa.array(list(model.rank)),
            "textes": pa.array(counts, pa.int32()),
            "ecarts": pa.array(gaps, pa.list_(pa.uint8())),
            "poids": pa.array(weights, pa.list_(pa.int8())),
        }
    ).replace_schema_metadata({"achatlas": json.dumps(said)})
    pq.write_table(table, target, compression="brotli", compression_level=11)


def main(arguments: Sequence[str]) -> None:
    """Learns, and writes the model that the product ships."""
    model, calibration = learn(Path(arguments[0]), Catalogue())
    write(model, calibration, PACKAGE / "metier" / MODELE)


if __name__ == "__main__":
    main(sys.argv[1:])
