"""What the cleansing found, for whoever shows it: findings by file and by rule, their lines, pairs proposed,
repairs that meet nothing. Read from the snapshot of the cleansing, beside ``net__marches``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

CONTROLES, DOUBLONS, VERSIONS = "controles.parquet", "doublons_proposes.parquet", "net__versions.parquet"
MARCHES, TITULAIRES = "net__marches.parquet", "net__titulaires.parquet"
CORRECTIONS = "corrections_*.parquet"
CASE, MARCHE = ["controle", "cas", "severite"], "marche_cle"
GROUPES = ("depot", "controle", "cas", "severite")
SANS_DONNEE = "sans_donnee"
ENOUGH = 5


@dataclass(frozen=True)
class Releve:
    """How many times a case of a rule was found in a file (SHA-256 of the deposit), and how serious it is."""

    depot: str
    controle: str
    cas: str
    severite: str
    nombre: int


@dataclass(frozen=True)
class Sommaire:
    """A case of a rule over several files: records that it concerns, marchés among them, files, and the first
    rows that tell it (columns of ``controles``, by file then line).
    """

    controle: str
    cas: str
    severite: str
    nombre: int
    marches: int
    fichiers: int
    exemples: tuple[dict[str, Any], ...]


def _rows(
    path: Path, columns: Collection[str] = (), asked: pc.Expression | None = None
) -> list[dict[str, Any]]:
    """The rows of a table; none when the snapshot has no such table, or one of a former shape."""
    if not path.exists() or not set(columns) <= set(pq.read_schema(path).names):
        return []
    found: list[dict[str, Any]] = pq.read_table(path, filters=asked).to_pylist()
    return found


def findings(net: Path) -> tuple[Releve, ...]:
    """The findings of a cleansing, counted by file, rule and case; ``net`` is the folder of its snapshot.

    A finding told once for a file counts for the records it concerns. Empty when the snapshot has none.
    """
    counted: dict[tuple[str, str, str, str], int] = {}
    for row in _rows(net / CONTROLES):
        key = (row["depot"], row["controle"], row["cas"], row["severite"])
        counted[key] = counted.get(key, 0) + _times(row)
    return tuple(Releve(*key, nombre=counted[key]) for key in sorted(counted))


def _times(row: dict[str, Any]) -> int:
    """How many records a finding concerns."""
    whole = row["numero_ligne"] is None and row["valeur"].isdecimal()
    return int(row["valeur"]) if whole else 1


def summary(net: Path, acheteur: str | None = None) -> tuple[Sommaire, ...]:
    """The findings of one buyer (SIREN) or of all, by rule and case."""
    path = net / CONTROLES
    if not path.exists() or MARCHE not in pq.read_schema(path).names:
        return ()
    rows = pq.read_table(path, filters=None if acheteur is None else pc.field("acheteur_siren") == acheteur)
    keys = rows.select(CASE).group_by(CASE).aggregate([]).to_pylist()
    told: list[tuple[str, str, str]] = sorted((key[CASE[0]], key[CASE[1]], key[CASE[2]]) for key in keys)
    return tuple(_summed(key, rows.filter(_all(key))) for key in told)


def weights(net: Path) -> dict[str, dict[str, int]]:
    """For each buyer (SIREN), how many records each severity concerns; a file that does not carry what a rule
    needs counts for nothing.
    """
    path, found = net / CONTROLES, dict[str, dict[str, int]]()
    if not path.exists() or MARCHE not in pq.read_schema(path).names:
        return found
    columns = ["acheteur_siren", "severite", "numero_ligne", "valeur"]
    rows = pq.read_table(path, columns=columns, filters=pc.field("cas") != SANS_DONNEE)
    groups = rows.group_by(["acheteur_siren", "severite"]).aggregate([("numero_ligne", "count")])
    for group in groups.to_pylist():
        own = found.setdefault(group["acheteur_siren"], {})
        own[group["severite"]] = group["numero_ligne_count"]
    for row in rows.filter(pc.is_null(rows["numero_ligne"])).to_pylist():
        found[row["acheteur_siren"]][row["severite"]] += _times(row)
    return found


def _all(key: tuple[str, str, str]) -> pc.Expression:
    """Rows of one case."""
    return reduce(and_, (pc.field(name) == value for name, value in zip(CASE, key, strict=True)))


def _summed(key: tuple[str, str, str], rows: pa.Table) -> Sommaire:
    single = rows.filter(pc.is_valid(rows["numero_ligne"]))
    apart = rows.filter(pc.is_null(rows["numero_ligne"])).select(["numero_ligne", "valeur"]).to_pylist()
    named = pc.binary_join_element_wise(single["acheteur_siren"], single[MARCHE], single["marche_id"], "/")
    told = pc.if_else(pc.equal(single[MARCHE], ""), named, single[MARCHE])
    first = rows.sort_by([(name, "ascending") for name in ("fichier", "depot", "numero_ligne")]).slice(
        0, ENOUGH
    )
    return Sommaire(
        *key,
        nombre=single.num_rows + sum(map(_times, apart)),
        marches=pc.count_distinct(told).as_py(),
        fichiers=pc.count_distinct(rows["depot"]).as_py(),
        exemples=tuple(first.to_pylist()),
    )


def lines(
    net: Path, controle: str, depot: str | None = None, acheteur: str | None = None
) -> list[dict[str, Any]]:
    """The findings of a rule, one dict each (columns of ``controles``), of one file or of all, of one buyer
    (SIREN) or of all.
    """
    asked = pc.field("controle") == controle
    if depot is not None:
        asked &= pc.field("depot") == depot
    if acheteur is not None:
        asked &= pc.field("acheteur_siren") == acheteur
    return _rows(net / CONTROLES, ("acheteur_siren",), asked)


def versions(net: Path, marche_cle: str) -> list[dict[str, Any]]:
    """The history of a marché, oldest first (columns of ``net__versions``)."""
    return _rows(net / VERSIONS, (), pc.field("marche_cle") == marche_cle)


def histories(net: Path, acheteur: str | None = None) -> list[dict[str, Any]]:
    """The versions of every marché of a buyer (SIREN) or all (columns of ``net__versions``), in order."""
    asked = None if acheteur is None else pc.starts_with(pc.field("marche_cle"), f"{acheteur}/")
    return sorted(_rows(net / VERSIONS, (), asked), key=lambda row: (row["marche_cle"], row["rang"]))


def proposals(net: Path, acheteur: str | None = None) -> list[dict[str, Any]]:
    """The pairs of marchés that may be one, for a person to judge (columns of ``doublons_proposes``)."""
    asked = None if acheteur is None else pc.field("acheteur_siren") == acheteur
    return _rows(net / DOUBLONS, (), asked)


def marches(net: Path, cles: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The marchés of some keys (columns of ``net__marches``, and ``titulaires``: rows of
    ``net__titulaires``).
    """
    wanted = pc.field("marche_cle").isin(pa.array(sorted(set(cles)), pa.string()))
    found = {row["marche_cle"]: {**row, "titulaires": []} for row in _rows(net / MARCHES, (), wanted)}
    for one in _rows(net / TITULAIRES, (), wanted):
        if one["marche_cle"] in found:
            found[one["marche_cle"]]["titulaires"].append(one)
    return found


def idle_corrections(net: Path) -> list[dict[str, Any]]:
    """The repairs that met no row (columns of ``corrections_suivies``): to be looked at again, or removed."""
    followed = (row for path in sorted(net.glob(CORRECTIONS)) for row in _rows(path))
    return [row for row in followed if row["lignes"] == 0]
