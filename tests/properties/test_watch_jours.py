"""Months added to days: what is asked for is reached, and no month more than needed."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from achatlas.watch.jours import DAY, apart, earliest, extended
from tests.unit.watch.rows import suivi

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(DAYS, DAYS)
def test_the_months_apart_are_the_fewest_that_reach(first: date, last: date) -> None:
    months = apart(first, last)
    assert extended(first, months) >= last
    assert months == 0 or extended(first, months - 1) < last


@given(DAYS, st.integers(0, 60))
def test_months_are_found_again(first: date, months: int) -> None:
    assert apart(first, extended(first, months)) == months


@given(st.none() | DAYS, st.none() | DAYS, st.none() | st.integers(0, 5), st.none() | st.integers(0, 24))
def test_ends_are_in_order_between_those_written(
    first: date | None, last: date | None, count: int | None, months: int | None
) -> None:
    ends = suivi(date_fin=first, date_fin_max=last, reconductions=count, duree_reconduction_mois=months).ends
    assert list(ends) == sorted(set(ends))
    assert first is None or ends[0] == first
    assert last is None or (first is not None and last < first) or ends[-1] == last


@given(DAYS, st.integers(-24, 24))
def test_the_earliest_day_reaches_and_the_eve_does_not(last: date, months: int) -> None:
    day = earliest(last, months)
    assert extended(day, months) >= last > extended(day - DAY, months)
