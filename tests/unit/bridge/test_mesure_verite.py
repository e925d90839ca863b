"""A true marché is reachable, and rightly found, under its own number or its published identifier."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from achatlas.bridge.mesure import compared, measured
from achatlas.catalogue.load import Catalogue
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema

VILLE, AGGLO = "000000018", "000000026"
UID = f"{VILLE}000122022-011-07"
FRAMED = "2022-20220110700"
PLAIN: dict[Any, Any] = {
    pa.string(): "",
    pa.int64(): 0,
    pa.bool_(): False,
    pa.date32(): datetime.date(2024, 1, 1),
}


def written(folder: Path, name: str, **told: Any) -> None:
    """One row of a table, plain but for what is told."""
    schema = arrow_schema(Catalogue().tables[name])
    row = {one.name: PLAIN.get(one.type) for one in schema} | told
    pq.write_table(pa.Table.from_pylist([row], schema=schema), folder / f"{name}.parquet")


def counts(folder: Path, publie: str | None, **marche: str) -> tuple[int, int, int]:
    """Really on a marché, on one that is known, rightly linked: of a line linked to a marché of VILLE, which
    the truth has under ``UID`` and, unless None, under another identifier.
    """
    cle, place = f"{VILLE}/M", {"depot": "d", "numero_ligne": 1}
    held = {"acheteur_siren": VILLE, "marche_norme": "X", "marche_id": "X"}
    written(folder, "net__mandats", **place, fichier="f", acheteur_siren=VILLE)
    written(folder, "pont__lignes", **place, marche_cle=cle)
    written(folder, "net__marches", marche_cle=cle, **{**held, **marche})
    truth = {"fichier": "f", "numero_ligne": 1, "marche_uid": UID, "raison": "cite"}
    pq.write_table(pa.Table.from_pylist([truth]), folder / "verite.parquet")
    if publie is not None:
        known = pa.Table.from_pylist([{"uid": UID, "identifiant_publie": publie}])
        pq.write_table(known, folder / "marches.parquet")
    with Engine(folder / "moteur") as engine:
        said = measured(compared(engine, Catalogue(), folder, folder, folder / "verite.parquet"))
    return said["vrais"], said["atteignables"], said["justes"]


@pytest.mark.parametrize(
    ("publie", "marche", "found"),
    [
        ("", {"marche_norme": "202201107"}, (1, 1, 1)),
        (FRAMED, {"marche_id": "202220220110700"}, (1, 1, 1)),
        (FRAMED, {}, (1, 0, 0)),
        (FRAMED, {"marche_id": FRAMED, "acheteur_siren": AGGLO}, (1, 0, 0)),
        (FRAMED, {"marche_id": FRAMED, "acheteur_siren": AGGLO, "coordonnateur_siren": VILLE}, (1, 1, 1)),
        ("", {"marche_id": ""}, (1, 0, 0)),
        (None, {"marche_id": FRAMED}, (1, 0, 0)),
        (None, {"marche_norme": "202201107"}, (1, 1, 1)),
    ],
)
def test_a_true_marche_is_known_by_either_number_under_its_buyer(
    tmp_path: Path, publie: str | None, marche: dict[str, str], found: tuple[int, int, int]
) -> None:
    assert counts(tmp_path, publie, **marche) == found
