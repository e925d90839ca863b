"""What the law asks on any day is one thing; a share in words is never far from what it is."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.domain.nombres import entier
from achatlas.screens.spaser.essentiel import dots, share
from achatlas.screens.spaser.jours import quand

CATALOGUE = Catalogue()
EXIGENCES = {
    f"{name}/{rank}": exigence
    for name, one in CATALOGUE.obligations.items()
    for rank, exigence in enumerate(one.exigences)
}
DAYS = st.dates(date(2016, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize("name", EXIGENCES)
@given(day=DAYS)
def test_one_value_at_most_holds_on_a_day_and_the_next_ones_begin_after(name: str, day: date) -> None:
    exigence = EXIGENCES[name]
    holding = [palier for palier in exigence.paliers if palier.holds(day)]
    assert len(holding) <= 1 and exigence.on(day) == (holding[0] if holding else None)
    assert all(palier.depuis and palier.depuis > day for palier in exigence.after(day))


@given(st.fractions(0, 1, max_denominator=100_000))
def test_a_share_in_words_is_near_and_never_nothing_nor_all_unless_it_is(value: Fraction) -> None:
    part, base = share(value)
    assert abs(Fraction(part, base) - value) <= max(value / 10, Fraction(1, 100))
    assert (part == 0) == (value == 0) and (part == base) == (value == 1)


@given(st.fractions(0, 1, max_denominator=1000), st.fractions(0, 1, max_denominator=1000))
def test_dots_show_what_is_done_then_what_is_aimed_at(value: Fraction, cible: Fraction) -> None:
    drawn = dots(value, cible)
    assert drawn is not None
    part, base = share(value)
    names = [point.classe for point in drawn.points]
    assert len(names) == base and names.count("p-fait") == part
    assert names == sorted(names, key=["p-fait", "p-vise", "p-reste"].index)
    assert len({(point.x, point.y) for point in drawn.points}) == base


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 4000))
def test_a_day_to_come_is_told_in_days_then_months_then_years(today: date, ahead: int) -> None:
    told = quand(today + timedelta(ahead), today)
    if ahead <= 60:
        assert entier(ahead) in told and "jour" in told
    else:
        assert told.endswith(" mois") == (ahead < 720) or 700 < ahead < 760
