"""Lines of mandat that a file holds twice or more, all that it says of them being the same: one counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from achatlas.catalogue.models import Table
from achatlas.ingest.writer import EXTRAIT_MAX, Journal
from achatlas.store.engine import Engine, hashed

MANDATS = "brut__mandats"
PROVENANCE = {"source", "depot", "fichier", "feuille", "numero_ligne", "empreinte"}
SHOWN = ("num_mandat", "date_mandat", "tiers_nom", "objet")
MOTIF, MEMORY = "ligne_repetee", "150MB"
MARKS, SMALL = ("num_mandat", "montant_ht_centimes"), 100_000


def again(engine: Engine, table: Table, path: Path) -> dict[int, tuple[int, str]]:
    """The number of each line that repeats an earlier one to the letter, its cents and what it says; a line
    without a mandat number repeats nothing: nothing tells it from another purchase.
    """
    rows = engine.parquet(table, [path])
    numbered = rows.filter(rows.num_mandat.fill_null("") != "")
    own = sorted(set(table.colonnes) - PROVENANCE)
    marked = numbered.mutate(marque=_marked(numbered, [*MARKS]))
    held = marked.group_by("marque").aggregate(n=marked.count()).filter(lambda t: t.n > 1)
    alike = marked.semi_join(held, "marque")
    rank = ibis.row_number().over(group_by=own, order_by="numero_ligne")
    found = alike.mutate(copie=rank).filter(lambda t: t.copie > 0)
    asked = found.select("numero_ligne", "montant_ht_centimes", *SHOWN).order_by("numero_ligne")
    return {
        line["numero_ligne"]: (line["montant_ht_centimes"], " ; ".join(str(line[c] or "") for c in SHOWN))
        for line in engine.dicts(asked)
    }


def _plainly_none(path: Path) -> bool:
    """Whether a file is small and no two of its lines have the same mandat number and amount: starting an
    engine to say so takes longer than reading most files.
    """
    if pq.read_metadata(path).num_rows > SMALL:
        return False
    rows = pq.read_table(path, columns=list(MARKS))
    rows = rows.filter(pc.not_equal(pc.fill_null(rows["num_mandat"], ""), ""))
    distinct: int = rows.group_by(list(MARKS)).aggregate([]).num_rows
    return bool(distinct == rows.num_rows)


def _marked(rows: ir.Table, columns: list[str]) -> ir.Value:
    return hashed(ibis.literal("\x1f").join([rows[c].cast("string").fill_null("") for c in columns]))


def set_apart(table: Table, path: Path, journal: Journal, spill: Path) -> list[tuple[int, int]]:
    """Takes the lines repeated within a file out of its Parquet file and notes them as duplicates; returns
    their numbers and cents. A file without any is left as it is.
    """
    if table.id != MANDATS:
        return []
    if _plainly_none(path):
        return []
    pa.default_memory_pool().release_unused()  # the engine comes beside it
    with Engine(spill, memory=MEMORY) as engine:
        found = again(engine, table, path)
    if found:
        beside = path.with_suffix(".sans")
        with pq.ParquetWriter(beside, pq.read_schema(path), compression="zstd") as writer:
            for batch in _kept(path, set(found)):
                writer.write_batch(batch)
        beside.replace(path)
    for number, (cents, said) in found.items():
        journal.add("doublon", MOTIF, number, cents, said[:EXTRAIT_MAX])
    return [(number, cents) for number, (cents, _) in found.items()]


def _kept(path: Path, out: set[int]) -> Iterator[pa.RecordBatch]:
    gone = pa.array(sorted(out), pa.int64())
    with pq.ParquetFile(path) as source:
        for batch in source.iter_batches():
            yield batch.filter(pc.invert(pc.is_in(batch.column("numero_ligne"), gone)))
