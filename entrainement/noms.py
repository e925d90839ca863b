"""Learns to recognise an enterprise by its name, from published names with their SIREN.

``python -m entrainement.noms PAIRES.csv [MODELE.json]`` (columns ``siren, nom, src``) writes
``metier/regles/noms_modele.json``, learned from all. What it is worth on sources that it has not seen is
measured by ``entrainement.mesurer``. Needs the dependency group ``entrainement``.
"""

from __future__ import annotations

import csv
import json
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from achatlas.catalogue.load import Catalogue
from achatlas.domain.identifiers import is_siren
from achatlas.reconcile.noms.modele import MODELE, RIVALS
from achatlas.reconcile.noms.names import Lexique
from achatlas.reconcile.noms.recherche import Measured, Pair, measure, rivals
from achatlas.reconcile.noms.voisins import NOWHERE, Entry, neighbours

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

Line = dict[str, str]
Reels = NDArray[np.float64]
RISING = (
    "commun", "part_ecrit", "part_repertoire", "ressemblance", "plus_fort_commun", "soude", "contenu",
    "lettres_egales", "mots_egaux", "coeur_egal",
)  # fmt: skip
FALLING = (
    "reste_ecrit", "reste_repertoire", "plus_fort_reste_ecrit", "plus_fort_reste_repertoire", "perdu",
    "porteurs", "partie_ecrite", "partie_repertoire",
)  # fmt: skip
CHOICE_RISING = (*RISING, "premier", "lettres_ecrit")
CHOICE_FALLING = (
    *FALLING, "deuxieme", "troisieme", "autant", "concurrents", "homonymes", "nombres", "formes_differentes",
)  # fmt: skip
TYPING = 2
DRAWS, SHARE = 3, 0.3
PRIOR = 0.48
CATALOGUE = Catalogue()
LEXIQUE, RULES = Lexique(CATALOGUE), CATALOGUE.regle("noms")


@dataclass
class Lot:
    """Written names against a directory: for each, its true SIREN and its measured neighbours."""

    vrais: list[str]
    presents: set[str]
    voisins: list[list[Measured]]

    def rows(self, mesures: Sequence[str]) -> tuple[Reels, NDArray[np.bool_]]:
        """Measures and truth of every pair, but those where the SIREN differ by a slip of the keyboard."""
        kept = [
            ([one.mesures[m] for m in mesures], one.neighbour.entry.siren == vrai)
            for vrai, found in zip(self.vrais, self.voisins, strict=True)
            for one in found
            if not slipped(vrai, one.neighbour.entry.siren)
        ]
        return np.array([x for x, _ in kept]), np.array([y for _, y in kept])

    @property
    def present(self) -> int:
        """The names whose SIREN is in the directory."""
        return sum(vrai in self.presents for vrai in self.vrais)

    @property
    def absent(self) -> float:
        """What a name that is not in the directory weighs, so that those that are make ``PRIOR`` of all; 1
        when none is.
        """
        if not self.present:
            return 1.0
        return (self.present / PRIOR - self.present) / max(1, len(self.vrais) - self.present)

    def weight(self, rank: int) -> float:
        """What a written name weighs."""
        return 1.0 if self.vrais[rank] in self.presents else self.absent


def slipped(one: str, other: str) -> bool:
    """Whether two SIREN that differ may be one, badly typed."""
    return one != other and sum(a != b for a, b in zip(one, other, strict=True)) <= TYPING


def lot(asked: Iterable[Line], directory: Sequence[Line]) -> Lot:
    """Measures names against a directory."""
    written = list({(line["nom"], line["siren"]): line for line in asked}.values())
    entries = [Entry(line["siren"], line["siren"], line["nom"]) for line in directory]
    named = [(rank, name) for rank, line in enumerate(written) for name in LEXIQUE.names(line["nom"])]
    found, frequencies = neighbours([(name, NOWHERE) for _, name in named], lambda: entries, LEXIQUE, RULES)
    voisins: list[list[Measured]] = [[] for _ in written]
    for (rank, _), one in zip(named, found, strict=True):
        voisins[rank].extend(measure(one, frequencies, LEXIQUE))
    return Lot([line["siren"] for line in written], {line["siren"] for line in directory}, voisins)


def lots(lines: Sequence[Line]) -> list[Lot]:
    """Each source against the others, then random shares against the rest."""
    sources = sorted({line["src"] for line in lines})
    made = [
        lot([x for x in lines if x["src"] == s], [x for x in lines if x["src"] != s])
        for s in sources
        if len(sources) > 1
    ]
    draw = Random(1)
    for _ in range(DRAWS):
        taken = [draw.random() < SHARE for _ in lines]
        made.append(
            lot(
                [x for x, t in zip(lines, taken, strict=True) if t],
                [x for x, t in zip(lines, taken, strict=True) if not t],
            )
        )
    return made


