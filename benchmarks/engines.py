"""Who answers: the product by its one door, pandas and Polars in memory, DuckDB over unsorted Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

import duckdb
import pandas as pd
import polars as pl

from achatlas.analyse import query
from achatlas.analyse.scope import Atlas, Droits, consolidated
from achatlas.analyse.selection import Clause, Selection
from achatlas.catalogue.load import Catalogue
from achatlas.store import publications
from benchmarks.published import UNSORTED
from benchmarks.world import NAME

PRODUCT = "achatlas"
AMOUNT = "montant_ht_centimes"
CHARTS = 12
FILTERED = ("acheteur", "exercice", "famille")
Filters = Mapping[str, str]
Answer = dict[str, list[tuple[str, int]]]


class Engine(Protocol):
    """Answers the twelve charts of a selection: for each axis, codes and cents, in the screen's order."""

    def __init__(self, home: Path) -> None: ...

    def forget(self) -> None:
        """Drops the answers kept from earlier questions."""

    def ask(self, filters: Filters) -> Answer:
        """The rows of the twelve charts."""


class Charts:
    """The first twelve charts of the dashboard: axis, column, number of rows, order."""

    def __init__(self) -> None:
        catalogue = Catalogue()
        panels = catalogue.tableaux["cartographie"].panneaux[:CHARTS]
        known = catalogue.axes
        self.axes = {p.axe: (known[p.axe].colonne, p.limite, known[p.axe].ordre) for p in panels}
        self.columns = {axe.id: axe.colonne for axe in known.values()}

    def of_axes(self) -> list[str]:
        """The columns of the charts."""
        return [column for column, _, _ in self.axes.values()]


class Product:
    """The consolidated view, through `analyse.query`: nothing is asked of the files in another way."""

    def __init__(self, home: Path) -> None:
        self.charts = Charts()
        sessions = publications.Sessions(home / "tampon")
        atlas = Atlas(Catalogue(), publications.current(home / NAME), sessions)
        self.sessions = sessions
        self.scope = consolidated(atlas, Droits(frozenset(), consolide=True))

    def forget(self) -> None:
        """Drops the figures; the names of members stay, as they do for the life of a publication."""
        answers, large = self.sessions.answers, self.sessions.large
        large.clear()
        for key in [key for key in answers if not (isinstance(key, tuple) and "libelles" in key)]:
            del answers[key]

    def ask(self, filters: Filters) -> Answer:
        """The twelve charts, and the curve of the one that has one."""
        chosen = Selection({axe: Clause("dans", (code,)) for axe, code in filters.items()})
        found: Answer = {}
        for axe, (_, limit, _) in self.charts.axes.items():
            rows = query.rows(axe, ["montant_paye"], chosen, self.scope, limite=limit)
            found[axe] = [(row.code, row.valeurs["montant_paye"]) for row in rows.lignes[:limit]]
        query.pareto("fournisseur", "montant_paye", chosen, self.scope)
        return found


class Pandas:
    """The lines in memory, texts as categories, which suits it best; loading is not counted."""

    def __init__(self, home: Path) -> None:
        self.charts = Charts()
        kept = sorted({*self.charts.of_axes(), *map(self.charts.columns.__getitem__, FILTERED)})
        frame = pd.read_parquet(home / UNSORTED, columns=[*kept, AMOUNT])
        self.frame = frame.astype(dict.fromkeys(kept, "category"))

    def forget(self) -> None:
        """Keeps nothing."""

    def ask(self, filters: Filters) -> Answer:
        """The twelve charts, each filtered by every clause but its own."""
        masks = {axe: self.frame[self.charts.columns[axe]] == code for axe, code in filters.items()}
        found: Answer = {}
        for axe, (column, limit, order) in self.charts.axes.items():
            kept = self.frame[[column, AMOUNT]]
            others = [mask for name, mask in masks.items() if name != axe]
            if others:
                kept = kept[pd.concat(others, axis=1).all(axis=1)]
            sums = kept.groupby(column, observed=True)[AMOUNT].sum().reset_index()
            keys = ([column], [True]) if order == "code" else ([AMOUNT, column], [False, True])
            top = sums.sort_values(keys[0], ascending=keys[1]).head(limit)
            found[axe] = [(str(code), int(cents)) for code, cents in top.itertuples(index=False)]
        return found


class Polars:
    """The lines in memory, texts as categories, all the threads it wants; loading is not counted."""

    def __init__(self, home: Path) -> None:
        self.charts = Charts()
        kept = sorted({*self.charts.of_axes(), *map(self.charts.columns.__getitem__, FILTERED)})
        whole = pl.read_parquet(home / UNSORTED, columns=[*kept, AMOUNT])
        self.frame = whole.with_columns(pl.col(kept).cast(pl.Categorical))

    def forget(self) -> None:
        """Keeps nothing."""

    def ask(self, filters: Filters) -> Answer:
        """The twelve charts, each filtered by every clause but its own, told to the engine all at once."""
        asked = [self._chart(axe, filters) for axe in self.charts.axes]
        found = pl.collect_all(asked)
        return {axe: [(str(code), int(cents)) for code, cents in rows.iter_rows()]
                for axe, rows in zip(self.charts.axes, found, strict=True)}  # fmt: skip

    def _chart(self, axe: str, filters: Filters) -> pl.LazyFrame:
        column, limit, order = self.charts.axes[axe]
        kept = self.frame.lazy()
        for name, code in filters.items():
            kept = kept if name == axe else kept.filter(pl.col(self.charts.columns[name]) == code)
        sums = kept.group_by(pl.col(column).cast(pl.String)).agg(pl.col(AMOUNT).sum())
        by_code = order == "code"
        keys = [column] if by_code else [AMOUNT, column]
        return sums.sort(keys, descending=[False] if by_code else [True, False]).head(limit)


class PlainDuckDB:
    """SQL over the Parquet file as it fell, two threads."""

    def __init__(self, home: Path) -> None:
        self.charts = Charts()
        self.path = str(home / UNSORTED)

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """An in-memory session."""
        return duckdb.connect(config={"threads": 2})

    def forget(self) -> None:
        """Keeps nothing."""

    def ask(self, filters: Filters) -> Answer:
        """The twelve charts, each filtered by every clause but its own."""
        found: Answer = {}
        for axe, (column, limit, order) in self.charts.axes.items():
            others = {self.charts.columns[name]: code for name, code in filters.items() if name != axe}
            clauses = "".join(f" AND {name} = ?" for name in others)
            ranking = "code" if order == "code" else "total DESC, code"
            rows = self.connection.execute(
                f"SELECT {column} AS code, sum({AMOUNT}) AS total FROM read_parquet(?) WHERE true{clauses} "
                f"GROUP BY 1 ORDER BY {ranking} LIMIT {limit}",
                [self.path, *others.values()],
            ).fetchall()
            found[axe] = [(code, int(total)) for code, total in rows]
        return found


ENGINES: dict[str, type[Engine]] = {
    PRODUCT: Product, "pandas": Pandas, "polars": Polars, "duckdb_parquet": PlainDuckDB,
}  # fmt: skip
