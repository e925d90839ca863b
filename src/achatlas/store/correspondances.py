"""The nomenclatures that buyers keep: whole versions, only added (ADR 6), each sealed with the one before it
(ADR 23); the last one that nobody took back is in force.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from achatlas.domain.correspondance import NomenclatureAcheteur
from achatlas.store import chaine
from achatlas.store.chaine import Chaine
from achatlas.store.transaction import REGISTRE, transaction

TABLE = "decision_correspondance"
SCHEMA = """
CREATE TABLE IF NOT EXISTS decision_correspondance (
  rang INTEGER PRIMARY KEY, acheteur_siren TEXT NOT NULL, origine TEXT NOT NULL, qui TEXT NOT NULL,
  date TEXT NOT NULL, motif TEXT NOT NULL, reprend TEXT NOT NULL, contenu TEXT NOT NULL,
  precedente TEXT NOT NULL, empreinte TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Version:
    """A version of the nomenclature of a buyer (SIREN): the name of the file that it comes from, or what a
    person did (``origine``), by whom, when (UTC), why; ``contenu`` is the whole of it as JSON. ``reprend``:
    the seal of the version that this row takes back; it holds nothing then.

    ``rang``, ``precedente`` and ``empreinte`` are given by the store.
    """

    acheteur_siren: str
    origine: str
    qui: str
    date: str
    motif: str = ""
    reprend: str = ""
    contenu: str = ""
    rang: int = 0
    precedente: str = ""
    empreinte: str = ""

    @property
    def sealed(self) -> str:
        """The seal that this row must bear: of its place, its content and the seal of the row before."""
        told = [getattr(self, name) for name in CONTENT]
        return chaine.seal([self.rang, self.precedente, *told])

    @property
    def holds(self) -> bool:
        """Whether the row still says what was signed."""
        return self.empreinte == self.sealed

    @property
    def nomenclature(self) -> NomenclatureAcheteur:
        """What it holds; nothing for a row that takes another back."""
        return _parsed(self.contenu) if self.contenu else EMPTY


EMPTY = NomenclatureAcheteur()


@lru_cache(maxsize=32)
def _parsed(contenu: str) -> NomenclatureAcheteur:
    """What a content holds: a page shows several versions, and the next page the same."""
    return NomenclatureAcheteur.from_dict(json.loads(contenu))


COLUMNS = tuple(one.name for one in fields(Version))
CONTENT = COLUMNS[:7]


def written(own: NomenclatureAcheteur) -> str:
    """A nomenclature as a version keeps it."""
    return json.dumps(own.as_dict(), ensure_ascii=False, separators=(",", ":"))


class Versions:
    """Reads and adds to the versions of ``registre.sqlite3``; none is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self.path = home / REGISTRE
        with transaction(self.path) as base:
            base.executescript(SCHEMA)

    def add(self, said: Version, after: str | None = None) -> Version | None:
        """Keeps a version; returns it sealed. ``after``: the seal of the version in force when it was made
        (empty for none); None when another one has come in force since.
        """
        with transaction(self.path) as base:
            base.execute("BEGIN IMMEDIATE")
            if after is not None and _seal_in_force(_read(base), said.acheteur_siren) != after:
                return None
            return _append(base, said)

    def take_back(self, empreinte: str, qui: str, date: str, motif: str = "") -> Version | None:
        """Takes a version back: the one before it is in force again. None when it does not stand, or was
        taken back already.
        """
        with transaction(self.path) as base:
            base.execute("BEGIN IMMEDIATE")
            piles = _piles(_read(base)).values()
            found = next((one for pile in piles for one in pile if one.empreinte == empreinte), None)
            if found is None:
                return None
            said = f"reprise de la version {found.rang}"
            return _append(
                base, Version(found.acheteur_siren, said, qui, date, motif, reprend=found.empreinte)
            )

    def every(self, acheteur: str | None = None) -> tuple[Version, ...]:
        """Every row, oldest first, altered or not; those of one buyer."""
        with transaction(self.path) as base:
            return tuple(one for one in _read(base) if acheteur in (None, one.acheteur_siren))

    def in_force(self) -> dict[str, Version]:
        """The version in force of each buyer (SIREN); a row that was altered is nobody's."""
        return in_force(self.every())

    def verify(self, tete: str = "") -> Chaine:
        """Whether every row is the one that was written, in its place (``chaine.verified``)."""
        return chaine.verified(self.every(), tete)


def in_force(rows: Iterable[Version]) -> dict[str, Version]:
    """The version in force of each buyer, by these rows."""
    return {acheteur: pile[-1] for acheteur, pile in sorted(_piles(rows).items()) if pile}


def _piles(rows: Iterable[Version]) -> Mapping[str, list[Version]]:
    """The versions of each buyer that nobody took back, the last one on top."""
    piles: dict[str, list[Version]] = {}
    for one in rows:
        pile = piles.setdefault(one.acheteur_siren, [])
        if not one.holds:
            continue
        if one.reprend:
            pile[:] = [kept for kept in pile if kept.empreinte != one.reprend]
        else:
            pile.append(one)
    return piles


def _seal_in_force(rows: Iterable[Version], acheteur: str) -> str:
    found = in_force(rows).get(acheteur)
    return found.empreinte if found else ""


def _read(base: sqlite3.Connection) -> tuple[Version, ...]:
    found = base.execute(f"SELECT {', '.join(COLUMNS)} FROM {TABLE} ORDER BY rang").fetchall()
    return tuple(Version(*line) for line in found)


def _append(base: sqlite3.Connection, said: Version) -> Version:
    rang, before = chaine.last(base, TABLE)
    placed = replace(said, rang=rang + 1, precedente=before)
    done = replace(placed, empreinte=placed.sealed)
    row: dict[str, Any] = {name: getattr(done, name) for name in COLUMNS}
    chaine.insert(base, TABLE, row)
    return done
