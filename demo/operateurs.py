"""What is true of the suppliers beyond their name: who took over whom, and what the lists of the territory
say of them. Drawn apart, so that no name or identifier depends on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from demo import names
from demo.fournisseurs import Annuaire, Fournisseur, families
from demo.territoire import exercices, read_csv, read_yaml, rng

Entiers = NDArray[np.int64]
ENTREPRISE, ASSOCIATION = "entreprise", "association"


@dataclass(frozen=True)
class Takeover:
    """A supplier that has ceased, by rank; who took it over (None: a company that nobody paid yet); when."""

    former: int
    successor: int | None
    day: str


@dataclass(frozen=True)
class Operateurs:
    """What is true of suppliers, by rank: ``inclusion`` is their kind, ``approved`` an ESUS, ``procedures`` a
    kind and its day, ``groupes`` the name of the group or the SIREN of its head.
    """

    takeovers: dict[int, Takeover]
    inclusion: dict[int, str]
    approved: frozenset[int]
    qpv: frozenset[int]
    procedures: dict[int, tuple[str, str]]
    groupes: dict[int, str]


def paid(annuaire: Annuaire, lignes: Iterable[pa.Table]) -> tuple[Entiers, Entiers]:
    """The cents of purchases paid to each supplier, and the last year when it was (0: never)."""
    kept = pa.concat_tables(
        [t.select(["fournisseur", "exercice", "montant_ht_centimes", "in_perimetre"]) for t in lignes]
    )
    kept = kept.filter(kept["in_perimetre"])
    found = kept.group_by("fournisseur").aggregate([("montant_ht_centimes", "sum"), ("exercice", "max")])
    ranks = {tiers.cle: rang for rang, tiers in enumerate(annuaire.tiers)}
    cents, last = np.zeros(len(ranks), dtype=np.int64), np.zeros(len(ranks), dtype=np.int64)
    for row in found.to_pylist():
        rang = ranks[row["fournisseur"]]
        cents[rang], last[rang] = row["montant_ht_centimes_sum"], row["exercice_max"]
    return cents, last


def draw_operateurs(graine: int, annuaire: Annuaire, lignes: Iterable[pa.Table]) -> Operateurs:
    """Draws what is true of the suppliers of a territory of which the lines are known."""
    return _Drawing(graine, annuaire, *paid(annuaire, lignes)).draw()


class _Drawing:
    """Draws the lists one after the other, each from a generator of its own."""

    def __init__(self, graine: int, annuaire: Annuaire, cents: Entiers, last: Entiers) -> None:
        self.graine, self.tiers, self.cents, self.last = graine, annuaire.tiers, cents, last
        self.familles = families(annuaire)
        self.shape: dict[str, Any] = read_yaml("operateurs.yml")

    def draw(self) -> Operateurs:
        """Everything; a supplier that has ceased is on no list."""
        takeovers = {one.former: one for one in self._takeovers()}
        self.alive = [rang for rang in range(len(self.tiers)) if rang not in takeovers]
        inclusion = self._inclusion()
        return Operateurs(
            takeovers,
            inclusion,
            self._approved(inclusion),
            self._qpv(),
            self._procedures(),
            dict(self._groupes()),
        )

    def _rng(self, name: str) -> np.random.Generator:
        return rng(self.graine, "operateurs", name)

    def _ranks(self, *types: str) -> list[int]:
        """The suppliers of these kinds that live and are paid."""
        return [r for r in self.alive if self.tiers[r].type in types and self.cents[r] > 0]

    def _takeovers(self) -> Iterator[Takeover]:
        """Who follows each supplier that has ceased: one of the same family, or nobody that is paid yet."""
        tirage, shape, taken = self._rng("reprises"), self.shape["reprises"], set[int]()
        small = [r for r, t in enumerate(self.tiers) if (t.type, t.taille) == (ENTREPRISE, "PME")]
        for order, former in enumerate(self._gone(tirage, small)):
            heirs = [r for r in small if r not in taken and self._heir(former, r)]
            successor = heirs[int(tirage.integers(len(heirs)))] if heirs and order % 3 else None
            taken.update(() if successor is None else (successor,))
            yield Takeover(former, successor, shape["jours"][int(self.last[former])])

    def _gone(self, tirage: np.random.Generator, small: list[int]) -> list[int]:
        """Some of the biggest small companies that nobody pays in the last year."""
        shape = self.shape["reprises"]
        gone = sorted((r for r in small if 0 < self.last[r] < exercices()[-1]), key=lambda r: -self.cents[r])
        return [int(r) for r in tirage.permutation(gone[: shape["parmi"]])[: shape["nombre"]]]

    def _heir(self, former: int, rang: int) -> bool:
        """Say whether a supplier may take over another: it is paid in the last year, in the same family."""
        return bool(self.last[rang] == exercices()[-1]) and self.familles[rang] == self.familles[former]

    def _inclusion(self) -> dict[int, str]:
        """The kind of each structure: associations, then small companies, up to a share of the euros."""
        tirage, shape = self._rng("inclusion"), self.shape["inclusion"]
        total, spent, seen = int(self.cents.sum()), 0, Counter[tuple[str, str]]()
        found: dict[int, str] = {}
        for rang in self._candidates(tirage):
            if spent >= shape["part_euros"] * total:
                break
            if self.cents[rang] > shape["part_du_plus_gros"] * total:
                continue
            key = (f"{self.tiers[rang].type}s", self.familles[rang])
            kinds = shape[key[0]][key[1]]
            found[rang] = kinds[seen[key] % len(kinds)]
            seen[key] += 1
            spent += int(self.cents[rang])
        return found

    def _candidates(self, tirage: np.random.Generator) -> list[int]:
        shape = self.shape["inclusion"]
        groups = {
            kind: [
                r
                for r in self._ranks(kind)
                if self.familles[r] in shape[f"{kind}s"] and self.tiers[r].taille in ("", "PME")
            ]
            for kind in (ASSOCIATION, ENTREPRISE)
        }
        first = tirage.permutation(groups[ASSOCIATION]).tolist()
        first = first[: round(shape["part_des_associations"] * len(first))]
        return [*map(int, first), *map(int, tirage.permutation(groups[ENTREPRISE]).tolist())]

    def _approved(self, inclusion: dict[int, str]) -> frozenset[int]:
        tirage, shape = self._rng("esus"), self.shape["esus"]
        found = set()
        for rang in self._ranks(ENTREPRISE, ASSOCIATION):
            tiers = self.tiers[rang]
            kind = (
                "des_associations" if tiers.type == ASSOCIATION else "des_scop" if worker_owned(tiers) else ""
            )
            kind = "des_structures" if rang in inclusion else kind
            if tirage.random() < shape.get(kind, 0.0):
                found.add(rang)
        return frozenset(found)

    def _qpv(self) -> frozenset[int]:
        """Small suppliers whose establishment is in a quartier prioritaire (big communes of the basin)."""
        tirage, shape, ring = self._rng("qpv"), self.shape["qpv"], self.shape["bassin"]["cercle"]
        big = {
            line["code"] for line in read_csv("communes.csv")
            if line["cercle"] == ring and int(line["population"]) >= shape["population"]
        }  # fmt: skip
        near = [r for r in self._ranks(ENTREPRISE, ASSOCIATION) if self.tiers[r].commune in big]
        drawn = tirage.random(len(near)) < shape["part"]
        return frozenset(
            r
            for r, chosen in zip(near, drawn.tolist(), strict=True)
            if chosen and self.tiers[r].taille != "GE"
        )

    def _procedures(self) -> dict[int, tuple[str, str]]:
        tirage, shape = self._rng("procedures"), self.shape["procedures"]
        small = [r for r in self._ranks(ENTREPRISE) if self.tiers[r].taille == "PME"]
        chosen = tirage.permutation(small)[: max(3, round(shape["part"] * len(small)))].tolist()
        values, days = shape["valeurs"], shape["jours"]
        return {r: (values[n % len(values)], days[n % len(days)]) for n, r in enumerate(chosen)}

    def _groupes(self) -> Iterator[tuple[int, str]]:
        """Each company of a group with its name, or with the SIREN of its head."""
        tirage, seen = self._rng("groupes"), {tiers.nom for tiers in self.tiers}
        for taille, part in self.shape["groupes"].items():
            ranks = tirage.permutation(
                [r for r in self._ranks(ENTREPRISE) if self.tiers[r].taille == taille]
            ).tolist()
            ranks = ranks[: round(part * len(ranks))]
            while len(ranks) > 1:
                size = int(tirage.integers(2, 4))
                members, ranks = ranks[:size], ranks[size:]
                name = _group_name(tirage, seen)
                told = name if tirage.random() < 0.5 else self.tiers[members[0]].siren
                yield from ((member, told) for member in members)


def _group_name(tirage: np.random.Generator, seen: set[str]) -> str:
    """A name that nobody bears."""
    while (name := f"Groupe {names.brand(tirage)} {names.surname(tirage)}") in seen:
        continue
    seen.add(name)
    return name


def worker_owned(tiers: Fournisseur) -> bool:
    """Say whether its name ends with the legal form of a cooperative of workers."""
    return tiers.nom.endswith(" SCOP")
