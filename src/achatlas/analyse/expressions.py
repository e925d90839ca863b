"""Queries as Ibis expressions over published tables, compiled once for each shape; values are bound, never
written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from achatlas.catalogue.models import Mesure
from achatlas.store.engine import Clause, Prepared, Template, parameter, prepare, template


@dataclass(frozen=True)
class Source:
    """A published table: its name and its typed columns."""

    nom: str
    colonnes: tuple[tuple[str, str], ...]

    def relation(self) -> ir.Table:
        """The unbound table."""
        return ibis.table(dict(self.colonnes), name=self.nom)


@dataclass(frozen=True)
class Shape:
    """The shape of a filter: column, mode and count of bound values of each clause, and a search in texts."""

    clauses: tuple[tuple[str, str, int], ...] = ()
    texte: bool = False

    def fill(self, query: Template) -> Prepared:
        """The query with these filters."""
        clauses = [Clause(column, mode == "dans", count) for column, mode, count in self.clauses]
        return query.filled(clauses, "objet" if self.texte else "")


@dataclass(frozen=True)
class Top:
    """How many members are kept, how many chosen ones must stay beside them, and the order."""

    limite: int | None = None
    choisis: int = 0
    par_code: bool = False


def _aggregate(table: ir.Table, mesure: Mesure) -> ir.IntegerScalar:
    column = table[mesure.colonne]
    return column.nunique() if mesure.agregation == "distincts" else column.sum()


def _kept(ranked: ir.Table, top: Top) -> ir.Table:
    if top.limite is None:
        return ranked
    start = ibis.literal(parameter("debut")).cast("int64")
    inside = (ranked.rang > start) & (ranked.rang <= start + top.limite)
    if top.choisis:
        inside = inside | ranked.code.isin([parameter(f"choisi_{i}") for i in range(top.choisis)])
    return ranked.filter(inside)


@lru_cache(maxsize=2048)
def members(source: Source, column: str, mesures: tuple[Mesure, ...], top: Top) -> Template:
    """Members of a column with their measures: code, measures, rang, nombre, total_<mesure>."""
    rows = source.relation()
    groups = rows.group_by(rows[column].name("code")).aggregate(
        **{m.id: _aggregate(rows, m) for m in mesures}
    )
    order = [groups.code] if top.par_code else [ibis.desc(mesures[0].id), groups.code]
    ranked = groups.mutate(
        rang=ibis.row_number().over(order_by=order) + 1,
        nombre=groups.count().over(),
        **{f"total_{m.id}": groups[m.id].sum().over() for m in mesures if m.agregation == "somme"},
    )
    return template(_kept(ranked, top).order_by("rang"), source.nom)


@lru_cache(maxsize=2048)
def sums(source: Source, mesures: tuple[Mesure, ...]) -> Template:
    """The measures of all the rows that a filter keeps: one row; filters to come."""
    rows = source.relation()
    return template(rows.aggregate(**{m.id: _aggregate(rows, m) for m in mesures}), source.nom)


@lru_cache(maxsize=512)
def curve(source: Source, column: str, mesure: Mesure, points: int) -> Template:
    """The Pareto curve: rang, cumul, total, nombre at about ``points`` ranks, and where half and 80 % are."""
    rows = source.relation()
    groups = rows.group_by(rows[column].name("code")).aggregate(valeur=_aggregate(rows, mesure))
    order = [ibis.desc("valeur"), groups.code]
    ranks = groups.select(
        valeur=groups.valeur,
        rang=ibis.row_number().over(order_by=order) + 1,
        cumul=groups.valeur.sum().over(ibis.cumulative_window(order_by=order)),
        total=groups.valeur.sum().over(),
        nombre=groups.count().over(),
    )
    sampled = (ranks.rang * points) // ranks.nombre != ((ranks.rang - 1) * points) // ranks.nombre
    crossed = ibis.or_(
        *(
            (ranks.cumul * 100 >= ranks.total * p) & ((ranks.cumul - ranks.valeur) * 100 < ranks.total * p)
            for p in (50, 80)
        )
    )
    return template(ranks.filter(sampled | crossed | (ranks.rang == 1)).order_by("rang"), source.nom)


@lru_cache(maxsize=1024)
def first_lines(source: Source, order: tuple[str, bool], limite: int) -> Template:
    """The first lines of a table in an order (column, descending), ties by file and row; filters to come."""
    rows = source.relation()
    column, descending = order
    ties = [c for c in ("depot", "numero_ligne", "rang") if c in rows.columns and c != column]
    ordered = rows.order_by([ibis.desc(column) if descending else ibis.asc(column), *ties])
    return template(ordered.limit(limite), source.nom)


@lru_cache(maxsize=4096)
def grouped(source: Source, column: str, mesures: tuple[Mesure, ...], shape: Shape, top: Top) -> Prepared:
    """``members`` under a filter."""
    return shape.fill(members(source, column, mesures, top))


@lru_cache(maxsize=4096)
def summed(source: Source, mesures: tuple[Mesure, ...], shape: Shape) -> Prepared:
    """``sums`` under a filter."""
    return shape.fill(sums(source, mesures))


@lru_cache(maxsize=1024)
def cumulated(source: Source, column: str, mesure: Mesure, shape: Shape, points: int) -> Prepared:
    """``curve`` under a filter."""
    return shape.fill(curve(source, column, mesure, points))


@lru_cache(maxsize=1024)
def listed(source: Source, shape: Shape, order: tuple[str, bool], limite: int) -> Prepared:
    """``first_lines`` under a filter."""
    return shape.fill(first_lines(source, order, limite))


@lru_cache(maxsize=64)
def found(source: Source, columns: tuple[str, ...]) -> Prepared:
    """The rows whose columns equal bound values."""
    rows = source.relation()
    return prepare(rows.filter([rows[c].cast("string") == parameter(c) for c in columns]))


def source_of(name: str, columns: Mapping[str, str]) -> Source:
    """The source of a published table, from its columns and types."""
    return Source(name, tuple(columns.items()))
