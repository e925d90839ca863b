"""What a lever does to a share is exact, and what segments hold adds up to what is missing."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.levier import ecarts, effet, entiers
from achatlas.domain.objectif import apports, manque

RAPPORTS = st.tuples(st.integers(0, 10**9), st.integers(1, 10**9)).map(lambda p: (min(p), max(p)))
PARTS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), RAPPORTS, min_size=1, max_size=12)
CIBLES = st.fractions(min_value=0, max_value=1, max_denominator=1000)


@given(PARTS, CIBLES)
def test_segments_hold_exactly_what_the_whole_is_short_of(
    parts: dict[str, tuple[int, int]], cible: Fraction
) -> None:
    done, base = (sum(one[rank] for one in parts.values()) for rank in (0, 1))
    held = ecarts(cible, parts)
    assert sum(held.values()) == cible * base - done
    assert {name: -part / base for name, part in held.items()} == apports(cible, parts)


@given(PARTS, CIBLES)
def test_whole_numbers_add_up_to_what_is_missing_and_none_is_off_by_one(
    parts: dict[str, tuple[int, int]], cible: Fraction
) -> None:
    done, base = (sum(one[rank] for one in parts.values()) for rank in (0, 1))
    short = manque(cible, (done, base))
    held = ecarts(cible, parts)
    if short:
        told = entiers(held, short)
        assert sum(told.values()) == short
        assert all(abs(told[name] - part) <= 1 for name, part in held.items())


@given(RAPPORTS, st.integers(0, 10**9))
def test_an_effect_is_the_share_after_less_the_share_before(part: tuple[int, int], plus: int) -> None:
    done, base = part
    told = effet(part, plus)
    assert told is not None
    after = Fraction(done, base) + told
    assert after == min(Fraction(done + plus, base), Fraction(1))


@given(RAPPORTS, st.lists(st.integers(0, 10**6), min_size=1, max_size=8))
def test_the_effect_of_all_is_the_sum_of_each_until_all_is_yes(
    part: tuple[int, int], some: list[int]
) -> None:
    done, base = part
    each = [effet(part, one) for one in some]
    if done + sum(some) <= base:
        assert effet(part, sum(some)) == sum(one for one in each if one is not None)


def test_a_share_of_nothing_has_no_effect_and_no_rounding_is_made_up() -> None:
    assert effet((0, 0), 3) is None
    with pytest.raises(ValueError):
        entiers({"a": Fraction(1, 2)}, 5)
