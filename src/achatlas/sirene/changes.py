"""What a stock changes to the one before it: units and establishments new, gone, closed since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir

from achatlas.domain.schema import Table
from achatlas.sirene.layout import ETABLISSEMENTS, UNITES
from achatlas.store.engine import Engine

OPEN = "A"
KEYS = {UNITES: "siren", ETABLISSEMENTS: "siret"}
Counts = dict[str, dict[str, int]]


def changes(engine: Engine, tables: Mapping[str, Table], former: Path, new: Path) -> Counts:
    """For each of the two tables: ``nouveaux``, ``disparus``, ``fermes``, ``rouverts`` and ``tus`` (names no
    longer told), counted between two folders of the referential.
    """
    return {
        genre: _between(engine, tables[f"sirene__{genre}"], key, former, new) for genre, key in KEYS.items()
    }


def _between(engine: Engine, table: Table, key: str, former: Path, new: Path) -> dict[str, int]:
    """The counts of a table: the rows of one first digit after the other, which stand together."""
    before, after = (_seen(engine, table, key, folder) for folder in (former, new))
    told: Counter[str] = Counter()
    for digit in range(10):
        told.update(_compared(engine, *(_of(rows, digit) for rows in (before, after))))
    return dict(told)


def _of(rows: ir.Table, digit: int) -> ir.Table:
    """The rows whose key begins by a digit."""
    return rows.filter((rows.texte >= str(digit)) & (rows.texte < chr(ord(str(digit)) + 1)))


def _compared(engine: Engine, before: ir.Table, after: ir.Table) -> dict[str, int]:
    both = before.outer_join(after, before.cle == after.cle)
    opened, stays = both.ouvert.fill_null(False), both.ouvert_right.fill_null(False)
    there = both.cle.notnull() & both.cle_right.notnull()
    counts = {
        "nouveaux": both.cle.isnull(),
        "disparus": both.cle_right.isnull(),
        "fermes": there & opened & ~stays,
        "rouverts": there & ~opened & stays,
        "tus": there & both.dit & ~both.dit_right,
    }
    said = next(engine.dicts(both.aggregate(**{name: case.sum() for name, case in counts.items()})))
    return {name: int(said[name] or 0) for name in counts}


def _seen(engine: Engine, table: Table, key: str, folder: Path) -> ir.Table:
    rows = engine.parquet(table, [folder / f"{table.id}.parquet"])
    return rows.select(
        texte=rows[key], cle=rows[key].cast("int64"), ouvert=rows.etat == OPEN, dit=rows.diffusion == "O"
    )


def counts(engine: Engine, tables: Mapping[str, Table], folder: Path) -> dict[str, int]:
    """What a folder of the referential holds: rows of each table, and establishments that are open."""
    said = {}
    for name in ("unites", "etablissements", "successions", "noms"):
        table = tables[f"sirene__{name}"]
        said[name] = engine.count(engine.parquet(table, [folder / f"{table.id}.parquet"]))
    table = tables["sirene__etablissements"]
    rows = engine.parquet(table, [folder / f"{table.id}.parquet"])
    ouverts = rows.filter(rows.etat == ibis.literal(OPEN))
    return {**said, "ouverts": engine.count(ouverts)}
