"""Every line ends under a marché, off marché by right, or off marché and to be looked at."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from achatlas.bridge.statut import SERIES, dispense
from achatlas.catalogue.load import Catalogue
from achatlas.domain.correspondance import CodeAcheteur, Correspondances, NomenclatureAcheteur
from achatlas.store.engine import Engine
from tests.unit.bridge.atelier import AGGLO, NEED, VILLE, Monde, Row, bridged, line

CATALOGUE = Catalogue()
WORKS = next(code for code, one in CATALOGUE.segments.items() if one["nature"] == "T")
EUROS = 100


def stands(folder: Path, *lines: Row) -> list[tuple[str, str]]:
    found = bridged(folder, Monde(lines, []))
    return [(found[n]["statut_marche"], found[n]["statut_motif"]) for n in sorted(found)]


def paid(number: int, euros: int, **more: Any) -> Row:
    return line(number, montant_ht_centimes=euros * EUROS, **more)


LAWFUL, ABOVE = ("hors_marche_licite", "sous_seuil"), ("hors_marche_a_verifier", "au_dessus_du_seuil")


def test_the_whole_of_a_need_in_a_year_is_against_the_amount(tmp_path: Path) -> None:
    assert stands(tmp_path, paid(1, 20_000), paid(2, 19_999)) == [LAWFUL, LAWFUL]
    assert stands(tmp_path, paid(1, 20_000), paid(2, 20_000)) == [ABOVE, ABOVE]
    apart = [paid(2, 20_000, exercice="2023"), paid(3, 20_000, acheteur_siren=AGGLO)]
    assert stands(tmp_path, paid(1, 20_000), *apart) == [LAWFUL] * 3


def test_the_amount_is_that_of_the_last_payment(tmp_path: Path) -> None:
    spring, winter = datetime.date(2026, 4, 1), datetime.date(2026, 3, 31)
    assert stands(tmp_path, paid(1, 50_000, jour=winter)) == [ABOVE]
    assert stands(tmp_path, paid(1, 25_000, jour=winter), paid(2, 25_000, jour=spring)) == [LAWFUL, LAWFUL]


def test_works_are_told_by_operation(tmp_path: Path) -> None:
    works = [paid(n, 60_000, segment_code=WORKS, operation=f"OP{n}") for n in (1, 2)]
    assert stands(tmp_path, *works) == [LAWFUL, LAWFUL]
    found = bridged(tmp_path, Monde(works, []))
    assert [found[n]["besoin_code"] for n in (1, 2)] == [f"{VILLE}/OP1", f"{VILLE}/OP2"]
    assert stands(tmp_path, *(one | {"operation": ""} for one in works)) == [ABOVE, ABOVE]


def test_what_is_not_classed_may_be_of_any_need(tmp_path: Path) -> None:
    alone, heavy = paid(1, 39_000, segment_code=""), paid(2, 1_000)
    assert stands(tmp_path, alone) == [LAWFUL]
    assert stands(tmp_path, alone, heavy) == [("hors_marche_a_verifier", "non_classe"), LAWFUL]


def test_a_number_that_is_nowhere_and_a_line_without_a_day_say_so(tmp_path: Path) -> None:
    lost = paid(1, 50_000, marche_norme="PERDU1")
    assert stands(tmp_path, lost) == [("hors_marche_a_verifier", "cite_introuvable")]
    assert stands(tmp_path, paid(1, 10, marche_norme="PERDU1")) == [LAWFUL]
    assert stands(tmp_path, paid(1, 10, jour=None)) == [("hors_marche_a_verifier", "sans_date")]


def test_the_amount_of_a_day_is_that_of_the_dated_law(tmp_path: Path) -> None:
    series = {works: CATALOGUE.seuil("dispense_de_publicite", name) for works, name in SERIES.items()}
    starts = {day for serie in series.values() for day in serie.valeurs}
    days = [day + datetime.timedelta(days=n) for day in sorted(starts) for n in (-1, 0, 1)]
    table = pa.table({"jour": [*days, *days], "travaux": [True] * len(days) + [False] * len(days)})
    with Engine(tmp_path / "moteur") as engine:
        rows = engine.keep(table)
        found = engine.dicts(rows.mutate(seuil=dispense(CATALOGUE, rows.jour, rows.travaux)))
        for one in found:
            known = series[one["travaux"]].on(one["jour"])
            assert one["seuil"] == (None if known is None else known * EUROS)


@pytest.mark.parametrize("cents", [-1_000_000, 0])
def test_a_credit_alone_is_below(tmp_path: Path, cents: int) -> None:
    assert stands(tmp_path, line(1, montant_ht_centimes=cents)) == [LAWFUL]


RENT = "19.02"
OWN = {VILLE: Correspondances(NomenclatureAcheteur.of([
    CodeAcheteur("10", "Moyens", famille="1000"), CodeAcheteur("1000", "Fournitures de bureau"),
    CodeAcheteur("1001", "Papier", parent="10"), CodeAcheteur("20", "Travaux"),
    CodeAcheteur("3 A", "Colle", famille="3a"), CodeAcheteur("90", "Divers", famille="ZZ"),
], [])).homogenes}  # fmt: skip


def needs(folder: Path, *lines: Row) -> list[str]:
    found = bridged(folder, Monde(lines, [], familles=OWN))
    return [found[n]["besoin_code"] for n in sorted(found)]


@pytest.mark.parametrize(
    ("code", "need"),
    [
        ("10", f"{VILLE}:1000"),
        (" 1001 ", f"{VILLE}:1000"),
        ("100101", NEED),
        ("3a", f"{VILLE}:3 A"),
        ("90", f"{VILLE}:ZZ"),
        ("20", NEED),
        ("", NEED),
    ],
)
def test_a_line_is_of_the_family_of_its_code_or_of_the_nearest_above(
    tmp_path: Path, code: str, need: str
) -> None:
    assert needs(tmp_path, paid(1, 10, code_nomenclature=code)) == [need]


def test_a_family_of_another_buyer_means_nothing(tmp_path: Path) -> None:
    assert needs(tmp_path, paid(1, 10, code_nomenclature="10", acheteur_siren=AGGLO)) == [NEED]


def test_a_family_is_a_known_need_whatever_its_segments(tmp_path: Path) -> None:
    lines = [
        paid(1, 20_000, code_nomenclature="10", segment_code=""),
        paid(2, 20_000, code_nomenclature="10"),
    ]
    found = bridged(tmp_path, Monde(lines, [], familles=OWN))
    assert [(found[n]["statut_marche"], found[n]["statut_motif"]) for n in (1, 2)] == [ABOVE, ABOVE]


def test_works_are_of_their_operation_before_a_family_and_apart_from_its_services(tmp_path: Path) -> None:
    told = {"code_nomenclature": "10", "segment_code": WORKS}
    assert needs(tmp_path, paid(1, 10, operation="OP1", **told), paid(2, 10, **told)) == [
        f"{VILLE}/OP1", f"{VILLE}:1000",
    ]  # fmt: skip
    both = [paid(1, 99_999, **told), paid(2, 39_999, code_nomenclature="10")]
    found = bridged(tmp_path, Monde(both, [], familles=OWN))
    assert {one["statut_marche"] for one in found.values()} == {LAWFUL[0]}


def test_what_the_law_does_not_rule_leaves_a_family(tmp_path: Path) -> None:
    assert needs(tmp_path, paid(1, 10, code_nomenclature="10", segment_code=RENT)) == [RENT]
