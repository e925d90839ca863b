"""Lines paid to natural persons (staff, élus, people helped): whom they name is never written down (P1)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.text import read_yaml
from achatlas.domain.errors import CatalogueError
from achatlas.ingest.flags import Flags

REGLES = "regles/donnees_personnelles.yml"
ANONYME = "PP-anonyme"
REMOVED = "identite_retiree"
IDENTITY = (
    "tiers_nom", "tiers_code", "tiers_siret", "tiers_code_postal", "tiers_ville", "objet", "num_facture",
    "num_engagement", "operation",
)  # fmt: skip
GROUP = ("num_bordereau", "num_mandat", "date_mandat", "compte")
_LETTER = re.compile(r"[^\W\d_]")
_ACCOUNT = re.compile(r"[0-9]{2,10}(?:\.0)?")


class Persons:
    """Knows the accounts whose lines name natural persons, and takes the names away.

    Two persons paid alike by one mandat stay two lines: their code is their rank among those.
    """

    def __init__(self, comptes: Sequence[str] = (), sauf: Sequence[str] = ()) -> None:
        self.comptes, self.sauf = tuple(comptes), tuple(sauf)
        self.seen: dict[tuple[Any, ...], dict[tuple[Any, ...], int]] = {}

    def names(self, compte: str) -> bool:
        """Whether the lines of an account name natural persons."""
        bare = compte.strip()
        return bare.startswith(self.comptes) and not bare.startswith(self.sauf)

    def mask(
        self,
        colonnes: dict[str, Any],
        centimes: Sequence[int],
        signalements: Flags,
        numeros: Sequence[int],
    ) -> None:
        """Take away, in Arrow columns, whom the lines of these accounts name."""
        ranks = self._ranks(colonnes["compte"]) if "compte" in colonnes and self.comptes else []
        if not ranks:
            return
        signalements.at(numeros[ranks[0]])
        signalements[REMOVED] += len(ranks)
        held = {nom: colonnes[nom].to_pylist() for nom in (*IDENTITY, *GROUP) if nom in colonnes}
        codes = {rank: self._code(_told(held, rank), centimes[rank]) for rank in ranks}
        given = {"tiers_nom": dict.fromkeys(ranks, ANONYME), "tiers_code": codes}
        for nom in {*held, *given} & set(IDENTITY):
            values = held.get(nom) or [None] * len(centimes)
            colonnes[nom] = _replaced(values, ranks, given.get(nom, {}))

    def excerpt(self, cells: Sequence[str], rank: int | None) -> Sequence[str]:
        """The cells of a line that may be quoted: those without a letter when its account, in the cell of
        this rank, is one of persons. A line whose cells are out of place (None) is looked at everywhere.
        """
        among = cells if rank is None else cells[rank : rank + 1]
        if not any(cell[:1] in "46" and self.names(cell) and _ACCOUNT.fullmatch(cell) for cell in among):
            return cells
        return ["" if _LETTER.search(cell) else cell for cell in cells]

    def _ranks(self, comptes: Any) -> list[int]:
        found = pc.fill_null(pc.match_substring_regex(comptes, f"^(?:{'|'.join(self.comptes)})"), False)
        out = pc.fill_null(pc.match_substring_regex(comptes, f"^(?:{'|'.join(self.sauf)})"), False)
        kept = pc.and_(found, pc.invert(out)) if self.sauf else found
        ranks: list[int] = pc.indices_nonzero(kept).to_pylist()
        return ranks

    def _code(self, told: Mapping[str, Any], centimes: int) -> str:
        group = (*(told.get(nom) for nom in GROUP), centimes)
        among = self.seen.setdefault(group, {})
        rank = among.setdefault(tuple(hash(told.get(nom)) for nom in IDENTITY), len(among) + 1)
        return f"PP-{rank}"


def _told(held: Mapping[str, Sequence[Any]], rank: int) -> dict[str, Any]:
    return {nom: values[rank] for nom, values in held.items()}


def _replaced(values: list[str | None], ranks: Sequence[int], given: Mapping[int, str]) -> Any:
    for rank in ranks:
        values[rank] = given.get(rank)
    return pa.array(values, pa.string())


@lru_cache(maxsize=64)
def _rules(path: Path, acheteur: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    said = read_yaml(path)
    own = said.get("comptes_selon_acheteur", {}).get(acheteur, {})
    found = tuple(map(str, [*said.get("comptes", {}), *own])), tuple(map(str, said.get("sauf", {})))
    if not all(map(str.isdecimal, (*found[0], *found[1]))):
        raise CatalogueError(
            "Compte mal écrit", str(path), "un compte est fait de chiffres", "corrigez cette liste"
        )
    return found


def persons(catalogue: Catalogue, acheteur: str = "") -> Persons:
    """Those of the catalogue for a type of buyer (``type`` in territoire.yml; "" when unknown). Raise
    CatalogueError when an account of the list is no number.
    """
    return Persons(*_rules(catalogue.file(REGLES), acheteur.strip().lower()))
