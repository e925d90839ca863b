"""The last edge: what the published files hold, counted in them, against the marts they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from achatlas.domain.balance import ZERO, Account, Ledger, total
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.schema import Table
from achatlas.store.engine import Engine, Reader, hashed, prepare, relation
from achatlas.store.ledger import account, read_account, totals
from achatlas.store.publications import CONSOLIDE, CROSSINGS, Publication
from achatlas.store.templates import Prepared

AMOUNT = "montant_ht_centimes"
CENTS = "_centimes"
LINES = "lignes"


def _marked(rows: ir.Table, table: Table) -> ir.Table:
    """Rows with a hash of their key and amount, so that a line changed for another is seen."""
    mark = rows[AMOUNT].cast("string")
    for column in table.cle:
        mark = mark + "/" + rows[column].cast("string").fill_null("")
    return rows.mutate(empreinte=hashed(mark))


def verify(
    engine: Engine, publication: Publication, marts: Path, tables: Mapping[str, Table]
) -> dict[str, Ledger]:
    """The ledger of each fact: read in its mart, accepted in the files of the buyers, in the four totals.

    ``tables`` maps a fact to its mart. A file that is missing or damaged counts for nothing: the ledger then
    does not balance.
    """
    aliases = sorted(publication.aliases - {CONSOLIDE, CROSSINGS})
    found: dict[str, Ledger] = {}
    for fait, table in tables.items():
        path = marts / f"{table.id}.parquet"
        read = account(engine, _marked(engine.parquet(table, [path]), table))
        held = (_held(publication, alias, table) for alias in aliases)
        found[fait] = Ledger(read, total(held))
        found[f"{fait}, vue commune"] = _common(engine, publication, engine.parquet(table, [path]), fait)
    return found


def _common(engine: Engine, publication: Publication, mart: ir.Table, fait: str) -> Ledger:
    """Every table of a fact in the common files against the mart: the sums of all its measures.

    Aggregates have no absolute value nor hash of their lines: the third total is that of the sums, and the
    fourth marks each sum of each table.
    """
    read, held = [], []
    for alias in sorted({CONSOLIDE, CROSSINGS} & publication.aliases):
        for name, told in publication.tables(alias).items():
            if told["fait"] != fait:
                continue
            rows = ibis.table(dict(told["colonnes"]), name=name)
            sums = [c for c in rows.columns if c == LINES or c.endswith(CENTS)]
            (expected,) = engine.dicts(mart.aggregate(**{c: mart[c].sum() for c in sums}))
            query = prepare(rows.aggregate(**{c: rows[c].sum() for c in sums}))
            read.append(_summed(name, expected))
            held.append(_summed(name, _asked(publication, alias, query)))
    return Ledger(total(read), total(held))


def _summed(table: str, sums: Mapping[str, Any]) -> Account:
    """The sums of a table as an account."""
    said = {column: int(value or 0) for column, value in sorted(sums.items())}
    told = ";".join(f"{table}.{column}={value}" for column, value in said.items())
    mark = int.from_bytes(blake2b(told.encode(), digest_size=8).digest(), "big")
    cents = said.get(AMOUNT, 0)
    return Account(said.get(LINES, 0), cents, abs(cents), mark)


def _asked(publication: Publication, alias: str, query: Prepared) -> Mapping[str, Any]:
    """The one row that a query finds in a published file; nothing when the file is missing or damaged."""
    try:
        reader = Reader({alias: publication.file(alias)}, publication.path.parent.parent / "tampon")
    except PublicationMissing:
        return {}
    try:
        (line,) = reader.rows(query, alias=alias)
    finally:
        reader.close()
    return line


def _held(publication: Publication, alias: str, table: Table) -> Account:
    """What a buyer's file holds of a mart, counted by a session over this file alone."""
    rows = _marked(relation(table), table)
    line = _asked(publication, alias, prepare(rows.aggregate(**totals(rows, AMOUNT))))
    return read_account(line) if line else ZERO
