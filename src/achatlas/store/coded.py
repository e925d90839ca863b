"""Published files: tables whose texts are coded, written by the session of an engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from achatlas.store.kinds import SQL

MARK = "cle"


def quoted(text: object) -> str:
    """A text as it stands between the quotes of a question."""
    return str(text).replace("'", "''")


def _stored(kind: Any) -> str:
    """The type of a published column: DuckDB widens sums of integers, which Ibis does not say."""
    return SQL[str(kind).lstrip("!").split("(", maxsplit=1)[0]]


def marked(columns: Iterable[str]) -> str:
    """The expression that marks a row by some of its columns, in plain texts: 64 bits, the same within one
    version of the engine.
    """
    listed = ", ".join(f'"{column}"' for column in columns)
    return f"hash({listed})"


def _columns(rows: ir.Table, types: Mapping[str, str], keyed: Collection[str]) -> str:
    """The columns of rows as they are written, with their mark if they are found by some of them."""
    stored = {c: types.get(c, _stored(kind)) for c, kind in rows.schema().items()}
    columns = ", ".join(f'"{c}"::{kind} AS "{c}"' for c, kind in stored.items())
    return f"{columns}, {marked(keyed)} AS {MARK}" if keyed else columns


class Publishing(ABC):
    """What an engine does to publish; it has a session (``_session``) and keeps tables."""

    _session: Any

    @abstractmethod
    def cache(self, expression: ir.Table, name: str = "") -> ir.Table:
        """The rows of an expression computed once."""

    @abstractmethod
    def drop(self, rows: ir.Table) -> None:
        """Forgets a table that was kept."""

    @abstractmethod
    def told(self, expression: ir.Table) -> str:
        """Rows as a question may read them."""

    def publish(
        self,
        path: Path,
        tables: Mapping[str, ir.Table],
        coded: Set[str],
        keyed: Mapping[str, Collection[str]] | None = None,
        seen: Mapping[str, ir.Table] | None = None,
    ) -> dict[str, int]:
        """Writes a read-only ``.duckdb`` file: one table per expression, texts of ``coded`` columns as ENUM.
        A table that ``keyed`` names has one column more, the mark of the columns listed: its rows are found
        by it. ``seen`` gives, for tables that hold every text of the coded columns of some named rows and no
        other, these rows: texts are asked of them, and the table is computed as it is written.

        Returns the number of rows of each table. Texts are read with plain SQL: compiling a question per
        column and table took most of the time.
        """
        run = self._session.execute
        run(f"ATTACH '{quoted(path)}' AS sortie")
        read = {n: (seen or {}).get(n) for n in tables}
        kept = {n: self.cache(tables[n]) for n, rows in read.items() if rows is None}
        types = self._coded([(kept[n] if r is None else r, tables[n]) for n, r in read.items()], coded)
        said = {}
        for name, rows in tables.items():
            columns = _columns(rows, types, (keyed or {}).get(name, ()))
            asked = f"SELECT {columns} FROM {self.told(kept.get(name, rows))}"
            (said[name],) = run(f'CREATE TABLE sortie."{name}" AS {asked}').fetchone()
        for rows in kept.values():
            self.drop(rows)
        run("DETACH sortie")
        return said

    def _coded(self, read: Iterable[tuple[ir.Table, ir.Table]], coded: Set[str]) -> dict[str, str]:
        """Creates the ENUM of each coded column of some tables, each with the rows where its texts are read;
        returns their names.
        """
        types = {}
        for column, values in self._texts(read, coded).items():
            types[column] = f'sortie."e_{column}"'
            listed = ", ".join(f"'{quoted(value)}'" for value in sorted(values))
            self._session.execute(f"CREATE TYPE {types[column]} AS ENUM ({listed})")
        return types

    def _texts(self, read: Iterable[tuple[ir.Table, ir.Table]], coded: Set[str]) -> Mapping[str, set[str]]:
        """The distinct values of each coded column where they are read, asked at once."""
        asked = sorted({(column, r.get_name()) for r, rows in read for column in coded & set(rows.columns)})
        merged = " UNION ALL ".join(
            f'SELECT DISTINCT \'{column}\', "{column}"::VARCHAR FROM "{name}" WHERE "{column}" IS NOT NULL'
            for column, name in asked
        )
        found: dict[str, set[str]] = defaultdict(set)
        for column, value in self._session.execute(merged).fetchall() if merged else ():
            found[column].add(value)
        return dict(sorted(found.items()))
