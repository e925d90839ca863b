"""The register asked for what a list shows: sums by buyer, a page of deposits, the last acts; never the whole
of it, however many files were deposited.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from achatlas.domain.balance import Ledger
from achatlas.store import control_totals, jobs
from achatlas.store.register import COLUMNS, LECTURE, Acte, Depot, as_acte, as_depot
from achatlas.store.transaction import REGISTRE, transaction

EVERY = "%"
SEVERAL = ""
ACHETEUR = "coalesce(d.acheteur_siren, '')"
NAMED = (
    "SELECT {what} FROM acte a WHERE instr(a.entrants || a.sortants, d.sha256) ORDER BY a.rang DESC LIMIT 1"
)
WAITS = f"(NOT d.actif AND NOT EXISTS ({NAMED.format(what='1')}))"
READ = f"LEFT JOIN bilan b ON b.etape = '{LECTURE}' AND b.instantane = d.instantane"


def _of(part: str) -> str:
    """A total of the balance of a reading."""
    return f"coalesce(json_extract(b.compte, '$.{part}'), 0)"


REJECTED = (
    "(SELECT coalesce(sum(json_extract(r.value, '$.lignes')), 0) FROM json_each(b.compte, '$.rejets') r)"
)
SUMS = f"""
SELECT {ACHETEUR}, count(*), sum(d.actif), sum({WAITS}), sum(d.actif * {_of("acceptes.lignes")}),
  sum(d.actif * {_of("acceptes.centimes")}), sum(d.actif * {REJECTED}),
  sum(d.actif * {_of("acceptes.centimes_absolus")}
    * (coalesce(json_extract(d.lecture, '$.table'), 'brut__mandats') = 'brut__mandats'))
FROM depot d {READ} WHERE {ACHETEUR} LIKE ? GROUP BY 1 ORDER BY 1
"""
PAGE = f"""
WITH ranked AS (SELECT d.sha256, row_number() OVER (
  PARTITION BY {ACHETEUR} ORDER BY {WAITS} DESC, d.depose_le DESC, d.sha256) AS place
  FROM depot d WHERE {ACHETEUR} LIKE ?),
kept AS (SELECT * FROM ranked WHERE place > ? AND place <= ?)
SELECT {", ".join(f"d.{name}" for name in COLUMNS.split(", "))},
  {_of("acceptes.lignes")}, {_of("acceptes.centimes")}, ({NAMED.format(what="a.nature")}),
  coalesce((SELECT t.qui FROM travail t WHERE t.nature = '{jobs.LIRE}' AND t.depot = d.sha256
    ORDER BY t.recu_le DESC, t.rowid DESC LIMIT 1),
    (SELECT a.qui FROM acte a WHERE instr(a.entrants, d.sha256) ORDER BY a.rang LIMIT 1), '')
FROM kept JOIN depot d USING (sha256) {READ} ORDER BY {ACHETEUR}, kept.place
"""


@dataclass(frozen=True)
class Sum:
    """The deposits of a buyer (SIREN; nothing for files of several): how many, how many count and wait; of
    those that count: lines and cents accepted, lines rejected, absolute cents of payments.
    """

    acheteur: str
    tous: int
    comptes: int
    attendent: int
    lignes: int
    centimes: int
    rejetees: int
    paiements: int


@dataclass(frozen=True)
class Shelved:
    """A deposit on a list: lines and cents that it accepted, nature of the last act that names it, and who
    sent it, else who first made it count.
    """

    depot: Depot
    lignes: int
    centimes: int
    nature: str
    qui: str


class Shelf:
    """Reads ``registre.sqlite3`` by buyer and by page."""

    def __init__(self, home: Path) -> None:
        self.path = home / REGISTRE
        with transaction(self.path) as base:
            base.executescript(f"{jobs.SCHEMA}{control_totals.SCHEMA}")

    def _rows(self, asked: str, values: Sequence[object] = ()) -> list[Any]:
        with transaction(self.path) as base:
            return base.execute(asked, values).fetchall()

    def sums(self, acheteur: str = EVERY) -> tuple[Sum, ...]:
        """The sums of each buyer, or of one."""
        return tuple(Sum(*line) for line in self._rows(SUMS, (acheteur,)))

    def page(self, acheteur: str = EVERY, before: int = 0, count: int = 50) -> tuple[Shelved, ...]:
        """The deposits of each buyer, or of one, those that wait first, then the last: ``count`` for each
        after the first ``before``.
        """
        wide = len(COLUMNS.split(", "))
        found = self._rows(PAGE, (acheteur, before, before + count))
        return tuple(Shelved(as_depot(line[:wide]), *_plain(line[wide:])) for line in found)

    def last_acts(self, count: int) -> tuple[Acte, ...]:
        """The last acts, from the newest."""
        return tuple(map(as_acte, self._rows("SELECT * FROM acte ORDER BY rang DESC LIMIT ?", (count,))))

    def active(self) -> frozenset[str]:
        """The hashes of the deposits that count."""
        return frozenset(line[0] for line in self._rows("SELECT sha256 FROM depot WHERE actif"))

    def named(self, hashes: Iterable[str]) -> dict[str, Depot]:
        """The deposits of some hashes."""
        asked = f"SELECT {COLUMNS} FROM depot WHERE sha256 IN (SELECT value FROM json_each(?))"
        found = map(as_depot, self._rows(asked, (json.dumps(sorted(set(hashes))),)))
        return {depot.sha256: depot for depot in found}

    def controlled(self) -> Mapping[str, list[tuple[control_totals.Controle, Ledger]]]:
        """The deposits of payments that count and whose total was said, by buyer: last total, balance."""
        asked = f"""
        SELECT {ACHETEUR}, c.depot, c.centimes, c.qui, c.date, b.compte
        FROM controle c JOIN depot d ON d.sha256 = c.depot JOIN bilan b
          ON b.etape = '{LECTURE}' AND b.instantane = d.instantane
        WHERE d.actif AND c.rowid IN (SELECT max(rowid) FROM controle GROUP BY depot)
          AND coalesce(json_extract(d.lecture, '$.table'), 'brut__mandats') = 'brut__mandats'
        """
        said: dict[str, list[tuple[control_totals.Controle, Ledger]]] = {}
        for siren, *line, account in self._rows(asked):
            told = (control_totals.Controle(*line), Ledger.from_dict(json.loads(account)))
            said.setdefault(siren, []).append(told)
        return said


def _plain(line: Sequence[Any]) -> tuple[int, int, str, str]:
    lines, cents, nature, who = line
    return int(lines), int(cents), nature or "", who
