"""Rows completed by what is known of their keys: left joins that are views of the session of an engine."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.datatypes import DataType
from ibis.expr.operations import UnboundTable

KEY = "__cle"


@lru_cache(maxsize=2_048)
def unbound(name: str, columns: tuple[tuple[str, DataType], ...]) -> ir.Table:
    """The unbound table of a name: the same one, whose fields are made once, wherever it comes back."""
    return ibis.table(dict(columns), name=name)


class Joining(ABC):
    """What an engine does to join; it has a session (``_session``) and a folder for it (``_spill``)."""

    _session: Any
    _spill: Path

    @abstractmethod
    def view(self, expression: ir.Table, name: str = "") -> ir.Table:
        """An expression under a name."""

    @abstractmethod
    def batches(self, expression: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression, by batches."""

    @abstractmethod
    def files(self, paths: Sequence[Path]) -> ir.Table:
        """The rows of Parquet files."""

    @abstractmethod
    def _name(self) -> str:
        """A name that nothing of the session has."""

    def mapped(
        self,
        rows: ir.Table,
        keys: Sequence[str],
        function: Callable[[dict[str, Any]], Mapping[str, Any]],
        schema: pa.Schema,
    ) -> ir.Table:
        """Adds to each row what a plain function says of the distinct values of its keys.

        ``function`` receives one dict of the keys and returns the columns of ``schema``.
        """
        distinct = rows.select(*keys).distinct().order_by(*keys)
        named = pa.schema([*(pa.field(f"{k}{KEY}", pa.string()) for k in keys), *schema])
        path = self._spill / f"{self._name()}.parquet"
        with pq.ParquetWriter(path, named) as writer:
            for batch in self.batches(distinct):
                cases = batch.to_pylist()
                said = [function(case) for case in cases]
                columns = [[case[k] for case in cases] for k in keys] + [
                    [s[n] for s in said] for n in schema.names
                ]
                writer.write_table(pa.table(columns, schema=named))
        keyed = {f"{k}{KEY}": k for k in keys}
        return self._left(rows, self.files([path]), keyed, "IS NOT DISTINCT FROM")

    def completed(self, rows: ir.Table, other: ir.Table, *keys: str) -> ir.Table:
        """The rows, each with what another table says of its keys, or nothing: a left join under a name, so
        that what is built on it does not repeat it. The two have no other column in common.
        """
        return self._left(rows, other, dict(zip(keys, keys, strict=True)), "=")

    def _left(self, rows: ir.Table, other: ir.Table, keyed: Mapping[str, str], same: str) -> ir.Table:
        """``keyed`` maps the keys of the other table, left out, to those of the rows."""
        name, more = self._name(), [column for column in other.columns if column not in keyed]
        told = ", ".join(["g.*", *(f'd."{column}"' for column in more)])
        matches = " AND ".join(f'g."{k}" {same} d."{key}"' for key, k in keyed.items())
        self._session.execute(
            f'CREATE VIEW "{name}" AS SELECT {told} FROM "{self._under(rows)}" AS g'
            f' LEFT JOIN "{self._under(other)}" AS d ON {matches}'
        )
        kinds = other.schema()
        return unbound(name, (*rows.schema().items(), *((column, kinds[column]) for column in more)))

    def _under(self, rows: ir.Table) -> str:
        """The name that rows have, or are given."""
        named = rows if isinstance(rows.op(), UnboundTable) else self.view(rows)
        return str(named.get_name())
