"""Lines paid to natural persons (staff, élus, people helped): whom they name is never written down (P1)."""

from __future__ import annotations

import itertools
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
MANDATS = "brut__mandats"
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

    ``seuls``, when there are any, are the only accounts whose lines may name somebody: an account that is
    none of these, or that is not told, is one of persons. Two persons paid alike by one mandat stay two
    lines: their code is their rank among those.
    """

    def __init__(
        self, comptes: Sequence[str] = (), sauf: Sequence[str] = (), seuls: Sequence[str] = ()
    ) -> None:
        self.comptes, self.sauf, self.seuls = tuple(comptes), tuple(sauf), tuple(seuls)
        self.seen: dict[tuple[Any, ...], dict[tuple[Any, ...], int]] = {}

    @property
    def lists(self) -> tuple[str, ...]:
        """Everything that decides."""
        return (*self.comptes, "sauf", *self.sauf, "seuls", *self.seuls)

    def only(self, seuls: Sequence[str]) -> Persons:
        """The same, who let only these accounts name somebody."""
        return Persons(self.comptes, self.sauf, seuls)

    def names(self, compte: str) -> bool:
        """Whether the lines of an account name natural persons."""
        bare = compte.strip()
        if bare.startswith(self.sauf):
            return False
        return bare.startswith(self.comptes) or bool(self.seuls and not bare.startswith(self.seuls))

    def mask(
        self,
        colonnes: dict[str, Any],
        centimes: Sequence[int],
        signalements: Flags,
        numeros: Sequence[int],
    ) -> None:
        """Take away, in Arrow columns, whom the lines of these accounts name."""
        ranks = self._ranks(colonnes.get("compte"), len(centimes))
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
        told = self._anywhere(cells) if rank is None else self.names(cells[rank])
        return ["" if _LETTER.search(cell) else cell for cell in cells] if told else cells

    def _anywhere(self, cells: Sequence[str]) -> bool:
        """Whether a line whose account may stand in any cell may name a person."""
        return bool(self.seuls) or any(_ACCOUNT.fullmatch(cell) and self.names(cell) for cell in cells)

    def _ranks(self, comptes: Any, rows: int) -> list[int]:
        """The rows that name persons; ``comptes`` is None when the file tells no account."""
        if comptes is None:
            return list(range(rows)) if self.seuls else []
        found = _begins(comptes, self.comptes)
        if self.seuls:
            found = pc.or_(found, pc.invert(_begins(comptes, self.seuls)))
        ranks: list[int] = pc.indices_nonzero(pc.and_not(found, _begins(comptes, self.sauf))).to_pylist()
        return ranks

    def _code(self, told: Mapping[str, Any], centimes: int) -> str:
        group = (*(told.get(nom) for nom in GROUP), centimes)
        among = self.seen.setdefault(group, {})
        rank = among.setdefault(tuple(hash(told.get(nom)) for nom in IDENTITY), len(among) + 1)
        return f"PP-{rank}"


def _begins(comptes: Any, prefixes: Sequence[str]) -> Any:
    """Which accounts begin with one of these; none does when there is none."""
    if not prefixes:
        return pa.repeat(pa.scalar(False), len(comptes))
    return pc.fill_null(pc.match_substring_regex(comptes, f"^(?:{'|'.join(prefixes)})"), False)


def _told(held: Mapping[str, Sequence[Any]], rank: int) -> dict[str, Any]:
    return {nom: values[rank] for nom, values in held.items()}


def _replaced(values: list[str | None], ranks: Sequence[int], given: Mapping[int, str]) -> Any:
    for rank in ranks:
        values[rank] = given.get(rank)
    return pa.array(values, pa.string())


@lru_cache(maxsize=64)
def _rules(path: Path, acheteur: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    said = read_yaml(path)
    found = (
        tuple(map(str, [*said.get("comptes", {}), *_own(said.get("comptes_selon_acheteur", {}), acheteur)])),
        tuple(map(str, [*said.get("sauf", {}), *_own(said.get("sauf_selon_acheteur", {}), acheteur)])),
        tuple(map(str, _own(said.get("comptes_seuls_nommes", {}), acheteur))),
    )
    if not all(map(str.isdecimal, itertools.chain(*found))):
        raise CatalogueError(
            "Compte mal écrit", str(path), "un compte est fait de chiffres", "corrigez cette liste"
        )
    return found


def _own(lists: Mapping[str, Mapping[str, str]], acheteur: tuple[str, ...]) -> list[str]:
    """The accounts listed for the type or for the plan of a buyer."""
    return [compte for kind in acheteur for compte in lists.get(kind, {})]


def persons(catalogue: Catalogue, acheteur: Sequence[str] = (), table: str = MANDATS) -> Persons:
    """Those of the catalogue for a type and a plan of buyer (``type`` and ``plan`` in territoire.yml; none
    when unknown), in a file read into ``table``: only mandats have accounts. Raise CatalogueError when an
    account of the list is no number.
    """
    kinds = tuple(sorted({kind.strip().lower() for kind in acheteur if kind}))
    return Persons(*_rules(catalogue.file(REGLES), kinds)) if table == MANDATS else Persons()
