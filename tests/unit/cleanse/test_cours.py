"""The course of a marché, from what its records write."""

from __future__ import annotations

from datetime import date
from typing import Any

from achatlas.catalogue.territoire import Acheteur, Territoire
from achatlas.cleanse import cours
from achatlas.cleanse.groupements import Membres, sous_traitants

VILLE, AGGLO, AILLEURS = "000900076", "000900001", "356000000"
TERRITOIRE = Territoire(
    id="essai",
    libelle="Essai",
    acheteurs=(
        Acheteur(siren=VILLE, nom="Ville de Tarvigny", nom_court="Tarvigny", type="commune"),
        Acheteur(siren=AGGLO, nom="Val d'Auzère Agglomération", nom_court="Val d'Auzère", type="epci"),
    ),
)


def record(**said: Any) -> dict[str, Any]:
    return {"source": "registre_procedures", "format_date": "%d/%m/%Y", "date_publication": "", **said}


def marche(**said: Any) -> dict[str, Any]:
    base = {"marche_cle": f"{VILLE}/M1", "marche_id": "M1", "marche_norme": "M1", "modifications": 0}
    return {
        **base,
        "date_notification": date(2024, 1, 15),
        "duree_mois": 48,
        "coordonnateur_id": "",
        "membres": "",
        **said,
    }


def ends(one: dict[str, Any], *records: dict[str, Any]) -> tuple[date | None, date | None, str]:
    found = cours.told(one, records)
    return found["date_fin"], found["date_fin_max"], found["fin_origine"]


def test_an_end_that_nobody_writes_follows_from_the_notification_and_the_duration() -> None:
    assert ends(marche(), record()) == (date(2028, 1, 15), date(2028, 1, 15), "calculee")


def test_renewals_bring_the_first_end_before_the_whole_duration() -> None:
    said = record(reconductions="3", duree_reconduction_mois="12")
    assert ends(marche(), said)[:2] == (date(2025, 1, 15), date(2028, 1, 15))


def test_renewals_add_to_a_written_end() -> None:
    said = record(date_fin="31/12/2025", reconductions="2", duree_reconduction_mois="12")
    assert ends(marche(duree_mois=24), said) == (date(2025, 12, 31), date(2027, 12, 31), "ecrite")


def test_a_written_last_end_wins_over_the_sum_of_renewals() -> None:
    said = record(
        date_fin="31/12/2025", date_fin_max="31/12/2026", reconductions="2", duree_reconduction_mois="12"
    )
    assert ends(marche(), said)[1] == date(2026, 12, 31)


def test_a_marche_not_renewed_ends_as_written_unless_it_was_modified() -> None:
    said = record(date_fin="31/12/2027", reconductions="0")
    assert ends(marche(), said)[1] == date(2027, 12, 31)
    assert ends(marche(duree_mois=60, modifications=1), said)[1] == date(2029, 1, 15)


def test_an_end_before_the_notification_says_nothing() -> None:
    assert ends(marche(), record(date_fin="01/01/2020"))[2] == "calculee"


def test_nothing_known_stays_unknown() -> None:
    assert ends(marche(date_notification=None), record()) == (None, None, "")


def test_a_marche_subsequent_finds_its_accord_cadre_when_one_only_bears_the_number() -> None:
    above = marche(marche_cle=f"{VILLE}/AC1", marche_id="AC1", marche_norme="AC1", acheteur_siren=VILLE)
    below = marche(acheteur_siren=VILLE)
    for one, said in ((above, record()), (below, record(id_accord_cadre="ac-1"))):
        one.update(cours.told(one, [said]))
    cours.link([above, below])
    assert (above["accord_cadre_cle"], below["accord_cadre_cle"]) == ("", f"{VILLE}/AC1")


def test_the_publication_is_the_first_among_essential_data() -> None:
    published = [
        record(source="decp_2022", format_date="iso", date_publication=day)
        for day in ("2024-03-02", "2024-02-01")
    ]
    assert cours.told(marche(), [record(), *published])["date_publication"] == date(2024, 2, 1)
    assert cours.told(marche(), [record(date_publication="01/02/2024")])["date_publication"] is None


def test_members_are_found_by_their_number_or_their_name_and_others_are_said_to_be_outside() -> None:
    one = marche(
        coordonnateur_id="VAL D'AUZERE AGGLOMERATION", membres=f"{AGGLO}|tarvigny|{AILLEURS}|GHT du Forez"
    )
    told = [(r["role"], r["siren"], r["etat"]) for r in Membres(TERRITOIRE).rows(one)]
    assert told == [
        ("coordonnateur", AGGLO, "membre"),
        ("membre", VILLE, "membre"),
        ("membre", "", "exterieur"),
        ("membre", "", "inconnu"),
    ]  # fmt: skip


def test_a_sous_traitant_is_told_once_with_its_amount() -> None:
    acts = '[{"nom":"Quadanis","id":"","montant_centimes":31237},{"nom":"QUADANIS","id":""}]'
    role = '[{"nom":"Dupont","id":"","role":"sous-traitant"},{"nom":"Titulaire","id":"","role":""}]'
    found = sous_traitants("k", [record(sous_traitants=acts, titulaires=role)])
    assert [(r["rang"], r["tiers_nom"], r["montant_ht_centimes"]) for r in found] == [
        (1, "Quadanis", 31237),
        (2, "Dupont", None),
    ]
