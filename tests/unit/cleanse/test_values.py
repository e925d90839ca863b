from __future__ import annotations

from datetime import date

import pytest

from achatlas.cleanse import values
from achatlas.domain.identifiers import is_siret, luhn
from demo.identifiers import make_siret

SIRET = "00090000100017"  # invented: valid for Luhn, given to nobody


def tiers(text: str, categorie: str = "") -> dict[str, str]:
    return values.tiers({"tiers_siret": text, "tiers_categorie": categorie})


def line(date_mandat: str, exercice: str = "", form: str = "iso") -> dict[str, object]:
    return values.dates({"date_mandat": date_mandat, "exercice": exercice, "format_date": form})


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("2024-03-05", "iso"),
        (" 2024-03-05 ", "iso"),
        ("2024-03-05T10:00:00Z", "iso"),
        ("2024-03-05+01:00", "iso"),
        ("05/03/2024", "%d/%m/%Y"),
        ("20240305", "%Y%m%d"),
        ("2024-03-05", "%d/%m/%Y"),
    ],
)
def test_a_date_is_read_in_its_declared_form(text: str, form: str) -> None:
    assert values.read_date(text, form) == date(2024, 3, 5)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("05/03/2024", "iso"),
        ("31/02/2024", "%d/%m/%Y"),
        ("03/25/2024", "%d/%m/%Y"),
        ("0222-04-29", "iso"),
        ("2924-04-29", "iso"),
        ("", "iso"),
        ("NC", "%d/%m/%Y"),
    ],
)
def test_what_is_no_date_stays_unknown(text: str, form: str) -> None:
    assert values.read_date(text, form) is None


def test_the_exercice_written_wins_over_the_year_of_the_date() -> None:
    found = line("2024-01-15", exercice="2023")
    assert (found["exercice_net"], found["mois"], found["date_motif"]) == ("2023", "01", "")


def test_the_year_of_the_date_stands_in_for_a_missing_exercice() -> None:
    assert line("2024-01-15", exercice="")["exercice_net"] == "2024"
    assert line("2024-01-15", exercice="24")["exercice_net"] == "2024"


def test_an_unreadable_date_says_so_and_keeps_the_exercice() -> None:
    found = line("99/99/2024", exercice="2024.0")
    assert (found["exercice_net"], found["jour"], found["date_motif"]) == ("2024", None, "date_illisible")


def test_a_missing_date_is_not_a_wrong_one() -> None:
    assert line("", exercice="2024")["date_motif"] == ""


def test_a_lost_leading_zero_is_put_back_when_both_checks_prove_it() -> None:
    whole = make_siret("012345674", 1)
    found = tiers(whole[1:])
    assert (found["siret_net"], found["siren_net"], found["tiers_etat"]) == (whole, whole[:9], "siret")
    assert found["tiers_motif"] != ""


def test_a_digit_lost_within_a_siret_is_never_taken_for_a_zero_lost_before_it() -> None:
    assert is_siret("0" + "0007547390034"), "the repair would pass both checks"
    assert tiers("0007547390034")["siret_net"] == ""


def test_an_establishment_without_a_number_is_a_siret_rounded_by_a_spreadsheet() -> None:
    assert luhn("00022873400000")
    assert tiers("00022873400000")["siret_net"] == ""


@pytest.mark.parametrize(("day", "kept"), [("2025-12-31", True), ("2023-01-01", True), ("2042-03-04", False)])
def test_a_day_far_from_its_exercice_is_a_year_mistyped(day: str, kept: bool) -> None:
    found = line(day, exercice="2024")
    assert (found["jour"] is not None, found["date_motif"] == "") == (kept, kept)


@pytest.mark.parametrize(
    "text", [SIRET[1:], SIRET[2:], SIRET[:13], "1" + SIRET[1:], SIRET[:-1] + "9", "0" + SIRET]
)
def test_a_repair_that_nothing_proves_is_not_made(text: str) -> None:
    found = tiers(text)
    assert (found["siret_net"], found["siren_net"], found["tiers_etat"]) == ("", "", "invalide")


@pytest.mark.parametrize("digit", range(10))
def test_no_digit_is_guessed(digit: int) -> None:
    text = SIRET[:-1] + str(digit)
    assert tiers(text)["siret_net"] == (text if is_siret(text) else "")


def test_a_valid_siret_needs_no_reason() -> None:
    assert tiers("000 900 001 00017") == {
        "siret_net": SIRET,
        "siren_net": SIRET[:9],
        "tiers_etat": "siret",
        "tiers_motif": "",
        "tva_net": "",
        "ecrit_net": "",
        "tiers_marque": "",
    }


def test_a_siren_and_a_french_vat_number_name_the_enterprise_without_its_place() -> None:
    key = (12 + 3 * (int(SIRET[:9]) % 97)) % 97
    assert tiers(SIRET[:9])["tiers_etat"] == "siren"
    vat = tiers(f"FR{key:02d}{SIRET[:9]}")
    assert (vat["tiers_etat"], vat["siren_net"], vat["siret_net"]) == ("tva", SIRET[:9], "")


def test_a_natural_person_without_a_valid_identifier_keeps_none() -> None:
    assert tiers("1234", "01") == {
        "siret_net": "",
        "siren_net": "",
        "tiers_etat": "personne_physique",
        "tiers_motif": "",
        "tva_net": "",
        "ecrit_net": "",
        "tiers_marque": "personne_physique",
    }


def test_a_natural_person_with_a_valid_siret_is_an_enterprise() -> None:
    assert tiers(SIRET, "01")["tiers_etat"] == "siret"


def test_a_foreign_vat_number_is_kept_without_its_separators_unless_it_is_a_person_s() -> None:
    kept = tiers("be 0123.456 789")
    assert (kept["tiers_etat"], kept["tva_net"], kept["siren_net"]) == ("tva_etrangere", "BE0123456789", "")
    assert tiers("BE0123456789", "01")["tva_net"] == ""


def test_no_identifier_is_not_a_wrong_one() -> None:
    assert tiers("")["tiers_etat"] == "absent"
    assert tiers("inconnu")["tiers_etat"] == "invalide"


@pytest.mark.parametrize(
    ("text", "kept", "repaired"),
    [("69001", "69001", False), ("1000", "01000", True), ("1000.0", "01000", True), ("2A004", "", False),
     ("690", "", False), ("CEDEX", "", False), ("", "", False)],
)  # fmt: skip
def test_a_postal_code_has_five_digits(text: str, kept: str, repaired: bool) -> None:
    found = values.postal({"tiers_code_postal": text})
    assert (found["code_postal_net"], bool(found["code_postal_motif"])) == (kept, repaired)


@pytest.mark.parametrize(
    ("text", "kept"),
    [("60623", "60623"), (" 60623.0", "60623"), ("6068 Autres", "6068"), ("abc", ""), ("", "")],
)
def test_an_account_is_its_leading_digits(text: str, kept: str) -> None:
    assert values.compte({"compte": text}) == {"compte_net": kept}


def test_a_foreign_vat_number_is_kept_without_separators_and_a_false_number_as_written() -> None:
    foreign, false = tiers("be 0123.456.789"), tiers("1234 O")
    assert (foreign["tiers_etat"], foreign["tva_net"], foreign["ecrit_net"]) == (
        "tva_etrangere",
        "BE0123456789",
        "",
    )
    assert (false["tiers_etat"], false["tva_net"], false["ecrit_net"]) == ("invalide", "", "1234O")
