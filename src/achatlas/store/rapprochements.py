"""What persons said of who was paid: rows only added (ADR 6), each sealed with the one before it (ADR 23)."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from achatlas.domain.judgement import SETTLING, Decided, Judgement, Pair
from achatlas.store.chaine import Etat, verified
from achatlas.store.transaction import REGISTRE, transaction, writing

SCHEMA = """
CREATE TABLE IF NOT EXISTS decision_rapprochement (
  rang INTEGER PRIMARY KEY, ecrit_cle TEXT NOT NULL, siren TEXT NOT NULL, siret TEXT NOT NULL,
  jugement TEXT NOT NULL, qui TEXT NOT NULL, date TEXT NOT NULL, motif TEXT NOT NULL, malgre TEXT NOT NULL,
  reprend TEXT NOT NULL, cite TEXT NOT NULL, precedente TEXT NOT NULL, empreinte TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Rapprochement:
    """A judgement of a pair (``ecrit_cle``, ``siren``; ``siret`` when an establishment was told): by whom,
    when (UTC), why, in spite of which valid number (``malgre``), what the person had before their eyes
    (``cite``). ``reprend``: the seal of the row that it takes back; ``jugement`` is then what stands again.

    ``rang``, ``precedente`` and ``empreinte`` are given by the store: the place, the seal of the row before,
    its own.
    """

    ecrit_cle: str
    siren: str
    siret: str
    jugement: Judgement
    qui: str
    date: str
    motif: str = ""
    malgre: str = ""
    reprend: str = ""
    cite: Mapping[str, Any] = field(default_factory=dict)
    rang: int = 0
    precedente: str = ""
    empreinte: str = ""

    @property
    def paire(self) -> Pair:
        """What is judged."""
        return self.ecrit_cle, self.siren

    @property
    def sealed(self) -> str:
        """The seal that this row must bear: of its place, its content and the seal of the row before."""
        told = [getattr(self, name) for name in CONTENT]
        text = json.dumps([self.rang, self.precedente, *told, self.cite], ensure_ascii=False, sort_keys=True)
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @property
    def holds(self) -> bool:
        """Whether the row still says what was signed."""
        return self.empreinte == self.sealed


Standing = Mapping[Pair, Rapprochement]
"""The judgement that counts on each pair, in the order in which they were given."""
CONTENT = tuple(one.name for one in fields(Rapprochement)[:9])
COLUMNS = (*CONTENT, "cite", "rang", "precedente", "empreinte")


class Rapprochements:
    """Reads and adds to the judgements of ``registre.sqlite3``; none is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self.path = home / REGISTRE
        with transaction(self.path) as base:
            base.executescript(SCHEMA)

    def add(self, said: Rapprochement) -> Rapprochement:
        """Keeps a judgement after the last one; returns it sealed."""
        with transaction(self.path) as base:
            writing(base)
            return _append(base, said)

    def take_back(self, empreinte: str, qui: str, date: str, motif: str = "") -> Rapprochement | None:
        """Takes a judgement back: what stood of its pair before it stands again. None when it does not stand,
        or was taken back already.
        """
        with transaction(self.path) as base:
            writing(base)
            rows = _valid(_read(base))
            found = next(
                (one for pile in _piles(rows).values() for one in pile if one.empreinte == empreinte), None
            )
            if found is None:
                return None
            left = [one for one in _piles(rows)[found.paire] if one is not found]
            again = left[-1].jugement if left else Judgement.SANS_AVIS
            back = replace(
                found, jugement=again, qui=qui, date=date, motif=motif, malgre="", reprend=empreinte
            )
            return _append(base, back)

    def every(self) -> tuple[Rapprochement, ...]:
        """Every row, oldest first, altered or not."""
        with transaction(self.path) as base:
            return _read(base)

    def standing(self) -> dict[Pair, Rapprochement]:
        """The judgement that counts on each pair, in the order in which they were given: those taken back are
        left out, and a row that no longer says what was signed is nobody's.
        """
        return standing(self.every())

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, in its place; ``tete``: a seal noted on another day,
        which must be among them (rows cut off the end leave no other trace).
        """
        return verified(self.every(), tete)


def standing(rows: Iterable[Rapprochement]) -> dict[Pair, Rapprochement]:
    """The judgement that counts on each pair, by the order of these rows."""
    last = [pile[-1] for pile in _piles(_valid(rows)).values() if pile]
    kept = (one for one in sorted(last, key=lambda one: one.rang) if one.jugement != Judgement.SANS_AVIS)
    return {one.paire: one for one in kept}


def decides(kept: Standing) -> dict[str, tuple[Decided, ...]]:
    """Who standing judgements say that what is written is, oldest first."""
    found: dict[str, tuple[Decided, ...]] = {}
    for one in kept.values():
        if one.jugement in SETTLING:
            said = Decided(one.siren, one.qui, one.date, one.motif, one.malgre, one.jugement)
            found[one.ecrit_cle] = (*found.get(one.ecrit_cle, ()), said)
    return found


def _piles(rows: Iterable[Rapprochement]) -> dict[Pair, list[Rapprochement]]:
    """The judgements of each pair that nobody took back, the last one on top."""
    piles: dict[Pair, list[Rapprochement]] = {}
    for one in rows:
        pile = piles.setdefault(one.paire, [])
        if one.reprend:
            pile[:] = [kept for kept in pile if kept.empreinte != one.reprend]
        else:
            pile.append(one)
    return piles


def _valid(rows: Iterable[Rapprochement]) -> list[Rapprochement]:
    return [one for one in rows if one.holds]


def _read(base: sqlite3.Connection) -> tuple[Rapprochement, ...]:
    found = base.execute(f"SELECT {', '.join(COLUMNS)} FROM decision_rapprochement ORDER BY rang").fetchall()
    return tuple(_row(line) for line in found)


def _row(line: Sequence[Any]) -> Rapprochement:
    """A row as it stands; when its judgement or its citation cannot be read, one that does not hold."""
    said = dict(zip(COLUMNS, line, strict=True))
    try:
        said["cite"], said["jugement"] = json.loads(said["cite"]), Judgement(said["jugement"])
    except ValueError:
        said |= {"cite": {}, "jugement": Judgement.SANS_AVIS, "empreinte": ""}
    return Rapprochement(**said)


def _append(base: sqlite3.Connection, said: Rapprochement) -> Rapprochement:
    last = base.execute(
        "SELECT rang, empreinte FROM decision_rapprochement ORDER BY rang DESC LIMIT 1"
    ).fetchone() or (0, "")
    placed = replace(said, rang=last[0] + 1, precedente=last[1])
    done = replace(placed, empreinte=placed.sealed)
    values = [getattr(done, name) for name in COLUMNS]
    values[COLUMNS.index("cite")] = json.dumps(done.cite, ensure_ascii=False, sort_keys=True)
    marks = ",".join("?" * len(COLUMNS))
    base.execute(f"INSERT INTO decision_rapprochement ({', '.join(COLUMNS)}) VALUES ({marks})", values)
    return done
