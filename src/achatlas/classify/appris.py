"""What a run learnt from the decisions of persons, as it is kept beside the cases that it classed."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.catalogue.load import Catalogue
from achatlas.classify.textes.apprentissage import DECIDES, Bilan
from achatlas.classify.textes.couche import NOTHING_LEARNT, Couche, held
from achatlas.store.engine import Engine

TABLE, BILAN = "classe__appris", "apprentissage.json"


def write(engine: Engine, catalogue: Catalogue, couche: Couche, bilan: Bilan, target: Path) -> Couche:
    """Writes ``classe__appris`` and ``apprentissage.json``; returns the layer."""
    table = catalogue.tables[TABLE]
    rows = engine.keep(pa.Table.from_pylist(couche.rows(), SCHEMA))
    engine.write(rows, table, target / f"{TABLE}.parquet")
    (target / BILAN).write_text(json.dumps(asdict(bilan), sort_keys=True), encoding="utf-8")
    return couche


SCHEMA = pa.schema(
    [
        ("mot", pa.string()),
        ("segment_code", pa.string()),
        ("apport_millieme", pa.int64()),
        ("decisions", pa.int64()),
    ]
)


def bilan(classe: Path) -> Bilan | None:
    """What a run learnt; None for one made before anything was."""
    path = classe / BILAN
    return Bilan(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def couche(classe: Path) -> Couche:
    """The layer that a run learnt; an empty one when it kept none."""
    path = classe / f"{TABLE}.parquet"
    return _read(classe, path.stat().st_mtime_ns) if path.exists() else NOTHING_LEARNT


@lru_cache(maxsize=2)
def _read(classe: Path, _stamp: int) -> Couche:
    told = bilan(classe) or Bilan()
    with pq.ParquetFile(classe / f"{TABLE}.parquet") as file:
        rows = file.read().to_pylist()
    return held(rows, decide=told.etat == DECIDES, discount=told.discount)
