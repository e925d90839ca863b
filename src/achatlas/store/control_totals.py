"""The external control of a deposit: the total that a person typed from their own software, kept for ever."""

from dataclasses import dataclass
from pathlib import Path

from achatlas.store.register import now
from achatlas.store.transaction import REGISTRE, transaction

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
        self.path = home / REGISTRE
        with transaction(self.path) as base:
            base.executescript(SCHEMA)

    def add(self, depot: str, centimes: int, qui: str) -> Controle:
        """Keeps a total; the last one said is the one that counts."""
        said = Controle(depot, centimes, qui, now())
        with transaction(self.path) as base:
            base.execute("INSERT INTO controle VALUES (?,?,?,?)", (depot, centimes, qui, said.date))
        return said

    def last(self) -> dict[str, Controle]:
        """The last total said of each deposit."""
        with transaction(self.path) as base:
            found = base.execute("SELECT depot, centimes, qui, date FROM controle ORDER BY rowid").fetchall()
        return {line[0]: Controle(*line) for line in found}
