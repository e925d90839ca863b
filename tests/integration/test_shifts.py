"""Cells that moved to the left within the width of a line: refused with their reason, on what the other lines
show; a clean file loses none.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.ingest.stage import IngestResult
from tests.unit.propose.atelier import answered, ingest

HEADER = "Exercice;N° mandat;Date mandat;Nature;Tiers;Objet;Montant HT"
LINE = "2024;{n};{day:02}/0{month}/2024;6068;ENGIE;{said};{ht},00"
SHIFTED, DISAGREE = "colonnes_decalees", "montants_incoherents"


def line(n: int, said: str = "") -> str:
    return LINE.format(n=n, day=n % 28 + 1, month=n % 9 + 1, said=said or f"gaz {n}", ht=1000 + n)


def taxed(n: int) -> str:
    return f"{line(n)};{200 + n},00;{1200 + 2 * n},00"


def engaged(n: int) -> str:
    return f"{line(n)};{20240000 + n}"


def read(folder: Path, end: str, *lines: str) -> IngestResult:
    path = folder / "mandats.csv"
    path.write_bytes("\n".join([HEADER + end, *lines, ""]).encode("cp1252"))
    return ingest(answered(path)[0], path, folder)


def rejected(result: IngestResult) -> dict[str, int]:
    assert result.bilan.equilibre
    return {motif: account.lignes for motif, account in result.bilan.rejets.items()}


TTC, ENGAGEMENT = ";Montant TVA;Montant TTC", ";N° engagement"
LAST = "2024;41;20/05/2024;6068;ENGIE;"
TAXED, ENGAGED = [taxed(n) for n in range(1, 41)], [engaged(n) for n in range(1, 41)]


@pytest.mark.parametrize(
    ("bad", "motif"),
    [
        (LAST + "1050,00;210,00;1260,00;", SHIFTED),
        (LAST + "gaz;210,00;1260,00;", DISAGREE),
        (LAST + "gaz;1500,00;210,00;1260,00", DISAGREE),
        (LAST + "gaz;1050,00;210,00;néant", DISAGREE),
    ],
)
@pytest.mark.parametrize("rank", [0, 20, 40])
def test_amounts_that_do_not_add_up_as_the_others_do_are_refused(
    tmp_path: Path, bad: str, motif: str, rank: int
) -> None:
    result = read(tmp_path, TTC, *TAXED[:rank], bad, *TAXED[rank:])
    assert rejected(result) == {motif: 1}
    assert result.bilan.acceptes.centimes == 4_082_000


def test_a_number_that_took_the_place_of_the_amount_is_refused(tmp_path: Path) -> None:
    result = read(tmp_path, ENGAGEMENT, *ENGAGED, LAST + "1050,00;20240041;")
    assert rejected(result) == {SHIFTED: 1}
    assert result.bilan.acceptes.centimes == 4_082_000


@pytest.mark.parametrize("said", ["gaz", '"gaz"'])
def test_it_is_seen_far_from_the_lines_that_told_the_habit(tmp_path: Path, said: str) -> None:
    lines = [engaged(n).replace("gaz 1;", f"{said};") for n in range(1, 6_001)]
    assert rejected(read(tmp_path, ENGAGEMENT, *lines, LAST + "1050,00;20240041;")) == {SHIFTED: 1}


@pytest.mark.parametrize(
    "good",
    [
        LAST + "gaz;1050,00;;1050,00",  # no tax on this line
        LAST + "gaz;1050,00;210,00;1260,01",
        LAST + "gaz;1050,00;0,00;1050,00",
        LAST + "20240041;1050,00;210,00;1260,00",
        LAST + ";-1050,00;-210,00;-1260,00",
    ],
)
def test_a_clean_file_with_a_tax_loses_no_line(tmp_path: Path, good: str) -> None:
    assert rejected(read(tmp_path, TTC, *TAXED, good)) == {}


@pytest.mark.parametrize(
    "good", ["gaz;1050,00;", "20240041;1050,00;", "1050,00;1050,00;20240041", ";1050,00;"]
)
def test_a_clean_file_with_a_last_column_loses_no_line(tmp_path: Path, good: str) -> None:
    assert rejected(read(tmp_path, ENGAGEMENT, *ENGAGED, LAST + good)) == {}


def test_a_last_column_often_blank_tells_nothing(tmp_path: Path) -> None:
    lines = [f"{line(n)};{n if n % 3 else ''}" for n in range(1, 41)]
    assert rejected(read(tmp_path, ENGAGEMENT, *lines, LAST + "1050,00;1050,00;")) == {}


def test_a_third_amount_that_is_often_another_tells_nothing(tmp_path: Path) -> None:
    lines = [f"{line(n)};{200 + n},00;{1200 + 2 * n - 50 * (n % 4 == 0)},00" for n in range(1, 41)]
    assert rejected(read(tmp_path, ";Montant TVA;Net à payer", *lines)) == {}
