"""D and E: the procedure of a marché against its amount, by the law of the day of its launch."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.watch.examens import alertes, marche, plain, silences

ADAPTED, DIRECT, OPEN = "Procédure adaptée", "Sans publicité ni mise en concurrence", "Appel d'offres ouvert"


def test_an_adapted_procedure_fires_at_a_fifth_above_the_formalised_one() -> None:
    (one,) = alertes("D", marche(265_200, procedure=ADAPTED))
    assert (one.valeur_centimes, one.seuil_centimes, one.approx) == (26_520_000, 22_100_000, False)
    assert plain(one.phrase) == (
        "Procédure adaptée à 265 200,00 € HT, pour un seuil de 221 000 € HT : alerte à vérifier."
    )
    assert "valeur au 01/06/2025, depuis le 01/01/2024" in one.texte
    assert alertes("D", marche(265_199, procedure=ADAPTED)) == []
    assert silences("D", marche(265_199, procedure=ADAPTED)) == [
        "dans la marge de 20 %, peut-être toutes taxes"
    ]
    assert silences("D", marche(220_999, procedure=ADAPTED)) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"procedure": OPEN},
        {"nature": "T"},
        {"nature": "S", "cpv": "85312110"},
        {"technique": "Marché subséquent"},
        {"technique": "Concession"},
        {"type_acheteur": "autre"},
    ],
)
def test_what_the_law_lets_pass_does_not_fire(changed: dict[str, str]) -> None:
    assert alertes("D", marche(300_000, **{"procedure": ADAPTED, **changed})) == []


def test_services_of_annexe_3_are_counted_not_forgotten() -> None:
    one = marche(300_000, procedure=ADAPTED, nature="S", cpv="85312110")
    assert silences("D", one) == ["service de l'annexe 3 d'après son CPV"]


def test_small_lots_of_a_formalised_consultation_may_be_adapted() -> None:
    lots = [
        marche(900_000, marche_cle="1", consultation="C1", procedure=OPEN),
        marche(70_000, marche_cle="2", consultation="C1", procedure=ADAPTED),
    ]
    assert alertes("D", *lots) == [] and silences("D", *lots) == ["petit lot"]
    big = [lots[0], marche(80_000, marche_cle="2", consultation="C1", procedure=ADAPTED)]
    assert [one.marche_cle for one in alertes("D", *big)] == ["2"]


def test_small_lots_are_a_fifth_of_the_whole_at_most() -> None:
    whole = [marche(250_000, marche_cle="0", consultation="C1", procedure=OPEN)]
    lots = [marche(62_500, marche_cle=f"{n}", consultation="C1", procedure=ADAPTED) for n in (1, 2)]
    assert alertes("D", whole[0], lots[0]) == []
    (one,) = alertes("D", *whole, *lots)
    assert one.preuves == ("0", "1", "2") and one.valeur_centimes == 37_500_000


def test_the_lots_of_a_consultation_are_one_procedure() -> None:
    lots = [marche(150_000, marche_cle=f"{n}", consultation="C1", procedure=ADAPTED) for n in range(2)]
    (one,) = alertes("D", *lots)
    assert one.valeur_centimes == 30_000_000 and "2 lots d'une consultation" in one.phrase
    apart = [marche(150_000, marche_cle=f"{n}", procedure=ADAPTED) for n in range(2)]
    assert alertes("D", *apart) == []


def test_without_competition_it_fires_at_the_dispense_of_the_launch() -> None:
    (one,) = alertes("E", marche(40_000, procedure=DIRECT))
    assert one.seuil_centimes == 4_000_000 and any("innovants" in told for told in one.exemptions)
    assert alertes("E", marche(39_999, procedure=DIRECT)) == []
    later = marche(59_999, procedure=DIRECT, date_avis=date(2026, 4, 1))
    assert alertes("E", later) == [] and alertes(
        "E", marche(60_000, procedure=DIRECT, date_avis=date(2026, 4, 1))
    )


def test_without_the_day_of_launch_it_is_four_months_before_the_notification_and_said() -> None:
    notified = {"procedure": DIRECT, "date_avis": None}
    (one,) = alertes("E", marche(45_000, date_notification=date(2026, 7, 31), **notified))
    assert one.approx and "date de lancement estimée" in one.phrase and "31/03/2026" in one.texte
    assert alertes("E", marche(45_000, date_notification=date(2026, 8, 1), **notified)) == []


def test_books_above_the_dispense_fire_with_their_exception_told() -> None:
    (one,) = alertes("E", marche(45_000, procedure=DIRECT, cpv="22113000"))
    assert any("bibliothèques" in told and "90 000" in plain(told) for told in one.exemptions)


def test_a_marche_subsequent_or_works_below_their_own_value_do_not_fire() -> None:
    assert alertes("E", marche(45_000, procedure=DIRECT, technique="Marché subséquent")) == []
    assert alertes("E", marche(99_999, procedure=DIRECT, nature="T", cpv="45000000")) == []


def test_a_small_lot_without_competition_beside_competed_ones_does_not_fire() -> None:
    lots = [
        marche(400_000, marche_cle="1", consultation="C1", procedure=OPEN, nature="T"),
        marche(99_000, marche_cle="2", consultation="C1", procedure=DIRECT, nature="T"),
    ]
    assert alertes("E", *lots) == []
    two = [
        lots[0],
        *(marche(60_000, marche_cle=k, consultation="C1", procedure=DIRECT, nature="T") for k in "23"),
    ]
    assert [one.valeur_centimes for one in alertes("E", *two)] == [12_000_000]


def test_an_unknown_amount_in_a_consultation_silences_it_and_is_said() -> None:
    lots = [
        marche(300_000, marche_cle="1", consultation="C1", procedure=ADAPTED),
        marche(None, marche_cle="2", consultation="C1", procedure=ADAPTED),
    ]
    assert alertes("D", *lots) == [] and silences("D", *lots) == ["montant inconnu"] * 2
