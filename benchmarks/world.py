"""An invented territory whose lines are drawn as fast as a disk takes them; same seed, same lines.

Shapes that decide the cost of a query are kept: few suppliers make most lines, a supplier works in at most
three segments and mostly for one buyer, a direction buys few families, one amount in fifty is a credit note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from achatlas.catalogue.load import Catalogue
from demo.identifiers import make_siren, make_siret

SEED = 2026
BATCH = 200_000
NAME = "banc"
BUYERS = 15
KINDS = ("agglomeration", "commune", "ccas", "hopital", "oph", "sem", "syndicat_mixte", "sdis", "epcc")
EXERCICES = ("2023", "2024", "2025")
DIRECTIONS, SERVICES = 12, 5
HOME_SHARE = 0.7
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """The members of every axis, and how they go together, for a number of lines."""

    lignes: int
    catalogue: Catalogue

    @cached_property
    def sirens(self) -> list[str]:
        """The buyers, in the block of the invented ones."""
        return [make_siren(rank) for rank in range(1, BUYERS + 1)]

    @cached_property
    def segments(self) -> list[str]:
        """The segments of the nomenclature."""
        return list(self.catalogue.segments)

    @cached_property
    def departements(self) -> list[str]:
        """The départements."""
        return [line["code"] for line in self.catalogue.lines("referentiels/departements.csv")]

    @cached_property
    def comptes(self) -> list[str]:
        """Accounts of purchases."""
        supplies = [f"60{a}{b}" for a in range(6, 9) for b in range(10)]
        return supplies + [f"61{a}{b}" for a in range(1, 9) for b in range(5)]

    @cached_property
    def fournisseurs(self) -> int:
        """One supplier for twenty lines, from 200 to 120,000."""
        return int(np.clip(self.lignes // 20, 200, 120_000))

    @cached_property
    def traits(self) -> dict[str, Ints]:
        """What each supplier is: three segments, a département, a buyer that it works for most."""
        rng = np.random.default_rng(SEED)
        count = self.fournisseurs
        near = rng.random(count) < 0.6
        return {
            "segments": rng.integers(0, len(self.segments), (count, 3)),
            "departement": np.where(near, 0, rng.integers(0, len(self.departements), count)),
            "acheteur": rng.integers(0, len(self.sirens), count),
            "identification": rng.choice(4, count, p=[0.8, 0.1, 0.06, 0.04]),
        }

    def batches(self) -> Iterator[dict[str, Ints]]:
        """The lines by batches: for each axis, the rank of the member; amounts in cents."""
        for start in range(0, self.lignes, BATCH):
            yield self._draw(np.random.default_rng([SEED, start]), start, min(BATCH, self.lignes - start))

    def _draw(self, rng: np.random.Generator, start: int, size: int) -> dict[str, Ints]:
        who = (self.fournisseurs * rng.random(size) ** 2.5).astype(np.int64)
        traits = self.traits
        home = rng.random(size) < HOME_SHARE
        acheteur = np.where(home, traits["acheteur"][who], rng.integers(0, len(self.sirens), size))
        segment = traits["segments"][who, rng.integers(0, 3, size)]
        usual = (segment + acheteur) % DIRECTIONS
        cents = np.maximum(1, np.exp(rng.normal(10.3, 1.6, size))).astype(np.int64)
        return {
            "numero_ligne": np.arange(start + 2, start + 2 + size),
            "fournisseur": who,
            "acheteur": acheteur,
            "segment": segment,
            "direction": np.where(rng.random(size) < 0.8, usual, rng.integers(0, DIRECTIONS, size)),
            "departement": traits["departement"][who],
            "identification": traits["identification"][who],
            "exercice": rng.integers(0, len(EXERCICES), size),
            "mois": rng.integers(0, 12, size),
            "jour": rng.integers(1, 29, size),
            "compte": (segment * 7 + rng.integers(0, 2, size)) % len(self.comptes),
            "rattachement": rng.choice(3, size, p=[0.45, 0.1, 0.45]),
            "classement": rng.choice(4, size, p=[0.4, 0.2, 0.3, 0.1]),
            "objet": rng.integers(0, 5000, size),
            "perimetre": (rng.random(size) > 0.97).astype(np.int64),
            "centimes": np.where(rng.random(size) < 0.02, -cents, cents),
            "service": np.where(rng.random(size) < 0.8, segment, rng.integers(0, SERVICES, size)) % SERVICES,
        }

    def write_territory(self, home: Path) -> None:
        """Writes the `territoire.yml` of the home."""
        home.mkdir(parents=True, exist_ok=True)
        described = {
            "id": NAME,
            "libelle": "Territoire du banc de mesure",
            "simule": True,
            "exercices": [int(e) for e in EXERCICES],
            "acheteurs": [self._buyer(rank, siren) for rank, siren in enumerate(self.sirens)],
        }
        (home / "territoire.yml").write_text(yaml.safe_dump(described, allow_unicode=True), encoding="utf-8")

    def _buyer(self, rank: int, siren: str) -> Mapping[str, object]:
        return {
            "siren": siren,
            "siret": make_siret(siren, 1),
            "nom": f"Acheteur du banc {rank + 1}",
            "nom_court": f"Acheteur {rank + 1}",
            "type": KINDS[rank % len(KINDS)],
        }
