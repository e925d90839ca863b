"""1.234 and 1,500: thousands or three decimals, told by all that the column writes, whatever comes first."""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.ingest import tabular
from achatlas.ingest.readers import csv
from tests.integration.test_places import cents, rejected
from tests.unit.ingest.atelier import ingest_mandats, mandats
from tests.unit.propose.atelier import CATALOGUE, ingest, propose

HEAD = "Exercice;N° mandat;Date mandat;Nature;Tiers;Objet;Montant HT"
UNGROUPED = [f"{1000 + n},50" for n in range(20)]
GROUPED = [f"1.{100 + n},50" for n in range(20)]


def read(folder: Path, amounts: list[str], separateur: str = ";") -> tuple[list[int], dict[str, int]]:
    """What a file of these amounts gives once its proposed profile is followed: cents, rejects."""
    lines = [f"2024;{n};{1 + n % 28:02}/01/2024;6068;ENGIE;gaz;{a}" for n, a in enumerate(amounts)]
    path = folder / "a.csv"
    path.write_text("\n".join([HEAD, *lines, ""]).replace(";", separateur), encoding="utf-8")
    result = ingest(propose(path, CATALOGUE), path, folder)
    return cents(result), rejected(result)


@pytest.fixture(params=[10, 1 << 18], ids=["blocs de quelques lignes", "un bloc"], autouse=True)
def _blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv, "_BLOCK", request.param)


@pytest.mark.parametrize("at", [0, 10, 20])
def test_a_thousand_with_a_point_among_ungrouped_amounts_is_refused(at: int, tmp_path: Path) -> None:
    amounts = [*UNGROUPED[:at], "1.234", *UNGROUPED[at:]]
    assert read(tmp_path, amounts) == ([100_050 + 100 * n for n in range(20)], {"montant_ambigu": 1})


@pytest.mark.parametrize("at", [0, 10, 20])
def test_a_thousand_with_a_comma_among_ungrouped_amounts_is_refused(at: int, tmp_path: Path) -> None:
    plain = [f"{12345 + n}.67" for n in range(20)]
    found = read(tmp_path, [*plain[:at], "1,234", *plain[at:]], "\t")
    assert found == ([1_234_567 + 100 * n for n in range(20)], {"montant_ambigu": 1})


@pytest.mark.parametrize("at", [0, 10, 20])
@pytest.mark.parametrize(("text", "value"), [("12.500", 1_250_000), ("250.252", 25_025_200)])
def test_thousands_with_a_point_are_read_where_the_column_groups_by_it(
    text: str, value: int, at: int, tmp_path: Path
) -> None:
    whole = [110_050 + 100 * n for n in range(20)]
    found = read(tmp_path, [*GROUPED[:at], text, *GROUPED[at:]])
    assert found == ([*whole[:at], value, *whole[at:]], {})


def test_a_million_shows_the_grouping_too(tmp_path: Path) -> None:
    assert read(tmp_path, ["12,50"] * 20 + ["1.234.567", "2.500"])[1] == {}


def test_a_single_thousand_where_nothing_shows_grouping_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, ["12,50"] * 20 + ["12.500"])[1] == {"montant_ambigu": 1}


def test_no_digits_after_a_zero_are_thousands(tmp_path: Path) -> None:
    assert read(tmp_path, [*GROUPED, "0.500"])[1] == {"montant_ambigu": 1}


def test_a_shifted_line_shows_nothing(tmp_path: Path) -> None:
    shifted = "2024;00;9;15/01/2024;60623;R;F1;X;Lot;34;56,000"
    result = ingest_mandats(tmp_path, f"{mandats('12,000', '3,500', '1,500')}{shifted}\n")
    assert (cents(result), rejected(result)) == ([1200, 350, 150], {"colonnes_en_trop": 1})


def test_three_decimals_among_amounts_without_any_may_be_thousands(tmp_path: Path) -> None:
    result = ingest_mandats(tmp_path, mandats("1200", "300", "1,500"))
    assert (cents(result), rejected(result)) == ([120_000, 30_000], {"montant_ambigu": 1})


def test_three_decimals_are_believed_beside_nothing(tmp_path: Path) -> None:
    assert rejected(ingest_mandats(tmp_path, mandats("0", "1234,500", "1,500"))) == {}


@pytest.mark.parametrize("amounts", [UNGROUPED, GROUPED])
def test_a_column_without_such_a_form_is_not_read_again(
    amounts: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabular.Decimals, "_count", lambda *_: pytest.fail("read again"))
    assert read(tmp_path, amounts)[1] == {}
