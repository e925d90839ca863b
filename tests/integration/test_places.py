"""Cells out of their places, totals in the middle of a line, amounts that two countries read apart."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.models_sources import Profil
from achatlas.ingest.stage import IngestResult
from achatlas.propose.scan import TOTAL
from tests.unit.ingest.atelier import ENTETE, ingest, ingest_mandats, mandats
from tests.unit.ingest.workbooks import ENTETE as SHEET
from tests.unit.ingest.workbooks import line, sheet_xml, xlsx

PLAIN = "2024;00;{n};15/01/2024;60623;Restauration;F1;LES PRIMEURS;Légumes;{amount}"


def rejected(result: IngestResult) -> dict[str, int]:
    return {reason: account.lignes for reason, account in result.bilan.rejets.items()}


def cents(result: IngestResult) -> list[int]:
    return pq.read_table(result.chemin)["montant_ht_centimes"].to_pylist()


TOTALS = ["Total", "Totaux 60623", "Sous-total", "S/Total", "A reporter", "À REPORTER", "a reporter page 2"]
TOTALS += ["Report à nouveau", "Reports", "Montant total", "Cumulé", "Solde", "Solde au 31/12/2024"]


@pytest.mark.parametrize("label", TOTALS)
@pytest.mark.parametrize("place", [7, 8])
def test_a_total_told_in_the_middle_of_a_line_that_repeats_the_exercice_is_left_out(
    tmp_path: Path, label: str, place: int
) -> None:
    cells = ["2024", "00", *[""] * 7, "24,00"]
    cells[place] = label
    result = ingest_mandats(tmp_path, mandats("12,00", "12,00") + ";".join(cells) + "\n")
    assert (cents(result), result.bilan.exclus["ligne_de_total"].lignes) == ([1200, 1200], 1)


def test_a_purchase_without_number_nor_day_from_a_supplier_named_like_a_total_counts(tmp_path: Path) -> None:
    fuel = "2024;00;;;60622;Garage;F2;TOTAL ENERGIES;Carburant;80,00"
    assert cents(ingest_mandats(tmp_path, mandats("12,00") + fuel + "\n")) == [1200, 8000]


@pytest.mark.parametrize(
    "name", ["REPORTERS SANS FRONTIERES", "SOLDEV", "Solde du marché de toiture", "TOTALIS"]
)
def test_a_word_that_only_begins_like_a_total_counts(tmp_path: Path, name: str) -> None:
    line = f"2024;00;;;60622;;;{name};;80,00\n"
    assert cents(ingest_mandats(tmp_path, mandats("12,00") + line)) == [1200, 8000]


def test_the_totals_of_a_proposed_profile_are_those_of_a_written_one() -> None:
    assert Profil.model_fields["lignes_de_total"].default == TOTAL.pattern


def test_a_line_shifted_by_one_over_a_blank_is_refused(tmp_path: Path) -> None:
    head = f"{ENTETE};Mt TVA\n"
    good, shifted = PLAIN.format(n=1, amount="12,00;"), "2024;00;2;15/01/2024;60623;R;F1;X;Lot;34;56,00;"
    result = ingest_mandats(tmp_path, f"{head}{good}\n{shifted}\n{PLAIN.format(n=3, amount='1,00;')}\n")
    assert (cents(result), rejected(result)) == ([1200, 100], {"colonnes_en_trop": 1})


def test_a_separator_at_the_end_of_some_lines_changes_nothing(tmp_path: Path) -> None:
    head = f"{ENTETE};Mt TVA\n"
    lines = "\n".join(PLAIN.format(n=n, amount="12,00;" if n % 2 else "12,00;;") for n in range(1, 5))
    assert cents(ingest_mandats(tmp_path, f"{head}{lines}\n")) == [1200] * 4


def test_a_separator_at_the_end_of_every_line_is_a_habit(tmp_path: Path) -> None:
    lines = "\n".join(PLAIN.format(n=n, amount="12,00;") for n in (1, 2))
    assert cents(ingest_mandats(tmp_path, f"{ENTETE}\n{lines}\n")) == [1200, 1200]


def test_a_line_of_a_workbook_shifted_beyond_the_header_is_refused(tmp_path: Path) -> None:
    shifted = [*line(12.0)[:6], "", *line(12.0)[6:]]
    rows = [SHEET, line(12.0), shifted, line(3.0)]
    result = ingest(tmp_path, "a.xlsx", xlsx({"F": sheet_xml(rows)}), "mandats_tableur", "exemple_xlsx")
    assert (cents(result), sum(rejected(result).values())) == ([1200, 300], 1)


def test_a_column_of_a_workbook_that_nobody_named_is_a_habit(tmp_path: Path) -> None:
    rows = [SHEET, [*line(12.0), "vu"], [*line(3.0), "vu"], line(4.0)]
    result = ingest(tmp_path, "a.xlsx", xlsx({"F": sheet_xml(rows)}), "mandats_tableur", "exemple_xlsx")
    assert cents(result) == [1200, 300, 400]


def test_three_decimals_among_amounts_of_two_may_be_thousands_and_are_refused(tmp_path: Path) -> None:
    result = ingest_mandats(tmp_path, mandats("12,00", "3,50", "4,10", "1,500", "-880,240"))
    assert (cents(result), rejected(result)) == ([1200, 350, 410], {"montant_ambigu": 2})


def test_three_decimals_everywhere_are_believed(tmp_path: Path) -> None:
    assert cents(ingest_mandats(tmp_path, mandats("12,000", "3,500", "1,500"))) == [1200, 350, 150]


@pytest.mark.parametrize("amount", ["0,500", "1234,500", "12,0000"])
def test_what_no_thousands_could_be_is_read_among_amounts_of_two_decimals(
    tmp_path: Path, amount: str
) -> None:
    assert rejected(ingest_mandats(tmp_path, mandats("12,00", "3,50", amount))) == {}


def test_a_text_that_may_be_thousands_among_the_numbers_of_a_workbook_is_refused(tmp_path: Path) -> None:
    rows = [SHEET, line(12.5), line(3.25), line("617.040")]
    result = ingest(tmp_path, "a.xlsx", xlsx({"F": sheet_xml(rows)}), "mandats_tableur", "exemple_xlsx")
    assert (cents(result), rejected(result)) == ([1250, 325], {"montant_ambigu": 1})
