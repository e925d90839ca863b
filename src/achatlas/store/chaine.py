"""A chain of what persons decided: rows only added (ADR 6), each sealed with the one before it (ADR 23)."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

from achatlas.store.transaction import REGISTRE, transaction, writing

NAME = re.compile(r"decision_[a-z]+")
Contenu = Mapping[str, Any]


class Sealed(Protocol):
    """A row of a chain: its place from 1, the seal of the row before, its own, and whether it still says what
    was signed.
    """

    @property
    def rang(self) -> int:
        """Its place."""
        ...

    @property
    def precedente(self) -> str:
        """The seal of the row before."""
        ...

    @property
    def empreinte(self) -> str:
        """Its own seal."""
        ...

    @property
    def holds(self) -> bool:
        """Whether it still says what was signed."""
        ...


@dataclass(frozen=True)
class Maillon:
    """A row: its place from 1, what it says, the seal of the row before, its own."""

    rang: int
    contenu: Contenu
    precedente: str
    empreinte: str

    @property
    def sealed(self) -> str:
        """The seal that this row must bear: of its place, its content and the seal of the row before."""
        text = json.dumps([self.rang, self.precedente, self.contenu], ensure_ascii=False, sort_keys=True)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @property
    def holds(self) -> bool:
        """Whether the row still says what was signed."""
        return self.empreinte == self.sealed


@dataclass(frozen=True)
class Etat:
    """What the verification says: how many rows, the seal of the last one, and each fault: the row (rang) and
    what is wrong with it, in words.
    """

    lignes: int
    tete: str
    fautes: tuple[tuple[int, str], ...]


class Chaine:
    """Reads and adds to the rows of one table of ``registre.sqlite3``; none is ever changed nor removed.

    Raises ValueError for a table that is not called ``decision_`` and a word.
    """

    def __init__(self, home: Path, table: str) -> None:
        if not NAME.fullmatch(table):
            raise ValueError(table)
        self.path, self._table = home / REGISTRE, table
        with transaction(self.path) as base:
            base.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (rang INTEGER PRIMARY KEY, contenu TEXT NOT NULL,"
                " precedente TEXT NOT NULL, empreinte TEXT NOT NULL)"
            )

    def add(
        self, make: Callable[[tuple[Maillon, ...]], Iterable[Contenu]]
    ) -> tuple[Maillon, ...]:  # fmt: skip
        """Adds the rows that ``make`` draws from those that stand, all or none; nobody writes between."""
        with transaction(self.path) as base:
            writing(base)
            rows = self._read(base)
            made: list[Maillon] = []
            for contenu in make(rows):
                made.append(self._append(base, (*rows, *made), contenu))
        return tuple(made)

    def _append(self, base: sqlite3.Connection, rows: tuple[Maillon, ...], contenu: Contenu) -> Maillon:
        rang, before = (rows[-1].rang + 1, rows[-1].empreinte) if rows else (1, "")
        placed = Maillon(rang, contenu, before, "")
        done = Maillon(rang, contenu, before, placed.sealed)
        text = json.dumps(contenu, ensure_ascii=False, sort_keys=True)
        base.execute(f"INSERT INTO {self._table} VALUES (?,?,?,?)", [rang, text, before, done.empreinte])
        return done

    def every(self) -> tuple[Maillon, ...]:
        """Every row, oldest first, altered or not."""
        with transaction(self.path) as base:
            return self._read(base)

    def valid(self) -> tuple[Maillon, ...]:
        """The rows that still say what was signed, oldest first: an altered one is nobody's."""
        return tuple(one for one in self.every() if one.holds)

    def _read(self, base: sqlite3.Connection) -> tuple[Maillon, ...]:
        asked = f"SELECT rang, contenu, precedente, empreinte FROM {self._table} ORDER BY rang"
        return tuple(_row(*line) for line in base.execute(asked).fetchall())

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, in its place; ``tete``: a seal noted on another day,
        which must be among them (rows cut off the end leave no other trace).
        """
        return verified(self.every(), tete)


def head(home: Path, table: str) -> str:
    """The seal of the last row of a chain; empty when it has none, or when nobody ever began it: nothing is
    written.
    """
    path = home / REGISTRE
    if not path.exists():
        return ""
    with transaction(path) as base:
        known = base.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [table])
        if known.fetchone() is None:
            return ""
        last = base.execute(f"SELECT empreinte FROM {table} ORDER BY rang DESC LIMIT 1").fetchone()
    return str(last[0]) if last else ""


def verified(rows: Sequence[Sealed], tete: str = "") -> Etat:
    """What is to be said of sealed rows, oldest first; ``tete`` as ``Chaine.verify`` says."""
    pairs = zip(rows, (None, *rows), strict=False)
    faults = [(one.rang, words) for one, before in pairs if (words := _fault(one, before))]
    if tete and tete not in {one.empreinte for one in rows}:
        faults.append(
            (len(rows), f"la chaîne ne passe pas par l'empreinte {tete} : sa fin a été coupée ou refaite")
        )
    return Etat(len(rows), rows[-1].empreinte if rows else "", tuple(faults))


def _row(rang: int, contenu: str, precedente: str, empreinte: str) -> Maillon:
    """A row as it stands; one whose content cannot be read does not hold."""
    try:
        said = json.loads(contenu)
    except ValueError:
        return Maillon(rang, {}, precedente, "")
    return (
        Maillon(rang, said, precedente, empreinte)
        if isinstance(said, dict)
        else Maillon(rang, {}, precedente, "")
    )


def _fault(one: Sealed, before: Sealed | None) -> str:
    """What is wrong with a row, after the one before it."""
    if not one.holds:
        return "elle ne dit plus ce qui a été signé"
    if one.rang != (before.rang + 1 if before else 1):
        return "une ligne a été retirée avant elle"
    if one.precedente != (before.empreinte if before else ""):
        return "la ligne d'avant n'est plus celle qu'elle suivait"
    return ""
