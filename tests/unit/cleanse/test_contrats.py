import json
from typing import Any

import pytest

from achatlas.cleanse import contrats

BASE = {
    "acheteur_siren": "000900001", "depot": "a", "numero_ligne": 1, "source": "decp_2022", "empreinte": 1,
    "marche_id": "2024M001", "objet": "Papier", "nature": "Marché", "techniques": "",
    "modalites": "", "id_accord_cadre": "",
    "cpv": "30197630-1", "procedure": "Procédure adaptée", "duree_mois": "12",
    "montant_ht_centimes": 1_000_01,
    "date_notification": "2024-03-01", "date_publication": "2024-03-20", "modifications": "[]",
    "titulaires": json.dumps([{"type": "SIRET", "id": "00090000100017", "nom": "A"}]),
}  # fmt: skip


def record(**changed: Any) -> dict[str, Any]:
    return {**BASE, **changed}


def test_two_titulaires_share_the_amount_to_the_cent() -> None:
    two = json.dumps([{"id": "00090000100017", "nom": "A"}, {"id": "", "nom": "B"}])
    kept = contrats.gather([record(titulaires=two)])
    assert [t["part_ht_centimes"] for t in kept.titulaires] == [50001, 50000]
    assert kept.marche["montant_ht_centimes"] == 1_000_01


def test_a_row_for_each_titulaire_never_multiplies_the_amount() -> None:
    other = json.dumps([{"id": "00090007600015", "nom": "B"}])
    kept = contrats.gather([record(), record(numero_ligne=2, titulaires=other)])
    assert sum(t["part_ht_centimes"] for t in kept.titulaires) == 1_000_01
    assert [reason for _, reason in kept.others] == ["cotitulaire"]


def test_the_last_modification_gives_the_amount() -> None:
    changes = [
        {"id": 2, "date_notification": "2024-09-01", "montant_centimes": 3_000_00},
        {"id": 1, "date_notification": "2024-05-01", "montant_centimes": 2_000_00},
    ]
    kept = contrats.gather([record(modifications=json.dumps(changes))])
    assert kept.marche["montant_ht_centimes"] == 3_000_00
    assert kept.marche["montant_initial_centimes"] == 1_000_01


def test_an_older_version_is_history_not_a_sum() -> None:
    newer = record(numero_ligne=2, montant_ht_centimes=5_000_00, date_notification="2024-08-01")
    kept = contrats.gather([record(), newer])
    assert kept.marche["montant_ht_centimes"] == 5_000_00
    assert [reason for _, reason in kept.others] == ["version_anterieure"]


def test_the_same_marche_in_two_files_keeps_a_witness() -> None:
    kept = contrats.gather([record(), record(depot="b")])
    assert [reason for _, reason in kept.others] == ["autre_source"]
    assert kept.marche["temoins"] == 2


def test_a_missing_notification_gives_way_to_the_publication_and_says_so() -> None:
    kept = contrats.gather([record(date_notification="")])
    assert kept.marche["date_deduite"] is True


def test_without_any_date_a_marche_is_kept_and_its_date_unknown() -> None:
    undated = record(date_notification="", date_publication="218-01-01")
    kept = contrats.gather([undated])
    assert kept.marche["date_notification"] is None
    assert kept.marche["date_deduite"] is False


def test_the_2019_identifier_gives_back_the_number_that_payments_cite() -> None:
    old = record(source="decp_2019", marche_id="20242024001M00", date_notification="2024-03-01")
    assert contrats.gather([old]).marche["marche_norme"] == "2024001M"
    real = record(source="decp_2019", marche_id="2018MA181101")
    assert contrats.gather([real]).marche["marche_norme"] == "2018MA181101"


REGISTER = {"source": "registre_procedures", "depot": "r", "date_publication": "", "format_date": "iso"}
OLD = {"source": "decp_2019", "marche_id": "20242024001M00"}


@pytest.mark.parametrize("identifiant", ["20242024001M00", "2024-001-M"])
def test_a_register_under_either_number_is_the_marche_of_the_2019_format(identifiant: str) -> None:
    said = record(**REGISTER, marche_id=identifiant, objet="Fournitures de bureau")
    (group,) = contrats.by_marche([record(**OLD), said])
    kept = contrats.gather(group)
    assert kept.marche["marche_norme"] == "2024001M"
    assert [reason for _, reason in kept.others] == ["autre_source"]


def test_a_register_without_a_day_needs_two_things_in_common() -> None:
    said = record(**REGISTER, marche_id="2024001M") | {"date_notification": "", "objet": "Voirie"}
    assert len(list(contrats.by_marche([record(**OLD), said]))) == 1


def test_a_register_that_changes_the_amount_keeps_the_number_that_payments_cite() -> None:
    later = record(
        **REGISTER, marche_id="20242024001M00", date_notification="2024-06-01", montant_ht_centimes=5
    )
    assert contrats.gather([record(**OLD), later]).marche["marche_norme"] == "2024001M"


OTHER = {"titulaires": json.dumps([{"id": "00090007600015"}]), "montant_ht_centimes": 7}


