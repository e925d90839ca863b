"""Where a tiers is: what places it, in which order, and what is left unknown."""

from __future__ import annotations

import pytest

from achatlas.domain.departement import of_commune
from achatlas.enrich.faits import FAITS
from achatlas.enrich.geographie import INCONNU, Lieu, distance_km
from achatlas.enrich.stage import located, profiled
from tests.unit.enrich import savoirs as s
from tests.unit.enrich.savoirs import SIREN, SIRET, at, savoir

SAVOIR = savoir()
GEOGRAPHIE = SAVOIR.geographie
ONLY = {"fournisseur_id": SIREN, "identification": "siren"}
PAID = {**ONLY, "identification": "siret", "siret": SIRET}


def case(**told: str) -> dict[str, str]:
    return {**dict.fromkeys(FAITS, ""), "tiers_cle": f"{s.VILLE}|X", **told}


def placed(**told: str) -> tuple[str, Lieu]:
    return located(case(**told), SAVOIR)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({**PAID, "lieu_commune": "42218", "siege_commune": "75056"}, ("etablissement", at("42218"))),
        ({**PAID, "lieu_commune": "69383"}, ("etablissement", at("69123"))),
        ({**PAID, "lieu_commune": "75101"}, ("etablissement", at("75056"))),
        ({**PAID, "lieu_commune": "13216"}, ("etablissement", at("13055"))),
        ({**PAID, "lieu_pays": "99131"}, ("etablissement", Lieu(frozenset(), "BE"))),
        ({**PAID, "lieu_pays": "99140"}, ("etablissement", Lieu(frozenset(), "ZZ"))),
        ({**PAID, "lieu_commune": "42218", "etat": "F", "suivi_commune": "69123"}, ("suivi", at("69123"))),
        ({**PAID, "lieu_commune": "42218", "etat": "A", "suivi_commune": "69123"},
         ("etablissement", at("42218"))),
        ({**PAID, "lieu_commune": "42218", "etat": "F"}, ("etablissement", at("42218"))),
        ({**PAID, "tiers_code_postal": "69001", "siege_commune": "75056"}, ("adresse", at("69123"))),
        ({**PAID, "siege_commune": "75056"}, ("", INCONNU)),
        ({**ONLY, "siege_commune": "75056"}, ("siege", at("75056"))),
        ({**ONLY, "siege_pays": "99109"}, ("siege", Lieu(frozenset(), "DE"))),
        ({**ONLY, "tiers_code_postal": "69001", "siege_commune": "75056"}, ("adresse", at("69123"))),
        ({**ONLY, "tiers_code_postal": "42000", "adresse_commune": "42218"}, ("adresse", at("42218"))),
        ({**ONLY, "tiers_code_postal": "42007", "siege_commune": "42218"}, ("siege", at("42218"))),
        ({**ONLY, "tiers_code_postal": "42007", "siege_commune": "75056"}, ("", INCONNU)),
        ({**ONLY, "tiers_code_postal": "42007", "siege_pays": "99109"}, ("", INCONNU)),
        ({**ONLY, "tiers_code_postal": "20179", "siege_commune": "2A004"}, ("siege", at("2A004"))),
        ({**ONLY, "tiers_code_postal": "97479", "siege_commune": "97411"}, ("siege", at("97411"))),
        ({"fournisseur_id": "BE0123456789", "tiers_tva": "BE0123456789"},
         ("adresse", Lieu(frozenset(), "BE"))),
        ({"fournisseur_id": "EL123456789", "tiers_tva": "EL123456789"},
         ("adresse", Lieu(frozenset(), "GR"))),
        ({"fournisseur_id": "XI123456789", "tiers_tva": "XI123456789"},
         ("adresse", Lieu(frozenset(), "GB"))),
        ({"fournisseur_id": "CHE123456789TVA", "tiers_tva": "CHE123456789TVA"},
         ("adresse", Lieu(frozenset(), "ZZ"))),
        ({**ONLY, "identification": "decision", "tiers_tva": "BE0123456789", "siege_commune": "75056"},
         ("siege", at("75056"))),
        ({"fournisseur_id": "T1", "identification": "absent"}, ("", INCONNU)),
    ],
    ids=[
        "the establishment paid", "an arrondissement of Lyon is Lyon", "one of Paris is Paris",
        "one of Marseille is Marseille", "an establishment abroad", "one out of the Union",
        "a closed one is followed", "an open one is not", "a closed one that nothing follows",
        "the address, where the directory does not hold the establishment", "then nothing: not the siège",
        "the siège, where only the enterprise is known", "a siège abroad", "the address outweighs the siège",
        "the commune of the address", "a CEDEX code that the siège agrees with",
        "a CEDEX code that it does not agree with", "a CEDEX code and a siège abroad", "CEDEX in Corsica",
        "CEDEX overseas", "a VAT number of Belgium", "of Greece", "of Northern Ireland", "of Switzerland",
        "a VAT number that a person overruled", "nothing",
    ],
)  # fmt: skip
def test_what_places_a_tiers(told: dict[str, str], said: tuple[str, Lieu]) -> None:
    assert placed(**told) == said


