"""The members of an axis under a selection, with their measures: ranked, searched and cumulated in memory.

The engine groups millions of rows into thousands; what a screen then shows of them costs less here than a
window over all of them would there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.analyse.answers import Pareto, Point
from achatlas.domain.text import searchable

HALF, MOST = 50, 80
PART = "part"
"""The column of the value that parts the members, when a question tells several of them."""
TEXTS = ("code", PART)


@dataclass(frozen=True)
class Order:
    """A column and a direction; ties by code."""

    colonne: str
    decroissant: bool

    @property
    def keys(self) -> list[tuple[str, str]]:
        """The keys of a sort."""
        first = (self.colonne, "descending" if self.decroissant else "ascending")
        return [first] if self.colonne == "code" else [first, ("code", "ascending")]


@dataclass(frozen=True)
class Window:
    """Which members are shown: how many a page holds (None for all), which page, and in which order (None for
    that of the axis); ``doute``: the unknown one is shown wherever it ranks.
    """

    limite: int | None = None
    page: int = 1
    tri: Order | None = None
    doute: bool = False

    @property
    def debut(self) -> int:
        """How many members come before."""
        return (self.page - 1) * (self.limite or 0)


@dataclass(frozen=True)
class Groups:
    """Every member of an axis that a selection keeps: ``code``, then one column per measure (cents or
    counts).
    """

    rows: pa.Table

    @staticmethod
    def told(rows: Sequence[tuple[Any, ...]], names: Sequence[str]) -> "Groups":
        """The same from plain rows of these columns."""
        columns = zip(*rows, strict=True) if rows else [()] * len(names)
        kinds = [pa.string() if name in TEXTS else pa.int64() for name in names]
        return Groups(pa.table([pa.array(c, k) for c, k in zip(columns, kinds, strict=True)], list(names)))

    def of(self, part: str) -> "Groups":
        """Those of one value of the column ``PART``, which is dropped."""
        return Groups(self.rows.filter(pc.equal(self.rows.column(PART), part)).drop_columns([PART]))

    @property
    def nombre(self) -> int:
        """How many members there are."""
        return int(self.rows.num_rows)

    def total(self, mesure: str) -> int:
        """The sum of a measure over all of them."""
        return int(pc.sum(self.rows.column(mesure)).as_py() or 0)

    def among(self, codes: Collection[str]) -> "Groups":
        """Only the members of these codes."""
        wanted = pa.array(list(codes), pa.string())
        return Groups(self.rows.filter(pc.is_in(self.rows.column("code"), value_set=wanted)))

    def without(self, others: "Groups") -> "Groups":
        """Only the members that others do not hold."""
        here = pc.is_in(self.rows.column("code"), value_set=others.rows.column("code").combine_chunks())
        return Groups(self.rows.filter(pc.invert(here)))

    def beside(self, others: "Sequence[Groups]") -> "Groups":
        """The same members with the measures that others tell of them too, nothing where they tell none."""
        rows = self.rows
        for other in others:
            rows = rows.join(other.rows, "code", join_type="left outer")
            told = other.rows.column_names[1]
            filled = pc.fill_null(rows.column(told), 0)
            rows = rows.set_column(rows.column_names.index(told), told, filled)
        return Groups(rows)

    def named(self, names: Mapping[str, str]) -> "Groups":
        """The same, with a column ``libelle`` to sort by: names without case nor accents."""
        said = [searchable(names.get(code, code)) for code in self.rows.column("code").to_pylist()]
        return Groups(self.rows.append_column("libelle", pa.array(said, pa.string())))

    def shown(self, window: Window, order: Order, kept: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The members of a page in order, then those of ``kept`` that are not on it."""
        if window.limite is None:
            return self._first(self.nombre, order)
        page = self._first(window.debut + window.limite, order)[window.debut :]
        seen = {member["code"] for member in page}
        others = self.among([code for code in kept if code not in seen])
        return page + others._first(others.nombre, order)

    def _first(self, count: int, order: Order) -> list[dict[str, Any]]:
        if 2 * count >= self.nombre:
            ranks = pc.sort_indices(self.rows, sort_keys=order.keys)[:count]
        else:
            ranks = pc.select_k_unstable(self.rows, count, sort_keys=order.keys)
        found: list[dict[str, Any]] = self.rows.take(ranks).to_pylist()
        return found

    def curve(self, mesure: str, points: int) -> Pareto:
        """How much the first members make: cumulated cents at about ``points`` ranks, and where half and 80 %
        are.
        """
        count, total = self.nombre, self.total(mesure)
        values = self.rows.column(mesure).combine_chunks()
        ranked = values.take(pc.array_sort_indices(values, order="descending"))
        cumulated = pc.cumulative_sum(ranked)
        reach = [_first_above(cumulated, -(-total * part // 100)) if count else 0 for part in (HALF, MOST)]
        steps = {-(-step * count // points) for step in range(1, points + 1)} if count else set()
        ranks = sorted({1, *steps, *reach} - {0}) if count else []
        found = tuple(Point(rank, cumulated[rank - 1].as_py()) for rank in ranks)
        return Pareto(found, total, count, *reach)


def _first_above(cumulated: pa.Array, floor: int) -> int:
    """The first rank whose cumul reaches a floor, or 0."""
    return int(pc.index(pc.greater_equal(cumulated, floor), value=True).as_py()) + 1
