"""Queries as Ibis expressions over published tables, compiled once for each shape; values are bound, never
written.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import ibis
import ibis.expr.types as ir

from achatlas.analyse.groups import PART
from achatlas.catalogue.models import Mesure
from achatlas.domain.personnes import PERSONNE
from achatlas.store.aggregates import exact, middle, quotient
from achatlas.store.engine import filed, parameter, prepare, template
from achatlas.store.templates import Clause, Merged, Prepared, Template

AUTRES = "autres"
"""The group of what no group holds."""
SCALE = 10_000
"""What the concentration is told on: 10 000 when one is paid everything."""


@dataclass(frozen=True)
class Gathered:
    """A column of groups of members of another: for each code, how many bound values (``$nom_code_0``…);
    ``personnes``: natural persons are one of these members.
    """

    nom: str
    colonne: str
    tailles: tuple[tuple[str, int], ...]
    personnes: bool = False

    def told(self, rows: ir.Table) -> ir.StringValue:
        """The code of the group that holds a row; the unknown stays unknown, the rest is ``autres``."""
        member = rows[self.colonne].cast("string").fill_null("")
        if self.personnes:
            member = ibis.ifelse(member.startswith(PERSONNE), PERSONNE, member)
        groups = [
            (member.isin([parameter(f"{self.nom}_{code}_{n}") for n in range(size)]), code)
            for code, size in self.tailles
        ]
        return ibis.cases(*groups, (member == "", ""), else_=AUTRES)


@dataclass(frozen=True)
class Source:
    """A published table: its name and its typed columns, and those that gather members of one of them."""

    nom: str
    colonnes: tuple[tuple[str, str], ...]
    groupes: tuple[Gathered, ...] = ()

    def relation(self) -> ir.Table:
        """The unbound table."""
        rows = ibis.table(dict(self.colonnes), name=self.nom)
        return rows.mutate(**{one.nom: one.told(rows) for one in self.groupes}) if self.groupes else rows


@dataclass(frozen=True)
class Shape:
    """The shape of a filter: column, mode and count of bound values of each clause, a search in texts, and
    the rows that clauses see as one member of a column.
    """

    clauses: tuple[tuple[str, str, int], ...] = ()
    texte: bool = False
    merged: tuple[tuple[str, Merged], ...] = ()

    def fill(self, query: Template) -> Prepared:
        """The query with these filters."""
        merged = dict(self.merged)
        clauses = [Clause(c, mode == "dans", count, merged.get(c)) for c, mode, count in self.clauses]
        return query.filled(clauses, "objet" if self.texte else "")


def _aggregate(table: ir.Table, mesure: Mesure) -> ir.IntegerScalar:
    if mesure.apart:
        return _gathered(table, mesure)
    column = table[mesure.colonne]
    if mesure.agregation == "mediane":
        return middle(column, 0.5)
    if mesure.agregation == "decile":
        counted = ibis.ifelse(table[mesure.par] > 0, column, ibis.null("int64"))
        return (middle(counted, 0.9) * mesure.pas).fill_null(0)
    if mesure.agregation == "moyenne":
        count = table[mesure.cle].nunique() if mesure.cle else table[mesure.par].sum()
        return quotient(column.sum() * mesure.pas, count).fill_null(0)
    return column.nunique() if mesure.agregation == "distincts" else column.sum()


def _gathered(table: ir.Table, mesure: Mesure) -> ir.IntegerScalar:
    """What rows gathered by the key of a measure tell."""
    if mesure.agregation == "mediane":
        return middle(table.valeur, 0.5)
    whole = exact(table.valeur.cast("float64"))
    return (SCALE * exact(table.part * table.part) / (whole * whole)).round().cast("int64")


def _ready(rows: ir.Table, by: tuple[str, ...], mesures: tuple[Mesure, ...]) -> ir.Table:
    """The rows that measures are told from: gathered first when one, which is then alone, must be.

    Of a concentration: what each is paid, credits deducted, if something is left; natural persons and the
    unknown, who are many, are in the whole and make no share.
    """
    mesure = mesures[0]
    if not mesure.apart:
        return rows
    column, keys = rows[mesure.colonne], dict.fromkeys((*by, mesure.cle))
    if mesure.agregation == "mediane":
        return rows.group_by(*keys).aggregate(valeur=column.max())
    each = rows.group_by(*keys).aggregate(valeur=column.sum())
    each = each.filter(each.valeur > 0)
    code = each[mesure.cle].cast("string")
    many = (code == "") | code.startswith(PERSONNE)
    return each.mutate(part=ibis.ifelse(many, 0, each.valeur).cast("float64"))


@lru_cache(maxsize=2048)
def members(source: Source, column: str, mesures: tuple[Mesure, ...], part: str = "") -> Template:
    """Members of a column with their measures: code, then one column per measure; filters to come.

    ``part`` names a column whose values (``PART``) tell the members apart.
    """
    rows = _ready(source.relation(), (column, part) if part else (column,), mesures)
    parts = [rows[part].name(PART)] if part else []
    groups = rows.group_by(rows[column].name("code"), *parts)
    return template(groups.aggregate(**{m.id: _aggregate(rows, m) for m in mesures}), source.nom)


@lru_cache(maxsize=256)
def crossing(source: Source, columns: tuple[str, ...], mesures: tuple[Mesure, ...]) -> Template:
    """The measures of each combination of some columns, under their names; filters to come."""
    rows = _ready(source.relation(), columns, mesures)
    return template(
        rows.group_by(columns).aggregate(**{m.id: _aggregate(rows, m) for m in mesures}), source.nom
    )


@lru_cache(maxsize=2048)
def sums(source: Source, mesures: tuple[Mesure, ...], part: str = "") -> Template:
    """The measures of all the rows that a filter keeps: one row; filters to come.

    ``part`` names a column of which each value (``PART``) has a row.
    """
    rows = _ready(source.relation(), (part,) if part else (), mesures)
    told = {m.id: _aggregate(rows, m) for m in mesures}
    asked = rows.group_by(rows[part].name(PART)).aggregate(**told) if part else rows.aggregate(**told)
    return template(asked, source.nom)


@lru_cache(maxsize=1024)
def first_lines(source: Source, order: tuple[str, bool], limite: int | None) -> Template:
    """The first lines of a table (all without a limit) in an order (column, descending), ties by file and
    row; filters to come.
    """
    ordered = _in_order(source.relation(), order)
    return template(ordered if limite is None else ordered.limit(limite), source.nom)


def _in_order(rows: ir.Table, order: tuple[str, bool]) -> ir.Table:
    column, descending = order
    ties = [c for c in ("depot", "numero_ligne", "rang") if c in rows.columns and c != column]
    return rows.order_by([ibis.desc(column) if descending else ibis.asc(column), *ties])


Filed = tuple[tuple[str, Source], ...]
"""Files, each with the table that is read there: the name of the table is the same in all."""


@lru_cache(maxsize=256)
def first_filed(
    filed_: Filed, order: tuple[str, bool], limite: int | None, columns: tuple[str, ...]
) -> Template:
    """``first_lines`` of the same table of several files together, some columns of it; filters to come."""
    each = [filed(one.nom, dict(one.colonnes), alias).select(*columns) for alias, one in filed_]
    rows = ibis.union(*each) if len(each) > 1 else each[0]
    ordered = _in_order(rows, order)
    return template(ordered if limite is None else ordered.limit(limite), filed_[0][1].nom)


@lru_cache(maxsize=16)
def endings(source: Source) -> Template:
    """The marchés that end for good (``fin_prevue``, as « 2026-11-26 ») from a bound day (``debut``) to
    another (``fin``); filters to come.
    """
    rows = source.relation()
    whole = (rows.date_notification + rows.duree_mois.as_interval("M")).cast("date")
    end = ibis.coalesce(rows.date_fin_max, whole)
    told = rows.mutate(fin_prevue=end.strftime("%Y-%m-%d"))
    day = told.fin_prevue
    return template(told.filter((day >= parameter("debut")) & (day <= parameter("fin"))), source.nom)


@lru_cache(maxsize=4096)
def grouped(
    source: Source, column: str, mesures: tuple[Mesure, ...], shape: Shape, part: str = ""
) -> Prepared:  # fmt: skip
    """``members`` under a filter."""
    return shape.fill(members(source, column, mesures, part))


@lru_cache(maxsize=512)
def crossed(
    source: Source, columns: tuple[str, ...], mesures: tuple[Mesure, ...], shape: Shape
) -> Prepared:  # fmt: skip
    """``crossing`` under a filter."""
    return shape.fill(crossing(source, columns, mesures))


@lru_cache(maxsize=4096)
def summed(source: Source, mesures: tuple[Mesure, ...], shape: Shape, part: str = "") -> Prepared:
    """``sums`` under a filter."""
    return shape.fill(sums(source, mesures, part))


@lru_cache(maxsize=1024)
def listed(source: Source, shape: Shape, order: tuple[str, bool], limite: int | None) -> Prepared:
    """``first_lines`` under a filter."""
    return shape.fill(first_lines(source, order, limite))


@lru_cache(maxsize=256)
def listed_filed(
    filed_: Filed, shape: Shape, order: tuple[str, bool], limite: int | None, columns: tuple[str, ...]
) -> Prepared:  # fmt: skip
    """``first_filed`` under a filter."""
    return shape.fill(first_filed(filed_, order, limite, columns))


@lru_cache(maxsize=256)
def ending(source: Source, shape: Shape) -> Prepared:
    """``endings`` under a filter."""
    return shape.fill(endings(source))


@lru_cache(maxsize=64)
def found(source: Source, columns: tuple[str, ...]) -> Prepared:
    """The rows whose columns equal bound values."""
    rows = source.relation()
    return prepare(rows.filter([rows[c].cast("string") == parameter(c) for c in columns]))


def source_of(name: str, columns: Mapping[str, str]) -> Source:
    """The source of a published table, from its columns and types."""
    return Source(name, tuple(columns.items()))
