"""The learned part: two forests of small trees, kept as data (``regles/noms_modele.json``), made by
``python -m entrainement.noms`` from published names with their SIREN.

The first judges a pair of names; the second judges the best enterprise of a written name among the others.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.catalogue.load import Catalogue

RIVALS = ("premier", "deuxieme", "troisieme", "autant", "concurrents")
MODELE = "regles/noms_modele.json"
LEAF = -1


def chance(logit: float) -> float:
    """The probability of a logarithm of odds."""
    return 1 / (1 + exp(-max(-40.0, min(40.0, logit))))


@dataclass(frozen=True)
class Tree:
    """Nodes in columns: measure asked (-1 for a leaf), bound, next node below or at the bound, next above,
    value of a leaf.
    """

    mesure: Sequence[int]
    seuil: Sequence[float]
    sous: Sequence[int]
    sur: Sequence[int]
    valeur: Sequence[float]

    def values(self, columns: Sequence[pa.Array], node: int = 0) -> pa.Array | pa.Scalar:
        """The leaf where the measures of each row lead."""
        if (measure := self.mesure[node]) == LEAF:
            return pa.scalar(self.valeur[node])
        below = pc.less_equal(columns[measure], self.seuil[node])
        sides = (self.values(columns, side) for side in (self.sous[node], self.sur[node]))
        return pc.if_else(below, *sides)


class Forest:
    """Trees that add up to a logarithm of odds."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.base: float = told["base"]
        self.arbres = [Tree(**one) for one in told["arbres"]]

    def logits(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """What the trees make of the measures of each row."""
        if not rows:
            return []
        columns = [pa.array(column, pa.float64()) for column in zip(*rows, strict=True)]
        said = pa.array([self.base] * len(rows))
        for tree in self.arbres:
            said = pc.add(said, tree.values(columns))
        found: list[float] = said.to_pylist()
        return found


class Modele:
    """The two forests, and the measures that they look at, in order."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.mesures: tuple[str, ...] = tuple(told["mesures"])
        self.paire, self.choix = Forest(told["paire"]), Forest(told["choix"])

    @classmethod
    def of(cls, catalogue: Catalogue) -> Modele:
        """The model that the product ships, or the territory's own."""
        return cls(json.loads(catalogue.file(MODELE).read_text(encoding="utf-8")))

    def vector(self, measures: Mapping[str, float]) -> array[float]:
        """The measures in the model's order, packed."""
        return array("d", (measures[name] for name in self.mesures))
