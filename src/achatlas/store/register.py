"""The register of a territory: files deposited, balance of every edge, and the pointer to what is published.

One SQLite file with full synchronisation: what it points to is on the disk before the pointer moves.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from achatlas.domain.balance import Ledger

SCHEMA = """
CREATE TABLE IF NOT EXISTS depot (
  sha256 TEXT PRIMARY KEY, fichier TEXT NOT NULL, acheteur_siren TEXT, source TEXT NOT NULL, profil TEXT,
  octets INTEGER NOT NULL, depose_le TEXT NOT NULL, instantane TEXT NOT NULL, signalements TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bilan (
  etape TEXT NOT NULL, objet TEXT NOT NULL, instantane TEXT NOT NULL, compte TEXT NOT NULL,
  PRIMARY KEY (etape, objet));
CREATE TABLE IF NOT EXISTS pointeur (nom TEXT PRIMARY KEY, valeur TEXT NOT NULL, pose_le TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Depot:
    """A file deposited: its hash, name, buyer (SIREN, or None when the file names them), source and
    profile.
    """

    sha256: str
    fichier: str
    acheteur_siren: str | None
    source: str
    profil: str | None
    octets: int
    depose_le: str
    instantane: str
    signalements: Mapping[str, int]


DEPOT = tuple(field.name for field in fields(Depot))


@dataclass(frozen=True)
class Bilan:
    """The account of an edge: ``etape`` (ingest, cleanse…), ``objet`` (file or table) and its ledger."""

    etape: str
    objet: str
    instantane: str
    compte: Ledger

    def as_dict(self) -> dict[str, object]:
        """Plain values for machines."""
        return {
            "etape": self.etape,
            "objet": self.objet,
            "instantane": self.instantane,
            **self.compte.as_dict(),
        }


class Register:
    """Reads and writes ``registre.sqlite3``; every write is one transaction."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.path = home / "registre.sqlite3"
        with self._open() as base:
            base.executescript(SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self.path, timeout=30)
        try:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute("PRAGMA synchronous=FULL")
            with base:
                yield base
        finally:
            base.close()

    def add_depot(self, depot: Depot, bilan: Bilan) -> None:
        """Records a file and its balance together; the same bytes again replace their own line."""
        values = (
            depot.sha256, depot.fichier, depot.acheteur_siren, depot.source, depot.profil, depot.octets,
            depot.depose_le, depot.instantane, json.dumps(dict(depot.signalements), sort_keys=True),
        )  # fmt: skip
        with self._open() as base:
            before = "SELECT instantane FROM depot WHERE sha256 = ?"
            base.execute(f"DELETE FROM bilan WHERE instantane IN ({before})", (depot.sha256,))
            base.execute("INSERT OR REPLACE INTO depot VALUES (?,?,?,?,?,?,?,?,?)", values)
            _put(base, bilan)

    def depots(self) -> tuple[Depot, ...]:
        """Every file deposited, by name then hash."""
        with self._open() as base:
            found = base.execute("SELECT * FROM depot ORDER BY fichier, sha256").fetchall()
        values = [(*line[:8], json.loads(line[8])) for line in found]
        return tuple(Depot(**dict(zip(DEPOT, line, strict=True))) for line in values)

    def depot(self, sha: str) -> Depot | None:
        """The file of this hash, if it was deposited."""
        return next((d for d in self.depots() if d.sha256 == sha), None)

    def put_bilans(self, etape: str, bilans: tuple[Bilan, ...]) -> None:
        """Replaces the balances of a stage."""
        with self._open() as base:
            base.execute("DELETE FROM bilan WHERE etape = ?", (etape,))
            for bilan in bilans:
                _put(base, bilan)

    def bilans(self) -> tuple[Bilan, ...]:
        """Every balance kept, by stage then object."""
        with self._open() as base:
            found = base.execute("SELECT * FROM bilan ORDER BY etape, objet").fetchall()
        return tuple(Bilan(e, o, i, Ledger.from_dict(json.loads(c))) for e, o, i, c in found)

    def point(self, nom: str, valeur: str) -> None:
        """Moves a pointer: the one act that makes a snapshot visible."""
        with self._open() as base:
            base.execute("INSERT OR REPLACE INTO pointeur VALUES (?,?,?)", (nom, valeur, now()))

    def pointed(self, nom: str) -> str | None:
        """What a pointer shows, or None."""
        with self._open() as base:
            found = base.execute("SELECT valeur FROM pointeur WHERE nom = ?", (nom,)).fetchone()
        return None if found is None else str(found[0])


def _put(base: sqlite3.Connection, bilan: Bilan) -> None:
    account = json.dumps(bilan.compte.as_dict(), sort_keys=True)
    base.execute(
        "INSERT OR REPLACE INTO bilan VALUES (?,?,?,?)", (bilan.etape, bilan.objet, bilan.instantane, account)
    )


def now() -> str:
    """This moment in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
