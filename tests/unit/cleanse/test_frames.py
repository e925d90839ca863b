"""A published identifier goes to the marché whose number it frames, when it is certainly the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from achatlas.cleanse import contrats
from achatlas.domain.text import mended
from tests.unit.cleanse.test_contrats import record

CHANGE = json.dumps([{"id": 1, "date_notification": "2024-09-01", "montant_centimes": 2_000_00}])
NAMELESS = json.dumps([{"id": "", "nom": "Cadet"}])
OWN = record(source="registre_tableur", depot="r", marche_id="24V006802", objet="Télésurveillance, lot 2")
FRAMED = OWN | {"source": "decp_2019", "depot": "d", "marche_id": "202424V00680200"}


def marches(*records: dict[str, Any]) -> list[contrats.Retained]:
    return [contrats.gather(group) for group in contrats.by_marche(records)]


@pytest.mark.parametrize(
    "changed",
    [
        {"modifications": CHANGE},
        {"date_notification": "", "date_publication": "2025-01-20", "marche_id": "202424V00680200"},
        {"source": "registre_procedures_xlsx"},
        {"date_notification": "", "objet": "T\ufffdl\ufffdsurveillance, lot 2", "titulaires": NAMELESS},
    ],
)
def test_an_identifier_that_frames_a_number_of_its_buyer_is_the_same_marche(changed: dict[str, str]) -> None:
    (one,) = marches(OWN, FRAMED | changed)
    assert (one.marche["marche_norme"], one.marche["temoins"]) == ("24V006802", 2)


@pytest.mark.parametrize("number", ["2024-SDIS-11-01", "AH2024-SDIS-11-01"])
def test_ten_signs_of_a_longer_number_are_enough_when_it_alone_ends_so(number: str) -> None:
    cut = FRAMED | {"marche_id": "202424SDIS110100"}
    (one,) = marches(OWN | {"marche_id": number}, cut)
    assert one.marche["marche_norme"] == contrats.reference(number)
    twice = OWN | {"marche_id": f"X{number}", "numero_ligne": 2}
    assert len(marches(OWN | {"marche_id": number}, twice, cut)) == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"date_notification": "2024-09-01", "modifications": CHANGE},
        {"acheteur_siren": "000900076"},
        {"date_notification": "", "objet": "Voirie", "titulaires": NAMELESS},
        {"marche_id": "202324V00680200"},
        {"source": "decp_2022"},
    ],
)
def test_what_a_day_a_buyer_or_a_frame_contradicts_stays_apart(changed: dict[str, str]) -> None:
    assert len(marches(OWN, FRAMED | changed)) == 2


def test_a_cut_number_needs_two_things_in_common() -> None:
    cut = FRAMED | {"marche_id": "202424SDIS110100", "objet": "Voirie", "montant_ht_centimes": 7_00}
    assert len(marches(OWN | {"marche_id": "2024-SDIS-11-01"}, cut)) == 2


def test_values_that_differ_are_kept_as_differences() -> None:
    (one,) = marches(OWN, FRAMED | {"objet": "Alarmes"})
    (version,) = one.versions
    assert "Alarmes" in version["temoin"] or one.marche["objet"] == "Alarmes"
    assert [reason for _, reason in one.others] == ["autre_source"]


@pytest.mark.parametrize(
    ("damaged", "whole", "same"),
    [
        ("Cr\ufffdche (lot 2)", "Crèche (lot 2)", True),
        ("CrÃ¨che", "Crèche", True),
        ("Cr\ufffdche", "Crayon", False),
        ("Crèche", "Crèche", False),
    ],
)
def test_a_text_that_lost_letters_is_the_one_that_it_can_be(damaged: str, whole: str, same: bool) -> None:
    assert mended(damaged, whole) == mended(whole, damaged) == same
