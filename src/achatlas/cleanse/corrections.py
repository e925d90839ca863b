"""Repairs that a person wrote, applied to the exact value and told: by sets, so that ten million lines cost
little.
"""

from collections.abc import Sequence
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from achatlas.catalogue.corrections import Reparation
from achatlas.catalogue.models import Table
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema

LIST = "."


def _column(champ: str) -> str:
    return champ.split(LIST, maxsplit=1)[0]


def _quoted(champ: str, valeur: str) -> str:
    """How a value stands in the JSON text of a list."""
    text = valeur.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{champ.split(LIST)[1]}":"{text}"'


def _found(rows: ir.Table, one: Reparation) -> ir.BooleanValue:
    """Whether a repair applies to a row."""
    champ, valeur = one.correction.champ, one.correction.valeur
    column = rows[_column(champ)]
    inside = column.contains(_quoted(champ, valeur)) if LIST in champ else column == valeur
    return (rows.source == one.source) & inside


def _repaired(rows: ir.Table, champ: str, repairs: Sequence[Reparation]) -> ir.StringValue:
    column = rows[_column(champ)]
    if LIST not in champ:
        return ibis.cases(*((_found(rows, r), r.correction.par) for r in repairs), else_=column)
    for r in repairs:
        new = column.replace(_quoted(champ, r.correction.valeur), _quoted(champ, r.correction.par))
        column = ibis.ifelse(rows.source == r.source, new, column)
    return column


def applied(rows: ir.Table, repairs: Sequence[Reparation]) -> ir.Table:
    """The rows with every repair made; the very rows when there is none to make."""
    for champ in dict.fromkeys(r.correction.champ for r in repairs):
        own = [r for r in repairs if r.correction.champ == champ]
        rows = rows.mutate(**{_column(champ): _repaired(rows, champ, own)})
    return rows


def journaled(journal: ir.Table, rows: ir.Table, repairs: Sequence[Reparation]) -> ir.Table:
    """The journal with a line more for each row repaired; ``rows`` are those from before the repairs."""
    parts = [
        rows.filter(_found(rows, r)).select(
            "depot",
            "numero_ligne",
            champ=ibis.literal(r.correction.champ),
            valeur=ibis.literal(r.correction.valeur),
            par=ibis.literal(r.correction.par),
            motif=ibis.literal(r.correction.motif),
        )
        for r in repairs
    ]
    return ibis.union(journal, *parts) if parts else journal


def follow(engine: Engine, rows: ir.Table, repairs: Sequence[Reparation], table: Table, path: Path) -> None:
    """Writes ``corrections_suivies``: every repair with the number of rows it met, zero included."""
    counts = {str(rank): _found(rows, r).sum().cast("int64") for rank, r in enumerate(repairs)}
    said = next(engine.dicts(rows.aggregate(**counts))) if counts else {}
    lines = [
        {
            **r.correction.model_dump(),
            "source": r.source,
            "origine": r.origine,
            "lignes": said[str(rank)] or 0,
        }
        for rank, r in enumerate(repairs)
    ]
    schema = arrow_schema(table)
    engine.write(
        engine.keep(pa.table({n: [line[n] for line in lines] for n in schema.names}, schema=schema)),
        table,
        path,
    )
