"""Published files: tables whose texts are coded, written by the session of an engine."""

from __future__ import annotations

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


class Publishing:
    """What an engine does to publish; it has a session (``_session``) and keeps tables."""

    _session: Any

    def cache(self, expression: ir.Table, name: str = "") -> ir.Table:
        """The rows of an expression computed once."""
        raise NotImplementedError

    def drop(self, rows: ir.Table) -> None:
        """Forgets a table that was kept."""
        raise NotImplementedError

    def publish(
        self,
        path: Path,
        tables: Mapping[str, ir.Table],
        coded: Set[str],
        keyed: Mapping[str, Collection[str]] | None = None,
    ) -> dict[str, int]:
        """Writes a read-only ``.duckdb`` file: one table per expression, texts of ``coded`` columns as ENUM.
        A table that ``keyed`` names has one column more, the mark of the columns listed: its rows are found
        by it.

        Returns the number of rows of each table. Texts are read with plain SQL: compiling a question per
        column and table took most of the time.
        """
        run = self._session.execute
        run(f"ATTACH '{quoted(path)}' AS sortie")
        kept = {name: self.cache(expression) for name, expression in tables.items()}
        types, said = self._coded(kept.values(), coded), {}
        for name, rows in kept.items():
            stored = {c: types.get(c, _stored(kind)) for c, kind in tables[name].schema().items()}
            columns = ", ".join(f'"{c}"::{kind} AS "{c}"' for c, kind in stored.items())
            if found := (keyed or {}).get(name):
                columns += f", {marked(found)} AS {MARK}"
            run(f'CREATE TABLE sortie."{name}" AS SELECT {columns} FROM "{rows.get_name()}"')
            said[name] = run(f'SELECT count(*) FROM sortie."{name}"').fetchone()[0]
            self.drop(rows)
        run("DETACH sortie")
        return said

    def _coded(self, kept: Collection[ir.Table], coded: Set[str]) -> dict[str, str]:
        """Creates the ENUM of each coded column that some kept table holds; returns their names."""
        types = {}
        for column, values in self._texts(kept, coded).items():
            types[column] = f'sortie."e_{column}"'
            listed = ", ".join(f"'{quoted(value)}'" for value in sorted(values))
            self._session.execute(f"CREATE TYPE {types[column]} AS ENUM ({listed})")
        return types

    def _texts(self, kept: Collection[ir.Table], coded: Set[str]) -> Mapping[str, list[str]]:
        """The distinct values of each coded column over the kept tables, asked at once."""
        merged = " UNION ".join(
            f'SELECT DISTINCT \'{column}\', "{column}"::VARCHAR FROM "{rows.get_name()}"'
            f' WHERE "{column}" IS NOT NULL'
            for rows in kept
            for column in sorted(coded & set(rows.columns))
        )
        found: dict[str, list[str]] = defaultdict(list)
        for column, value in self._session.execute(merged).fetchall() if merged else ():
            found[column].append(value)
        return dict(sorted(found.items()))
