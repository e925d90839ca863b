"""What a person said of two marchés that may be one: rows only added (ADR 6), the last on a pair wins."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from achatlas.store.transaction import REGISTRE, transaction

SAME, APART, TAKEN_BACK = "meme", "deux", "aucun"
JUGEMENTS = (SAME, APART, TAKEN_BACK)
Jugements = Mapping[tuple[str, str], str]
"""What stands of each pair of keys, the keys in order."""
SCHEMA = """
CREATE TABLE IF NOT EXISTS decision_doublon (
  acheteur_siren TEXT NOT NULL, marche_cle TEXT NOT NULL, autre_cle TEXT NOT NULL, jugement TEXT NOT NULL,
  qui TEXT NOT NULL, date TEXT NOT NULL, motif TEXT NOT NULL, cite TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Decision:
    """One marché (``meme``), two (``deux``), or a judgement taken back (``aucun``): of which keys, by whom,
    when, why, and what the person had before their eyes (``cite``: for each marché, its file, line, objet…).
    """

    acheteur_siren: str
    marche_cle: str
    autre_cle: str
    jugement: str
    qui: str
    date: str
    motif: str
    cite: tuple[Mapping[str, Any], ...] = ()

    @property
    def paire(self) -> tuple[str, str]:
        """The two keys, in order."""
        first, second = sorted((self.marche_cle, self.autre_cle))
        return first, second


COLUMNS = ", ".join(one.name for one in fields(Decision))


class Decisions:
    """Reads and adds to the judgements of ``registre.sqlite3``; none is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self.path = home / REGISTRE
        with transaction(self.path) as base:
            base.executescript(SCHEMA)

    def add(self, decision: Decision) -> Decision:
        """Keeps a judgement; the last one on a pair is the one that counts."""
        told = [getattr(decision, one.name) for one in fields(Decision)[:-1]]
        cited = json.dumps([dict(one) for one in decision.cite], ensure_ascii=False, sort_keys=True)
        with transaction(self.path) as base:
            base.execute(f"INSERT INTO decision_doublon ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?)", [*told, cited])
        return decision

    def every(self) -> tuple[Decision, ...]:
        """Every judgement, oldest first."""
        asked = f"SELECT {COLUMNS} FROM decision_doublon ORDER BY rowid"
        with transaction(self.path) as base:
            found = base.execute(asked).fetchall()
        return tuple(replace(Decision(*line[:-1]), cite=tuple(json.loads(line[-1]))) for line in found)

    def standing(self) -> dict[tuple[str, str], Decision]:
        """The judgement that counts on each pair; those taken back are left out."""
        last = {one.paire: one for one in self.every()}
        return {pair: one for pair, one in last.items() if one.jugement != TAKEN_BACK}

    def jugements(self) -> dict[tuple[str, str], str]:
        """What a run takes into account."""
        return {pair: one.jugement for pair, one in sorted(self.standing().items())}
