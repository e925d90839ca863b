"""What a buyer pays under the codes of its own nomenclature: read from the snapshot of the marts, for some
buyers and no other.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

DEPENSE, EXEMPLES = "codes_depense.parquet", "codes_exemples.parquet"
CONDITIONS = ("acheteur_siren", "code_nomenclature", "compte", "cpv")
SUMS = ("montant_ht_centimes", "lignes")
Row = dict[str, Any]


def _own(path: Path, acheteurs: Collection[str]) -> pa.Table | None:
    asked = pc.field("acheteur_siren").isin(pa.array(sorted(acheteurs), pa.string()))
    return pq.read_table(path, filters=asked) if path.exists() else None


def conditions(cartes: Path, acheteurs: Collection[str]) -> list[Row]:
    """What these buyers pay by code, account and CPV: ``acheteur_siren``, ``code_nomenclature``, ``compte``,
    ``cpv``, ``montant_ht_centimes``, ``lignes``; nothing for a run of before this table.
    """
    rows = _own(cartes / DEPENSE, acheteurs)
    if rows is None:
        return []
    found = rows.group_by(list(CONDITIONS)).aggregate([(name, "sum") for name in SUMS])
    told: list[Row] = found.rename_columns([*CONDITIONS, *SUMS]).to_pylist()
    return told


def votes(cartes: Path, acheteur: str) -> list[Row]:
    """How the lines of each code of a buyer were classed: ``code_nomenclature``, ``segment_code``,
    ``moteur``, ``montant_ht_centimes``, ``lignes``, ``confiance_centimes``.
    """
    rows = _own(cartes / DEPENSE, [acheteur])
    if rows is None:
        return []
    keys, sums = ["code_nomenclature", "segment_code", "moteur"], (*SUMS, "confiance_centimes")
    found = rows.group_by(keys).aggregate([(name, "sum") for name in sums])
    told: list[Row] = found.rename_columns([*keys, *sums]).to_pylist()
    return told


def exemples(cartes: Path, acheteur: str) -> list[Row]:
    """What is bought under each code of a buyer (columns of ``codes_exemples``)."""
    rows = _own(cartes / EXEMPLES, [acheteur])
    told: list[Row] = rows.to_pylist() if rows is not None else []
    return told
