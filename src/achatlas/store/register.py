"""The register of a territory: files deposited, which of them count, balance of every edge, pointer to what
is published.

One SQLite file with full synchronisation: what it points to is on the disk before the pointer moves. Which
files count is changed by acts, that are only ever added (ADR 17): any former state can be told again.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from achatlas.domain.balance import Ledger
from achatlas.domain.errors import ActeConcurrent
from achatlas.store.transaction import REGISTRE, transaction, writing

LECTURE = "lecture"
SCHEMA = """
CREATE TABLE IF NOT EXISTS depot (
  sha256 TEXT PRIMARY KEY, fichier TEXT NOT NULL, acheteur_siren TEXT, source TEXT NOT NULL, profil TEXT,
  octets INTEGER NOT NULL, depose_le TEXT NOT NULL, instantane TEXT NOT NULL, signalements TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bilan (
  etape TEXT NOT NULL, objet TEXT NOT NULL, instantane TEXT NOT NULL, compte TEXT NOT NULL,
  PRIMARY KEY (etape, objet));
CREATE TABLE IF NOT EXISTS pointeur (nom TEXT PRIMARY KEY, valeur TEXT NOT NULL, pose_le TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS acte (
  rang INTEGER PRIMARY KEY AUTOINCREMENT, date TEXT NOT NULL, qui TEXT NOT NULL, nature TEXT NOT NULL,
  entrants TEXT NOT NULL, sortants TEXT NOT NULL, tranches TEXT NOT NULL);
"""
LATER = (("actif", "INTEGER NOT NULL DEFAULT 1"), ("lecture", "TEXT NOT NULL DEFAULT '{}'"))
"""Columns that came after the first version: a register made before them gains them when it is opened."""


@dataclass(frozen=True)
class Depot:
    """A file deposited: its hash, name, buyer (SIREN, or None when the file names them), source and
    profile.

    ``actif`` says whether it counts; ``lecture`` what was seen of it: encodage, separateur, contenu (a hash
    of its rows whatever their order), mois (exercice and month → lines and cents).
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
    actif: bool = True
    lecture: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Acte:
    """A change of what counts: deposits that come in, those that go out, and the slices of others that the
    newcomers replace (``ancien``, ``nouveau``: hashes; ``exercice``; ``debut`` and ``fin``: months).
    """

    rang: int
    date: str
    qui: str
    nature: str
    entrants: tuple[str, ...]
    sortants: tuple[str, ...]
    tranches: tuple[Mapping[str, str], ...]


COLUMNS = ", ".join(field.name for field in fields(Depot))


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
        self.path = home / REGISTRE
        with transaction(self.path) as base:
            base.executescript(SCHEMA)
            if _lacking(base):
                writing(base)
                for name, kind in _lacking(base):
                    base.execute(f"ALTER TABLE depot ADD COLUMN {name} {kind}")

    def add_depot(self, depot: Depot, bilan: Bilan, acte: Acte | None = None) -> None:
        """Records a file and its balance together, and the act that makes it count; the same bytes again
        replace their own line. ``acte.rang`` is the last act seen when it was decided.

        Raises ActeConcurrent when another act came in between: nothing is then recorded.
        """
        kept = (
            json.dumps(dict(depot.signalements), sort_keys=True),
            json.dumps(dict(depot.lecture), sort_keys=True),
        )
        values = (
            depot.sha256, depot.fichier, depot.acheteur_siren, depot.source, depot.profil, depot.octets,
            depot.depose_le, depot.instantane, kept[0], int(depot.actif), kept[1],
        )  # fmt: skip
        with transaction(self.path) as base:
            writing(base)
            before = "SELECT instantane FROM depot WHERE sha256 = ?"
            base.execute(f"DELETE FROM bilan WHERE instantane IN ({before})", (depot.sha256,))
            base.execute(f"INSERT OR REPLACE INTO depot ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?)", values)
            _put(base, bilan)
            if acte:
                _act(base, acte)

    def forget(self, sha: str) -> None:
        """Removes a deposit that never counted, and the balance of its reading. Raises ActeConcurrent when an
        act names it: its history is kept for ever.
        """
        with transaction(self.path) as base:
            writing(base)
            if base.execute("SELECT 1 FROM acte WHERE instr(entrants || sortants, ?)", (sha,)).fetchone():
                raise ActeConcurrent(
                    quoi="Ce dépôt a déjà compté",
                    pourquoi="ce qui a compté reste dans l'histoire des dépôts",
                    que_faire="retirez-le plutôt : il ne comptera plus",
                )
            known = "(SELECT instantane FROM depot WHERE sha256 = ? AND NOT actif)"
            base.execute(f"DELETE FROM bilan WHERE etape = ? AND instantane IN {known}", (LECTURE, sha))
            base.execute("DELETE FROM depot WHERE sha256 = ? AND NOT actif", (sha,))

    def act(self, acte: Acte) -> None:
        """Changes which deposits count. Raises ActeConcurrent when ``acte.rang`` is not the last one."""
        with transaction(self.path) as base:
            writing(base)
            _act(base, acte)

    def actes(self) -> tuple[Acte, ...]:
        """Every act, oldest first."""
        with transaction(self.path) as base:
            found = base.execute("SELECT * FROM acte ORDER BY rang").fetchall()
        return tuple(map(as_acte, found))

    def last_act(self) -> int:
        """The rank of the last act, 0 before the first: what a decision is taken upon."""
        with transaction(self.path) as base:
            return _last(base)

    def every_depot(self) -> tuple[Depot, ...]:
        """Every file deposited, whether it counts or not, by name then hash."""
        with transaction(self.path) as base:
            found = base.execute(f"SELECT {COLUMNS} FROM depot ORDER BY fichier, sha256").fetchall()
        return tuple(as_depot(line) for line in found)

    def depots(self) -> tuple[Depot, ...]:
        """The files that count, by name then hash."""
        return tuple(depot for depot in self.every_depot() if depot.actif)

    def depot(self, sha: str) -> Depot | None:
        """The file of this hash, if it was deposited, whether it counts or not."""
        with transaction(self.path) as base:
            found = base.execute(f"SELECT {COLUMNS} FROM depot WHERE sha256 = ?", (sha,)).fetchone()
        return None if found is None else as_depot(found)

    def slices(self) -> tuple[Mapping[str, str], ...]:
        """The slices of deposits that count which newer ones, that count too, replace."""
        active = {depot.sha256 for depot in self.depots()}
        return tuple(
            part
            for acte in self.actes()
            for part in acte.tranches
            if {part["ancien"], part["nouveau"]} <= active
        )

    def put_bilans(self, etape: str, bilans: tuple[Bilan, ...]) -> None:
        """Replaces the balances of a stage."""
        with transaction(self.path) as base:
            _replace(base, etape, bilans)

    def settle(self, nom: str, valeur: str, bilans: Mapping[str, tuple[Bilan, ...]]) -> None:
        """Moves a pointer and replaces the balances of the stages that led there, all at once: nobody sees
        the new figures with the old pointer.
        """
        with transaction(self.path) as base:
            writing(base)
            for etape, found in bilans.items():
                _replace(base, etape, found)
            _point(base, nom, valeur)

    def bilans(self) -> tuple[Bilan, ...]:
        """The balance of every file that counts and of every edge, by stage then object."""
        counts = f"etape <> '{LECTURE}' OR instantane NOT IN (SELECT instantane FROM depot WHERE NOT actif)"
        with transaction(self.path) as base:
            found = base.execute(f"SELECT * FROM bilan WHERE {counts} ORDER BY etape, objet").fetchall()
        return tuple(Bilan(e, o, i, Ledger.from_dict(json.loads(c))) for e, o, i, c in found)

    def reading(self, instantane: str) -> Ledger | None:
        """The balance of the reading of a file, whether it counts or not."""
        asked = "SELECT compte FROM bilan WHERE etape = ? AND instantane = ?"
        with transaction(self.path) as base:
            found = base.execute(asked, (LECTURE, instantane)).fetchone()
        return None if found is None else Ledger.from_dict(json.loads(found[0]))

    def readings(self) -> dict[str, Ledger]:
        """The balance of every reading, by its snapshot, whether the file counts or not."""
        with transaction(self.path) as base:
            found = base.execute(
                "SELECT instantane, compte FROM bilan WHERE etape = ?", (LECTURE,)
            ).fetchall()
        return {name: Ledger.from_dict(json.loads(account)) for name, account in found}

    def point(self, nom: str, valeur: str) -> None:
        """Moves a pointer: the one act that makes a snapshot visible."""
        with transaction(self.path) as base:
            _point(base, nom, valeur)

    def move(self, nom: str, ancien: str, nouveau: str) -> bool:
        """Moves a pointer from what it is thought to show; False, and nothing done, when it shows another."""
        with transaction(self.path) as base:
            writing(base)
            found = base.execute("SELECT valeur FROM pointeur WHERE nom = ?", (nom,)).fetchone()
            if found is None or found[0] != ancien:
                return False
            _point(base, nom, nouveau)
            return True

    def pointed(self, nom: str) -> str | None:
        """What a pointer shows, or None."""
        with transaction(self.path) as base:
            found = base.execute("SELECT valeur FROM pointeur WHERE nom = ?", (nom,)).fetchone()
        return None if found is None else str(found[0])


def _lacking(base: sqlite3.Connection) -> list[tuple[str, str]]:
    """The columns that a register of a former version still lacks."""
    known = {line[1] for line in base.execute("PRAGMA table_info(depot)")}
    return [(name, kind) for name, kind in LATER if name not in known]


def as_depot(line: Sequence[Any]) -> Depot:
    """A deposit from its row, in the order of ``COLUMNS``."""
    said = dict(zip((one.name for one in fields(Depot)), line, strict=True))
    kept = {name: json.loads(said[name]) for name in ("signalements", "lecture")}
    return Depot(**{**said, **kept, "actif": bool(said["actif"])})


def as_acte(line: Sequence[Any]) -> Acte:
    """An act from its row."""
    rang, date, qui, nature, *lists = line
    return Acte(rang, date, qui, nature, *map(tuple, map(json.loads, lists)))


def _last(base: sqlite3.Connection) -> int:
    return int(base.execute("SELECT coalesce(max(rang), 0) FROM acte").fetchone()[0])


def _act(base: sqlite3.Connection, acte: Acte) -> None:
    """Adds an act and makes the deposits obey it."""
    if _last(base) != acte.rang:
        raise ActeConcurrent(
            quoi="Les dépôts ont changé entre-temps",
            pourquoi="une autre personne, ou un autre import, a déposé ou retiré un fichier",
            que_faire="regardez de nouveau ce qui change, puis recommencez",
        )
    lists = [json.dumps(list(part)) for part in (acte.entrants, acte.sortants, acte.tranches)]
    values = (acte.date, acte.qui, acte.nature, *lists)
    base.execute(
        "INSERT INTO acte (date, qui, nature, entrants, sortants, tranches) VALUES (?,?,?,?,?,?)", values
    )
    for actif, names in ((1, acte.entrants), (0, acte.sortants)):
        base.executemany("UPDATE depot SET actif = ? WHERE sha256 = ?", [(actif, name) for name in names])


def before(actes: Iterable[Acte], active: Iterable[str], rang: int) -> frozenset[str]:
    """The hashes of the deposits that counted just after the act ``rang``, told back from those of today."""
    found = set(active)
    for acte in sorted(actes, key=lambda one: -one.rang):
        if acte.rang <= rang:
            break
        found = (found - set(acte.entrants)) | set(acte.sortants)
    return frozenset(found)


def _point(base: sqlite3.Connection, nom: str, valeur: str) -> None:
    base.execute("INSERT OR REPLACE INTO pointeur VALUES (?,?,?)", (nom, valeur, now()))


def _replace(base: sqlite3.Connection, etape: str, bilans: Iterable[Bilan]) -> None:
    base.execute("DELETE FROM bilan WHERE etape = ?", (etape,))
    for bilan in bilans:
        _put(base, bilan)


def _put(base: sqlite3.Connection, bilan: Bilan) -> None:
    account = json.dumps(bilan.compte.as_dict(), sort_keys=True)
    base.execute(
        "INSERT OR REPLACE INTO bilan VALUES (?,?,?,?)", (bilan.etape, bilan.objet, bilan.instantane, account)
    )


def now() -> str:
    """This moment in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
