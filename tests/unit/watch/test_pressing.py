"""What presses: to launch or to decide within some days, nearly exhausted; each under a key that lasts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.watch.alerte import Alerte
from achatlas.watch.pressing import Motif, Pressing, alert_key, pressing
from achatlas.watch.regles import Veille
from achatlas.watch.suivi import Suivi

TODAY = date(2026, 11, 27)
VEILLE = Veille.of(Catalogue())
ENDING = Suivi(
    marche_cle="000000001/M1", acheteur_siren="000000001", objet="Papier", procedure="Procédure adaptée",
    date_notification=date(2024, 1, 1), date_fin=date(2027, 4, 15), date_fin_max=date(2027, 4, 15),
    fin_origine="ecrite", reconductions=0,
)  # fmt: skip
FRAME = replace(
    ENDING, marche_cle="000000001/AC", technique="Accord-cadre", date_fin=date(2029, 1, 1),
    date_fin_max=date(2029, 1, 1), montant_ht_centimes=100_00, montant_initial_centimes=100_00,
)  # fmt: skip


def found(*some: Suivi, days: int = 30) -> tuple[Pressing, ...]:
    return pressing(some, TODAY, days, 18, VEILLE)


@pytest.mark.parametrize(("days", "presses"), [(17, False), (18, True), (30, True)])
def test_a_marche_presses_from_the_days_before_its_launch(days: int, presses: bool) -> None:
    told = found(ENDING, days=days)
    assert [one.motif for one in told] == ([Motif.RELANCER] if presses else [])
    assert not presses or told[0].agir == date(2026, 12, 15)


def test_an_end_that_may_be_renewed_is_told_by_its_reconduction() -> None:
    renewed = replace(
        ENDING, date_fin=date(2027, 3, 1), date_fin_max=date(2029, 3, 1), reconductions=2,
        duree_reconduction_mois=12,
    )  # fmt: skip
    assert [one.motif for one in found(renewed)] == [Motif.RECONDUIRE]


@pytest.mark.parametrize(("paid", "presses"), [(89_99, False), (90_00, True), (130_00, True)])
def test_a_maximum_presses_once_nine_tenths_are_paid(paid: int, presses: bool) -> None:
    told = found(replace(FRAME, paye_centimes=paid))
    assert [(one.motif, one.paye) for one in told] == ([(Motif.MAXIMUM, paid)] if presses else [])


@pytest.mark.parametrize(
    "more",
    [
        {"technique": ""}, {"paye_centimes": None},
        {"montant_ht_centimes": None, "montant_initial_centimes": None},
        {"date_fin": date(2026, 11, 26), "date_fin_max": date(2026, 11, 26)},
    ],
)  # fmt: skip
def test_only_a_known_maximum_of_an_accord_cadre_in_force_presses(more: dict[str, object]) -> None:
    told = found(replace(FRAME, **{"paye_centimes": 99_00, **more}))  # type: ignore[arg-type]
    assert Motif.MAXIMUM not in {one.motif for one in told}


def test_a_key_lasts_while_it_says_the_same() -> None:
    (one,) = found(ENDING)
    assert found(replace(ENDING, paye_centimes=5), days=60)[0].key == one.key
    moved = replace(ENDING, date_fin=date(2027, 4, 16), date_fin_max=date(2027, 4, 16))
    assert found(moved)[0].key != one.key
    (near,) = found(replace(FRAME, paye_centimes=95_00))
    assert found(replace(FRAME, paye_centimes=96_00))[0].key == near.key


def test_an_alert_is_the_same_whatever_its_sum_becomes() -> None:
    one = Alerte("Dit", 5, 4, "Texte", ("000000001",), besoin="08.03", mois=(date(2026, 1, 1),), code="A")
    assert alert_key(replace(one, valeur_centimes=9, phrase="Autre")) == alert_key(one)
    others = [replace(one, code="B"), replace(one, besoin="08.04"), replace(one, mois=(date(2025, 1, 1),))]
    assert len({alert_key(one), *map(alert_key, others)}) == 4


def acting(days: int) -> Pressing:
    """What must be done so many days from today."""
    return Pressing(Motif.RELANCER, ENDING, TODAY + timedelta(days=days), None)


def test_what_can_still_be_done_comes_first_then_what_is_past_the_last_first() -> None:
    free = Pressing(Motif.MAXIMUM, ENDING, None, None)
    some = [acting(-400), acting(20), free, acting(-1), acting(0)]
    told = sorted(some, key=lambda one: one.rank(TODAY))
    assert told == [acting(0), acting(20), free, acting(-1), acting(-400)]
    assert [one.past(TODAY) for one in told] == [False, False, False, True, True]


def test_a_day_passed_for_more_than_three_months_is_old() -> None:
    assert not replace(acting(0), agir=date(2026, 8, 27)).old(TODAY, VEILLE)
    assert replace(acting(0), agir=date(2026, 8, 26)).old(TODAY, VEILLE)
    assert not Pressing(Motif.MAXIMUM, ENDING, None, None).old(TODAY, VEILLE)
