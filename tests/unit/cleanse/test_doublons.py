"""Two marchés that may be one are proposed with what brings them together; none is taken away."""

from __future__ import annotations

from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse import contrats
from achatlas.cleanse.doublons import proposed
from achatlas.domain.text import alike
from tests.unit.cleanse.test_contrats import record
from tests.unit.cleanse.test_contrats_regles import B, titulaires

RULES = Catalogue().regle("doublons")
OBJET = "Fourniture de papier pour les services municipaux de la ville"
ONE = record(objet=OBJET, montant_ht_centimes=100_000_00)


def pairs(*records: dict[str, Any]) -> list[dict[str, Any]]:
    return proposed([contrats.gather([one]) for one in records], RULES)


def other(**said: Any) -> dict[str, Any]:
    return {**ONE, "marche_id": "AUTRE", "numero_ligne": 2, **said}


def test_what_differs_by_its_number_only_is_proposed_in_words() -> None:
    (pair,) = pairs(ONE, other(montant_ht_centimes=100_500_00, date_notification="2024-03-02"))
    assert (pair["marche_cle"], pair["autre_cle"]) == ("000900001/2024M001", "000900001/AUTRE")
    assert pair["ressemblance"] == 100
    assert pair["raison"] == (
        "même acheteur, même titulaire (000900001), montants à 500,00 € près, 1 jour d'écart, "
        "numéros 2024M001 et AUTRE, mêmes mots dans l'objet"
    )


def test_the_words_that_differ_are_said() -> None:
    (pair,) = pairs(ONE, other(objet=f"{OBJET} lot 2"))
    assert pair["raison"].endswith(
        "même montant, même jour, numéros 2024M001 et AUTRE, objets semblables sauf : 2, LOT"
    )


@pytest.mark.parametrize(
    "apart",
    [other(montant_ht_centimes=102_000_00), other(date_notification="2024-04-02"), other(objet="Papier"),
     other(titulaires=titulaires(B)), other(acheteur_siren="000900076"),
     other(date_notification="", date_publication="")],
)  # fmt: skip
def test_what_is_further_apart_is_not_proposed(apart: dict[str, Any]) -> None:
    assert pairs(ONE, apart) == []


@pytest.mark.parametrize("near", [{"montant_ht_centimes": 101_000_00}, {"date_notification": "2024-04-01"}])
def test_bounds_are_inside(near: dict[str, Any]) -> None:
    assert len(pairs(ONE, other(**near))) == 1


MUTE = record(objet="", marche_id="2022", montant_ht_centimes=100_000_00)


def mute(marche_id: str = "202208", **said: Any) -> dict[str, Any]:
    """The same marché under another number, in a file that gives no object."""
    return {**MUTE, "marche_id": marche_id, "numero_ligne": 2, **said}


def test_without_an_object_all_that_is_counted_brings_two_marches_together() -> None:
    (pair,) = pairs(MUTE, mute())
    assert pair["raison"] == (
        "même acheteur, même titulaire (000900001), même montant, même jour, numéros 2022 et 202208, "
        "sans objet"
    )
    assert pairs(MUTE, mute(objet=OBJET))[0]["raison"].endswith("objet absent d'un côté")
    assert len(pairs(MUTE, mute("AUTRE"))) == 1


@pytest.mark.parametrize(
    "apart",
    [mute(montant_ht_centimes=100_000_01), mute(date_notification="2024-03-02"),
     mute(titulaires=titulaires(B)), mute(acheteur_siren="000900076")],
)  # fmt: skip
def test_without_an_object_nothing_but_the_same_is_proposed(apart: dict[str, Any]) -> None:
    assert pairs(MUTE, apart) == []


def test_a_number_that_begins_the_other_is_enough_whatever_the_objects() -> None:
    cut = {"objet": "Lot de peinture", "numero_ligne": 2}
    (pair,) = pairs(ONE, {**ONE, **cut, "marche_id": "2024-M00101"})
    assert "numéros 2024M001 et 2024-M00101, objets différents : " in pair["raison"]
    assert pairs(ONE, {**ONE, **cut, "marche_id": "2024M002"}) == []
    assert pairs({**ONE, "marche_id": "1"}, {**ONE, **cut, "marche_id": "12"}) == []


def test_a_pair_is_proposed_once_whatever_the_order() -> None:
    three = [ONE, other(), other(marche_id="TIERS", numero_ligne=3)]
    assert pairs(*three) == pairs(*reversed(three))
    assert len(pairs(*three)) == 3


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [("Papier blanc", "BLANC, papier !", 100), ("a b c", "d e", 0), ("", "", 0), ("a b", "a", 66)],
)
def test_texts_are_alike_by_their_words(one: str, two: str, expected: int) -> None:
    assert alike(one, two) == alike(two, one) == expected
