"""What buyers write of those they pay and which enterprises it may be, for whoever judges: read from the
snapshots of the marts and of the reconciliation, for some buyers and no other.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

ECRITS, CANDIDATS, LIENS = "ecrits.parquet", "lien__candidats.parquet", "lien__tiers_entreprise.parquet"
ETABLISSEMENTS, UNITES = "sirene__etablissements.parquet", "sirene__unites.parquet"
SIREN = 9
RECONNUS = "reconnus"
Row = dict[str, Any]


def _among(names: Collection[str]) -> pa.Array:
    return pa.array(sorted(set(names)), pa.string())


def sums(cartes: Path, acheteurs: Collection[str]) -> dict[str, int]:
    """What these buyers (SIREN) paid, in cents, by how the payee would be known had nobody decided."""
    if not (cartes / ECRITS).exists():
        return {}
    asked = pc.field("acheteur_siren").isin(_among(acheteurs))
    rows = pq.read_table(cartes / ECRITS, columns=["sans_decision", "montant_ht_centimes"], filters=asked)
    groups = rows.group_by("sans_decision").aggregate([("montant_ht_centimes", "sum")])
    return {one["sans_decision"]: one["montant_ht_centimes_sum"] for one in groups.to_pylist()}


def _asked(acheteurs: Collection[str], sauf: Collection[str]) -> pc.Expression:
    """What these buyers write, but what is known in one of these ways; natural persons have no writing."""
    asked = pc.field("acheteur_siren").isin(_among(acheteurs)) & (pc.field("ecrit_cle") != "")
    return asked & ~pc.field("sans_decision").isin(_among(sauf)) if sauf else asked


def weights(cartes: Path, acheteurs: Collection[str], sauf: Collection[str] = ()) -> list[Row]:
    """What each writing of these buyers weighs (``ecrit_cle``, ``sans_decision``, ``reconnus``,
    ``centimes``); a run of before ``reconnus`` says nothing of it.
    """
    if not (cartes / ECRITS).exists():
        return []
    keys = ["ecrit_cle", "sans_decision", RECONNUS]
    held = set(pq.read_schema(cartes / ECRITS).names)
    columns = [name for name in [*keys, "montant_ht_centimes"] if name in held]
    rows = pq.read_table(cartes / ECRITS, columns=columns, filters=_asked(acheteurs, sauf))
    if RECONNUS not in held:
        rows = rows.append_column(RECONNUS, pa.array([""] * rows.num_rows, pa.string()))
    groups = rows.group_by(keys).aggregate([("montant_ht_centimes", "sum")])
    found: list[Row] = groups.rename_columns([*keys, "centimes"]).to_pylist()
    return found


def ecrits(
    cartes: Path, acheteurs: Collection[str], cles: Collection[str], sauf: Collection[str] = ()
) -> list[Row]:
    """All that is told of some writings of these buyers (columns of ``ecrits``; a run of before ``reconnus``
    does not have it).
    """
    if not (cartes / ECRITS).exists() or not cles:
        return []
    asked = _asked(acheteurs, sauf) & pc.field("ecrit_cle").isin(_among(cles))
    found: list[Row] = pq.read_table(cartes / ECRITS, filters=asked).to_pylist()
    return found


def candidats(lien: Path, acheteurs: Collection[str], cles: Collection[str]) -> list[Row]:
    """The enterprises that these writings of these buyers may be (columns of ``lien__candidats``)."""
    if not (lien / CANDIDATS).exists():
        return []
    own = pc.utf8_slice_codeunits(pc.field("tiers_cle"), 0, SIREN)
    asked = own.isin(_among(acheteurs)) & pc.field("ecrit_cle").isin(_among(cles))
    found: list[Row] = pq.read_table(lien / CANDIDATS, filters=asked).to_pylist()
    return found


def liens(lien: Path, acheteurs: Collection[str], sirens: Collection[str]) -> list[Row]:
    """What these buyers write that is known as one of some enterprises (columns of
    ``lien__tiers_entreprise``).
    """
    if not (lien / LIENS).exists() or not sirens:
        return []
    own = pc.utf8_slice_codeunits(pc.field("tiers_cle"), 0, SIREN)
    asked = own.isin(_among(acheteurs)) & pc.field("fournisseur_id").isin(_among(sirens))
    found: list[Row] = pq.read_table(lien / LIENS, filters=asked).to_pylist()
    return found


def etablissement(repertoire: Path, siren: str, siret: str = "") -> Row:
    """What the directory says of an establishment, or of the seat of its enterprise when none is told, under
    the columns of ``sirene__unites`` then of ``sirene__etablissements``; nothing when it does not hold it.
    """
    unite = _one(repertoire / UNITES, "siren", siren)
    found = _one(repertoire / ETABLISSEMENTS, "siret", siret or str(unite.get("siege_siret") or ""))
    return {**{f"unite_{name}": value for name, value in unite.items()}, **found} if unite or found else {}


def _one(path: Path, column: str, value: str) -> Row:
    if not value or not path.exists():
        return {}
    rows: list[Row] = pq.read_table(path, filters=pc.field(column) == value).slice(0, 1).to_pylist()
    return rows[0] if rows else {}
