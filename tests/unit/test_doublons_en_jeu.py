"""What the pairs to judge weigh: no euro is said twice, and a judgement takes its pair out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from achatlas.pipeline.doublons import Enjeu, at_stake


def pair(one: str, two: str, cents: int, other: int | None = None, **said: Any) -> dict[str, Any]:
    cotes = [{"montant_ht_centimes": cents}, {"montant_ht_centimes": cents if other is None else other}]
    return {"marche": one, "autre": two, "acheteur": "000900001", "jugement": None, "cotes": cotes, **said}


def test_three_marches_that_may_be_one_leave_two_too_many() -> None:
    every = [pair("a", "b", 10), pair("a", "c", 10), pair("b", "c", 10), pair("d", "e", 7, 5)]
    assert at_stake(every) == Enjeu(4, 25)


def test_a_pair_that_was_judged_weighs_nothing_nor_that_of_another_buyer() -> None:
    judged = pair("a", "b", 10, jugement={"jugement": "deux"})
    assert at_stake([judged, pair("d", "e", 7)]) == Enjeu(1, 7)
    assert at_stake([pair("d", "e", 7)], {"000900076"}) == Enjeu(0, 0)


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda ends: ends[0] != ends[1])))
def test_the_order_of_pairs_changes_nothing_and_one_marche_of_each_group_is_kept(
    ends: list[tuple[int, int]],
) -> None:
    every = [pair(str(a), str(b), 10) for a, b in ends]
    named = {key for a, b in ends for key in (a, b)}
    stake = at_stake(every)
    assert stake == at_stake(reversed(every))
    assert stake.centimes <= 10 * max(0, len(named) - 1)
    assert stake.centimes >= 10 * len(named) // 2
