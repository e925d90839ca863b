"""A table on its way out: named and typed columns, rows read once, what must be known to read it. Each format
writes the same one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.containers.workbook import Cell, Number

Genre = Literal["texte", "euros", "nombre", "part", "jours", "date"]
Value = str | int | Decimal | date | None
TYPES: dict[str, pa.DataType] = {
    "texte": pa.string(),
    "euros": pa.decimal128(20, 2),
    "nombre": pa.int64(),
    "part": pa.decimal128(12, 6),
    "jours": pa.decimal128(12, 1),
    "date": pa.date32(),
}
LOT = 20_000
MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds (``euros``: cents; ``part``: a share of one), what it means."""

    nom: str
    genre: Genre = "texte"
    definition: str = ""


@dataclass(frozen=True)
class Table:
    """Columns, and rows of as many values, read once; ``total`` is the last row of a sheet."""

    nom: str
    colonnes: Sequence[Column]
    lignes: Iterable[Sequence[Value]]
    total: Sequence[Value] = ()

    @property
    def noms(self) -> list[str]:
        """The names of the columns."""
        return [column.nom for column in self.colonnes]


def cells(table: Table) -> Iterator[Sequence[Cell]]:
    """The heading and the rows as a workbook writes them: numbers typed, everything else a text."""
    yield table.noms
    for values in table.lignes:
        yield row(table, values)


def row(table: Table, values: Sequence[Value]) -> list[Cell]:
    """The values of a row as cells."""
    return [_cell(column.genre, value) for column, value in zip(table.colonnes, values, strict=True)]


def _cell(genre: Genre, value: Value) -> Cell:
    if value is None or isinstance(value, date):
        return value
    if genre in ("texte", "date") or isinstance(value, str):
        return str(value)
    return Number(_number(genre, value), genre)


def _number(genre: Genre, value: int | Decimal) -> int | Decimal:
    return Decimal(value).scaleb(-2) if genre == "euros" else value


def write_parquet(path: Path, table: Table, about: Iterable[Sequence[Cell]] = ()) -> None:
    """Writes a table as Parquet, some thousands of rows at a time; ``about`` and the meaning of each column
    are in its metadata, as JSON under ``achatlas``.
    """
    said = json.dumps([list(map(str, line)) for line in about], ensure_ascii=False)
    fields = [
        pa.field(column.nom, TYPES[column.genre], metadata={"definition": column.definition})
        for column in table.colonnes
    ]
    schema = pa.schema(fields, metadata={"achatlas": said})
    rows = iter(table.lignes)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        while lot := list(islice(rows, LOT)):
            writer.write_table(pa.table(_arrays(table, lot), schema=schema))


def _arrays(table: Table, lot: Sequence[Sequence[Value]]) -> list[Any]:
    return [
        pa.array([_plain(column.genre, values[rank]) for values in lot], TYPES[column.genre])
        for rank, column in enumerate(table.colonnes)
    ]


def _plain(genre: Genre, value: Value) -> Value:
    if value is None or value == "" and genre != "texte":
        return None
    if genre == "texte":
        return str(value)
    if genre == "part" and isinstance(value, int | Decimal):
        return Decimal(value).quantize(MILLIONTH)
    return _number(genre, value) if isinstance(value, int | Decimal) else value
