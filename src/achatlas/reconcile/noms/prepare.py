"""The names of a directory prepared once for all the searches that follow: each text once, its words told
apart, and how many names bear each word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.domain.schema import Table
from achatlas.reconcile.noms.names import Lexique, Name, parts
from achatlas.reconcile.noms.voisins import INITIALS, JOINED
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema

TEXTES, MOTS = "noms__textes", "noms__mots"
ALONE, BLANK = "#", " "
EVERY = ""
NIC = 5


def prepare(
    engine: Engine, tables: Mapping[str, Table], noms: ir.Table, lexique: Lexique, target: Path
) -> None:
    """Writes ``noms__textes`` and ``noms__mots`` from the rows of ``sirene__noms``."""
    path = target / f"{TEXTES}.parquet"
    with pq.ParquetWriter(path, arrow_schema(tables[TEXTES]), compression="zstd") as writer:
        first = 0
        for batch in engine.batches(texts(noms)):
            writer.write_table(_prepared(batch, first, lexique, writer.schema))
            first += batch.num_rows
    rows = engine.parquet(tables[TEXTES], [path])
    engine.write(vocabulary(rows), tables[MOTS], target / f"{MOTS}.parquet")


def texts(noms: ir.Table) -> ir.Table:
    """Each text once, in one order for the same rows: the first SIRET that bears it (zeros for a unit's own),
    and how many rows do.
    """
    own = ibis.ifelse(noms.siret == "", noms.siren + "0" * NIC, noms.siret)
    first = own.try_cast("int64").fill_null(0)
    said = noms.group_by("nom").aggregate(premier=first.min(), porteurs=noms.count())
    return said.order_by("premier", "nom")


def _prepared(batch: pa.RecordBatch, first: int, lexique: Lexique, schema: pa.Schema) -> pa.Table:
    nom, premier, porteurs = (batch.column(name) for name in ("nom", "premier", "porteurs"))
    told = [_told(text, lexique) for text in nom.to_pylist()]
    parties, mots, signes = zip(*told, strict=True) if told else ((), (), ())
    numero = range(first, first + batch.num_rows)
    return pa.table([list(numero), nom, premier, porteurs, parties, mots, signes], schema=schema)


def _told(text: str, lexique: Lexique) -> tuple[int, str, str]:
    """How many parts a text has, their words, and the other keys under which it is found."""
    names = lexique.names(text)
    cores = [name.core for name in names] if len(parts(text)) == 1 else list(lexique.cores(text))
    said = BLANK.join([BLANK.join(sorted(core)) for core in cores])
    return len(cores), said, BLANK.join(_signs(names))


def _signs(names: list[Name]) -> Iterator[str]:
    for name in names:
        yield JOINED + name.joined
        yield from (INITIALS + one for one in sorted(name.sigles))
        if len(name.core) == 1:
            yield ALONE + name.core[0]


def vocabulary(textes: ir.Table) -> ir.Table:
    """The words, and how many names bear each; the empty word counts every name."""
    said = textes.select("porteurs", mot=textes.mots.split(BLANK).unnest())
    said = said.filter(said.mot != EVERY)
    words = said.group_by("mot").aggregate(nombre=said.porteurs.sum())
    every = textes.aggregate(nombre=(textes.parties * textes.porteurs).sum().fill_null(0))
    return words.union(every.select(mot=ibis.literal(EVERY), nombre="nombre"))
