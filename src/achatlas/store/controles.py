"""What the cleansing found, for whoever shows it: findings by file and by rule, their lines, pairs proposed,
repairs that meet nothing. Read from the snapshot of the cleansing, beside ``net__marches``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

CONTROLES, DOUBLONS, VERSIONS = "controles.parquet", "doublons_proposes.parquet", "net__versions.parquet"
CORRECTIONS = "corrections_*.parquet"
GROUPES = ("depot", "controle", "cas", "severite")


@dataclass(frozen=True)
class Releve:
    """How many times a case of a rule was found in a file (SHA-256 of the deposit), and how serious it is."""

    depot: str
    controle: str
    cas: str
    severite: str
    nombre: int


def findings(net: Path) -> tuple[Releve, ...]:
    """The findings of a cleansing, counted by file, rule and case; ``net`` is the folder of its snapshot.

    A finding told once for a file counts for the records it concerns. Empty when the snapshot has none.
    """
    path = net / CONTROLES
    if not path.exists():
        return ()
    rows = pq.read_table(path, columns=[*GROUPES, "numero_ligne", "valeur"])
    counted: dict[tuple[str, str, str, str], int] = {}
    for row in rows.to_pylist():
        key = (row["depot"], row["controle"], row["cas"], row["severite"])
        whole = row["numero_ligne"] is None and row["valeur"].isdecimal()
        counted[key] = counted.get(key, 0) + (int(row["valeur"]) if whole else 1)
    return tuple(Releve(*key, nombre=counted[key]) for key in sorted(counted))


def lines(net: Path, controle: str, depot: str | None = None) -> list[dict[str, Any]]:
    """The findings of a rule, one dict each (columns of ``controles``), of one file or of all."""
    path = net / CONTROLES
    if not path.exists():
        return []
    asked = pc.field("controle") == controle
    if depot is not None:
        asked &= pc.field("depot") == depot
    found: list[dict[str, Any]] = pq.read_table(path, filters=asked).to_pylist()
    return found


def versions(net: Path, marche_cle: str) -> list[dict[str, Any]]:
    """The history of a marché, oldest first (columns of ``net__versions``)."""
    path = net / VERSIONS
    if not path.exists():
        return []
    found: list[dict[str, Any]] = pq.read_table(
        path, filters=pc.field("marche_cle") == marche_cle
    ).to_pylist()
    return found


def proposals(net: Path) -> list[dict[str, Any]]:
    """The pairs of marchés that may be one, for a person to judge (columns of ``doublons_proposes``)."""
    path = net / DOUBLONS
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist() if path.exists() else []
    return found


def idle_corrections(net: Path) -> list[dict[str, Any]]:
    """The repairs that met no row (columns of ``corrections_suivies``): to be looked at again, or removed."""
    followed = (row for path in sorted(net.glob(CORRECTIONS)) for row in pq.read_table(path).to_pylist())
    return [row for row in followed if row["lignes"] == 0]
