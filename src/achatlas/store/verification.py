"""The last edge: what the published files hold, counted in them, against the marts they were made from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import ibis.expr.types as ir

from achatlas.domain.balance import ZERO, Account, Ledger, total
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.schema import Table
from achatlas.store.engine import Engine, Reader, hashed, prepare, relation
from achatlas.store.ledger import account, read_account, totals
from achatlas.store.publications import CONSOLIDE, CROSSINGS, Publication

AMOUNT = "montant_ht_centimes"


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
    found = {}
    for fait, table in tables.items():
        read = account(engine, _marked(engine.parquet(table, [marts / f"{table.id}.parquet"]), table))
        held = (_held(publication, alias, table) for alias in aliases)
        found[fait] = Ledger(read, total(held))
    return found


def _held(publication: Publication, alias: str, table: Table) -> Account:
    """What a buyer's file holds of a mart, counted by a session over this file alone."""
    rows = _marked(relation(table), table)
    query = prepare(rows.aggregate(**totals(rows, AMOUNT)))
    try:
        reader = Reader({alias: publication.file(alias)}, publication.path.parent.parent / "tampon")
    except PublicationMissing:
        return ZERO
    try:
        (line,) = reader.rows(query, alias=alias)
    finally:
        reader.close()
    return read_account(line)
