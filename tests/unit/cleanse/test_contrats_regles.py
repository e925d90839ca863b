"""Rules on marchés that several records tell: who is the titulaire, which amount, which number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from achatlas.cleanse import contrats
from tests.unit.cleanse.test_contrats import record

A, B, C = (
    {"type": "SIRET", "id": f"0009000{n}00017", "nom": n, "departement": ""} for n in ("01", "02", "03")
)


def titulaires(*of: dict[str, str]) -> str:
    return json.dumps(list(of))


def change(rank: int, **said: Any) -> dict[str, Any]:
    return {"id": rank, "date_notification": f"2024-0{rank}-01", "montant_centimes": None, **said}


@pytest.mark.parametrize("montant", [1_000_00, 1_000_01, 1_000_02, 100, 101])
@pytest.mark.parametrize("nombre", [1, 2, 3])
def test_parts_add_up_to_the_amount_and_differ_by_a_cent_at_most(montant: int, nombre: int) -> None:
    kept = contrats.gather([record(montant_ht_centimes=montant, titulaires=titulaires(*(A, B, C)[:nombre]))])
    parts = [t["part_ht_centimes"] for t in kept.titulaires]
    assert (sum(parts), len(parts)) == (montant, nombre)
    assert max(parts) - min(parts) <= 1


def test_parts_follow_the_amount_after_modification() -> None:
    changed = json.dumps([change(5, montant_centimes=2_000_01)])
    kept = contrats.gather([record(titulaires=titulaires(A, B), modifications=changed)])
    assert sum(t["part_ht_centimes"] for t in kept.titulaires) == 2_000_01


def test_a_modification_without_amount_changes_none() -> None:
    changed = json.dumps([change(3, montant_centimes=7_000_00), change(4)])
    assert contrats.gather([record(modifications=changed)]).marche["montant_ht_centimes"] == 7_000_00


def test_the_titulaire_of_the_last_modification_replaces_the_first() -> None:
    kept = contrats.gather(
        [record(titulaires=titulaires(A), modifications=json.dumps([change(3, titulaires=[B])]))]
    )
    assert [t["tiers_nom"] for t in kept.titulaires] == [B["nom"]]


def test_a_titulaire_told_by_two_records_is_one() -> None:
    both = [record(titulaires=titulaires(A, B)), record(numero_ligne=2, titulaires=titulaires(B, C))]
    kept = contrats.gather(both)
    assert [t["tiers_nom"] for t in kept.titulaires] == ["01", "02", "03"]
    assert sum(t["part_ht_centimes"] for t in kept.titulaires) == 1_000_01


def test_the_titulaires_of_a_former_version_are_history() -> None:
    former = record(titulaires=titulaires(C), montant_ht_centimes=9_00, date_notification="2023-01-01")
    assert [
        t["tiers_nom"] for t in contrats.gather([former, record(titulaires=titulaires(A))]).titulaires
    ] == ["01"]


def test_a_marche_without_titulaire_keeps_its_amount() -> None:
    kept = contrats.gather([record(titulaires="[]")])
    assert [(t["tiers_nom"], t["part_ht_centimes"]) for t in kept.titulaires] == [("", 1_000_01)]


def test_every_record_is_the_marche_or_a_witness_whatever_their_order() -> None:
    records = [
        record(numero_ligne=n, depot=d, date_notification=f"2024-0{n}-01") for n in (1, 2, 3) for d in "ab"
    ]
    one, other = contrats.gather(records), contrats.gather(records[::-1])
    assert one == other
    assert len(one.others) + 1 == len(records) == one.marche["temoins"]


def test_the_same_record_twice_in_a_file_is_a_repetition() -> None:
    kept = contrats.gather([record(), record(numero_ligne=2)])
    assert [reason for _, reason in kept.others] == ["marche_repete"]


@pytest.mark.parametrize(
    ("marche_id", "changes", "number"),
    [("20242024001M00", 0, "2024001M"), ("2024MA1801", 1, "MA18"), ("2024MA1800", 1, "2024MA1800"),
     ("2023MA18001X00", 0, "2023MA18001X00"), ("20240100", 0, "20240100")],
)  # fmt: skip
def test_only_a_2019_identifier_made_as_the_format_says_is_undone(
    marche_id: str, changes: int, number: str
) -> None:
    said = json.dumps([change(rank + 4) for rank in range(changes)])
    old = record(source="decp_2019", marche_id=marche_id, modifications=said)
    assert contrats.gather([old]).marche["marche_norme"] == number


def test_a_2022_identifier_is_kept_whole() -> None:
    assert contrats.gather([record(marche_id="20242024001M00")]).marche["marche_norme"] == "20242024001M00"


def test_one_marche_is_one_whatever_its_punctuation_and_two_buyers_have_two() -> None:
    groups = list(
        contrats.by_marche(
            [
                record(),
                record(marche_id="2024-m 001"),
                record(acheteur_siren="000900076"),
                record(marche_id="X"),
            ]
        )
    )
    assert sorted(len(group) for group in groups) == [1, 1, 2]


@pytest.mark.parametrize("empty", ["", " ", "-", "…"])
def test_a_record_without_identifier_makes_no_marche(empty: str) -> None:
    assert contrats.refused(record(marche_id=empty)) == "identifiant_absent"


def test_a_good_record_is_not_refused() -> None:
    assert contrats.refused(record()) == ""
