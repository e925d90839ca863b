"""Queries compiled once, that still take filters: trees of SQL, no engine here."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import expressions as sqlglot_nodes

FOLDED = {"œ": "oe", "æ": "ae", "ß": "ss", "’": "'"}


@dataclass(frozen=True)
class Prepared:
    """A query compiled once: SQL text with ``$name`` placeholders, never a value."""

    sql: str


@dataclass(frozen=True)
class Merged:
    """Rows that are told as one member (``code``) of a column: those of which another column begins with
    ``prefixe``, or is one that a table beside it, of the same file, names with a state out of ``etats``.
    """

    code: str
    colonne: str
    prefixe: str = ""
    table: str = ""
    etat: str = ""
    etats: tuple[str, ...] = ()

    def which(self, read: sqlglot_nodes.Table) -> sqlglot_nodes.Func | sqlglot_nodes.In:
        """The rows of a table of the query."""
        who = sqlglot_nodes.column(self.colonne, table=read.alias_or_name, quoted=True)
        if self.prefixe:
            return sqlglot_nodes.func("starts_with", _text(who), sqlglot_nodes.Literal.string(self.prefixe))
        beside = sqlglot_nodes.Table(
            this=sqlglot_nodes.to_identifier(self.table, quoted=True),
            db=read.args.get("db") and read.args["db"].copy(),
            catalog=read.args.get("catalog") and read.args["catalog"].copy(),
        )
        state = _text(sqlglot_nodes.column(self.etat, quoted=True))
        disclosed = state.isin(*(sqlglot_nodes.Literal.string(one) for one in self.etats))
        named = sqlglot_nodes.select(_text(sqlglot_nodes.column(self.colonne, quoted=True))).from_(beside)
        return _text(who).isin(query=named.where(sqlglot_nodes.not_(disclosed)))


def _text(column: sqlglot_nodes.Expression) -> sqlglot_nodes.Cast:
    """A column as plain text: what it is told as may be no member of its own type."""
    return sqlglot_nodes.cast(column, "TEXT")


@dataclass(frozen=True)
class Clause:
    """A filter to come: a column, kept in (or out of) ``nombre`` values bound as ``$column_0``…; ``merged``:
    the rows that it sees as another member of the column.

    One value is an equality: among tens of thousands of codes it is found three times as fast as in a list.
    """

    colonne: str
    dedans: bool
    nombre: int
    merged: Merged | None = None

    def condition(self, read: sqlglot_nodes.Table) -> sqlglot_nodes.Condition:
        """The filter on a table of the query."""
        own = sqlglot_nodes.column(self.colonne, table=read.alias_or_name, quoted=True)
        column: sqlglot_nodes.Condition = own
        if self.merged:
            code = sqlglot_nodes.Literal.string(self.merged.code)
            column = sqlglot_nodes.Case().when(self.merged.which(read), code).else_(_text(own))
        values = [placeholder(f"{self.colonne}_{rank}") for rank in range(self.nombre)]
        inside = column.eq(values[0]) if len(values) == 1 else column.isin(*values)
        return inside if self.dedans else sqlglot_nodes.not_(inside)


def _searchable(column: sqlglot_nodes.Column) -> sqlglot_nodes.Func:
    """What ``domain.text.searchable`` says of a column: lower case, ligatures opened, no accent."""
    folded: sqlglot_nodes.Func = sqlglot_nodes.Lower(this=column)
    for sign, plain in FOLDED.items():
        said = (sqlglot_nodes.Literal.string(text) for text in (sign, plain))
        folded = sqlglot_nodes.func("replace", folded, *said)
    return sqlglot_nodes.func("strip_accents", folded)


def placeholder(name: str) -> sqlglot_nodes.Parameter:
    """Where a value will be bound."""
    return sqlglot_nodes.Parameter(this=sqlglot_nodes.Var(this=name))


@dataclass(frozen=True)
class Template:
    """A compiled expression that still takes filters on the rows it reads: compiling is paid once."""

    tree: sqlglot_nodes.Expression
    table: str

    def filled(self, clauses: Sequence[Clause], texte: str = "") -> Prepared:
        """The query with its filters; ``texte`` names a column that must contain the bound ``$texte``.

        Case and accents are ignored in the column; the bound text comes already ``searchable``.
        """
        tree = self.tree.copy()
        for read in tree.find_all(sqlglot_nodes.Table):
            select = read.find_ancestor(sqlglot_nodes.Select)
            if read.name != self.table or select is None:
                continue
            for clause in clauses:
                select.where(clause.condition(read), copy=False)
            if texte:
                column = sqlglot_nodes.column(texte, table=read.alias_or_name, quoted=True)
                said = sqlglot_nodes.func("contains", _searchable(column), placeholder("texte"))
                select.where(said, copy=False)
        return Prepared(tree.sql("duckdb"))
