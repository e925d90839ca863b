"""Who answers: the product through its one door, pandas in memory, and DuckDB over unsorted Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Protocol

import duckdb
import pandas as pd

from achatlas.analyse import query
from achatlas.analyse.scope import Atlas, Droits, consolidated
from achatlas.analyse.selection import Clause, Selection
from achatlas.catalogue.load import Catalogue
from achatlas.store import publications
from benchmarks.published import UNSORTED
from benchmarks.world import NAME

PRODUCT = "achatlas"
AMOUNT = "montant_ht_centimes"
CHARTS = 8
Filters = Mapping[str, str]
Answer = dict[str, list[tuple[str, int]]]


class Engine(Protocol):
    """Answers the eight charts of a selection: for each axis, codes and cents, in the order of the screen."""

    def __init__(self, home: Path) -> None: ...

    def forget(self) -> None:
        """Drops the answers kept from earlier questions."""

    def ask(self, filters: Filters) -> Answer:
        """The rows of the eight charts."""


class Charts:
    """The first eight charts of the dashboard: axis, column, number of rows, order."""

    def __init__(self) -> None:
        catalogue = Catalogue()
        panels = catalogue.tableaux["cartographie"].panneaux[:CHARTS]
        known = catalogue.axes
        self.axes = {p.axe: (known[p.axe].colonne, p.limite, known[p.axe].ordre) for p in panels}
        self.columns = {axe.id: axe.colonne for axe in known.values()}


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
        """The eight charts, and the curve of the one that has one."""
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
        columns = [column for column, _, _ in self.charts.axes.values()]
        kept = sorted({*columns, *(self.charts.columns[axe] for axe in ("acheteur", "exercice", "famille"))})
        frame = pd.read_parquet(home / UNSORTED, columns=[*kept, AMOUNT])
        self.frame = frame.astype(dict.fromkeys(kept, "category"))

    def forget(self) -> None:
        """Keeps nothing."""

    def ask(self, filters: Filters) -> Answer:
        """The eight charts, each filtered by every clause but its own."""
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
        """The eight charts, each filtered by every clause but its own."""
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


ENGINES: dict[str, type[Engine]] = {PRODUCT: Product, "pandas": Pandas, "duckdb_parquet": PlainDuckDB}
