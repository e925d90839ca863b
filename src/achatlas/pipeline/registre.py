"""The « registre des procédures » of a buyer, pre-filled with what the last run knows of its marchés: as they
were notified, since a registre tells no modification. What is completed comes back as any other file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from achatlas.cleanse import values
from achatlas.containers import workbook
from achatlas.ingest import registre
from achatlas.pipeline import findings
from achatlas.pipeline.workshop import Workshop
from achatlas.store import controles
from achatlas.store.snapshots import BRUT

MARCHES = "brut__marches"
XLSX = ".xlsx"
SHEET = "registre"
NOTHING: tuple[Any, ...] = (None, "", "[]")
Row = dict[str, Any]
Place = tuple[str, int]


def known(atelier: Workshop, acheteur: str | None = None) -> Iterator[Row]:
    """What is known of each marché of a buyer (SIREN) or all, in the columns of ``brut__marches``; nothing
    before the first run.
    """
    net = findings.folder(atelier)
    versions = controles.histories(net, acheteur) if net else []
    groups = [list(rows) for _, rows in groupby(versions, key=lambda row: row["marche_cle"])]
    kept = controles.marches(net, [group[0]["marche_cle"] for group in groups]) if net else {}
    records = _records(atelier, [place for group in groups for place in _places(group)])
    for group in groups:
        own = [records[place] for place in _places(group) if place in records]
        yield _row(group[0], kept.get(group[0]["marche_cle"], {}), own)


def _places(versions: Sequence[Mapping[str, Any]]) -> list[Place]:
    """Where the records of a marché stand, that of its origin first."""
    told: list[Mapping[str, Any]] = list(versions)
    told += [witness for version in versions for witness in json.loads(version["temoin"] or "[]")]
    return list(dict.fromkeys((one["depot"], int(one["numero_ligne"])) for one in told))


def _records(atelier: Workshop, places: Iterable[Place]) -> dict[Place, Row]:
    """The raw records of some places; those whose snapshot is gone are missing."""
    wanted: dict[str, list[int]] = {}
    for sha, line in places:
        wanted.setdefault(sha, []).append(line)
    found: dict[Place, Row] = {}
    for depot in atelier.register.depots():
        path = atelier.snapshots.path(BRUT, depot.instantane) / f"{MARCHES}.parquet"
        if depot.sha256 in wanted and path.is_file():
            rows = pq.read_table(path, filters=[("numero_ligne", "in", wanted[depot.sha256])]).to_pylist()
            found |= {(depot.sha256, row["numero_ligne"]): row for row in rows}
    return found


def _row(origin: Mapping[str, Any], marche: Mapping[str, Any], records: Sequence[Row]) -> Row:
    """A marché as it was notified; what its first record does not say is taken from the others that tell of
    it.
    """
    told: Row = {}
    for record in map(_dated, records):
        told |= {name: value for name, value in record.items() if told.get(name) in NOTHING}
    return {
        **told,
        "nature": marche.get("technique") or told.get("nature"),
        "date_notification": origin["date_notification"],
        "duree_mois": origin["duree_mois"],
        "montant_ht_centimes": origin["montant_ht_centimes"],
        "titulaires": _titulaires(json.loads(origin["titulaires"] or "[]"), records),
    }


def _dated(record: Row) -> Row:
    """A record with its dates read in the form that its file declares; one that is none stays as written."""
    form = record.get("format_date") or "iso"
    dates = [name for name in record if name.startswith("date_")]
    return {**record, **{name: values.read_date(record[name] or "", form) or record[name] for name in dates}}


def _titulaires(kept: Sequence[Row], records: Sequence[Row]) -> list[Row]:
    """The titulaires of the origin, each with the role and the part that a record gives it; a part of nothing
    is not known.
    """
    said = [one for record in records for one in json.loads(record.get("titulaires") or "[]")]
    roles = {str(one.get("id") or one.get("nom") or ""): one.get("role") for one in reversed(said)}
    return [
        {**one, "role": roles.get(one["id"] or one["nom"]), "part_centimes": one["part_centimes"] or None}
        for one in kept
    ]


def written(atelier: Workshop, acheteur: str | None = None, suffixe: str = ".csv") -> bytes:
    """The registre as a CSV, or as a workbook of texts (``.xlsx``): no spreadsheet then mangles a SIRET."""
    rows = known(atelier, acheteur)
    if suffixe.lower() != XLSX:
        return b"".join(registre.encoded(rows, atelier.catalogue))
    return workbook.texts(registre.template(rows, atelier.catalogue), SHEET)


def save(atelier: Workshop, acheteur: str | None, path: Path) -> int:
    """Writes the registre in a file, in the form that its name asks for; returns how many bytes."""
    return path.write_bytes(written(atelier, acheteur, path.suffix))
