"""The number within a framed identifier is the one that payments cite, when nobody else has it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from achatlas.cleanse import contrats
from achatlas.cleanse.numeros import renumbered
from tests.unit.cleanse.test_contrats import record

ONE_CHANGE = json.dumps([{"id": 1, "date_notification": "2024-05-01", "montant_centimes": None}])
ENERGIE = {"marche_id": "202220220110700", "date_notification": "2022-04-06"}


def told(**changed: Any) -> dict[str, Any]:
    return record(**{"source": "registre_procedures_xlsx", "date_publication": "", **changed})


def numbers(*records: dict[str, Any]) -> list[str]:
    """The numbers that payments cite of the marchés of these records, in the order of their keys."""
    retained = [contrats.gather(group) for group in contrats.by_marche(records)]
    return [one.marche["marche_norme"] for one in renumbered(retained)]


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        (ENERGIE, "202201107"),
        ({"marche_id": "2023M230013L00", "date_notification": "2023-12-18"}, "M230013L"),
        ({"marche_id": "2024M24001301", "modifications": ONE_CHANGE}, "M240013"),
        ({"marche_id": "2024M24001300", "modifications": ONE_CHANGE}, "M240013"),
        ({"source": "decp_2019", "marche_id": "2024M24001300", "modifications": ONE_CHANGE}, "M240013"),
    ],
)
def test_a_framed_identifier_gives_back_the_number_of_the_buyer(changed: dict[str, str], number: str) -> None:
    assert numbers(told(**changed)) == [number]


@pytest.mark.parametrize(
    ("changed", "number"),
    [
        ({"marche_id": "2024-017-01", "modifications": ONE_CHANGE}, "202401701"),
        ({"marche_id": "2024-0110700"}, "20240110700"),
        ({"marche_id": "2024S01500"}, "2024S01500"),
        ({"marche_id": "2024M24001301"}, "2024M24001301"),
        ({"marche_id": "2023M24001300"}, "2023M24001300"),
        ({"marche_id": "2024M24001300", "date_notification": ""}, "2024M24001300"),
        ({"marche_id": "2024M24001300", "source": "decp_2022"}, "2024M24001300"),
    ],
)
def test_a_number_that_only_begins_with_the_year_is_kept_whole(changed: dict[str, str], number: str) -> None:
    assert numbers(told(**changed)) == [number]


def test_two_marches_of_a_buyer_never_come_to_one_number() -> None:
    same = told(**ENERGIE), told(marche_id="2022-011-07", numero_ligne=2, date_notification="2023-01-01")
    assert numbers(*same) == ["202201107", "202220220110700"]
    years = (told(marche_id=f"202{n}M24001300", date_notification=f"202{n}-02-01") for n in (3, 4))
    assert numbers(*years) == ["2023M24001300", "2024M24001300"]


def test_two_buyers_may_have_one_number() -> None:
    other = told(**ENERGIE, acheteur_siren="000900076", numero_ligne=2)
    assert numbers(told(**ENERGIE), other) == ["202201107", "202201107"]


def test_an_identifier_of_the_register_is_never_above_itself() -> None:
    marche = contrats.gather([told(**ENERGIE, id_accord_cadre="2022-011-07")])
    (kept,) = renumbered([marche])
    assert (kept.marche["marche_norme"], kept.marche["accord_cadre_norme"]) == ("202201107", "")
