"""The history of a marché: its versions in order, several files that tell of it, and what stays undecided."""

from __future__ import annotations

import json
from typing import Any

import pytest

from achatlas.cleanse import contrats
from tests.unit.cleanse.test_contrats import record
from tests.unit.cleanse.test_contrats_regles import A, B, C, change, titulaires

ENDING = contrats.Suffixe()


def told(*records: dict[str, Any]) -> list[dict[str, Any]]:
    return contrats.gather(records).versions


def amounts(*records: dict[str, Any]) -> list[int]:
    return [version["montant_ht_centimes"] for version in told(*records)]


def row(line: int, day: str, amount: int, *holders: dict[str, str], **said: Any) -> dict[str, Any]:
    """A row of the tabular layout: one titulaire and one version each."""
    return record(
        numero_ligne=line, date_notification=day, montant_ht_centimes=amount, source="decp_tabulaire",
        titulaires=titulaires(*(holders or (A,))), **said,
    )  # fmt: skip


def test_a_marche_never_modified_has_its_origin_only() -> None:
    (only,) = told(record())
    assert (only["rang"], only["ordre"], only["montant_ht_centimes"]) == (0, "origine", 1_000_01)
    assert (only["source"], only["depot"], only["numero_ligne"], only["temoin"]) == (
        "decp_2022",
        "a",
        1,
        "[]",
    )


def test_modifications_of_a_record_are_versions_that_keep_what_they_do_not_change() -> None:
    changes = [change(4, montant_centimes=2_000_00), change(5, duree_mois="24"), change(6, titulaires=[B])]
    found = told(record(titulaires=titulaires(A), modifications=json.dumps(changes)))
    assert [v["montant_ht_centimes"] for v in found] == [1_000_01, 2_000_00, 2_000_00, 2_000_00]
    assert [v["duree_mois"] for v in found] == [12, 12, 24, 24]
    assert [[t["nom"] for t in json.loads(v["titulaires"])] for v in found] == [["01"]] * 3 + [["02"]]
    assert [v["ordre"] for v in found] == ["origine", "date", "date", "date"]


def test_the_tenth_modification_comes_after_the_ninth() -> None:
    changes = [
        {"id": n, "date_notification": "2024-06-01", "montant_centimes": n * 100_00} for n in (10, 9, 2)
    ]
    assert amounts(record(modifications=json.dumps(changes)))[-1] == 1_000_00


def test_a_modification_without_a_date_follows_the_one_before() -> None:
    changes = [{"id": 1, "montant_centimes": 5_00}]
    (_, after) = told(record(modifications=json.dumps(changes)))
    assert str(after["date_notification"]) == "2024-03-01"


def test_rows_of_the_tabular_layout_are_titulaires_and_versions_never_a_sum() -> None:
    rows = [row(n, d, m, h) for n, (d, m, h) in enumerate(
        [("2024-01-05", 100_00, A), ("2024-01-05", 100_00, B),
         ("2024-07-01", 150_00, A), ("2024-07-01", 150_00, B)]
    )]  # fmt: skip
    kept = contrats.gather(rows)
    assert [v["montant_ht_centimes"] for v in kept.versions] == [100_00, 150_00]
    assert kept.marche["montant_ht_centimes"] == sum(t["part_ht_centimes"] for t in kept.titulaires) == 150_00
    assert [t["tiers_nom"] for t in kept.titulaires] == ["01", "02"]
    assert sorted(reason for _, reason in kept.others) == [
        "cotitulaire",
        "version_anterieure",
        "version_anterieure",
    ]
    assert (kept.marche["montant_initial_centimes"], kept.marche["modifications"]) == (100_00, 1)


def test_a_marche_is_dated_from_its_origin_whatever_its_last_version() -> None:
    kept = contrats.gather([row(1, "2024-01-05", 100_00), row(2, "2025-02-01", 150_00)])
    assert str(kept.marche["date_notification"]) == "2024-01-05"


