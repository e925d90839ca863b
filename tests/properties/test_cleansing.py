"""Cleansing what is clean changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse import mandats, values
from achatlas.domain.identifiers import is_siren, is_siret
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema
from tests.petit import Petit

TABLES = Catalogue().tables
DIGITS = st.text("0123456789", min_size=3, max_size=15)
IDENTIFIERS = st.one_of(
    DIGITS, st.sampled_from(["00090000100017", "0090000100017", "000900001"]), st.text(max_size=6)
)
DATES = st.one_of(
    st.dates().map(lambda d: d.strftime("%d/%m/%Y")),
    st.dates().map(str),
    st.text("0123456789/-", max_size=10),
)
DAYS = ("date_mandat", "date_facture", "date_paiement")
LOST = {"tiers_etat"}  # a wrong identifier is emptied: read again, it is absent


@given(IDENTIFIERS, st.sampled_from(["", "01", "20"]))
def test_an_identifier_kept_is_valid_and_kept_again(text: str, categorie: str) -> None:
    first = values.tiers({"tiers_siret": text, "tiers_categorie": categorie})
    assert first["siret_net"] == "" or is_siret(first["siret_net"])
    assert first["siren_net"] == "" or is_siren(first["siren_net"])
    kept = first["siret_net"] or first["siren_net"]
    again = values.tiers({"tiers_siret": kept, "tiers_categorie": categorie})
    assert (again["siret_net"], again["siren_net"], again["tiers_motif"]) == (
        first["siret_net"],
        first["siren_net"],
        "",
    )


@given(DATES, st.sampled_from(["iso", "%d/%m/%Y"]), st.sampled_from(["", "2024", "24"]))
def test_a_date_kept_is_kept_again(text: str, form: str, exercice: str) -> None:
    first = values.dates({"date_mandat": text, "exercice": exercice, "format_date": form})
    clean = {"date_mandat": str(first["jour"] or ""), "exercice": first["exercice_net"], "format_date": "iso"}
    again = values.dates(clean)
    assert again == {**first, "date_motif": ""}


@given(st.text("0123456789A. ", max_size=7))
def test_a_postal_code_and_an_account_kept_are_kept_again(text: str) -> None:
    code = values.postal({"tiers_code_postal": text})["code_postal_net"]
    assert values.postal({"tiers_code_postal": code}) == {"code_postal_net": code, "code_postal_motif": ""}
    account = values.compte({"compte": text})
    assert values.compte({"compte": account["compte_net"]}) == account


NUMBERS = ("tiers_siret", "tiers_siren", "tiers_tva", "tiers_ecrit")
"""Where a cleansed line keeps the number that was written, whatever it is worth."""


@pytest.fixture(scope="module")
def clean(petit: Petit) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(petit.folder("net") / "net__mandats.parquet").to_pylist()
    return rows


def test_cleansed_lines_go_through_cleansing_unchanged(clean: list[dict[str, Any]], tmp_path: Path) -> None:
    schema = arrow_schema(TABLES["brut__mandats"])
    raw = [
        {
            **row,
            **{day: str(row[day] or "") for day in DAYS},
            "format_date": "iso",
            "num_ligne": str(row["numero_ligne"]),
            "tiers_categorie": "01" if row["tiers_etat"] == "personne_physique" else "",
            "tiers_siret": next(filter(None, (row[name] for name in NUMBERS)), ""),
        }
        for row in clean
    ]
    pq.write_table(pa.Table.from_pylist(raw, schema=schema), tmp_path / "brut.parquet")
    with Engine(tmp_path / "tampon") as engine:
        ledger = mandats.run(engine, TABLES, [tmp_path / "brut.parquet"], tmp_path)
    again = pq.read_table(tmp_path / "net__mandats.parquet").to_pylist()
    assert ledger.lu == ledger.acceptes
    assert [_told(row) for row in again] == [_told(row) for row in clean]
    assert pq.read_table(tmp_path / "journal_mandats.parquet").num_rows == 0


def _told(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LOST}
