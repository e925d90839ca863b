"""The cases of what is shown, payments and marchés, with what was said of each since its run."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.classify import reclassement as classify
from achatlas.classify.propositions import standing
from achatlas.classify.reclassement import CLE, PROPOSED, Folders
from achatlas.pipeline import reclassement
from achatlas.pipeline.shown import CLASSE, maps
from achatlas.pipeline.situation import Situation, numbered
from achatlas.pipeline.workshop import Workshop
from achatlas.pipeline.written import Portee
from achatlas.store import cas as store
from achatlas.store.engine import Engine

NET, MARCHES = "net", "marches"
Ends = tuple[tuple[str, str], ...]


def folder(atelier: Workshop, etape: str) -> Path:
    """Where a stage stands that what is shown was made from."""
    return atelier.snapshots.path(etape, maps(atelier) or "")


def situation(atelier: Workshop, portee: Portee) -> Situation | None:
    """How the purchases of these buyers are classified now; None before the first run."""
    key = maps(atelier)
    if key is None or not (atelier.snapshots.path(CLASSE, key) / store.CAS).exists():
        return None
    seuil = int(atelier.catalogue.regle("textes")["seuil_automatique"])
    classe, over = atelier.snapshots.path(CLASSE, key), reclassement.over(atelier, key)
    ends = tuple(sorted(atelier.again().catalogue.retires.items()))
    return _read(classe, over, portee.acheteurs, seuil, ends)


@lru_cache(maxsize=4)
def _read(classe: Path, again: Path | None, acheteurs: frozenset[str], seuil: int, ends: Ends) -> Situation:
    rows = _standing(store.cases(classe, acheteurs, again), dict(ends))
    return Situation(rows, seuil, acheteurs)


def _standing(rows: pa.Table, ends: Mapping[str, str]) -> pa.Table:
    """Cases of which what is proposed are segments that stand: each way of writing it is read once."""
    if not ends or PROPOSED not in rows.column_names:
        return rows
    known = pc.unique(rows[PROPOSED])
    now = pa.array([standing(one, ends) for one in known.to_pylist()], pa.string())
    told = now.take(pc.index_in(rows[PROPOSED], value_set=known))
    return rows.set_column(rows.schema.get_field_index(PROPOSED), PROPOSED, told)


_FIRST: dict[Path, pa.Table] = {}


def awarded(atelier: Workshop) -> pa.Table:
    """The marchés as cases (what rules read of them, what the engines do) with the segment of each now."""
    key = maps(atelier) or ""
    classe, over = atelier.snapshots.path(CLASSE, key), reclassement.over(atelier, key, MARCHES)
    if classe not in _FIRST:
        _FIRST.clear()
        _FIRST[classe] = _cases(atelier, Folders(atelier.snapshots.path(NET, key), classe))
    return _said(classe, over)


@lru_cache(maxsize=2)
def _said(classe: Path, over: Path | None) -> pa.Table:
    rows = _FIRST[classe]
    return numbered(store.said_again(rows, over, CLE[MARCHES]) if over else rows)


def _cases(atelier: Workshop, folders: Folders) -> pa.Table:
    (atelier.home / "tampon").mkdir(exist_ok=True)
    with (
        TemporaryDirectory(prefix="effet-", dir=atelier.home / "tampon") as spill,
        Engine(Path(spill) / "marches", memory=atelier.settings.memoire) as engine,
    ):
        rows = classify.cases(engine, atelier.catalogue, folders, MARCHES)
        return pa.Table.from_batches(engine.batches(rows), rows.schema().to_pyarrow())
