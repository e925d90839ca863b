"""Lines that name no mandat, no account, no supplier: the sum of what stands above, or refused; never
counted.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from achatlas.ingest.stage import IngestResult
from tests.unit.ingest.atelier import DEBUT, ENTETE, ingest_mandats

BARE = ";;;;;;;;{said};{amount}"
PAID = [DEBUT.format(numero=rang, montant=f"{1000 + rang},01") for rang in range(1, 21)]
SUM = "20210,20"


def fate(result: IngestResult) -> tuple[int, dict[str, int], dict[str, int]]:
    """How many lines were accepted, excluded and rejected, by reason."""
    assert result.bilan.equilibre
    told = ({nom: a.lignes for nom, a in side.items()} for side in (result.bilan.exclus, result.bilan.rejets))
    return (result.bilan.acceptes.lignes, *told)


def read(folder: Path, *lines: str, eol: str = "\n") -> IngestResult:
    return ingest_mandats(folder, eol.join([ENTETE, *lines, ""]))


def bare(amount: str, said: str = "20 mandats") -> str:
    return BARE.format(amount=amount, said=said)


@pytest.mark.parametrize("said", ["20 mandats", "Bordereau n° 3", "", '"20 mandats"'])
def test_a_line_that_names_nothing_and_sums_those_above_is_a_total(tmp_path: Path, said: str) -> None:
    result = read(tmp_path, *PAID, bare(SUM, said))
    assert fate(result) == (20, {"ligne_de_total": 1}, {})
    assert result.bilan.acceptes.centimes == 2_021_020


def test_one_that_is_no_such_sum_is_refused(tmp_path: Path) -> None:
    assert fate(read(tmp_path, *PAID, bare("20210,21"))) == (20, {}, {"ligne_sans_identite": 1})


def test_sums_start_again_after_each_and_one_may_sum_all(tmp_path: Path) -> None:
    half = [*PAID[:10], bare("10055,10"), *PAID[10:], bare("10155,10"), bare(SUM, "tout")]
    assert fate(read(tmp_path, *half)) == (20, {"ligne_de_total": 3}, {})
    named = [*PAID[:10], "Total;;;;;;;;;10055,10", *PAID[10:], bare("10155,10")]
    assert fate(read(tmp_path, *named)) == (20, {"ligne_de_total": 2}, {})


@pytest.mark.parametrize("quote", ["", '"'])
def test_sums_run_across_blocks_and_lanes(tmp_path: Path, quote: str) -> None:
    paid = [DEBUT.format(numero=rang, montant="1,01") for rang in range(12_000)]
    paid[5_000] = paid[5_000].replace("Légumes", f"{quote}Légumes{quote}")
    lines = [*paid[:7_000], bare("7070,00"), *paid[7_000:], bare("5050,00"), bare("12120,00")]
    assert fate(read(tmp_path, *lines)) == (12_000, {"ligne_de_total": 3}, {})


@pytest.mark.parametrize(
    "line",
    [
        "2024;00;21;;;;;;Eau;5,00",
        "2024;00;;;60611;;;;Eau;5,00",
        ";;;;;;;EAU SA;Eau;5,00",
        ";;;05/01/2024;;;;;;5,00",
    ],
)
def test_a_line_that_names_one_of_them_is_a_payment(tmp_path: Path, line: str) -> None:
    assert fate(read(tmp_path, *PAID, line)) == (21, {}, {})


def test_a_file_that_names_nothing_is_read_as_it_is(tmp_path: Path) -> None:
    assert fate(read(tmp_path, bare("5,00"), bare("5,00", "Eau"), bare("10,00"))) == (3, {}, {})