def test_two_amounts_on_one_day_are_kept_in_order_and_said_to_be_undecided() -> None:
    found = told(row(1, "2024-01-05", 100_00), row(2, "2024-01-05", 900_00))
    assert [(v["montant_ht_centimes"], v["ordre"]) for v in found] == [
        (100_00, "origine"),
        (900_00, "indecis"),
    ]


def test_a_later_amount_for_quite_another_titulaire_may_be_another_lot() -> None:
    found = told(row(1, "2024-01-05", 100_00, A), row(2, "2024-07-01", 900_00, C))
    assert found[1]["ordre"] == "indecis"
    assert told(row(1, "2024-01-05", 100_00, A, B), row(2, "2024-07-01", 900_00, B))[1]["ordre"] == "date"


def test_two_files_that_tell_the_same_thing_make_one_version_with_a_witness() -> None:
    other = record(depot="b", fichier="autre.csv", source="decp_tabulaire", numero_ligne=7, duree_mois="24")
    (only,) = told(record(fichier="un.json"), other)
    (witness,) = json.loads(only["temoin"])
    kept, seen = (only["source"], witness["source"])
    assert {kept, seen} == {"decp_2022", "decp_tabulaire"}
    assert set(witness) == {"source", "depot", "fichier", "numero_ligne", "ecarts"}
    assert sorted(witness["ecarts"]["duree_mois"]) == ["12", "24"]


@pytest.mark.parametrize(("day", "versions"), [("2024-03-20", 1), ("2024-05-20", 2)])
def test_two_files_may_date_the_same_version_a_month_apart_and_no_more(day: str, versions: int) -> None:
    assert len(told(record(), record(depot="b", date_notification=day))) == versions


def test_one_file_that_dates_an_amount_twice_tells_two_versions() -> None:
    assert len(told(record(), record(numero_ligne=2, date_notification="2024-03-20"))) == 2


def test_of_the_same_version_the_last_published_then_the_most_complete_is_kept() -> None:
    early = record(numero_ligne=9, date_publication="2024-03-20", acheteur_nom="Essai")
    late = record(numero_ligne=1, date_publication="2024-04-20")
    assert told(early, late)[0]["numero_ligne"] == 1
    assert told(early, record(numero_ligne=1))[0]["numero_ligne"] == 9
    assert told(record(), record(numero_ligne=2))[0]["numero_ligne"] == 2


def old(marche_id: str, changes: int, line: int = 1, **said: Any) -> dict[str, Any]:
    """A record of the 2019 format, whose identifier ends with the number of its modifications."""
    modified = json.dumps([change(n + 4, montant_centimes=2_000_00 + n) for n in range(changes)])
    return record(source="decp_2019", marche_id=marche_id, modifications=modified, numero_ligne=line, **said)


def test_the_identifier_of_2019_changes_with_each_modification_and_the_marche_is_one() -> None:
    (group,) = contrats.by_marche([old("2024M181100", 0), old("2024M181101", 1, 2)], ENDING)
    kept = contrats.gather(group)
    assert kept.marche["marche_cle"] == "000900001/2024M181100"
    assert [v["montant_ht_centimes"] for v in kept.versions] == [1_000_01, 2_000_00]
    assert [reason for _, reason in kept.others] == ["version_anterieure"]


@pytest.mark.parametrize(
    "other",
    [old("2024M181101", 0, 2), old("2024M181101", 1, 2, objet="Nettoyage des vitres"),
     old("2024M181201", 1, 2),
     record(marche_id="2024M181101", source="decp_2022", numero_ligne=2)],
)  # fmt: skip
def test_an_ending_that_proves_nothing_gathers_nothing(other: dict[str, Any]) -> None:
    assert len(list(contrats.by_marche([old("2024M181100", 0), other], ENDING))) == 2


def test_without_the_convention_no_ending_is_undone() -> None:
    none = contrats.Suffixe(sources=())
    assert len(list(contrats.by_marche([old("2024M181100", 0), old("2024M181101", 1, 2)], none))) == 2


