"""An alert is told from any other, and the list of all loses none but the lower steps of a need."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from achatlas.screens.suivi.seuils import shown
from achatlas.watch.alerte import Alerte, Bilan
from achatlas.watch.besoins import Mois, besoins
from achatlas.watch.pressing import alert_key
from tests.unit.watch.examens import DROIT, bilan, marche

DIRECT, ADAPTED = "Sans publicité ni mise en concurrence", "Procédure adaptée"
FIRST = date(2021, 6, 1)
KINDS = {"210000010": "collectivite"}
MARCHES = st.lists(
    st.tuples(
        st.integers(0, 60),
        st.sampled_from([20_000, 30_000, 39_000, 130_000, 300_000]),
        st.sampled_from([DIRECT, ADAPTED]),
        st.sampled_from(["23.01", "23.02"]),
        st.sampled_from(["", "C1"]),
    ),
    max_size=14,
)
PAID = st.lists(
    st.tuples(st.integers(0, 36), st.sampled_from([10_000, 60_000, 250_000]), st.sampled_from(["FS", "T"])),
    max_size=6,
)
TWICE = [(month, 30_000, DIRECT, "23.01", "") for month in (0, 1, 20, 21)]
BOTH = [(month, 39_000, DIRECT, "23.01", "") for month in (0, 1, 2, 3, 4, 5)]


def said(marches: list[tuple[int, int, str, str, str]], paid: list[tuple[int, int, str]]) -> Bilan:
    rows = [_month(*one) for one in paid]
    return bilan(*map(_marche, enumerate(marches)), besoins=besoins(DROIT, rows, KINDS))


def _month(at: int, euros: int, genre: str) -> Mois:
    day = date(2022 + at // 12, at % 12 + 1, 1)
    return Mois("210000010", "23.01", genre, day, euros * 100, euros * 100, 1, 1)


def _marche(told: tuple[int, tuple[int, int, str, str, str]]) -> Any:
    rank, (month, euros, procedure, segment, consultation) = told
    day = FIRST + timedelta(days=30 * month)
    return marche(
        euros, marche_cle=f"m{rank}", procedure=procedure, segment_code=segment, consultation=consultation,
        date_avis=day, paye_centimes=euros * 200, technique="Accord-cadre" if rank % 5 == 4 else "Marché",
    )  # fmt: skip


@given(MARCHES, PAID)
@example(TWICE, [])
@example(BOTH, [])
def test_distinct_alerts_have_distinct_keys(marches: Any, paid: Any) -> None:
    found = said(marches, paid).alertes
    assert len(set(map(alert_key, found))) == len(set(found)) == len(found)


def need(one: Alerte) -> tuple[Any, ...]:
    """What two steps of one need have in common."""
    return one.acheteurs, one.besoin, one.travaux, one.mois[:1], one.preuves


@given(MARCHES, PAID)
@example(TWICE, [])
@example(BOTH, [])
def test_the_list_of_all_loses_none_but_the_lower_steps_of_a_need(marches: Any, paid: Any) -> None:
    found = said(marches, paid)
    kept, lost = set(shown(found, "")), set(found.alertes) - set(shown(found, ""))
    assert all(one.besoin for one in lost)
    for _, some in groupby(sorted((o for o in found.alertes if o.besoin), key=need), key=need):
        steps = list(some)
        assert kept & set(steps) == {max(steps, key=step)}


def step(one: Alerte) -> tuple[str, int]:
    """Its place on the ladder: that of its rule, then its value."""
    return one.code, one.seuil_centimes


def test_two_splittings_of_one_need_are_both_told() -> None:
    found = said(TWICE, [])
    assert [one.code for one in found.alertes] == ["F", "F"] and len(shown(found, "")) == 2


def test_a_splitting_that_passes_two_steps_is_told_once_by_the_highest() -> None:
    found = said(BOTH, [])
    told = [one for one in found.alertes if len(one.preuves) == len(BOTH)]
    assert len(told) == 2 and len({one.preuves for one in told}) == 1
    assert [o.seuil_centimes for o in shown(found, "") if o in told] == [max(o.seuil_centimes for o in told)]
