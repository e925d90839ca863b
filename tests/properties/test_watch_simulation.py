"""What if: the margin is exact to the cent, more is never less, and what is told is what happens next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.watch.besoins import Mois, besoins
from achatlas.watch.droit import Droit
from achatlas.watch.fenetre_de_besoin import month_of, rank_of
from achatlas.watch.simulation import Question, simulate

DROIT = Droit(Catalogue())
VILLE, FIRST = "210000010", rank_of(date(2024, 1, 1))
KINDS = {VILLE: "collectivite"}
cents = st.integers(0, 9_000_000)
rows = st.lists(
    st.builds(lambda rank, c: Mois(VILLE, "23.01", "FS", month_of(rank), c, c, 1, 1),
              st.integers(FIRST, FIRST + 35), cents), max_size=10,
)  # fmt: skip
questions = st.builds(
    lambda c, day, genre: Question(VILLE, "23.01", c, day, genre, "23.01", "collectivite"),
    st.integers(1, 30_000_000),
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
    st.sampled_from(["FS", "T", ""]),
)  # fmt: skip


@given(rows, questions)
def test_the_margin_is_exact_to_the_cent(told: list[Mois], asked: Question) -> None:
    for one in simulate(DROIT, asked, told).seul.paliers:
        assert one.marge_centimes is not None
        assert one.passed is None or one.passed == (one.marge_centimes <= 0)
        if one.passed is False:
            code, more = one.palier.code, asked.centimes + one.marge_centimes
            for at, expected in ((more - 1, False), (more, True)):
                again = simulate(DROIT, replace(asked, centimes=at), told).seul.paliers
                assert [step.maybe for step in again if step.palier.code == code] == [expected]


@given(rows, questions, cents)
def test_a_dearer_achat_passes_no_fewer_steps(told: list[Mois], asked: Question, more: int) -> None:
    less = simulate(DROIT, asked, told).seul
    dearer = simulate(DROIT, replace(asked, centimes=asked.centimes + more), told).seul
    assert {s.palier.code for s in less.paliers if s.passed} <= {
        s.palier.code for s in dearer.paliers if s.passed
    }


@given(rows, questions)
def test_what_is_promised_below_a_step_raises_no_flag_of_the_year_once_bought(
    told: list[Mois], asked: Question
) -> None:
    asked = replace(asked, genre="FS", day=asked.day.replace(day=28))
    past = [one for one in told if one.mois < asked.day.replace(day=1)]
    seul = simulate(DROIT, asked, past).seul
    bought = Mois(VILLE, "23.01", "FS", asked.day.replace(day=1), asked.centimes, asked.centimes, 1, 1)
    (need,) = besoins(DROIT, [*past, bought], KINDS)
    year = next(one for one in need.annees if one.debut.year == asked.day.year)
    assert year.hors_centimes == seul.annee_centimes + asked.centimes
    for step in (one for one in seul.paliers if one.passed is False):
        found = year.franchi(step.palier.code)
        assert found is None or found.premier < bought.mois


@given(rows, questions)
def test_the_order_of_months_changes_nothing(told: list[Mois], asked: Question) -> None:
    assert simulate(DROIT, asked, told[::-1], told[::-1]) == simulate(DROIT, asked, told, told)
