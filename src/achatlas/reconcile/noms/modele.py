"""The learned part: two forests of small trees, kept as data (``regles/noms_modele.json``), made by
``python -m entrainement.noms`` from published names with their SIREN.

The first judges a pair of names; the second judges the best enterprise of a written name among the others.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Any

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

    def value(self, x: Sequence[float]) -> float:
        """The leaf where the measures lead."""
        node, asked = 0, self.mesure
        while (measure := asked[node]) != LEAF:
            node = self.sous[node] if x[measure] <= self.seuil[node] else self.sur[node]
        return self.valeur[node]


class Forest:
    """Trees that add up to a logarithm of odds."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.depart: float = told["depart"]
        self.arbres = [Tree(**one) for one in told["arbres"]]

    def logit(self, x: Sequence[float]) -> float:
        """What the trees make of the measures."""
        return self.depart + sum(tree.value(x) for tree in self.arbres)


class Modele:
    """The two forests, and the measures that they look at, in order."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self.mesures: tuple[str, ...] = tuple(told["mesures"])
        self.paire, self.choix = Forest(told["paire"]), Forest(told["choix"])

    @classmethod
    def of(cls, catalogue: Catalogue) -> "Modele":
        """The model that the product ships, or the territory's own."""
        return cls(json.loads(catalogue.file(MODELE).read_text(encoding="utf-8")))

    def vector(self, measures: Mapping[str, float]) -> list[float]:
        """The measures in the model's order."""
        return [measures[name] for name in self.mesures]
