"""Precision, recall and their intervals, against values that were published and what they promise."""

from __future__ import annotations

from fractions import Fraction
from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.accuracy import (
    Verdict,
    absent,
    at_presence,
    calibrated,
    curve,
    effective,
    measured,
    recalls,
    share,
    weighted,
    wilson,
)

NEWCOMBE = [
    (81, 263, [0.2553, 0.3662]),
    (15, 148, [0.0624, 0.1605]),
    (0, 20, [0.0, 0.1611]),
    (1, 29, [0.0061, 0.1718]),
]
"""Newcombe 1998, table I, method 3."""
cases = st.lists(st.tuples(st.integers(1, 10**13), st.booleans()), min_size=1, max_size=60)


@pytest.mark.parametrize(("part", "whole", "published"), NEWCOMBE)
def test_the_interval_of_a_share_is_the_published_one(part: int, whole: int, published: list[float]) -> None:
    assert wilson(part, whole) == published


@pytest.mark.parametrize(("part", "whole", "published"), NEWCOMBE)
def test_equal_weights_give_the_interval_of_the_count(part: int, whole: int, published: list[float]) -> None:
    assert weighted([(700, rank < part) for rank in range(whole)]) == published


@given(cases)
def test_a_weighted_share_stands_within_its_interval(some: list[tuple[int, bool]]) -> None:
    share = sum(w for w, inside in some if inside) / sum(w for w, _ in some)
    low, high = weighted(some) or [1.0, 0.0]
    assert 0 <= low <= share + 1e-4 and share - 1e-4 <= high <= 1


@given(cases)
def test_no_weights_tell_more_than_as_many_equal_cases(some: list[tuple[int, bool]]) -> None:
    whole = sum(w for w, _ in some)
    part = Fraction(sum(w for w, inside in some if inside), whole)
    assert 0 < effective(some, part) <= len(some)


def test_one_heavy_case_among_many_tells_about_as_much_as_one() -> None:
    some = [(10**9, True), *[(1, True)] * 99]
    assert round(float(effective(some, Fraction(1))), 3) == 1.0
    assert (weighted(some) or [1.0])[0] < 0.25


def test_errors_on_the_heavy_cases_tell_less_than_the_same_on_the_light_ones() -> None:
    heavy = [(100, rank >= 5) for rank in range(10)] + [(1, True)] * 90
    light = [(100, True)] * 10 + [(1, rank >= 5) for rank in range(90)]
    share = Fraction(sum(w for w, inside in heavy if inside), 1090)
    assert effective(heavy, share) < effective(light, share)


def test_a_sample_without_an_error_leaves_a_doubt() -> None:
    assert (weighted([(5, True)] * 20) or [1.0])[0] == wilson(20, 20)[0] < 0.85  # type: ignore[index]


def test_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None and weighted([]) is None and weighted([(0, True)]) is None


def test_the_interval_by_euros_holds_the_truth_as_often_as_it_says() -> None:
    draw, held, times = Random(5), 0, 400
    for _ in range(times):
        some = [(round(100 * exp(1.5 * draw.gauss(0, 1))) + 1, draw.random() < 0.9) for _ in range(150)]
        low, high = weighted(some) or [1.0, 0.0]
        held += low <= 0.9 <= high
    assert held / times > 0.92


SAID = [
    Verdict("siret", 100, True, True, 500),
    Verdict("nom", 90, True, True, 300),
    Verdict("nom", 90, False, False, 100),
    Verdict("nom", 60, True, True, 200),
    Verdict("nom", None, False, False, 50),
]


def test_the_curve_is_of_the_engine_that_has_a_threshold() -> None:
    told = measured(SAID, 80, "nom")
    points = {point["seuil"]: point for point in told["courbe"]}
    assert (points[80]["trouves"], points[60]["trouves"], points[98]["trouves"]) == (2, 3, 0)
    assert (told["trouves"], told["justes"], told["rappel"]) == (3, 2, round(2 / 3, 4))
    assert points[60]["euros"]["precision"] == round(500 / 600, 4)


def test_engines_add_up_to_the_whole() -> None:
    told = measured(SAID, 80, "nom")
    for name in ("n", "trouves", "justes", "au_repertoire"):
        assert sum(one[name] for one in told["moteurs"]) == told[name]
        assert sum(one["euros"][name] for one in told["moteurs"]) == told["euros"][name]


def test_false_alarms_are_told_of_what_nothing_could_tell() -> None:
    assert absent(SAID, 80) == {"n": 2, "trouves": 1, "part": 0.5, "part_ic": wilson(1, 2)}


def test_a_directory_that_lacks_fewer_names_makes_fewer_false_alarms() -> None:
    low, high = (at_presence(SAID, 80, percent)["precision"] for percent in (48, 90))
    assert low < high
    assert high == round(2 * 90 * 2 / (2 * 90 * 2 + 10 * 3), 4)


def test_the_most_that_is_recalled_at_a_precision() -> None:
    good = [Verdict("nom", score, True, True) for score in range(50, 100)]
    bad = [Verdict("nom", 60, False, False)] * 50
    assert [one["seuil"] for one in recalls([*good, *bad], 50)] == [61, 61, 61]
    assert recalls(bad, 50)[0] == {"precision": 0.95, "rappel": None, "seuil": None}


def test_a_curve_of_nothing_says_nothing() -> None:
    assert {point["precision"] for point in curve([], 83, euros=False)} == {None}


@given(st.lists(st.tuples(st.integers(0, 100), st.booleans()), max_size=40))
def test_every_case_is_in_the_ten_points_of_its_sureness(said: list[tuple[int, bool]]) -> None:
    found = calibrated(said)
    assert sum(one["n"] for one in found) == len(said)
    for one in found:
        here = [right for sureness, right in said if one["de"] <= min(sureness, 99) < one["de"] + 10]
        assert one["n"] == len(here)
        assert one["juste"] == share(sum(here), len(here))
