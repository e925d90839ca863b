"""Where one stands among peers: nothing of the others below the rule, and a median that tells the truth."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from achatlas.analyse.peers import Interval, middle, place
from achatlas.marks import _bande

ends = st.integers(0, 1000)
intervals = st.tuples(ends, ends).map(lambda two: (Fraction(min(two), 1000), Fraction(max(two), 1000)))
told = st.dictionaries(st.sampled_from("abcdefghij"), intervals)


@given(told, st.sets(st.sampled_from("abcdefghij")), st.integers(1, 6))
def test_nothing_of_the_others_below_the_rule(
    told: dict[str, Interval], pairs: set[str], minimum: int
) -> None:
    found = place("a", pairs, told, minimum)
    others = {one for one in pairs if one != "a" and one in told}
    assert found.soi == told.get("a")
    assert found.closed == (len(others) < minimum)
    assert set(found.autres) == (set() if found.closed else others)
    if found.closed:
        assert found.mediane is None and found.cote == 0


@given(told, st.integers(1, 3))
def test_the_median_parts_the_others_and_the_side_is_that_of_the_whole_interval(
    told: dict[str, Interval], minimum: int
) -> None:
    found = place("a", set(told), told, minimum)
    half = found.mediane
    if half is None:
        return
    middles = [middle(one) for one in found.autres.values()]
    assert half in middles
    assert 2 * sum(one <= half for one in middles) >= len(middles) <= 2 * sum(one >= half for one in middles)
    if found.soi is not None:
        least, most = found.soi
        assert {1: least > half, -1: most < half, 0: least <= half <= most}[found.cote]


@given(intervals, st.lists(intervals, min_size=1, max_size=9))
def test_marks_stand_within_the_strip_in_their_order(soi: Interval, autres: list[Interval]) -> None:
    drawn = _bande.dessiner(soi, [("", one) for one in autres], middle(autres[0]))
    marks = [drawn.soi, *drawn.autres]
    assert all(0 <= float(m.x[:-1]) <= 100 for m in marks)
    assert all(float(m.x[:-1]) + float(m.largeur[:-1]) <= 100.02 for m in marks)
    lefts = [float(m.x[:-1]) for m in drawn.autres]
    assert sorted(lefts) == [
        float(f"{float(100 * one / drawn.bout):.2f}") for one in sorted(a for a, _ in autres)
    ]
