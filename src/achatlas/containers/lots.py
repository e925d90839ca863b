"""A long table on its way out, as Arrow batches: each format is written as they come, its beginning at once.

A file that is cut is never taken for a whole one: Parquet and workbooks end by what makes them readable.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from achatlas.containers.table import TYPES, Column
from achatlas.containers.workbook import Cell

CENT = pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))
GROUP = 60_000
QUOTED = '[;"\r\n]'


@dataclass(frozen=True)
class Lots:
    """Columns, and batches of ``schema(colonnes)``, read once."""

    nom: str
    colonnes: Sequence[Column]
    lots: Iterable[pa.RecordBatch]

    @property
    def noms(self) -> list[str]:
        """The names of the columns."""
        return [column.nom for column in self.colonnes]


def schema(colonnes: Sequence[Column], about: Iterable[Sequence[Cell]] = ()) -> pa.Schema:
    """The types of columns, with what each means and what must be known to read them, as Parquet keeps it."""
    said = json.dumps([list(map(str, line)) for line in about], ensure_ascii=False)
    fields = [
        pa.field(one.nom, TYPES[one.genre], metadata={"definition": one.definition}) for one in colonnes
    ]
    return pa.schema(fields, metadata={"achatlas": said})


def euros(cents: pa.Array) -> pa.Array:
    """Cents (int64) as euros, exactly."""
    return pc.multiply(cents.cast(pa.decimal128(19, 0)), CENT).cast(TYPES["euros"])


class Sink(io.RawIOBase):
    """What is written and not yet taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, content: Any) -> int:
        """Keeps bytes; how many they are."""
        self._held.append(bytes(content))
        return len(self._held[-1])

    def taken(self) -> bytes:
        """The bytes written since the last time."""
        held, self._held = b"".join(self._held), []
        return held


def parquet(table: Lots, about: Iterable[Sequence[Cell]] = ()) -> Iterator[bytes]:
    """A table as Parquet: some row groups, exact amounts; ``about`` and the meaning of each column are in its
    metadata, as JSON under ``achatlas``.
    """
    sink, told = Sink(), schema(table.colonnes, about)
    with pq.ParquetWriter(pa.PythonFile(sink, "w"), told, compression="zstd") as writer:
        yield sink.taken()
        for group in _grouped(table.lots):
            writer.write_table(pa.Table.from_batches([pa.record_batch(lot.columns, told) for lot in group]))
            yield sink.taken()
    yield sink.taken()


def _grouped(lots: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches by row groups: many small ones read slowly."""
    group: list[pa.RecordBatch] = []
    for lot in lots:
        group.append(lot)
        if sum(one.num_rows for one in group) >= GROUP:
            yield group
            group = []
    if group:
        yield group


def csv(table: Lots, harmless: Callable[[str], Any], suspect: str) -> Iterator[bytes]:
    """The heading and the rows as semicolon CSV in UTF-8, without a mark at the beginning, decimal commas;
    ``harmless`` is asked of the texts where the pattern ``suspect`` is found.
    """
    yield (";".join(table.noms) + "\r\n").encode("utf-8")
    for lot in table.lots:
        cells = [
            _cell(array, one.genre, harmless, suspect)
            for array, one in zip(lot.columns, table.colonnes, strict=True)
        ]
        lines = pc.binary_join_element_wise(*cells, ";", null_handling="replace")
        yield joined(pc.binary_join_element_wise(lines, "\r\n", ""))


def _cell(array: pa.Array, genre: str, harmless: Callable[[str], Any], asked: str) -> pa.Array:
    told = array.cast(pa.string())
    if genre == "euros":
        return pc.replace_substring(told, ".", ",")
    if genre != "texte":
        return told
    told = replaced(told, asked, harmless)
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(told, '"', '""'), '"', "")
    return pc.if_else(pc.match_substring_regex(told, QUOTED), quoted, told)


def replaced(array: pa.Array, pattern: str, change: Callable[[str], Any]) -> pa.Array:
    """Texts, those of them where a pattern is found being changed, one by one."""
    found = pc.match_substring_regex(array, pattern).fill_null(False)
    if not pc.any(found).as_py():
        return array
    changed = pa.array([change(text) for text in array.filter(found).to_pylist()], pa.string())
    return pc.replace_with_mask(array, found, changed)


def joined(array: pa.Array) -> bytes:
    """All the texts of a new array, one after the other: what it holds in memory already."""
    content = array.buffers()[2]
    return content.slice(0, pc.sum(pc.binary_length(array)).as_py() or 0).to_pybytes() if content else b""
