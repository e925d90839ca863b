"""F, G and H: procedures cut in parts, maximum passed, modifications too large."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from achatlas.watch.suivi import Suivi
from tests.unit.watch.examens import alertes, marche, plain, silences

ADAPTED, DIRECT, OPEN = "Procédure adaptée", "Sans publicité ni mise en concurrence", "Appel d'offres ouvert"


def two(first: int, second: int, **changed: Any) -> list[Suivi]:
    """Two marchés without competition of one segment, the second in November 2025."""
    last = {"date_avis": date(2025, 11, 1), **changed}
    return [
        marche(first, marche_cle="1", procedure=DIRECT),
        marche(second, marche_cle="2", **{"procedure": DIRECT, **last}),
    ]


def test_marches_each_below_and_together_above_are_listed() -> None:
    (one,) = alertes("F", *two(20_000, 20_000))
    assert (one.besoin, one.preuves, one.valeur_centimes) == ("23.01", ("1", "2"), 4_000_000)
    assert plain(one.phrase) == (
        "Fractionnement potentiel, besoin 23.01 : 2 procédures lancées en moins de 12 mois, chacune "
        "au-dessous de 40 000 € HT, ensemble 40 000,00 € HT : alerte à vérifier."
    )
    assert "valeur au 01/11/2025" in one.texte
    assert alertes("F", *two(20_000, 0, montant_initial_centimes=1_999_999)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"date_avis": date(2026, 6, 1)},
        {"date_avis": date(2026, 5, 1)},
        {"segment_code": "01.01"},
        {"procedure": OPEN},
        {"procedure": ADAPTED},
        {"technique": "Marché subséquent"},
        {"acheteur_siren": "210000028"},
    ],
)
def test_what_is_apart_is_not_added(changed: dict[str, Any]) -> None:
    assert alertes("F", *two(30_000, 29_999, **changed)) == []


def test_one_that_reaches_the_value_alone_is_another_flag() -> None:
    found = two(45_000, 20_000)
    assert alertes("F", *found) == [] and len(alertes("E", *found)) == 1


def test_adapted_procedures_together_may_ask_for_a_formalised_one() -> None:
    found = [
        marche(120_000, marche_cle=f"{n}", procedure=ADAPTED, date_avis=date(2025, month, 1))
        for n, month in enumerate((1, 12))
    ]
    (one,) = alertes("F", *found)
    assert one.seuil_centimes == 22_100_000 and one.preuves == ("0", "1")


def test_lots_of_one_consultation_are_one_procedure() -> None:
    lots = [marche(20_000, marche_cle=k, procedure=DIRECT, consultation="C1") for k in "12"]
    assert alertes("F", *lots) == []


def test_works_are_one_need_by_operation_only() -> None:
    works = two(60_000, 60_000, nature="T")
    works[0] = marche(60_000, marche_cle="1", procedure=DIRECT, nature="T")
    assert alertes("F", *works) == [] and silences("F", *works) == ["opération inconnue"] * 2
    (one,) = alertes("F", *works, operations={"1": "ECOLE", "2": "ECOLE"})
    assert one.besoin == "ECOLE" and one.seuil_centimes == 10_000_000
    assert alertes("F", *works, operations={"1": "ECOLE", "2": "STADE"}) == []


def test_more_paid_than_the_maximum_fires_and_the_maximum_itself_does_not() -> None:
    frame = {"technique": "Accord-cadre", "procedure": OPEN}
    (one,) = alertes("G", marche(100_000, paye_centimes=10_000_001, **frame))
    assert (one.valeur_centimes, one.seuil_centimes, one.approx) == (10_000_001, 10_000_000, False)
    assert "valeur au 31/01/2026" in one.texte and "R. 2162-4" in one.texte
    assert alertes("G", marche(100_000, paye_centimes=10_000_000, **frame)) == []
    assert alertes("G", marche(100_000, paye_centimes=10_000_001, procedure=OPEN)) == []


def test_what_is_paid_on_marches_subsequents_counts_once_in_their_accord_cadre() -> None:
    frame = marche(100_000, marche_cle="ac", technique="Accord-cadre", paye_centimes=6_000_000)
    child = marche(50_000, marche_cle="ms", technique="Marché subséquent", accord_cadre_cle="ac",
                   paye_centimes=4_000_001)  # fmt: skip
    (one,) = alertes("G", frame, child)
    assert one.preuves == ("ac", "ms") and one.valeur_centimes == 10_000_001


def test_before_the_maximum_was_required_the_alert_is_approximate() -> None:
    old = {"technique": "Accord-cadre", "date_avis": date(2021, 12, 31)}
    (one,) = alertes("G", marche(100_000, paye_centimes=10**9, **old))
    assert one.approx and "estimation" in one.phrase
    unknown = marche(None, technique="Accord-cadre", paye_centimes=10**9)
    assert alertes("G", unknown) == [] and silences("G", unknown) == ["montant inconnu"]


@pytest.mark.parametrize(
    ("nature", "euros", "share"),
    [("F", 110_000, 0), ("F", 110_001, 10), ("S", 115_000, 10), ("T", 115_000, 0), ("T", 115_001, 15),
     ("", 115_000, 0), ("", 115_001, 15), ("F", 150_000, 10), ("F", 150_001, 50), ("F", 50_000, 0)],
)  # fmt: skip
def test_modifications_fire_above_their_share(nature: str, euros: int, share: int) -> None:
    found = alertes("H", marche(100_000, nature=nature, montant_ht_centimes=euros * 100))
    assert [one.seuil_centimes for one in found] == ([share * 100_000] if share else [])
    assert all(f"plus de {share} %" in one.phrase and f": {share} %, valeur au" in one.texte for one in found)
