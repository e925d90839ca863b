"""Sessions over published files, in a jail: what is asked of a publication, and of nothing else."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize

import pyarrow as pa

from achatlas.domain.errors import PublicationMissing
from achatlas.store.coded import quoted
from achatlas.store.engine import Refused, jail
from achatlas.store.overlays import MAIN, Change, filed, link
from achatlas.store.scratch import Scratch
from achatlas.store.templates import Prepared

LOT = 16_384
OWN = "lecture-"
PARSED = 2_000
"""Questions whose text is not read again."""
Changes = Mapping[str, Mapping[str, Change]]
"""What changes, by file and by table."""


class Bases:
    """Published files opened in a jail, each when it is first asked, shared by the readers of publications
    that stand on them: opening them takes longer than asking them. They stay readable whatever is removed
    since; only these files are reachable, and the folder of the session.
    """

    def __init__(
        self, files: Mapping[str, Path], spill: Path, *, memory: str = "1GB", threads: int = 2
    ) -> None:
        scratch = Scratch(spill, OWN)
        self.folder = scratch.path
        self._end = finalize(self, scratch.close)
        self._files = {alias: self._linked(alias, path) for alias, path in files.items()}
        self.linked = all(path.parent == self.folder for path in self._files.values())
        self.session = jail(self.folder, files.values(), memory=memory, threads=threads)
        self._opened, self.lock, self._users, self._count = set[str](), Lock(), 0, 0
        self.told: dict[str, set[str]] = {}
        self._parsed: dict[str, Any] = {}

    def parsed(self, cursor: Any, sql: str) -> Any:
        """A question as the engine reads it: reading its text takes a quarter of a small answer."""
        if (found := self._parsed.get(sql)) is None:
            if len(self._parsed) >= PARSED:
                self._parsed.clear()
            (found,) = cursor.extract_statements(sql)
            self._parsed[sql] = found
        return found

    def _linked(self, alias: str, path: Path) -> Path:
        """A link to a file; the file itself where the disk has none."""
        try:
            os.link(path, self.folder / f"{alias}.duckdb")
        except OSError:
            return path
        return self.folder / f"{alias}.duckdb"

    def enter(self) -> str:
        """A name for one more reader."""
        with self.lock:
            self._users, self._count = self._users + 1, self._count + 1
            return f"v{self._count}"

    def leave(self, name: str) -> None:
        """One reader less; the last closes the files."""
        with self.lock:
            self._users -= 1
            for schema in self.told.pop(name, ()) if self._users else ():
                self.session.execute(f"DROP SCHEMA {schema} CASCADE")
            if not self._users:
                self.session.close()
                self._end()

    def open(self, alias: str) -> None:
        """Opens a file unless it is open. Raises PublicationMissing when it is gone or damaged."""
        with self.lock:
            if alias not in self._opened:
                self._attach(alias, self._files[alias])
                self._opened.add(alias)

    def _attach(self, alias: str, path: Path) -> None:
        try:
            self.session.execute(f"ATTACH '{quoted(path)}' AS \"{alias}\" (READ_ONLY)")
        except Refused as error:
            raise _unreadable(path) from error


def _unreadable(path: Path | None) -> PublicationMissing:
    return PublicationMissing(
        quoi="Un fichier publié ne peut pas être lu",
        ou=str(path),
        pourquoi="il manque, ou il est endommagé",
        que_faire="refaites la publication",
    )


class Reader:
    """Read-only session over the published files that a scope may open, as they were published or with what
    changes over them (``changes``), and over nothing else.
    """

    def __init__(
        self,
        files: Mapping[str, Path],
        spill: Path,
        changes: Changes | None = None,
        *,
        bases: Bases | None = None,
    ) -> None:
        self.bases = bases or Bases(files, spill)
        self._name, self._changes = self.bases.enter(), changes or {}
        self._made: set[tuple[str, str]] = set()
        self._paths: dict[tuple[str, str], Path] = {}
        self._free: dict[str, list[Any]] = {}
        self._open = True
        for alias, tables in self._changes.items():
            for table, change in tables.items():
                if change.path:
                    self._keep(alias, table, change.path)

    def _keep(self, alias: str, table: str, path: Path) -> None:
        """Links what changes in a table where this session may read it, whatever is removed since; one that
        is gone is told when it is asked.
        """
        target = self.bases.folder / f"{self._name}.{filed(alias, table)}"
        with suppress(FileNotFoundError):
            link(path, target)
        self._paths[alias, table] = target

    def _cursor(self, alias: str, sql: str | None = None) -> Any:
        """A cursor over one file: tables are looked for among those that change (all of them, or those that a
        question names), then in the base. Raises PublicationMissing when it is gone or damaged.
        """
        return self._at(self._told(alias, sql))

    def _told(self, alias: str, sql: str | None = None) -> str:
        """Where the tables of a file are looked for, once it is open and what changes of them is told."""
        self.bases.open(alias)
        for table, change in self._changes.get(alias, {}).items():
            if sql is None or table in sql:
                self._tell(alias, table, change)
        over = f'memory."{self._schema(alias)}",' if any(one == alias for one, _ in [*self._made]) else ""
        return f'{over}"{alias}"'

    def _at(self, path: str) -> Any:
        """A cursor that looks for tables there."""
        cursor = self.bases.session.cursor()
        cursor.execute(f"SET search_path = '{path}'")
        return cursor

    @contextmanager
    def _lent(self, path: str) -> Iterator[Any]:
        """A cursor that looks for tables there, kept for the next question: making one takes as long as a
        small answer.
        """
        kept = self._free.setdefault(path, [])
        try:
            cursor = kept.pop()
        except IndexError:
            cursor = self._at(path)
        yield cursor
        kept.append(cursor)
        if not self._open:
            self._release()

    def _release(self) -> None:
        """Closes the cursors that nobody uses."""
        for kept in [*self._free.values()]:
            while kept:
                with suppress(IndexError):
                    kept.pop().close()

    def _schema(self, alias: str) -> str:
        return f"{self._name}_{alias}"

    def _tell(self, alias: str, table: str, change: Change) -> None:
        """Makes the view that tells a table that changes, unless it is made."""
        if (alias, table) in self._made:
            return
        if change.lines:
            self._tell_lines(alias, change.lines)
        schema, run = f'memory."{self._schema(alias)}"', self.bases.session.execute
        told = change.view(f'"{alias}".{MAIN}."{table}"', schema, self._paths.get((alias, table)))
        with self.bases.lock:
            run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
            self.bases.told.setdefault(self._name, set()).add(schema)
            try:
                run(f'CREATE OR REPLACE VIEW {schema}."{table}" AS {told}')
            except Refused as error:
                raise _unreadable(self._changes[alias][table].path) from error
        self._made.add((alias, table))

    def _tell_lines(self, alias: str, table: str) -> None:
        self._tell(alias, table, self._changes[alias][table])

    def rows(
        self, query: Prepared, values: Mapping[str, Any] | None = None, *, alias: str
    ) -> list[dict[str, Any]]:
        """Runs a prepared query in one attached file; values are bound, never written in the text."""
        return self._rows(self._told(alias, query.sql), query.sql, values)

    def across(
        self, query: Prepared, values: Mapping[str, Any] | None = None, *, aliases: Iterable[str]
    ) -> list[dict[str, Any]]:
        """The same of a query that names its tables in several attached files (``engine.filed``)."""
        return self._rows("memory", self._filed(query.sql, aliases), values)

    def _filed(self, sql: str, aliases: Iterable[str]) -> str:
        """A question over several files, that reads what changes of them where it is told."""
        for alias in aliases:
            self._told(alias, sql)
            for one, table in [*self._made]:
                if one == alias:
                    told = f'memory."{self._schema(alias)}"."{table}"'
                    sql = sql.replace(f'"{alias}"."{MAIN}"."{table}"', told)
        return sql

    def batches(
        self, query: Prepared, values: Mapping[str, Any] | None = None, *, aliases: Iterable[str]
    ) -> Iterator[pa.RecordBatch]:
        """The rows of a query over several attached files as Arrow batches, as they are read: for exports.
        The files are open when this returns; the query runs when the first batch is asked.
        """
        sql, cursor = self._filed(query.sql, aliases), self._at("memory")

        def read() -> Iterator[pa.RecordBatch]:
            yield from cursor.sql(sql, params=dict(values or {})).to_arrow_reader(LOT)

        return read()

    def columns(
        self, query: Prepared, values: Mapping[str, Any] | None = None, *, alias: str
    ) -> tuple[list[tuple[Any, ...]], list[str]]:
        """The same as ``rows``, as tuples and the names of what they hold."""
        return self._asked(self._told(alias, query.sql), query.sql, values)

    def _rows(self, path: str, sql: str, values: Mapping[str, Any] | None) -> list[dict[str, Any]]:
        found, names = self._asked(path, sql, values)
        return [dict(zip(names, row, strict=True)) for row in found]

    def _asked(
        self, path: str, sql: str, values: Mapping[str, Any] | None
    ) -> tuple[list[tuple[Any, ...]], list[str]]:
        with self._lent(path) as cursor:
            cursor.execute(self.bases.parsed(cursor, sql), dict(values or {}))
            names = [column[0] for column in cursor.description or ()]
            return cursor.fetchall(), names

    def table(self, query: Prepared, values: Mapping[str, Any] | None = None, *, alias: str) -> pa.Table:
        """The same as ``rows``, as an Arrow table without coded columns: for answers of many rows; of a few,
        ``rows`` are told in half the time.
        """
        with self._lent(self._told(alias, query.sql)) as cursor:
            read = self.bases.parsed(cursor, query.sql)
            found = cursor.sql(read, params=dict(values or {})).to_arrow_table()
        plain = [f.with_type(pa.string()) if pa.types.is_dictionary(f.type) else f for f in found.schema]
        return found.cast(pa.schema(plain))

    def close(self) -> None:
        """Ends the session."""
        self._open = False
        self._release()
        self.bases.leave(self._name)
        for path in self._paths.values():
            path.unlink(missing_ok=True)


class Readers:
    """What a scope reads: each of its files in one reader, and no other file. A common file has a reader of
    its own, shared by all who may open it; the files of the buyers of a scope stand in the same one.
    """

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = readers

    def of(self, alias: str) -> Reader:
        """The reader of a file. Raises KeyError when the scope does not hold it."""
        return self._readers[alias]

    def rows(
        self, query: Prepared, values: Mapping[str, Any] | None = None, *, alias: str
    ) -> list[dict[str, Any]]:
        """``Reader.rows`` of a file."""
        return self.of(alias).rows(query, values, alias=alias)

    def columns(
        self, query: Prepared, values: Mapping[str, Any] | None = None, *, alias: str
    ) -> tuple[list[tuple[Any, ...]], list[str]]:
        """``Reader.columns`` of a file."""
        return self.of(alias).columns(query, values, alias=alias)

    def table(self, query: Prepared, values: Mapping[str, Any] | None = None, *, alias: str) -> pa.Table:
        """``Reader.table`` of a file."""
        return self.of(alias).table(query, values, alias=alias)

    def across(
        self, query: Prepared, values: Mapping[str, Any] | None = None, *, aliases: Collection[str]
    ) -> list[dict[str, Any]]:
        """``Reader.across`` files that stand in the same reader. Raises ValueError when they do not."""
        return self._holding(aliases).across(query, values, aliases=aliases)

    def batches(
        self, query: Prepared, values: Mapping[str, Any] | None = None, *, aliases: Collection[str]
    ) -> Iterator[pa.RecordBatch]:
        """``Reader.batches`` of files that stand in the same reader. Raises ValueError when they do not."""
        return self._holding(aliases).batches(query, values, aliases=aliases)

    def _holding(self, aliases: Iterable[str]) -> Reader:
        (reader,) = {self.of(alias) for alias in aliases}
        return reader
