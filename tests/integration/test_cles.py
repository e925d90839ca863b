"""The key of a tiers: lines that bear one are written alike in all that tells who was paid."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile import stage
from achatlas.store.engine import Engine
from tests.integration.test_corrections import TABLES, cleansed, mandat

VAT, OTHER_VAT, FALSE, OTHER_FALSE, SIREN = (
    "DE129274999", "ATU12345678", "00090000100018", "000900002", "000900001"
)  # fmt: skip
NUMBERS = ("", VAT, OTHER_VAT, FALSE, OTHER_FALSE, SIREN, f"FR20{SIREN}")
WRITTEN = [*product(NUMBERS, ("", "01"), ("ACME", "WIDGET"), ("", "42000"), ("", "C1"))]
TOLD = (
    "tiers_siret", "tiers_siren", "tiers_etat", "tiers_tva", "tiers_ecrit", "tiers_nom", "tiers_code_postal"
)  # fmt: skip


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every writing twice: a code, a place, a category and a number, or none."""
    folder = tmp_path_factory.mktemp("net")
    rows = [
        mandat(line, tiers_siret=number, tiers_categorie=kind, tiers_nom=nom, tiers_code_postal=place,
               tiers_code=code)
        for line, (number, kind, nom, place, code) in enumerate([*WRITTEN, *WRITTEN], 1)
    ]  # fmt: skip
    cleansed(folder, Catalogue(), *rows)
    return folder


def read(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "net__mandats.parquet").to_pylist()
    return rows


def _told(row: dict[str, Any]) -> tuple[Any, ...]:
    """Whether a SIREN is written bare or in a VAT number changes nothing of who is paid."""
    return tuple(row[name] for name in TOLD if not (name == "tiers_etat" and row["tiers_siren"]))


def test_lines_of_one_key_write_the_same_identifier_name_and_place(net: Path) -> None:
    told: dict[str, set[tuple[Any, ...]]] = {}
    for row in read(net):
        told.setdefault(row["tiers_cle"], set()).add(_told(row))
    assert {len(one) for one in told.values()} == {1}


def test_what_is_written_alike_is_one_tiers_and_each_line_has_one(net: Path, tmp_path: Path) -> None:
    rows = read(net)
    with Engine(tmp_path) as engine:
        mandats = engine.parquet(TABLES["net__mandats"], [net / "net__mandats.parquet"])
        titulaires = mandats.mutate(departement_code=mandats.tiers_nom).limit(0)
        seen = stage.asked(engine, stage.tiers_of(mandats, titulaires))
    assert len(seen) == len({one.cle for one in seen}) == len({row["tiers_cle"] for row in rows})
    assert len(rows) == 2 * len(WRITTEN)
    numbers = {(one.tva, one.ecrit) for one in seen}
    assert numbers == {("", ""), (VAT, ""), (OTHER_VAT, ""), ("", FALSE), ("", OTHER_FALSE)}


def test_the_key_shows_no_number_that_may_be_a_person_s(net: Path) -> None:
    keys = {row["tiers_cle"] for row in read(net)}
    assert not [key for key in keys for number in (VAT, OTHER_VAT, FALSE, OTHER_FALSE) if number in key]