def test_a_postal_code_of_several_communes_is_all_of_them() -> None:
    _, lieu = placed(**ONLY, tiers_code_postal="01090")
    assert len(lieu.communes) == 6 and lieu.commune == ""


def test_a_former_commune_is_somewhere_in_its_departement() -> None:
    origine, lieu = placed(**{**PAID, "lieu_commune": "12076"})
    assert (origine, lieu.commune, GEOGRAPHIE.shared("departement", lieu)) == ("etablissement", "", "12")


def test_a_postal_code_that_lists_a_former_commune_never_tells_one_commune() -> None:
    """93380 is of Pierrefitte, which Saint-Denis has taken in; 49530 of Liré, of Orée d'Anjou today."""
    for code, departement in (("93380", "93"), ("49530", "49")):
        lieu = GEOGRAPHIE.placed("", code, "")
        assert (lieu.commune, GEOGRAPHIE.shared("departement", lieu)) == ("", departement)


@pytest.mark.parametrize(
    ("code", "said"),
    [("42218", "42"), ("2A004", "2A"), ("97411", "974"), ("98818", "988"), ("[ND]", ""), ("", "")],
)
def test_the_departement_that_a_commune_begins_with(code: str, said: str) -> None:
    assert of_commune(code) == said


def departement(**told: str) -> str:
    return profiled(SAVOIR)(case(**told))["departement"]


def test_the_departement_told_is_that_of_the_place() -> None:
    assert departement(**PAID, lieu_commune="69123", departement_code="42") == "69"
    assert departement(**PAID, departement_code="42") == "42"
    assert departement(fournisseur_id="T1", tiers_code_postal="00000", departement_code="") == ""


def test_a_postal_code_of_two_departements_tells_none() -> None:
    assert departement(fournisseur_id="T1", tiers_code_postal="01200", departement_code="01") == ""


def test_a_place_abroad_has_no_departement() -> None:
    told = {"fournisseur_id": "BE0123456789", "tiers_tva": "BE0123456789", "departement_code": "01"}
    assert departement(**told) == ""


def test_who_follows_an_open_establishment_is_not_told() -> None:
    tell = profiled(SAVOIR)
    followed = {**PAID, "suivi": s.SECOND}
    assert tell(case(**followed, etat="F"))["etablissement_suivi"] == s.SECOND
    assert tell(case(**followed))["etablissement_suivi"] == ""


def test_an_activity_is_told_in_one_form_unless_the_enterprise_is_hidden() -> None:
    tell = profiled(SAVOIR)
    assert tell(case(**PAID, unite_naf="43.34Z", unite_diffusion="O"))["naf"] == "43.34Z"
    assert tell(case(**PAID, unite_naf="4334Z"))["naf"] == "43.34Z"
    assert tell(case(**PAID, unite_naf="43.34Z", unite_diffusion="P"))["naf"] == ""
    assert tell(case(**PAID, unite_naf="43.34Z", unite_diffusion="N"))["naf"] == ""
    assert tell(case(**PAID, unite_naf="", unite_diffusion="O"))["naf"] == ""


def test_a_kilometre_is_a_kilometre() -> None:
    """Paris to Lyon, town hall to town hall, and a quarter of the meridian."""
    assert distance_km((48.8566, 2.3522), (45.7676, 4.8344)) == pytest.approx(391.5, abs=1)
    assert distance_km((0.0, 0.0), (90.0, 0.0)) == pytest.approx(10_007.5, abs=1)
