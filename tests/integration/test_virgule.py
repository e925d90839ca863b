"""Essential data in tables: the decimal comma of France is read as the point is."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.discover import discover
from tests.integration.test_places import cents, rejected
from tests.unit.ingest.atelier import ingest

CATALOGUE = Catalogue()
BUYER, PAID = "00000000000018", "00000000000026"
SAID = {"NOTIFICATION_DATE": "2024-02-03", "dateNotification": "2024-02-03", "codeCPV": "30192000-1"}
SOURCES = ["scdl_marches", "decp_tabulaire", "decp_2019_tabulaire", "decp_economie"]


def table(source: str, amounts: list[str], separateur: str = ";") -> str:
    """A table of the names that a source demands."""
    names = discover(CATALOGUE)[source].definition.obligatoires
    found = io.StringIO()
    writer = csv.writer(found, delimiter=separateur, lineterminator="\n")
    writer.writerow(names)
    for rank, amount in enumerate(amounts):
        writer.writerow([_cell(name, rank, amount) for name in names])
    return found.getvalue()


def _cell(name: str, rank: int, amount: str) -> str:
    if name.upper() == "MONTANT":
        return amount
    if name.upper() in ("ID", "MARCHE_ID"):
        return f"2024{rank:06}"
    if "ACHETEUR" in name.upper():
        return BUYER
    return PAID if "TITULAIRE" in name.upper() else SAID.get(name, "Fournitures")


@pytest.mark.parametrize("separateur", [";", ","])
@pytest.mark.parametrize("source", SOURCES)
def test_a_decimal_comma_is_read_as_a_point_is(source: str, separateur: str, tmp_path: Path) -> None:
    amounts = ["40011,10", "40011.10", "7,5", "1 234,56", "-12,00", "900"]
    result = ingest(tmp_path, "a.csv", table(source, amounts, separateur).encode(), source)
    assert (cents(result), rejected(result)) == (
        [4_001_110, 4_001_110, 750, 123_456, -1_200, 90_000],
        {},
    )


@pytest.mark.parametrize("source", SOURCES)
def test_what_may_be_thousands_is_never_chosen(source: str, tmp_path: Path) -> None:
    amounts = ["1,500", "12,000", "250,125", "1,234.56", "1.234,56"]
    result = ingest(tmp_path, "a.csv", table(source, amounts).encode(), source)
    assert (cents(result), rejected(result)) == ([], {"montant_ambigu": 3, "montant_illisible": 2})
