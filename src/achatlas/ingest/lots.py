"""Accepted rows waiting to be written, column by column: lists of text, or Arrow arrays as they were read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Column = Sequence[str] | Any
"""Texts, or an Arrow array of them (its library declares no types)."""


def texts(column: Column) -> Sequence[str]:
    """Return the texts of a column."""
    found: Sequence[str] = column.to_pylist() if isinstance(column, pa.Array) else column
    return found


def distinct(column: Column) -> set[str]:
    """Return the different texts of a column."""
    return set(column.unique().to_pylist() if isinstance(column, pa.Array) else column)


def blanks(column: Column) -> set[int]:
    """Return the ranks of the blank texts of a column."""
    if not isinstance(column, pa.Array):
        return {rank for rank, text in enumerate(column) if not text.strip()}
    return set(pc.indices_nonzero(pc.equal(pc.utf8_trim_whitespace(column), "")).to_pylist())


def holds(column: Column, text: str) -> bool:
    """Say whether a column has a text."""
    return bool(pc.index(column, text).as_py() >= 0) if isinstance(column, pa.Array) else text in column


@dataclass(frozen=True)
class Lot:
    """Some rows: the line of each, its cents, its VAT in cents (None where there is none), and its cells by
    column.
    """

    numeros: Sequence[int]
    centimes: Sequence[int]
    tva: Sequence[int | None]
    colonnes: Sequence[Column]

    def row(self, rank: int) -> list[str]:
        """Return the cells of one row."""
        cells: list[Any] = [column[rank] for column in self.colonnes]
        return [cell if isinstance(cell, str) else cell.as_py() for cell in cells]

    def without(self, ranks: Sequence[int]) -> Lot:
        """Return the same rows but those of these ranks."""
        gone = set(ranks)
        kept = [rank for rank in range(len(self.numeros)) if rank not in gone]
        return Lot(
            [self.numeros[rank] for rank in kept],
            [self.centimes[rank] for rank in kept],
            [self.tva[rank] for rank in kept],
            [_taken(column, kept) for column in self.colonnes],
        )


def _taken(column: Column, ranks: Sequence[int]) -> Column:
    if isinstance(column, pa.Array):
        return column.take(pa.array(ranks, pa.int64()))
    return [column[rank] for rank in ranks]


def grouped(lots: Iterable[Lot], enough: int) -> Iterator[Lot]:
    """Yield the same rows, so many at a time or a few more."""
    held: list[Lot] = []
    for lot in lots:
        held.append(lot)
        if sum(len(one.numeros) for one in held) >= enough:
            yield merged(held)
            held = []
    if held:
        yield merged(held)


def merged(lots: Sequence[Lot]) -> Lot:
    """Return the rows of several lots, at least one, as one lot."""
    if len(lots) == 1:
        return lots[0]
    return Lot(
        [*chain.from_iterable(lot.numeros for lot in lots)],
        [*chain.from_iterable(lot.centimes for lot in lots)],
        [*chain.from_iterable(lot.tva for lot in lots)],
        [pa.concat_arrays(map(_array, parts)) for parts in zip(*(lot.colonnes for lot in lots), strict=True)],
    )


def _array(column: Column) -> Any:
    return column if isinstance(column, pa.Array) else pa.array(column, pa.string())
