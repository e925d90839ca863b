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
        "mêmes mots dans l'objet"
    )


def test_the_words_that_differ_are_said() -> None:
    (pair,) = pairs(ONE, other(objet=f"{OBJET} lot 2"))
    assert pair["raison"].endswith("même montant, même jour, objets semblables sauf : 2, LOT")


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
