"""What comes due of a marché: golden days, by procedure, with what is not known."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.watch.fins import Etat, Genre, etat_of, fins, last_life
from achatlas.watch.regles import Veille
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
TODAY = date(2026, 2, 1)
SECOND, LAST = date(2026, 12, 31), date(2027, 12, 31)
PAID = {"dernier_paiement": date(2026, 5, 1)}


def told(today: date = TODAY, months: int = 36, **changed: Any) -> list[tuple[str, date | None, date | None]]:
    found = fins(suivi(**changed), today, months, VEILLE)
    return [(one.genre.value, one.jour, one.agir) for one in found]


def test_before_its_first_end_a_marche_has_everything_due() -> None:
    assert told(date(2025, 6, 1)) == [
        ("reconduction", date(2025, 12, 31), date(2025, 9, 30)),
        ("fin_sauf_reconduction", date(2025, 12, 31), date(2025, 8, 31)),
        ("reconduction", SECOND, date(2026, 9, 30)),
        ("fin", LAST, date(2027, 8, 31)),
    ]


def test_a_past_reconduction_that_nothing_proves_is_to_confirm() -> None:
    found = fins(suivi(), TODAY, 36, VEILLE)
    assert [one.genre for one in found][:2] == [Genre.A_CONFIRMER, Genre.RECONDUCTION]
    assert (found[0].jour, found[0].rang) == (date(2025, 12, 31), 1)
    assert not any(one.confirmee for one in found) and found[0].pressing


@pytest.mark.parametrize(
    ("arrete", "muet"),
    [
        (date(2025, 6, 30), date(2025, 6, 30)),
        (date(2025, 12, 31), date(2025, 12, 31)),
        (date(2026, 3, 31), date(2026, 3, 31)),
        (date(2026, 4, 1), None),
        (None, None),
    ],
)
def test_no_payment_known_that_could_prove_it_is_told_apart(arrete: date | None, muet: date | None) -> None:
    (first, *others) = fins(suivi(arrete=arrete), date(2026, 5, 1), 36, VEILLE)
    assert (first.genre, first.muet, first.confirmee) == (Genre.A_CONFIRMER, muet, False)
    assert all(one.muet is None and not one.confirmee for one in others)


def test_a_payment_after_the_settling_months_proves_a_reconduction() -> None:
    found = fins(suivi(**PAID), TODAY, 36, VEILLE)
    assert [one.genre.value for one in found] == ["reconduction", "fin_sauf_reconduction", "fin"]
    assert all(one.confirmee for one in found)
    settling = suivi(dernier_paiement=date(2026, 3, 31))
    assert fins(settling, TODAY, 36, VEILLE)[0].genre is Genre.A_CONFIRMER


def test_a_marche_subsequent_proves_that_its_accord_cadre_goes_on() -> None:
    parent, child = suivi(), suivi(accord_cadre_cle=suivi().marche_cle, date_notification=date(2026, 1, 15))
    assert last_life(parent, VEILLE, [child]) == date(2026, 1, 15)
    assert fins(parent, TODAY, 36, VEILLE, [child])[0].genre is Genre.RECONDUCTION
    assert last_life(parent, VEILLE, [suivi(accord_cadre_cle="autre")]) is None


def test_the_last_end_past_nothing_is_due() -> None:
    assert told(date(2028, 1, 1)) == []
    assert [genre for genre, *_ in told(LAST, **PAID)] == ["a_confirmer", "fin"]


def test_an_unknown_end_is_said() -> None:
    (one,) = fins(suivi(date_fin=None, date_fin_max=None, fin_origine=""), TODAY, 1, VEILLE)
    assert (one.genre, one.jour, one.etat, one.complete) == (Genre.FIN_INCONNUE, None, Etat.INCONNU, False)


def test_what_acts_within_the_horizon_is_due_before_its_day() -> None:
    long = {"procedure": "Dialogue compétitif", "date_fin": LAST, "reconductions": 0}
    assert told(months=12, **long) == [("fin", LAST, date(2026, 12, 31))]
    assert told(months=10, **long) == []


@pytest.mark.parametrize(
    ("changed", "months"),
    [
        ({}, 4),
        ({"procedure": "Appel d'offres ouvert"}, 9),
        ({"procedure": "Procédure avec négociation"}, 12),
        ({"procedure": "Dialogue compétitif"}, 12),
        ({"procedure": "Sans publicité ni mise en concurrence"}, 1),
        ({"technique": "Marché subséquent", "procedure": "Appel d'offres ouvert"}, 2),
        ({"membres": "210000010|210000028"}, 7),
        ({"mutualisation": "2_3", "procedure": "Appel d'offres restreint"}, 12),
        ({"procedure": ""}, None),
    ],
)
def test_the_lead_time_is_that_of_the_procedure(changed: dict[str, Any], months: int | None) -> None:
    found = VEILLE.delai(suivi(**changed))
    assert (found.mois if found else None) == months
    assert found is None or (found.reference.startswith("CCP") and found.statut)


@pytest.mark.parametrize(
    ("day", "etat"),
    [
        (date(2026, 1, 31), Etat.RETARD),
        (TODAY, Etat.MAINTENANT),
        (date(2026, 5, 1), Etat.MAINTENANT),
        (date(2026, 5, 2), Etat.A_PREVOIR),
        (date(2027, 2, 1), Etat.A_PREVOIR),
        (date(2027, 2, 2), Etat.CALME),
        (None, Etat.INCONNU),
    ],
)
def test_how_pressing_a_day_is(day: date | None, etat: Etat) -> None:
    assert etat_of(day, TODAY, VEILLE) is etat


def test_an_unknown_procedure_is_judged_only_when_all_say_the_same() -> None:
    alone = {"procedure": "", "reconductions": 0, "date_fin_max": None}
    by_end = {date(2026, 2, 20): Etat.RETARD, date(2027, 3, 31): Etat.INCONNU, date(2029, 6, 30): Etat.CALME}
    found = {day: fins(suivi(date_fin=day, **alone), TODAY, 60, VEILLE)[0].etat for day in by_end}
    assert found == by_end


def test_an_end_that_a_reconduction_can_move_does_not_press() -> None:
    found = fins(suivi(procedure="Appel d'offres ouvert", **PAID), date(2026, 6, 1), 36, VEILLE)
    free = next(one for one in found if one.genre is Genre.FIN_SAUF_RECONDUCTION)
    assert free.etat is Etat.RETARD and not free.pressing
