from __future__ import annotations

import pytest

from achatlas.reconcile.engine import Proposal, Savoir, Tiers, cascade, discover

SIREN, SIRET = "000900001", "00090000100017"


def named(tiers: Tiers) -> Proposal:
    """What the first engine that can tell says."""
    return cascade([tiers], Savoir())[tiers.cle]


def unknown(buyer: str, nom: str, etat: str = "absent") -> Tiers:
    return Tiers(f"{buyer}|{nom}", nom, "", "", etat)


@pytest.mark.parametrize(("siret", "etat"), [(SIRET, "siret"), ("", "siren"), ("", "tva")])
def test_a_valid_identifier_names_its_enterprise(siret: str, etat: str) -> None:
    found = named(Tiers("b|x", "Papeterie", siret, SIREN, etat))
    assert (found.fournisseur_id, found.identification) == (SIREN, etat)
    assert (siret or SIREN) in found.motif


def test_one_enterprise_is_one_for_all_its_buyers_and_spellings() -> None:
    one = named(Tiers("a|1", "PAPETERIE", SIRET, SIREN, "siret"))
    other = named(Tiers("b|2", "Papèterie SA", "", SIREN, "siren"))
    assert one.fournisseur_id == other.fournisseur_id


@pytest.mark.parametrize("etat", ["absent", "invalide", "personne_physique"])
def test_a_tiers_without_identifier_stays_in_its_buyer_s_books(etat: str) -> None:
    one, other = named(unknown("a", "Papeterie", etat)), named(unknown("b", "Papeterie", etat))
    assert one.fournisseur_id != other.fournisseur_id
    assert one.identification == etat


def test_an_unknown_tiers_keeps_its_own_key_from_run_to_run() -> None:
    assert named(unknown("a", "Papeterie")) == named(unknown("a", "Papeterie"))


def test_an_unknown_tiers_never_looks_like_an_enterprise() -> None:
    found = named(unknown("a", SIREN))
    assert not found.fournisseur_id.isdecimal()
    assert SIREN not in found.fournisseur_id


def test_a_natural_person_is_told_from_an_unknown_enterprise_and_not_named() -> None:
    person = named(unknown("a", "DURAND Anne", "personne_physique"))
    assert person.fournisseur_id.startswith("PP")
    assert "DURAND" not in f"{person.fournisseur_id}{person.motif}"
    assert not named(unknown("a", "DURAND SARL")).fournisseur_id.startswith("PP")


@pytest.mark.parametrize("nom", ["DURAND Anne", "Anne-Marie Durand", "M. DURAND", "MME LE GOFF Éloïse"])
def test_the_name_of_a_person_without_an_identifier_is_kept_from_the_common_view(nom: str) -> None:
    found = named(unknown("a", nom))
    assert found.fournisseur_id.startswith("PP") and found.identification == "personne_physique"


@pytest.mark.parametrize(
    "nom", ["CLAIRE", "GARAGE MARTIN", "SARL Durand Anne", "Élodie 2000", "Leroy Bernard Et Fils"]
)
def test_the_name_of_an_enterprise_stays_one(nom: str) -> None:
    assert not named(unknown("a", nom)).fournisseur_id.startswith("PP")


def test_exact_identifiers_are_asked_before_the_last_resort() -> None:
    assert list(discover()) == sorted(discover(), key=lambda name: discover()[name].rang)
    assert list(discover())[-1] == "propre"
