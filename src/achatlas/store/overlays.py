"""A published file that changes without being written again: for each of its tables that changes, a small
Parquet file beside it, and a view that reads both.

For lines the small file holds, with the place (``rowid``) of each line that changes, the columns that change,
and no other. For sums it holds what is added to the groups that change, with their place in the base, and the
groups that come, with the place of one that a line of theirs left: they have its keys, but for those that
changed. A table of sums may also be told from lines whenever it is asked. A table of which nothing changes is
read in the base.
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

import ibis
import ibis.expr.types as ir

from achatlas.domain.errors import UnbalancedAccount
from achatlas.store.coded import MARK, marked, quoted

BASE = "__base"
MAIN = "main"
"""The schema of the tables of a file."""
PLACE, MODEL = "place", "modele"
ALIAS = "alias"
RANK, BACK = "rang", "revient"
APART = "apart"
LINES = "lignes"
"""The measure that every table of lines or of sums holds: a row of which none is left is no row."""
TEXT = "string"
ROWS, COLUMNS = 1, 4
"""Where a line on a file that was written says how many rows it has, and what of each of its columns."""
Columns = Mapping[str, str]
Stats = Mapping[str, Mapping[str, str]]


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _plain(columns: Columns) -> str:
    """Columns of the base, coded texts as plain ones: each file has codes of its own."""
    return ", ".join(f'"{c}"::VARCHAR AS "{c}"' if kind == TEXT else f'"{c}"' for c, kind in columns.items())


@dataclass(frozen=True)
class Change:
    """What changes in a table of a file: the columns of the table in the order of its base, with their kinds;
    the Parquet file of what changes, and the columns of it that are no measure; the measures, of a table of
    sums; or, without file, the table of lines of the same file that is summed (``lines``); whether the file
    of a table of sums bears the mark of each group.
    """

    columns: Columns
    path: Path | None = None
    held: Collection[str] = ()
    sums: Collection[str] = ()
    lines: str = ""
    marked: bool = False

    def view(self, base: str, schema: str, path: Path | None) -> str:
        """The question that tells the table; ``base``: where that of the base stands, ``schema``: where the
        lines are told, ``path``: where its file is now.
        """
        if path is None:
            return _summed(self.columns, self.sums, f'{schema}."{self.lines}"')
        read = f"{{}} read_parquet('{quoted(path)}') AS c ON b.rowid = c."
        base, same, come = f"{base} AS b", f"{read}{PLACE}", f"{read}{MODEL}"
        plain = {c: f'b."{c}"::VARCHAR' for c in self.held if self.columns[c] == TEXT}
        new = _of("c", (*self.held, *self.sums))
        parts = [self._part(plain, base, same.format("ANTI JOIN"))]
        if not self.sums:
            parts.append(self._part(new, base, same.format("JOIN")))
        else:
            added = {c: f'c."{c}"' if c == LINES else f'b."{c}" + c."{c}"' for c in self.sums}
            left = f"WHERE c.{LINES} IS NOT NULL"
            parts.append(self._part(plain | added, base, same.format("JOIN"), left))
            parts.append(self._part(new, base, come.format("JOIN")))
        return " UNION ALL ".join(parts)

    def _part(self, told: Mapping[str, str], *source: str) -> str:
        """Some rows of the table, that tell some columns otherwise than the base: one join of all the rows of
        the base with those of which something is said would be slower.
        """
        listed = ", ".join(f'{value} AS "{c}"' for c, value in {**_of("b", self.columns), **told}.items())
        return f"SELECT {listed} FROM {' '.join(source)}"


def _of(table: str, columns: Iterable[str]) -> dict[str, str]:
    """Columns of a table of a question."""
    return {column: f'{table}."{column}"' for column in columns}


def _summed(columns: Columns, sums: Collection[str], lines: str) -> str:
    keys = [column for column in columns if column not in sums]
    told = ", ".join(f'sum("{c}")::BIGINT AS "{c}"' if c in sums else f'"{c}"' for c in columns)
    return f"SELECT {told} FROM {lines} GROUP BY {_listed(keys)}"


def link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk has no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@dataclass(frozen=True)
class Signed:
    """Rows that add to sums: the view of the session that holds them, each with the ``RANK`` of its line,
    that one added and one taken away have; the kept table of these lines as they are now, ``RANK`` being
    their ``rowid``, and its columns that change; the measures; the ``ALIAS`` of the rows to take, all if
    none.
    """

    rows: ir.Table
    now: ir.Table
    follows: Collection[str]
    sums: Collection[str]
    alias: str = ""

    @property
    def own(self) -> str:
        """The condition on its rows."""
        return f" WHERE {ALIAS} = '{quoted(self.alias)}'" if self.alias else ""


@dataclass(frozen=True)
class Marked:
    """Signed rows of a file, with the marks of their keys in each of its tables of sums, kept under a name:
    the texts of the rows are read once for all of them.
    """

    name: str
    signed: Signed
    keys: Mapping[str, Collection[str]]

    def held(self, table: str) -> list[str]:
        """The keys of a table that change with a line."""
        return [column for column in self.signed.follows if column in self.keys[table]]

    def named(self, table: str) -> Asked:
        """What is asked of them to add to a table."""
        return Asked(self.name, table, self.held(table), [*self.signed.sums])


@dataclass(frozen=True)
class Asked:
    """The parts of a question that adds marked rows (``m``, put together in ``g``) to a table of sums (``b``)
    over which groups stand (``o``): what is found of each group (``f``), and what is written.
    """

    name: str
    table: str
    held: Collection[str]
    sums: Collection[str]

    @property
    def groups(self) -> str:
        """The rows, and what they add to each group."""
        added = ", ".join(f'sum("{c}")::BIGINT AS "{c}"' for c in self.sums)
        rows = f'SELECT {RANK}, "{self.table}" AS {MARK}, {_listed(self.sums)} FROM "{self.name}"'
        return f"m AS ({rows}), g AS (SELECT {MARK}, min({RANK}) AS {RANK}, {added} FROM m GROUP BY {MARK})"

    @property
    def nothing(self) -> str:
        """No group, as if some stood over the base."""
        numbers = (f'0::BIGINT AS "{c}"' for c in self.sums)
        texts = (f"''::VARCHAR AS \"{c}\"" for c in self.held)
        told = ", ".join((f"0::UBIGINT AS {MARK}, 0 AS {PLACE}, 0 AS {MODEL}", *texts, *numbers))
        return f"(SELECT {told} WHERE false)"

    @property
    def found(self) -> str:
        """What is found of each group: its row, the one that it has its keys from, what is added to the base,
        how many lines it then has.
        """
        lines = f'CASE WHEN o.{MARK} IS NULL THEN b."{LINES}" ELSE o."{LINES}" END'
        left = f'(g."{LINES}" + coalesce({lines}, 0))'
        added = {c: f'(g."{c}" + coalesce(o."{c}", 0))' for c in self.sums if c != LINES}
        moved = f'{left} <> coalesce(b."{LINES}", 0)', *(f"{one} <> 0" for one in added.values())
        told = added | {LINES: f"nullif({left}, 0)"}
        sums = ", ".join(f'{told[c]}::BIGINT AS "{c}"' for c in self.sums)
        keys = ", ".join((f"g.{MARK}, g.{RANK}, o.{MODEL}", *_of("o", self.held).values()))
        return f"b.rowid AS {PLACE}, {keys}, {' OR '.join(moved)} AS moves, {sums}"

    @property
    def stays(self) -> str:
        """What is written of a group of the base."""
        nothing = (f'NULL AS "{column}"' for column in (MODEL, *self.held))
        return ", ".join((f"f.{MARK}", f"f.{PLACE}", *nothing, *_of("f", self.sums).values()))

    @property
    def comes(self) -> str:
        """What is written of a group that the base has not."""
        keys = (f'CASE WHEN f.{MODEL} IS NULL THEN s."{c}" ELSE f."{c}" END' for c in self.held)
        model = f"coalesce(f.{MODEL}, w.{MODEL})"
        return ", ".join((f"f.{MARK}, NULL", model, *keys, *_of("f", self.sums).values()))

    @property
    def kept(self) -> str:
        """What is written of a group of which nothing is new."""
        return ", ".join(_of("o", (MARK, PLACE, MODEL, *self.held, *self.sums)).values())


@dataclass(frozen=True)
class Overlay:
    """What changes over a file whose base is attached, being written in a folder: what is new comes over what
    changed of each table already (``former``).
    """

    run: Callable[[str], Any]
    alias: str
    folder: Path
    former: Mapping[str, Change] = field(default_factory=dict)

    def lines(self, table: str, columns: Collection[str], moved: ir.Table) -> bool:
        """Writes the lines of a table of which these columns change: those of a kept table that bear this
        alias, but for those that are (``BACK``) as in the base again. Whether there are any.
        """
        own = f"\"{moved.get_name()}\" WHERE {ALIAS} = '{quoted(self.alias)}'"
        chosen = f"SELECT {PLACE}, {_listed(columns)} FROM"
        parts = [f"{chosen} {own} AND NOT {BACK}"]
        if path := self._before(table):
            stays = f"ANTI JOIN (SELECT {PLACE} FROM {own}) AS n USING ({PLACE})"
            parts.append(f"{chosen} read_parquet('{quoted(path)}') AS c {stays}")
        return bool(self._write(table, " UNION ALL ".join(parts)))

    def _before(self, table: str) -> Path | None:
        """The file of what changed in a table already."""
        return self.former[table].path if table in self.former else None

    def marked(self, signed: Signed, keys: Mapping[str, Collection[str]]) -> Marked:
        """Marks signed rows by the keys of some tables of sums."""
        name = f"marques_{self.alias}_{signed.now.get_name()}"
        each = [f'{marked(columns)} AS "{table}"' for table, columns in keys.items()]
        told = ", ".join((RANK, *(f'"{column}"' for column in signed.sums), *each))
        self.run(
            f'CREATE OR REPLACE TABLE "{name}" AS SELECT {told} FROM "{signed.rows.get_name()}"{signed.own}'
        )
        return Marked(name, signed, keys)

    def groups(self, table: str, rows: Marked) -> int | None:
        """Writes what signed rows change in a table of sums; returns how many rows more it has, None if
        nothing of it changes.

        What is added is written, not what it makes: of the base, marks and numbers of lines are enough. A
        group of which no line is left has no number of them. A group that came already keeps its keys, and
        the row that it has them from.
        """
        before, source = self._before(table), rows.named(table)
        base = f'"{self.alias}{BASE}".main."{table}"'
        known = f"read_parquet('{quoted(before)}')" if before else source.nothing
        stats = self._write(
            table,
            f"WITH {source.groups}, o AS MATERIALIZED (SELECT * FROM {known}),"
            f" f AS MATERIALIZED (SELECT {source.found} FROM g LEFT JOIN {base} AS b ON g.{MARK} = b.{MARK}"
            f" LEFT JOIN o ON g.{MARK} = o.{MARK}),"
            f" w AS (SELECT m.{RANK}, coalesce(f.{PLACE}, f.{MODEL}) AS {MODEL}"
            f" FROM m JOIN f ON m.{MARK} = f.{MARK} WHERE m.{LINES} < 0)"
            f" SELECT {source.stays} FROM f WHERE f.{PLACE} IS NOT NULL AND f.moves"
            f" UNION ALL SELECT {source.comes} FROM f LEFT JOIN w ON w.{RANK} = f.{RANK}"
            f' LEFT JOIN "{rows.signed.now.get_name()}" AS s ON s.rowid = f.{RANK}'
            f' WHERE f.{PLACE} IS NULL AND f."{LINES}" IS NOT NULL'
            f" UNION ALL SELECT {source.kept} FROM o ANTI JOIN g ON g.{MARK} = o.{MARK}",
        )
        return self._more(table, stats) if stats else None

    def _write(self, table: str, chosen: str) -> Stats:
        """Keeps what changes in a table; returns what its file says of its columns, nothing if it is none."""
        path = self.folder / filed(self.alias, table)
        asked = f"COPY ({chosen}) TO '{quoted(path)}' (FORMAT PARQUET, COMPRESSION LZ4, RETURN_STATS)"
        told = [line for line in self.run(asked).fetchall() if line[ROWS]]
        if not told:
            path.unlink(missing_ok=True)
            return {}
        stats: Stats = told[0][COLUMNS]
        return stats

    def _more(self, table: str, stats: Stats) -> int:
        """How many rows more a table of sums has, by what is said of its file."""
        place, model, left = (stats[f'"{column}"'] for column in (PLACE, MODEL, LINES))
        come, stay = (int(one["null_count"]) for one in (place, model))
        least = int(left["min"]) if "min" in left else self._least(table)
        if least < 0 or come + stay != int(left["num_values"]):
            raise UnbalancedAccount(
                quoi="Le reclassement ne tombe pas juste",
                ou=f"{self.alias}, {table}",
                pourquoi="la publication n'a pas les lignes qui changent de segment",
                que_faire="refaites la publication : lancer, puis publier",
            )
        return come - int(left["null_count"])

    def _least(self, table: str) -> int:
        """The least number of lines of a group, that nothing says of a file some part of which has none."""
        read = f"read_parquet('{quoted(self.folder / filed(self.alias, table))}')"
        return int(self.run(f"SELECT coalesce(min({LINES}), 0) FROM {read}").fetchone()[0])


def filed(alias: str, table: str) -> str:
    """The name of the file of what changes in a table."""
    return f"{alias}.{table}.parquet"


class Overlaying:
    """What an engine does to write over published files; it has a session (``_session``)."""

    _session: Any
    _spill: Path
    _count: int
    _bases: dict[str, Path]

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
        return ibis.table({ALIAS: TEXT, PLACE: "int64", **columns}, name=name)

    def shown(self, name: str, paths: Mapping[str, Path], columns: Columns) -> ir.Table:
        """The lines of a table that change over the base of each of these aliases, with their ``ALIAS`` and
        ``PLACE``.
        """
        parts = (
            f"SELECT '{quoted(alias)}' AS {ALIAS}, {PLACE}, {_listed(columns)}"
            f" FROM read_parquet('{quoted(path)}')"
            for alias, path in paths.items()
        )
        self._session.execute(f'CREATE OR REPLACE VIEW "{name}" AS {" UNION ALL ".join(parts)}')
        return ibis.table({ALIAS: TEXT, PLACE: "int64", **columns}, name=name)

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

    def over(self, alias: str, folder: Path, former: Mapping[str, Change]) -> Overlay:
        """What changes over the base of an alias, to be written in a folder, over what changed already."""
        return Overlay(self._session.execute, alias, folder, former)
