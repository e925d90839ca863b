"""The cases of classification of the last run with what was said of them since, for some buyers and no
other; and the lines behind a few of them.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CAS, MANDATS, NET = "classe__cas.parquet", "classe__mandats.parquet", "net__mandats.parquet"
ACHATS = "mart__achats.parquet"
SAID = ("segment_code", "moteur", "motif", "confiance", "propositions", "seul")
LINE = ("depot", "numero_ligne")
SHOWN = (*LINE, "objet", "compte", "tiers_nom", "date_mandat", "montant_ht_centimes", "acheteur_siren")


def cases(classe: Path, acheteurs: frozenset[str], reclasses: Path | None = None) -> pa.Table:
    """The cases of these buyers (columns of ``classe__cas``); ``reclasses``: those whose answer changed since
    the run (``cas`` and the columns of ``SAID``).
    """
    path = classe / CAS
    if not path.exists():
        return pa.table({})
    rows = _first(path, acheteurs)
    if reclasses is None or not reclasses.exists():
        return rows
    return said_again(rows, reclasses, "cas")


@lru_cache(maxsize=4)
def _first(path: Path, acheteurs: frozenset[str]) -> pa.Table:
    """The cases of these buyers as the run classed them: kept, what changes at each decision is beside."""
    own = pc.field("acheteur_siren").isin(pa.array(sorted(acheteurs), pa.string()))
    return pq.read_table(path, filters=own)


def said_again(rows: pa.Table, reclasses: Path, key: str) -> pa.Table:
    """Cases with the answers that changed since the run; ``key`` tells the cases apart."""
    told = [name for name in SAID if name in rows.column_names]
    again = pq.read_table(reclasses, columns=[key, *told])
    places = pc.index_in(rows[key], again[key].combine_chunks())
    changed = pc.is_valid(places)
    for name in told:
        fresh = again[name].combine_chunks().take(places.combine_chunks())
        found = pc.if_else(changed, fresh.cast(rows.schema.field(name).type), rows[name])
        rows = rows.set_column(rows.schema.get_field_index(name), name, found)
    return rows


def by_member(cartes: Path, cas: pa.ChunkedArray, axe: str, mesure: str) -> dict[str, int]:
    """What some cases are worth (a measure, in cents) by member of an axis: both columns of payments."""
    path = cartes / ACHATS
    if not path.exists() or not len(cas):
        return {}
    asked = pc.field("cas").isin(cas.combine_chunks())
    rows = pq.read_table(path, columns=[axe, mesure], filters=asked)
    sums = rows.group_by(axe).aggregate([(mesure, "sum")])
    return dict(zip(sums[axe].to_pylist(), sums[f"{mesure}_sum"].to_pylist(), strict=True))


def answers(reclasses: Path | None, key: str) -> dict[str, str]:
    """The segments of the cases whose answer changed since the run, by what tells them apart (``key``)."""
    if reclasses is None or not reclasses.exists():
        return {}
    rows = pq.read_table(reclasses, columns=[key, "segment_code"])
    return dict(zip(rows[key].to_pylist(), rows["segment_code"].to_pylist(), strict=True))


def lines(classe: Path, net: Path, cas: Collection[int], most: int) -> list[dict[str, Any]]:
    """The heaviest lines of a few cases (columns of ``SHOWN``), ``most`` of them."""
    if not cas or not (classe / MANDATS).exists():
        return []
    asked = pc.field("cas").isin(pa.array(sorted(cas), pa.int64()))
    keys = pq.read_table(classe / MANDATS, columns=[*LINE], filters=asked)
    depots = pa.array(sorted(set(keys["depot"].to_pylist())), pa.string())
    numbers = keys["numero_ligne"].combine_chunks()
    near = pc.field("depot").isin(depots) & pc.field("numero_ligne").isin(numbers)
    rows = pq.read_table(net / NET, columns=[*SHOWN], filters=near)
    rows = rows.join(keys, list(LINE), join_type="inner")
    order = pc.sort_indices(pc.negate(pc.abs(rows["montant_ht_centimes"])))
    found: list[dict[str, Any]] = rows.take(order.slice(0, most)).to_pylist()
    return found