@pytest.mark.parametrize(
    "changed",
    [
        {"date_notification": "2024-09-01"},
        {"date_notification": "", **OTHER},
        {"date_notification": "mars 2024", "objet": "Voirie", "montant_ht_centimes": 7},
        {"objet": "Voirie", **OTHER},
    ],
)
def test_one_number_is_not_one_marche_without_its_day_or_enough_in_common(changed: dict[str, Any]) -> None:
    said = record(**{**REGISTER, "marche_id": "2024001M", **changed})
    assert len(list(contrats.by_marche([record(**OLD), said]))) == 2


def test_numbers_of_the_2019_format_never_go_under_one_another() -> None:
    other = record(source="decp_2019", depot="b", marche_id="2024001M00", date_notification="2024-03-01")
    assert len(list(contrats.by_marche([record(**OLD), other]))) == 2


def test_an_accord_cadre_is_told_from_a_marche_subsequent() -> None:
    assert contrats.technique(record(nature="Accord-cadre")) == "Accord-cadre"
    assert contrats.technique(record(techniques="Accord-cadre")) == "Accord-cadre"
    assert contrats.technique(record(nature="Marché subséquent")) == "Marché subséquent"
    assert contrats.technique(record()) == "Marché"


def test_an_accord_cadre_carried_out_by_marches_subsequents_stays_one() -> None:
    both = record(techniques="Accord-cadre", modalites="Marchés subséquents")
    assert contrats.technique(both) == "Accord-cadre"
    assert contrats.technique(record(modalites="Marchés subséquents")) == "Marché subséquent"


def test_a_marche_that_names_another_as_its_accord_cadre_is_subsequent() -> None:
    assert contrats.technique(record(id_accord_cadre="2023AC07")) == "Marché subséquent"
    assert contrats.technique(record(id_accord_cadre="2024-M001")) == "Marché"
    assert contrats.technique(record(id_accord_cadre="NC")) == "Marché"


@pytest.mark.parametrize("nature", ["Concession de service", "Délégation de service public"])
def test_a_concession_is_no_marche(nature: str) -> None:
    assert contrats.technique(record(nature=nature)) == "Concession"


@pytest.mark.parametrize("feuille", ["marches.contrat-concession", "contrat-concession", "Concession"])
def test_a_concession_is_told_by_the_list_where_it_stands(feuille: str) -> None:
    assert contrats.technique(record(nature="", feuille=feuille)) == "Concession"
    assert contrats.technique(record(feuille="marches.marche")) == "Marché"


def test_declared_parts_share_the_amount() -> None:
    two = json.dumps([{"id": "1", "part_centimes": 3_000_00}, {"id": "2", "part_centimes": 1_000_00}])
    kept = contrats.gather([record(titulaires=two, montant_ht_centimes=8_000_00)])
    assert [t["part_ht_centimes"] for t in kept.titulaires] == [6_000_00, 2_000_00]


def test_parts_are_equal_when_one_is_not_declared() -> None:
    two = json.dumps([{"id": "1", "part_centimes": 3_000_00}, {"id": "2"}])
    kept = contrats.gather([record(titulaires=two, montant_ht_centimes=8_000_00)])
    assert [t["part_ht_centimes"] for t in kept.titulaires] == [4_000_00, 4_000_00]


def test_who_holds_a_subcontract_is_no_titulaire() -> None:
    second = json.dumps([{"id": "2", "role": "sous-traitant"}])
    kept = contrats.gather([record(), record(numero_ligne=2, titulaires=second)])
    assert [t["tiers_siren"] for t in kept.titulaires] == ["000900001"]


def test_lots_of_one_number_are_marches_of_their_own() -> None:
    groups = list(contrats.by_marche([record(lot="1"), record(lot="02"), record(lot="1", numero_ligne=2)]))
    assert [[r["marche_id"] for r in group] for group in groups] == [["2024M001L02"], ["2024M001L1"] * 2]
    assert [len(g) for g in contrats.by_marche([record(lot="1"), record()])] == [2]


def test_the_last_sending_of_a_pes_is_the_marche() -> None:
    sent = [record(numero_ligne=n, sequence=str(n), montant_ht_centimes=n * 1_000_00) for n in (1, 3, 2)]
    assert contrats.gather(sent).marche["montant_ht_centimes"] == 3_000_00


def test_a_row_that_tells_a_modification_wins_over_one_of_the_same_day() -> None:
    changes = json.dumps([{"date_notification": "2024-09-01", "montant_centimes": 3_000_00}])
    kept = contrats.gather([record(), record(numero_ligne=2, modifications=changes)])
    assert kept.marche["montant_ht_centimes"] == 3_000_00


def test_a_date_is_read_in_the_form_that_the_file_declares() -> None:
    french = record(date_notification="15/03/2025", format_date="%d/%m/%Y")
    assert str(contrats.notified(french)[0]) == "2025-03-15"
    assert str(contrats.notified(record(format_date="%d/%m/%Y"))[0]) == "2024-03-01"


def test_the_key_of_a_titulaire_shows_no_false_identifier_and_tells_them_apart() -> None:
    false = ("1850742218001", "1850742218002")
    two = json.dumps([{"type": "SIRET", "id": one, "nom": "A"} for one in false])
    keys = [t["tiers_cle"] for t in contrats.gather([record(titulaires=two)]).titulaires]
    assert len(set(keys)) == 2
    assert not any(one in key for one in false for key in keys)
