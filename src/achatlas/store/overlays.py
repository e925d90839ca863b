"""A published file that changes without being written again: for each of its tables that changes, a small
Parquet file beside it, and a view that reads both.

For lines the small file holds, with the place (``rowid``) of each line that changes, the columns that change,
and no other. For sums it holds those that change with the place of their group in the base, and the groups
that come, whole, without place. A table of sums may also be told from lines whenever it is asked. A table of
which nothing changes is read in the base.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import ibis.expr.types as ir

from achatlas.domain.errors import UnbalancedAccount
from achatlas.store.coded import MARK, marked, quoted

BASE = "__base"
PLACE = "place"
ALIAS = "alias"
APART = "apart"
LINES = "lignes"
"""The measure that every table of lines or of sums holds: a row of which none is left is no row."""
TEXT = "string"
Columns = Mapping[str, str]


def _listed(columns: Iterable[str], of: str = "") -> str:
    return ", ".join(f'{of}"{column}"' for column in columns)


def _plain(columns: Columns, of: str = "") -> str:
    """Columns of the base, coded texts as plain ones: what comes may be of no code of it."""
    return ", ".join(f'{_text(column, kind, of)} AS "{column}"' for column, kind in columns.items())


def _text(column: str, kind: str, of: str) -> str:
    return f'{of}"{column}"::VARCHAR' if kind == TEXT else f'{of}"{column}"'


@dataclass(frozen=True)
class Change:
    """What changes in a table of a file: the columns of the table in the order of its base, with their kinds;
    the measures, of a table of sums; the Parquet file of what comes and, for lines, the columns that it
    holds; or, without file, the table of lines of the same file that is summed (``lines``).
    """

    columns: Columns
    path: Path | None = None
    held: Collection[str] = ()
    sums: Collection[str] = ()
    lines: str = ""

    def view(self, base: str, schema: str, path: Path | None) -> str:
        """The question that tells the table; ``base``: where that of the base stands, ``schema``: where the
        lines are told, ``path``: where its file is now.
        """
        if path is None:
            return _summed(self.columns, self.sums, f'{schema}."{self.lines}"')
        read = f"read_parquet('{quoted(path)}')"
        if self.sums:
            return _replaced(self.columns, self.sums, base, read)
        return _said_again(self.columns, self.held, base, read)


def _summed(columns: Columns, sums: Collection[str], lines: str) -> str:
    keys = [column for column in columns if column not in sums]
    told = ", ".join(f'sum("{c}")::BIGINT AS "{c}"' if c in sums else f'"{c}"' for c in columns)
    return f"SELECT {told} FROM {lines} GROUP BY {_listed(keys)}"


def _replaced(columns: Columns, sums: Collection[str], base: str, read: str) -> str:
    """The groups of the base that stay, with their new sums, and those that come."""
    told = ", ".join(
        f'CASE WHEN c.{PLACE} IS NULL THEN b."{column}" ELSE c."{column}" END AS "{column}"'
        if column in sums
        else f'{_text(column, kind, "b.")} AS "{column}"'
        for column, kind in columns.items()
    )
    stays = f"SELECT {told} FROM {base} AS b LEFT JOIN {read} AS c ON b.rowid = c.{PLACE}"
    stays += f" WHERE c.{PLACE} IS NULL OR c.{LINES} <> 0"
    return f"{stays} UNION ALL SELECT {_listed(columns)} FROM {read} WHERE {PLACE} IS NULL"


def _said_again(columns: Columns, held: Collection[str], base: str, read: str) -> str:
    """The rows of the base, some columns of which change."""
    told = ", ".join(
        f'CASE WHEN c.{PLACE} IS NULL THEN {_text(column, kind, "b.")} ELSE c."{column}" END AS "{column}"'
        if column in held
        else f'b."{column}"'
        for column, kind in columns.items()
    )
    return f"SELECT {told} FROM {base} AS b LEFT JOIN {read} AS c ON b.rowid = c.{PLACE}"


def link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@dataclass(frozen=True)
class Groups:
    """Signed rows that add to a table of sums: the table of the session that holds them, the keys of the
    sums, their measures, the ``ALIAS`` of the rows to take; all of them if none.
    """

    rows: ir.Table
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    alias: str = ""

    @property
    def moving(self) -> str:
        """The condition on the groups that change something."""
        return " OR ".join(f'sum("{c}") <> 0' for c in self.sums)


@dataclass
class Overlay:
    """What changes over a file whose base is attached, being written in a folder; ``changed``: the tables of
    which something does.
    """

    run: Callable[[str], Any]
    alias: str
    folder: Path
    changed: set[str] = field(default_factory=set)

    def lines(self, table: str, columns: Collection[str], moved: ir.Table) -> None:
        """The lines of a table of which these columns change: those of a kept table that bear this alias."""
        chosen = f'SELECT {PLACE}, {_listed(columns)} FROM "{moved.get_name()}"'
        self._write(table, columns, f"{chosen} WHERE {ALIAS} = '{quoted(self.alias)}'")

    def groups(self, table: str, columns: Columns, signed: Groups) -> int:
        """A table of sums to which signed ones are added, group by group; returns how many rows more it has.

        Rows are put together by the mark of their keys: grouping by all the keys takes three times as long.
        """
        rows = f'"{signed.rows.get_name()}"'
        own = f" WHERE {ALIAS} = '{quoted(signed.alias)}'" if signed.alias else ""
        added = ", ".join(f'sum("{c}") AS "{c}"' for c in signed.sums)
        found = ", ".join(f'(g."{c}" + coalesce(b."{c}", 0))::BIGINT AS "{c}"' for c in signed.sums)
        known = ", ".join(f'f."{c}"' if c in signed.sums else f'NULL AS "{c}"' for c in columns)
        new = ", ".join(f'f."{c}"' if c in signed.sums else f's."{c}"' for c in columns)
        return self._write(
            table,
            columns,
            f"WITH g AS (SELECT {MARK}, min(rang) AS rang, {added} FROM (SELECT"
            f" {marked(signed.keys)} AS {MARK}, rowid AS rang, {_listed(signed.sums)} FROM {rows}{own})"
            f" GROUP BY {MARK} HAVING {signed.moving}),"
            f" f AS MATERIALIZED (SELECT b.rowid AS {PLACE}, g.rang, {found} FROM g"
            f' LEFT JOIN "{self.alias}{BASE}".main."{table}" AS b ON g.{MARK} = b.{MARK})'
            f" SELECT f.{PLACE}, {known} FROM f WHERE f.{PLACE} IS NOT NULL"
            f" UNION ALL SELECT NULL, {new} FROM f JOIN {rows} AS s ON s.rowid = f.rang"
            f" WHERE f.{PLACE} IS NULL",
        )

    def _write(self, table: str, columns: Collection[str], chosen: str) -> int:
        """Keeps what changes in a table; returns how many rows more it has."""
        path = self.folder / filed(self.alias, table)
        asked = f"COPY ({chosen}) TO '{quoted(path)}' (FORMAT PARQUET, COMPRESSION LZ4)"
        if not self.run(asked).fetchone()[0]:
            path.unlink()
            return 0
        self.changed.add(table)
        return self._more(table, path) if LINES in columns else 0

    def _more(self, table: str, path: Path) -> int:
        counted = f"SELECT count(*) FILTER ({LINES} <> 0), count({PLACE}), min({LINES})"
        come, gone, least = self.run(f"{counted} FROM read_parquet('{quoted(path)}')").fetchone()
        if least < 0:
            raise UnbalancedAccount(
                quoi="Le reclassement ne tombe pas juste",
                ou=f"{self.alias}, {table}",
                pourquoi="la publication n'a pas les lignes qui changent de segment",
                que_faire="refaites la publication : lancer, puis publier",
            )
        return int(come - gone)


def filed(alias: str, table: str) -> str:
    """The name of the file of what changes in a table."""
    return f"{alias}.{table}.parquet"


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

    def over(self, alias: str, folder: Path) -> Overlay:
        """What changes over the base of an alias, to be written in a folder."""
        return Overlay(self._session.execute, alias, folder)
