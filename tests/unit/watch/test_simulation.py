"""« Puis-je acheter 30 k€ de mobilier ? »: what is bought, by the law of the day, and what could bear it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from achatlas.watch.besoins import Mois
from achatlas.watch.consommation import Consommation
from achatlas.watch.simulation import Question, Reponse, simulate
from achatlas.watch.simulation_mots import sentences
from tests.unit.watch.examens import DROIT, marche, plain

VILLE, CCAS, OTHER = "210000010", "210000028", "210000036"
ASKED = Question(
    VILLE, "MOB", 3_000_000, date(2026, 4, 15), "FS", "23.01", "collectivite", libelle="mobilier de bureau"
)


def paid(euros: int, month: date, siren: str = VILLE, besoin: str = "MOB") -> Mois:
    return Mois(siren, besoin, "FS", month, euros * 100, euros * 100, 1, 1)


ROWS = [
    paid(12_000, date(2026, 2, 1)),
    paid(13_000, date(2025, 5, 1)),
    paid(99_000, date(2025, 3, 1)),
    paid(99_000, date(2026, 5, 1)),
    paid(99_000, date(2026, 2, 1), besoin="AUTRE"),
    paid(99_000, date(2026, 2, 1), siren=CCAS),
]
GROUP = [paid(25_000, date(2026, 2, 1), besoin="23.01"), paid(40_000, date(2026, 1, 1), CCAS, "23.01")]


def answer(*suivis: Any, **changed: Any) -> Reponse:
    return simulate(DROIT, replace(ASKED, **changed), ROWS, GROUP, suivis)


def told(found: Reponse) -> list[str]:
    return [plain(one) for one in sentences(DROIT, found)]


def test_what_is_bought_off_contract_is_the_civil_year_and_the_last_twelve_months() -> None:
    seul = answer().seul
    assert (seul.annee_centimes, seul.glissante_centimes, seul.debut) == (
        1_200_000,
        2_500_000,
        date(2025, 5, 1),
    )
    assert seul.avec_centimes == 5_500_000 and seul.acheteurs == (VILLE,)


def test_each_step_is_compared_by_the_law_of_the_day() -> None:
    april = [(one.passed, one.marge_centimes) for one in answer().seul.paliers]
    assert april == [(False, 500_000), (False, 3_500_000), (False, 16_100_000)]
    march = answer(day=date(2026, 3, 31)).seul
    assert march.paliers[0].passed and march.governs == "dispense"
    assert march.paliers[0].palier.centimes == 4_000_000


def test_the_same_is_told_of_the_group() -> None:
    groupe = answer().groupe
    assert groupe is not None and groupe.acheteurs == (VILLE, CCAS)
    assert groupe.avec_centimes == 9_500_000 and groupe.governs == "publicite"
    assert answer(segment="").groupe is None


def test_credit_notes_never_make_the_sum_smaller_than_the_achat() -> None:
    rows = [paid(-50_000, date(2026, 2, 1))]
    assert simulate(DROIT, ASKED, rows).seul.avec_centimes == 3_000_000


def test_the_marches_in_force_that_could_bear_it_come_first_with_what_is_left() -> None:
    known = {"date_notification": date(2025, 1, 1), "procedure": "", "acheteur_siren": VILLE}
    ends = {"date_fin": date(2025, 12, 31), "date_fin_max": date(2026, 12, 31), "reconductions": 1}
    frame = marche(90_000, marche_cle="big", paye_centimes=2_000_000, **known, **ends)
    small = marche(10_000, marche_cle="small", paye_centimes=0, **known)
    blind = marche(None, marche_cle="blind", **known)
    member = marche(80_000, marche_cle="member", paye_centimes=0, membres=f"{CCAS}|{VILLE}",
                    **{**known, "acheteur_siren": CCAS})  # fmt: skip
    found = answer(small, blind, frame, member).porteurs
    assert [(one.suivi.marche_cle, one.reste_centimes, one.enough) for one in found] == [
        ("member", 8_000_000, True),
        ("big", 7_000_000, True),
        ("blind", None, None),
        ("small", 1_000_000, False),
    ]
    assert (found[1].firm, found[1].last_day) == (False, date(2026, 12, 31))


@pytest.mark.parametrize(
    "changed",
    [
        {"acheteur_siren": OTHER},
        {"segment_code": "01.01"},
        {"technique": "Concession"},
        {"date_notification": date(2026, 4, 16)},
        {"date_fin": date(2026, 4, 14), "date_fin_max": None, "reconductions": 0},
    ],
)
def test_a_marche_that_is_not_its_own_nor_in_force_is_not_proposed(changed: dict[str, Any]) -> None:
    base = {"acheteur_siren": VILLE, "date_notification": date(2025, 1, 1)}
    assert answer(marche(90_000, **base)).porteurs
    assert answer(marche(90_000, **{**base, **changed})).porteurs == ()


def test_what_is_paid_on_marches_subsequents_is_no_room_left() -> None:
    base = {"acheteur_siren": VILLE, "date_notification": date(2025, 1, 1)}
    frame = marche(90_000, marche_cle="ac", technique="Accord-cadre", paye_centimes=0, **base)
    child = marche(70_000, marche_cle="ms", technique="Marché subséquent", accord_cadre_cle="ac",
                   segment_code="01.01", paye_centimes=7_000_000, **base)  # fmt: skip
    assert [one.reste_centimes for one in answer(frame, child).porteurs] == [2_000_000]


def test_a_marche_whose_notification_is_unknown_is_counted_apart() -> None:
    found = answer(marche(90_000, acheteur_siren=VILLE, date_notification=None))
    assert (found.porteurs, found.undated) == ((), 1)
    assert "Marchés du segment dont la notification est inconnue, non comptés : 1." in told(found)


def test_the_answer_is_explained_with_numbers_texts_and_days() -> None:
    said = told(answer())
    assert said[:3] == [
        "Achat de 30 000 € HT le 15/04/2026 : mobilier de bureau (besoin MOB).",
        "Aucun marché connu n’est en vigueur sur ce segment au 15/04/2026.",
        "Hors marché sur ce besoin : 12 000 € HT en 2026, 25 000 € HT de 05/2025 à 04/2026 ; avec cet achat, "
        "55 000 € HT.",
    ]
    assert said[3].startswith(
        "Dispense de publicité et de mise en concurrence : 60 000 € HT, valeur au 15/04/2026"
    )
    assert said[3].endswith(" : non atteint, il reste 5 000 € HT.") and "R. 2122-8" in said[3]
    assert said[6].startswith(
        "Procédure (à titre indicatif, à vérifier) : sans publicité ni mise en concurrence"
    )
    assert any(
        one.startswith("Ensemble du groupe (2 acheteurs, segment 23.01) : 65 000 € HT en 2026")
        for one in said
    )
    assert any("Profil d'acheteur : 60 000 € HT" in one for one in said)
    assert all(one.endswith(".") for one in said)


def test_a_passed_step_says_by_how_much_and_what_it_asks_for() -> None:
    said = told(answer(day=date(2026, 3, 31)))
    assert any(one.endswith(" : atteint, dépassé de 15 000 € HT.") for one in said)
    assert any("Procédure (à titre indicatif, à vérifier) : mise en concurrence" in one for one in said)


def test_an_unknown_nature_promises_nothing() -> None:
    seul = answer(genre="").seul
    assert [one.passed for one in seul.paliers] == [False, False, False]
    between = answer(genre="", centimes=5_000_000)
    assert between.seul.paliers[0].passed is None and between.seul.governs == "dispense"
    assert any("peut-être atteint" in one for one in told(between))


def test_works_below_their_dispense_ask_for_no_publicity() -> None:
    works = [replace(one, genre="T") for one in ROWS]
    found = simulate(DROIT, replace(ASKED, genre="T", centimes=7_000_000), [*ROWS, *works])
    assert found.seul.avec_centimes == 9_500_000 and found.seul.governs == ""
    assert any("sans objet, la dispense en affranchit ; il reste 5 000 € HT" in one for one in told(found))


def test_an_unclassified_need_compares_the_achat_alone() -> None:
    found = answer(besoin="", segment="")
    assert found.seul.avec_centimes == 3_000_000
    assert "l’achat seul est comparé" in told(found)[0] and "Segment inconnu" in told(found)[1]


def test_a_day_that_no_law_knows_says_so() -> None:
    found = answer(day=date(2003, 1, 1))
    assert found.seul.governs == "" and found.seul.paliers[0].passed is None
    assert "Procédure : inconnue, aucun seuil n’est connu au 01/01/2003." in told(found)


def test_exceptions_are_told() -> None:
    found = answer(cpv=("22113000",))
    assert {one.code for one in found.exemptions} == {"livres", "innovation"}
    assert any(one.startswith("Exception possible : Livres") for one in told(found))


@pytest.mark.parametrize("cents", [0, -1])
def test_an_amount_that_is_none_is_refused(cents: int) -> None:
    with pytest.raises(ValueError, match="dépasser zéro"):
        answer(centimes=cents)


def bearing(day: date | None) -> Reponse:
    base = {"acheteur_siren": VILLE, "date_notification": date(2025, 1, 1), "arrete": date(2026, 1, 13)}
    frame = marche(90_000, marche_cle="big", paye_centimes=2_000_000, **base)
    used = {"big": Consommation("big", epuisement=day)}
    return simulate(DROIT, ASKED, ROWS, GROUP, [frame], used)


def test_a_marche_whose_maximum_may_be_reached_already_is_not_said_to_be_enough() -> None:
    reached, later = bearing(ASKED.day), bearing(date(2026, 4, 16))
    assert [(one.enough, one.exhausted) for one in reached.porteurs] == [(None, ASKED.day)]
    assert [(one.enough, one.exhausted) for one in later.porteurs] == [(True, None)]
    assert "maximum sans doute atteint depuis le 15/04/2026 (estimation)" in " ".join(told(reached))
    assert "d’abord" not in " ".join(told(reached)) and "d’abord" in " ".join(told(later))
    assert [one.worth for one in (*reached.porteurs, *later.porteurs)] == [False, True]
    assert "il restait 70 000 € HT au 13/01/2026" in " ".join(told(later))


@pytest.mark.parametrize(
    ("day", "debut", "cut"),
    [
        (date(2025, 2, 28), None, False),
        (date(2025, 3, 1), date(2025, 3, 1), True),
        (date(2026, 1, 31), date(2025, 3, 1), True),
        (date(2026, 2, 1), date(2025, 3, 1), False),
        (date(2026, 3, 1), date(2025, 4, 1), False),
    ],
)
def test_months_before_the_first_known_payment_are_unknown_and_no_zero(
    day: date, debut: date | None, cut: bool
) -> None:
    found = answer(day=day, segment="")
    assert (found.seul.debut, found.seul.cut) == (debut, cut)
    assert found.seul.knows(day) == (debut is not None and not cut)
    said = " ".join(told(found))
    assert ("Les paiements ne sont connus que depuis 03/2025" in said) == cut
    assert ("Aucun paiement de ces mois n’est connu" in said) == (debut is None)


def test_the_months_that_are_counted_are_those_of_the_greatest_sum() -> None:
    assert answer().seul.compte(ASKED.day)[0] == date(2025, 5, 1)
    alone = simulate(DROIT, ASKED, [paid(-9, date(2025, 12, 1)), paid(9, date(2026, 1, 1))]).seul
    assert alone.compte(ASKED.day) == tuple(date(2026, month, 1) for month in range(1, 5))


def test_a_law_that_is_not_known_yet_is_not_told_as_sure() -> None:
    assert DROIT.told_on(date(2027, 12, 31)) and not DROIT.told_on(date(2028, 1, 1))
    said = told(answer(day=date(2028, 1, 1)))
    assert said[-1].startswith("Les seuils ne sont connus que jusqu’au 31/12/2027")
    assert not any("ne sont connus que jusqu’au 31/12/2027" in one for one in told(answer()))
