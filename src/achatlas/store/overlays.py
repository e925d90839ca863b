"""A published file that changes without being written again: a small file of the same name over it.

For each table that changes it holds the rows that come, each with the place (``rowid``) of the row of the
base that it replaces, and a view that reads both. The base is opened beside it, under its name and ``BASE``:
a table of which nothing changes is read there.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import ibis.expr.types as ir

from achatlas.domain.errors import UnbalancedAccount
from achatlas.store.coded import MARK, marked, quoted

BASE = "__base"
CHANGED = "__change"
PLACE = "place"
ALIAS = "alias"
APART = "apart"
BLOCK = 16_384
"""Bytes: what changes is little."""
LINES = "lignes"
"""The measure that every table of lines or of sums holds: a row of which none is left is no row."""
TEXT = "string"
Columns = Mapping[str, str]


def _listed(columns: Iterable[str], of: str = "") -> str:
    return ", ".join(f'{of}"{column}"' for column in columns)


def _plain(columns: Columns, of: str = "") -> str:
    """Columns of the base, coded texts as plain ones: what comes may be of no code of it."""
    told = (f'{of}"{c}"::VARCHAR AS "{c}"' if kind == TEXT else f'{of}"{c}"' for c, kind in columns.items())
    return ", ".join(told)


@dataclass(frozen=True)
class Groups:
    """Signed sums of a file's table: the table of the session that holds them, their keys, their measures."""

    rows: ir.Table
    keys: tuple[str, ...]
    sums: tuple[str, ...]

    @property
    def moving(self) -> str:
        """The condition on the rows that change something."""
        return " OR ".join(f'"{c}" <> 0' for c in self.sums)


class Overlay:
    """A file being written over another, whose base is attached."""

    def __init__(self, session: Any, alias: str) -> None:
        self._run, self._alias = session.execute, alias
        self.changed: set[str] = set()

    def lines(self, table: str, columns: Columns, moved: ir.Table) -> int:
        """A table whose lines are replaced by those of a kept table that bear this alias and their place."""
        chosen = f'SELECT {PLACE}, {_listed(columns)} FROM "{moved.get_name()}"'
        return self._changed(table, columns, f"{chosen} WHERE {ALIAS} = '{quoted(self._alias)}'")

    def summed(self, table: str, columns: Columns, sums: Collection[str], lines: str) -> None:
        """A table of sums, told from a table of lines of this file whenever it is asked."""
        keys = [column for column in columns if column not in sums]
        told = ", ".join(f'sum("{c}")::BIGINT AS "{c}"' if c in sums else f'"{c}"' for c in columns)
        self._run(
            f'CREATE VIEW "{self._alias}".main."{table}" AS SELECT {told}'
            f' FROM "{self._alias}".main."{lines}" GROUP BY {_listed(keys)}'
        )

    def groups(self, table: str, columns: Columns, signed: Groups) -> int:
        """A table of sums to which signed ones are added, group by group."""
        sums = {c: f'(s."{c}" + coalesce(b."{c}", 0))::BIGINT AS "{c}"' for c in signed.sums}
        told = ", ".join(sums.get(column, f's."{column}"') for column in columns)
        come = (
            f'SELECT {marked(signed.keys)} AS {MARK}, * FROM "{signed.rows.get_name()}" WHERE {signed.moving}'
        )
        chosen = (
            f"SELECT b.rowid AS {PLACE}, {told} FROM ({come}) AS s"
            f' LEFT JOIN "{self._alias}{BASE}".main."{table}" AS b ON s.{MARK} = b.{MARK}'
        )
        return self._changed(table, columns, chosen)

    def _changed(self, table: str, columns: Columns, chosen: str) -> int:
        """Keeps what changes in a table, and the view that tells it; returns how many rows more it has."""
        kept, base = f'"{self._alias}".main."{table}{CHANGED}"', f'"{self._alias}{BASE}".main."{table}"'
        self._run(f"CREATE TABLE {kept} AS {chosen}")
        counted = f"SELECT count(*) FILTER ({LINES} <> 0), count({PLACE}), min({LINES}) FROM {kept}"
        come, gone, least = self._run(counted).fetchone()
        if least is not None and least < 0:
            raise UnbalancedAccount(
                quoi="Le reclassement ne tombe pas juste",
                ou=f"{self._alias}, {table}",
                pourquoi="la publication n'a pas les lignes qui changent de segment",
                que_faire="refaites la publication : lancer, puis publier",
            )
        if least is None:
            self._run(f"DROP TABLE {kept}")
            return 0
        stays = (
            f"SELECT {_plain(columns, 'b.')} FROM {base} AS b ANTI JOIN {kept} AS c ON b.rowid = c.{PLACE}"
        )
        comes = f"SELECT {_listed(columns)} FROM {kept} WHERE {LINES} <> 0"
        self._run(f'CREATE VIEW "{self._alias}".main."{table}" AS {stays} UNION ALL {comes}')
        self.changed.add(table)
        return int(come - gone)


class Overlaying:
    """What an engine does to write over published files; it has a session (``_session``), and tells what a
    name of it holds (``_named``).
    """

    _session: Any
    _spill: Path
    _count: int
    _bases: dict[str, Path]
    _named: Callable[[str], ir.Table]

    def attach(self, alias: str, path: Path) -> None:
        """Opens a published file as the base of an alias, unless it is open."""
        if alias not in self._bases:
            self._session.execute(f"ATTACH '{quoted(path)}' AS \"{alias}{BASE}\" (READ_ONLY)")
            self._bases[alias] = path

    def published(self, name: str, aliases: Collection[str], table: str, columns: Columns) -> ir.Table:
        """The rows of a table in the base of each of these aliases, with their ``ALIAS`` and ``PLACE``."""
        parts = (
            f"SELECT '{quoted(alias)}' AS {ALIAS}, rowid AS {PLACE}, {_plain(columns)}"
            f' FROM "{alias}{BASE}".main."{table}"'
            for alias in aliases
        )
        self._session.execute(f'CREATE OR REPLACE VIEW "{name}" AS {" UNION ALL ".join(parts)}')
        return self._named(name)

    @contextmanager
    def apart(self) -> Iterator[Self]:
        """The same engine, its bases open, with names of its own, all forgotten at the end."""
        other = copy(self)
        other._session, other._count = self._session.cursor(), 0
        other._spill = self._spill / uuid.uuid4().hex
        other._spill.mkdir()
        other._session.execute(f"CREATE SCHEMA memory.{APART}")
        other._session.execute(f"USE memory.{APART}")
        try:
            yield other
        finally:
            other._session.execute("USE memory.main")
            other._session.execute(f"DROP SCHEMA memory.{APART} CASCADE")
            other._session.close()
            shutil.rmtree(other._spill)

    @contextmanager
    def beside(self) -> Iterator[Self]:
        """The same engine for another thread."""
        other = copy(self)
        other._session = self._session.cursor()
        other._session.execute(f"USE memory.{APART}")
        yield other
        other._session.close()

    @contextmanager
    def over(self, alias: str, path: Path) -> Iterator[Overlay]:
        """A file being written over the base of an alias, all at once."""
        session = self._session.cursor()
        session.execute(f"USE memory.{APART}")
        session.execute(f"ATTACH '{quoted(path)}' AS \"{alias}\" (BLOCK_SIZE {BLOCK})")
        end = "ROLLBACK"
        try:
            session.execute("BEGIN")
            yield Overlay(session, alias)
            end = "COMMIT"
        finally:
            session.execute(end)
            session.execute("USE memory.main")
            session.execute(f'DETACH "{alias}"')
            session.close()
