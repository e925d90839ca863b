"""The external control of a deposit: the total that a person typed from their own software, kept for ever."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from achatlas.store.register import now

SCHEMA = """
CREATE TABLE IF NOT EXISTS controle (
  depot TEXT NOT NULL, centimes INTEGER NOT NULL, qui TEXT NOT NULL, date TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Controle:
    """A total (cents) said of a deposit (hash), by whom and when."""

    depot: str
    centimes: int
    qui: str
    date: str


class Controls:
    """Reads and adds to the totals of ``registre.sqlite3``; none is ever changed (ADR 6)."""

    def __init__(self, home: Path) -> None:
        self.path = home / "registre.sqlite3"
        with self._open() as base:
            base.executescript(SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self.path, timeout=30)
        try:
            base.execute("PRAGMA synchronous=FULL")
            with base:
                yield base
        finally:
            base.close()

    def add(self, depot: str, centimes: int, qui: str) -> Controle:
        """Keeps a total; the last one said is the one that counts."""
        said = Controle(depot, centimes, qui, now())
        with self._open() as base:
            base.execute("INSERT INTO controle VALUES (?,?,?,?)", (depot, centimes, qui, said.date))
        return said

    def last(self) -> dict[str, Controle]:
        """The last total said of each deposit."""
        with self._open() as base:
            found = base.execute("SELECT depot, centimes, qui, date FROM controle ORDER BY rowid").fetchall()
        return {line[0]: Controle(*line) for line in found}
