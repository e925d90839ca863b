"""The last edge: what the published files hold, counted in them, against the marts they were made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

import ibis
import ibis.expr.types as ir

from achatlas.domain.balance import ZERO, Account, Ledger, total
from achatlas.domain.errors import PublicationMissing
from achatlas.domain.schema import Table
from achatlas.store.engine import Engine, hashed, prepare, relation
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
    engine: Engine, publication: Publication, marts: Mapping[str, ir.Table], tables: Mapping[str, Table]
) -> dict[str, Ledger]:
    """The ledger of each fact: read in its mart, accepted in the files of the buyers, in the four totals.

    ``marts`` and ``tables`` map a fact to its rows and to its declaration. A file that is missing or damaged
    counts for nothing: the ledger then does not balance.
    """
    aliases = sorted(publication.aliases - {CONSOLIDE, CROSSINGS})
    held, found = _held(publication, aliases, tables), dict[str, Ledger]()
    for fait, table in tables.items():
        read = account(engine, _marked(marts[fait], table))
        found[fait] = Ledger(read, total(one[fait] for one in held))
        found[f"{fait}, vue commune"] = _common(engine, publication, marts[fait], fait)
    return found


def _common(engine: Engine, publication: Publication, mart: ir.Table, fait: str) -> Ledger:
    """Every table of a fact in the common files against the mart: the sums of all its measures.

    Aggregates have no absolute value nor hash of their lines: the third total is that of the sums, and the
    fourth marks each sum of each table.
    """
    read, held = [], []
    expected = engine.cache(mart.aggregate(**_sums(mart)))
    (known,) = engine.dicts(expected)
    for alias in sorted({CONSOLIDE, CROSSINGS} & publication.aliases):
        told = {n: t for n, t in publication.tables(alias).items() if t["fait"] == fait}
        tables = {name: ibis.table(dict(one["colonnes"]), name=name) for name, one in told.items()}
        queries = {name: prepare(rows.aggregate(**_sums(rows))) for name, rows in tables.items()}
        found = _asked(publication, alias, queries)
        read += [_summed(name, {c: known[c] for c in _sums(rows)}) for name, rows in tables.items()]
        held += [_summed(name, found.get(name, {})) for name in tables]
    return Ledger(total(read), total(held))


def _sums(rows: ir.Table) -> dict[str, ir.Scalar]:
    """The sum of each measure that a table holds."""
    return {c: rows[c].sum() for c in rows.columns if c == LINES or c.endswith(CENTS)}


def _summed(table: str, sums: Mapping[str, Any]) -> Account:
    """The sums of a table as an account."""
    said = {column: int(value or 0) for column, value in sorted(sums.items())}
    told = ";".join(f"{table}.{column}={value}" for column, value in said.items())
    mark = int.from_bytes(blake2b(told.encode(), digest_size=8).digest(), "big")
    cents = said.get(AMOUNT, 0)
    return Account(said.get(LINES, 0), cents, abs(cents), mark)


def _asked(
    publication: Publication, alias: str, queries: Mapping[str, Prepared]
) -> Mapping[str, Mapping[str, Any]]:
    """The one row that each query finds in a published file; nothing when it is missing or damaged."""
    reader = publication.reader([alias], publication.path.parent.parent / "tampon")
    try:
        return {name: reader.rows(query, alias=alias)[0] for name, query in queries.items()}
    except PublicationMissing:
        return {}
    finally:
        reader.close()


def _held(
    publication: Publication, aliases: Iterable[str], tables: Mapping[str, Table]
) -> list[dict[str, Account]]:
    """What each buyer's file holds of each mart, counted by a session over this file alone."""
    queries = {fait: _counting(table) for fait, table in tables.items()}
    asked = [_asked(publication, alias, queries) for alias in aliases]
    return [{f: read_account(found[f]) if found else ZERO for f in tables} for found in asked]


def _counting(table: Table) -> Prepared:
    """The question that counts the rows and cents of a mart in a published file."""
    rows = _marked(relation(table), table)
    return prepare(rows.aggregate(**totals(rows, AMOUNT)))
