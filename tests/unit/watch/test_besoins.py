"""A need passes a threshold by the law of the month, since a month, else it says what is left before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.watch.besoins import Besoin, Mois, besoins, communs
from achatlas.watch.droit import Droit
from achatlas.watch.fenetre_de_besoin import last_day

DROIT = Droit(Catalogue())
VILLE, CCAS, EURO = "210000010", "210000028", 100
CODES = ("08.03", "23.01")
KINDS = {VILLE: "collectivite", CCAS: "collectivite"}


def bought(*told: tuple[int, int, int], genre: str = "FS", siren: str = VILLE) -> list[Mois]:
    """(year, month, euros off contract) of one need."""
    return [Mois(siren, "23.01", genre, date(y, m, 1), e * EURO, e * EURO, 1, 1) for y, m, e in told]


def need(*told: tuple[int, int, int], genre: str = "FS") -> Besoin:
    (found,) = besoins(DROIT, bought(*told, genre=genre), KINDS)
    return found


def test_the_month_that_passes_is_judged_by_the_law_of_its_last_day() -> None:
    found = need((2026, 2, 20_000), (2026, 3, 21_000), (2026, 5, 1_000)).annees[0].franchi("dispense")
    assert found is not None and (found.depuis, found.somme_centimes) == (date(2026, 3, 1), 4_100_000)
    assert (found.palier.centimes, found.palier.jour) == (4_000_000, date(2026, 3, 31))


def test_the_same_sum_a_month_later_stays_below_the_new_value() -> None:
    (year,) = need((2026, 2, 20_000), (2026, 4, 21_000)).annees
    assert year.franchis == ()
    assert [(m.code, m.centimes // EURO) for m in year.marges] == [
        ("dispense", 19_000), ("publicite", 49_000), ("formalisee", 175_000),
    ]  # fmt: skip


@pytest.mark.parametrize(("euros", "expected"), [(39_999, ()), (40_000, ("dispense",))])
def test_the_value_itself_is_reached(euros: int, expected: tuple[str, ...]) -> None:
    assert tuple(f.code for f in need((2025, 6, euros)).annees[0].franchis) == expected


def test_a_law_that_rises_later_forgives_nothing() -> None:
    (year,) = need((2026, 1, 45_000), (2026, 6, 1)).annees
    assert year.holds("dispense")


def test_a_law_that_falls_makes_nothing_of_a_month_without_purchases() -> None:
    rows = [*bought((2025, 12, 218_000)), Mois(VILLE, "23.01", "FS", date(2026, 1, 1), 500, 0, 1, 0)]
    (found,) = besoins(DROIT, rows, KINDS)
    assert not found.raised("formalisee")
    assert [m.centimes for m in found.glissante.marges if m.code == "formalisee"] == [300_000]


def test_credit_notes_move_the_month_since_which_it_holds() -> None:
    found = need((2025, 1, 50_000), (2025, 2, -20_000), (2025, 4, 15_000)).annees[0].franchi("dispense")
    assert found is not None and (found.premier, found.depuis) == (date(2025, 1, 1), date(2025, 4, 1))
    assert "depuis 04/2025 (une première fois en 01/2025)" in found.texte


def test_a_threshold_left_by_credit_notes_is_said_and_not_held() -> None:
    (year,) = need((2025, 1, 50_000), (2025, 2, -20_000)).annees
    found = year.franchi("dispense")
    assert found is not None and found.depuis is None and "puis quittés par des avoirs" in found.texte
    assert not year.holds("dispense") and year.marges[0].centimes == 1_000_000


def test_twelve_months_across_two_years_are_seen() -> None:
    found = need((2024, 10, 25_000), (2025, 3, 25_000))
    assert [year.hors_centimes for year in found.annees] == [2_500_000, 2_500_000]
    assert not any(year.holds("dispense") for year in found.annees)
    assert found.raised("dispense") == (found.glissante,)
    assert (found.glissante.debut, found.glissante.fin) == (date(2024, 4, 1), date(2025, 3, 1))
    assert found.glissante.mois == (date(2024, 10, 1), date(2025, 3, 1))


def test_a_flag_of_a_lesser_window_is_kept_beside_the_greatest() -> None:
    found = need((2024, 10, 22_000), (2025, 3, 23_000), (2026, 9, 50_000))
    assert [w.hors_centimes for w in found.glissantes] == [5_000_000, 4_500_000]
    assert not found.glissante.holds("dispense")
    assert found.raised("dispense") == (found.glissantes[1],)


def test_works_are_judged_by_operation_and_by_their_own_values() -> None:
    assert need((2025, 6, 95_000), genre="T").annees[0].franchis == ()
    codes = [f.code for f in need((2025, 6, 100_000), genre="T").annees[0].franchis]
    assert codes == ["dispense", "publicite"]


def test_an_unknown_nature_keeps_the_highest_value() -> None:
    assert need((2025, 6, 95_000), genre="").annees[0].franchis == ()
    rows = [*bought((2025, 6, 50_000)), *bought((2025, 7, 1), genre="")]
    assert besoins(DROIT, rows, KINDS)[0].raised("dispense")


def test_works_within_a_need_are_compared_apart() -> None:
    rows = [*bought((2025, 6, 50_000)), *bought((2025, 7, 99_999), genre="T")]
    rest, works = besoins(DROIT, rows, KINDS)
    assert rest.raised("dispense") and not works.raised("dispense")
    assert (rest.travaux, works.travaux) == (False, True)


def test_a_need_is_of_all_its_segments_for_the_exceptions() -> None:
    family = [replace(one, besoin="F1", segment=code) for code in CODES for one in bought((2025, 6, 50_000))]
    (found,) = besoins(DROIT, family, KINDS)
    assert found.segments == CODES and found.annees[0].hors_centimes == 2 * 50_000 * EURO
    assert set(found.achat.cpv) == {prefix for code in CODES for prefix in DROIT.prefixes(code)}


def test_an_unknown_kind_of_acheteur_keeps_the_highest_value() -> None:
    rows = bought((2025, 6, 300_000))
    assert besoins(DROIT, rows, KINDS)[0].raised("formalisee")
    assert not besoins(DROIT, rows, {})[0].raised("formalisee")


def test_what_is_unclassified_is_counted_and_passes_nothing() -> None:
    (found,) = besoins(DROIT, [Mois(VILLE, "", "FS", date(2025, 1, 1), 10**9, 10**9, 5, 5)], KINDS)
    assert not found.classe and found.annees[0].hors_centimes == 10**9 and found.annees[0].lignes_hors == 5
    assert (found.annees[0].franchis, found.annees[0].marges) == ((), ())


def test_what_is_covered_is_no_need_off_contract() -> None:
    (found,) = besoins(DROIT, [Mois(VILLE, "23.01", "FS", date(2025, 1, 1), 9_000_000, 3_000_000)], KINDS)
    year = found.annees[0]
    assert (year.besoin_centimes, year.couvert_centimes, year.hors_centimes) == (
        9_000_000,
        6_000_000,
        3_000_000,
    )
    assert not found.raised("dispense")


def test_the_group_passes_what_none_of_its_members_does() -> None:
    rows = [*bought((2025, 1, 30_000)), *bought((2025, 2, 30_000), siren=CCAS)]
    assert not any(one.raised("dispense") for one in besoins(DROIT, rows, KINDS))
    (found,) = communs(DROIT, rows, KINDS)
    assert found.acheteurs == (VILLE, CCAS) and found.raised("dispense")


def test_the_last_day_of_a_month_is_its_last() -> None:
    days = [last_day(date(2024, month, 1)) for month in (2, 4, 12)]
    assert days == [date(2024, 2, 29), date(2024, 4, 30), date(2024, 12, 31)]