def test_a_number_that_several_lots_share_makes_a_marche_of_each() -> None:
    lots = [record(lot="1"), record(lot="2", numero_ligne=2), record(lot="2", numero_ligne=3, depot="b")]
    found = [contrats.gather(group).marche["marche_cle"] for group in contrats.by_marche(lots)]
    assert found == ["000900001/2024M001L1", "000900001/2024M001L2"]


def test_the_sendings_of_a_day_come_in_their_order() -> None:
    first, second = record(sequence="1", montant_ht_centimes=9_00), record(sequence="2", numero_ligne=2)
    late = {**second, "numero_ligne": 0}
    assert amounts(first, late) == [9_00, 1_000_01]


def apart(line: int, depot: str, *changes: dict[str, Any], **said: Any) -> dict[str, Any]:
    """A record that repeats the origin and tells some of the modifications."""
    modified = json.dumps(changes)
    return record(
        numero_ligne=line, depot=depot, titulaires=titulaires(A), modifications=modified, **said
    )  # fmt: skip


@pytest.mark.parametrize("files", ["aa", "ab", "ba"])
def test_a_modification_told_apart_keeps_what_the_one_before_said(files: str) -> None:
    dearer, longer = change(5, montant_centimes=1_500_00), change(7, duree_mois="24")
    kept = contrats.gather([apart(1, files[0], dearer), apart(2, files[1], longer)])
    assert (kept.marche["montant_ht_centimes"], kept.marche["duree_mois"]) == (1_500_00, 24)
    assert [v["montant_ht_centimes"] for v in kept.versions] == [1_000_01, 1_500_00, 1_500_00]


@pytest.mark.parametrize("files", ["aa", "ab", "ba"])
def test_titulaires_and_duration_of_a_modification_outlive_the_next_one(files: str) -> None:
    given_over = change(5, duree_mois="60", titulaires=[B])
    kept = contrats.gather(
        [apart(1, files[0], given_over), apart(2, files[1], change(7, montant_centimes=9_00))]
    )
    assert (kept.marche["montant_ht_centimes"], kept.marche["duree_mois"]) == (9_00, 60)
    assert [t["tiers_nom"] for t in kept.titulaires] == ["02"]


def test_a_number_gives_its_place_to_a_modification_without_a_day() -> None:
    dearer = {"id": "1", "date_notification": "2024-09-01", "montant_centimes": 1_500_00}
    dearest = {"id": "2", "montant_centimes": 1_800_00}
    assert amounts(apart(1, "b", dearer), apart(2, "a", dearest))[-1] == 1_800_00


def test_a_modification_without_a_day_of_notification_takes_its_day_of_publication() -> None:
    dearer = {"date_publication": "2024-09-01", "montant_centimes": 1_500_00}
    dearest = {"date_publication": "2025-09-01", "montant_centimes": 1_800_00}
    assert amounts(apart(2, "a", dearest), apart(1, "b", dearer))[-1] == 1_800_00


def test_a_modification_never_comes_before_the_origin_that_its_record_tells() -> None:
    early = {"id": "1", "date_notification": "2023-09-01", "montant_centimes": 1_500_00}
    assert amounts(apart(1, "a", early)) == [1_000_01, 1_500_00]


def test_the_days_of_modifications_are_read_in_the_form_of_the_file() -> None:
    first = {"date_notification": "02/12/2024", "montant_centimes": 1_500_00}
    second = {"date_notification": "01/02/2025", "montant_centimes": 1_800_00}
    rows = [apart(n, "a", one, format_date="%d/%m/%Y") for n, one in enumerate((second, first))]
    assert amounts(*rows)[-1] == 1_800_00


def test_an_amount_put_back_is_a_version_of_its_own() -> None:
    up, down = change(5, montant_centimes=1_500_00), {**change(5), "date_notification": "2024-05-10"}
    down["montant_centimes"] = 1_200_00
    again = {"date_notification": "2024-05-20", "montant_centimes": 1_500_00}
    assert amounts(apart(1, "a", up, down), apart(2, "b", again))[-1] == 1_500_00
