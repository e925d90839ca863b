"""What a marché has used: paid, projected, exhausted; unknown where nothing tells."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from achatlas import langues
from achatlas.catalogue.load import Catalogue
from achatlas.watch.consommation import Consommation, Inconnu, consommation, consommations, families
from achatlas.watch.consommation_mots import phrases
from achatlas.watch.regles import Veille
from tests.unit.watch.rows import suivi

TODAY = date(2026, 6, 1)
VEILLE = Veille.of(Catalogue())
CADRE = {"technique": "Accord-cadre", "montant_min_centimes": 4_000_000}


def used(**changed: Any) -> Consommation:
    return consommation([suivi(**changed)], VEILLE)


def child(cle: str = "ms1", **changed: Any) -> dict[str, Any]:
    return {
        "marche_cle": cle,
        "accord_cadre_cle": suivi().marche_cle,
        "technique": "Marché subséquent",
        **changed,
    }


def test_a_marche_is_projected_at_the_pace_of_its_last_year() -> None:
    told = used()
    assert (told.maximum, told.engage, told.paye, told.an) == (20_000_000, 20_000_000, 10_000_000, 5_000_000)
    assert (told.reste, told.depassement) == (10_000_000, 0)
    assert told.projete == 10_000_000 + (5_000_000 * 699 + 182) // 365 and told.epuisement is None
    assert told.inconnus == () and told.estime


def test_the_maximum_is_exhausted_on_a_day() -> None:
    told = used(paye_an_centimes=10_000_000)
    assert told.epuisement == date(2027, 1, 31) and told.depassement_projete == 9_150_685
    assert used(paye_an_centimes=10_000_000, date_fin_max=date(2027, 1, 30)).epuisement is None
    assert used(paye_an_centimes=10_000_000, date_fin_max=date(2027, 1, 31)).epuisement == date(2027, 1, 31)


def test_what_is_over_the_maximum_is_told_and_not_projected_again() -> None:
    told = used(paye_centimes=20_000_001)
    assert (told.reste, told.depassement, told.epuisement) == (-1, 1, None)
    assert used(paye_centimes=20_000_000).epuisement == date(2026, 1, 31)


def test_a_day_begun_is_a_day() -> None:
    assert used(paye_an_centimes=9_999_999).epuisement == date(2027, 2, 1)


def test_what_is_paid_back_projects_nothing_less() -> None:
    told = used(paye_an_centimes=-5_000_000)
    assert (told.projete, told.epuisement) == (10_000_000, None)


def test_a_family_is_known_until_the_first_of_its_last_days() -> None:
    family = [suivi(**CADRE), suivi(**child(arrete=date(2025, 10, 31)))]
    assert consommation(family, VEILLE).jour == date(2025, 10, 31)


def test_nothing_is_projected_after_the_end() -> None:
    over = {"date_fin": date(2025, 1, 31), "date_fin_max": None, "reconductions": 0}
    assert used(**over).projete == 10_000_000
    assert used(**over, paye_centimes=20_000_000).epuisement is None


@pytest.mark.parametrize(
    ("changed", "unknown"),
    [
        ({"montant_ht_centimes": None}, Inconnu.MAXIMUM),
        ({"montant_ht_centimes": 99}, Inconnu.MAXIMUM),
        ({"technique": "Concession"}, Inconnu.CONCESSION),
        ({"date_fin": None, "date_fin_max": None}, Inconnu.FIN),
        ({"paye_centimes": None}, Inconnu.PAIEMENTS),
        ({"paye_an_centimes": None}, Inconnu.RYTHME),
        ({"arrete": None}, Inconnu.RYTHME),
        ({"date_notification": date(2025, 12, 1)}, Inconnu.RYTHME),
        ({"date_notification": date(2026, 12, 1)}, Inconnu.RYTHME),
    ],
)
def test_what_is_unknown_is_said_and_nothing_stands_for_it(changed: dict[str, Any], unknown: Inconnu) -> None:
    told = used(**changed)
    assert told.inconnus == (unknown,)
    assert told.epuisement is None and (told.projete is None or told.maximum is None)


def test_a_young_marche_has_the_pace_of_its_days() -> None:
    assert used(date_notification=date(2025, 8, 4), paye_an_centimes=1_810_000).an == 3_650_000
    assert used(date_notification=None).an == 5_000_000
    assert used(date_notification=date(2026, 1, 1), premier_paiement=date(2025, 1, 1)).an == 5_000_000


def test_marches_subsequents_count_in_their_accord_cadre_once() -> None:
    parent = suivi(**CADRE, paye_centimes=1, paye_an_centimes=2)
    told = consommations([suivi(**child("ms2")), parent, suivi(**child("ms1"))], VEILLE)
    assert [one.subsequents for one in told] == [("ms1", "ms2")]
    assert (told[0].paye, told[0].an, told[0].engage) == (20_000_001, 10_000_002, 40_000_000)
    assert consommations([parent], VEILLE)[0].engage == 4_000_000
    assert used(technique="Accord-cadre").engage is None


def test_payments_known_in_part_are_a_least() -> None:
    family = [suivi(**CADRE), suivi(**child(paye_centimes=None))]
    told = consommation(family, VEILLE)
    assert told.paye == 10_000_000 and told.inconnus == (Inconnu.PAIEMENTS_EN_PARTIE,)


def test_a_family_without_head_or_in_a_circle_loses_nobody() -> None:
    alone = families([suivi(**child("ms1"))])
    circle = families(
        [suivi(marche_cle="a", accord_cadre_cle="b"), suivi(marche_cle="b", accord_cadre_cle="a")]
    )
    assert (list(alone), list(circle)) == (["ms1"], ["a", "b"])
    assert list(families([suivi(marche_cle="a", accord_cadre_cle="a")])) == ["a"]


def test_it_is_said_with_its_estimates() -> None:
    assert phrases(used(paye_an_centimes=10_000_000), TODAY) == (
        "100\u202fk€ payés sur 200\u202fk€, soit 50,0\u202f%.",
        "Estimation : 292\u202fk€ payés au 31/12/2027, au rythme des douze derniers mois.",
        "Estimation : maximum atteint le 31/01/2027, avant la dernière fin.",
    )
    assert phrases(used(montant_ht_centimes=None), TODAY)[0] == "100\u202fk€ payés."
    assert (
        phrases(used(paye_centimes=20_100_000), TODAY)[1]
        == "Payé au-delà du maximum : 1\u202f000\u202f€, à vérifier."
    )
    with langues.parlant("en"):
        assert phrases(used(paye_centimes=None), TODAY) == ("Payments unknown.",)


def test_a_maximum_whose_day_is_past_is_told_as_past() -> None:
    one = used(paye_an_centimes=10_000_000)
    assert one.epuisement == date(2027, 1, 31)
    assert phrases(one, date(2027, 1, 31))[2].startswith("Estimation : maximum atteint le 31/01/2027")
    assert phrases(one, date(2027, 2, 1))[2] == (
        "Estimation : maximum sans doute atteint depuis le 31/01/2027."
    )


def test_nothing_is_estimated_of_a_marche_that_is_over_nor_of_one_that_nobody_pays() -> None:
    told = used()
    assert any("Estimation" in one for one in phrases(told, date(2027, 12, 31)))
    assert not any("Estimation" in one for one in phrases(told, date(2028, 1, 1)))
    idle = used(paye_centimes=0, paye_an_centimes=0)
    assert idle.projete == 0 and not any("Estimation" in one for one in phrases(idle, TODAY))