def forest(names: Sequence[str], trees: int, *, choice: bool = False) -> HistGradientBoostingClassifier:
    """A forest of small trees that never goes against good sense on the measures that have a direction."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    rising, falling = (CHOICE_RISING, CHOICE_FALLING) if choice else (RISING, FALLING)
    sense = [1 if n in rising else -1 if n in falling else 0 for n in names]
    return HistGradientBoostingClassifier(
        max_iter=trees, max_depth=3 if choice else 4, learning_rate=0.08, l2_regularization=3.0,
        min_samples_leaf=30, random_state=0, monotonic_cst=sense, early_stopping=False,
    )  # fmt: skip


Judge = Callable[[Reels], Reels]


def choices(one: Lot, mesures: Sequence[str], logits: Judge) -> tuple[Reels, list[tuple[int, str]]]:
    """For each written name that has neighbours, its best enterprise: measures and rivals; rank and SIREN."""
    rows, chosen = [], []
    x = np.array([[m.mesures[n] for n in mesures] for found in one.voisins for m in found])
    said = iter(zip(x.tolist(), logits(x).tolist(), strict=True))
    for rank, found in enumerate(one.voisins):
        if not found:
            continue
        best: dict[str, Pair] = {}
        for measured, (vector, logit) in zip(found, islice(said, len(found)), strict=True):
            siren = measured.neighbour.entry.siren
            if siren not in best or logit > best[siren].logit:
                commun = measured.mesures["commun"]
                written, near = measured.written, measured.neighbour
                best[siren] = Pair(written, near, array("d", vector), commun, 0, logit)
        ranked = sorted(best.values(), key=lambda p: -p.logit)
        rows.append([*ranked[0].vector, *rivals(ranked)])
        chosen.append((rank, ranked[0].neighbour.entry.siren))
    return np.array(rows), chosen


@dataclass
class Learned:
    """The two forests and their measures."""

    mesures: list[str]
    paire: HistGradientBoostingClassifier
    choix: HistGradientBoostingClassifier


Table = tuple[Reels, NDArray[np.bool_]]


def of_pairs(tables: Sequence[Table], mesures: Sequence[str]) -> HistGradientBoostingClassifier:
    """The forest of pairs learned from some tables."""
    return forest(mesures, 120).fit(np.vstack([x for x, _ in tables]), np.concatenate([y for _, y in tables]))


def judged(one: Lot, mesures: Sequence[str], logits: Judge) -> tuple[Reels, list[bool], list[float]]:
    """The choices of a lot, whether each is right, and its weight; but those that are a slip of the keyboard
    away.
    """
    x, chosen = choices(one, mesures, logits)
    kept = [k for k, (rank, siren) in enumerate(chosen) if not slipped(one.vrais[rank], siren)]
    right = [one.vrais[chosen[k][0]] == chosen[k][1] for k in kept]
    return x[kept], right, [one.weight(chosen[k][0]) for k in kept]


def learn(made: Sequence[Lot]) -> Learned:
    """The forest of pairs, then that of choices, learned on what a forest that did not see them says, names
    that are not in the directory weighing as ``PRIOR`` says.
    """
    mesures = list(next(m.mesures for one in made for found in one.voisins for m in found))
    tables = [one.rows(mesures) for one in made]
    blind = (of_pairs([*tables[:rank], *tables[rank + 1 :]], mesures) for rank in range(len(made)))
    said = [judged(one, mesures, f.decision_function) for one, f in zip(made, blind, strict=True)]
    choix = forest([*mesures, *RIVALS], 80, choice=True).fit(
        np.vstack([x for x, _, _ in said]),
        np.array([y for _, right, _ in said for y in right]),
        np.array([w for _, _, weights in said for w in weights]),
    )
    return Learned(mesures, of_pairs(tables, mesures), choix)


def told(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """A forest as data."""
    trees = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        trees.append(
            {
                "mesure": np.where(leaf, -1, nodes["feature_idx"]).tolist(),
                "seuil": np.where(leaf, 0, nodes["num_threshold"]).tolist(),
                "sous": np.where(leaf, 0, nodes["left"]).tolist(),
                "sur": np.where(leaf, 0, nodes["right"]).tolist(),
                "valeur": [round(float(v), 6) for v in np.where(leaf, nodes["value"], 0)],
            }
        )
    return {"base": float(model._baseline_prediction.ravel()[0]), "arbres": trees}


def main(path: Path, target: Path) -> None:
    """Learns from all the pairs of a file and writes the model."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = [line for line in csv.DictReader(stream) if is_siren(line["siren"])]
    learned = learn(lots(lines))
    model = {"mesures": learned.mesures, "paire": told(learned.paire), "choix": told(learned.choix)}
    target.write_text(json.dumps(model, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    product = Path(__file__).resolve().parent.parent / "src" / "achatlas" / "metier" / MODELE
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else product)
