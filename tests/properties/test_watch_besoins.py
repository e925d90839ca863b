"""Needs and their thresholds: whatever the payments, what is told is what counting them by hand tells."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.watch.besoins import PALIERS, Besoin, Mois, besoins, communs
from achatlas.watch.droit import Achat, Droit
from achatlas.watch.fenetre_de_besoin import month_of, rank_of

DROIT = Droit(Catalogue())
BUYERS, NEEDS = ("210000010", "210000028"), ("01.01", "02.01")
KINDS = dict.fromkeys(BUYERS, "collectivite")
FIRST = rank_of(date(2024, 6, 1))
K = 100_000

dates = st.integers(FIRST, FIRST + 30).map(month_of)
near = st.sampled_from([40, 60, 90, 100, 216, 221]).flatmap(
    lambda base: st.integers(-1, 1).map(lambda cent: base * K + cent)
)
amounts = near | st.integers(-60 * K, 230 * K)


@st.composite
def row(draw: st.DrawFn, genre: str = "FS") -> Mois:
    hors = draw(amounts)
    total = hors + draw(st.integers(0, 50 * K))
    where = (draw(st.sampled_from(BUYERS)), draw(st.sampled_from(NEEDS)), genre, draw(dates))
    return Mois(*where, total, hors, draw(st.integers(1, 9)), draw(st.integers(0, 1)))


rows = st.sampled_from(["FS", "T", ""]).flatmap(lambda genre: st.lists(row(genre), min_size=1, max_size=10))


def held(found: list[Besoin]) -> set[tuple[tuple[str, ...], str, str]]:
    return {(one.acheteurs, one.besoin, code) for one in found for code in PALIERS if one.raised(code)}


@cache
def value(code: str, genre: str, rank: int) -> int:
    month = month_of(rank)
    last = month.replace(day=monthrange(month.year, month.month)[1])
    return DROIT.palier(code, Achat("collectivite", genre), last).centimes or 0


def limit(code: str, genre: str, rank: int) -> int:
    return max(value(code, genre, rank), value("dispense", genre, rank))


def by_hand(hors: dict[int, int], start: int, code: str, genre: str) -> tuple[int | None, int | None]:
    """The first month that reaches a step in twelve months, and the first after which it stays."""
    first = since = None
    for at in (k for k in sorted(hors) if start <= k < start + 12):
        told = limit(code, genre, at)
        sums = [sum(v for rank, v in hors.items() if start <= rank <= k) for k in range(at, start + 12)]
        if hors.get(at, 0) > 0 and sums[0] >= told:
            first = at if first is None else first
            since = at if since is None and min(sums) >= told else since
    return first, since


@given(rows)
def test_windows_tell_what_counting_by_hand_tells(told: list[Mois]) -> None:
    for one in besoins(DROIT, told, KINDS):
        mine = [r for r in told if (r.acheteur_siren, r.besoin) == (one.acheteurs[0], one.besoin)]
        hors: dict[int, int] = defaultdict(int)
        for r in mine:
            hors[rank_of(r.mois)] += r.hors_marche_centimes
        for window in (*one.annees, *one.glissantes):
            start = rank_of(window.debut)
            assert window.hors_centimes == sum(hors.get(k, 0) for k in range(start, start + 12))
            for code in PALIERS:
                found = window.franchi(code)
                told_by = (None, None) if found is None else (found.premier, found.depuis)
                first, since = by_hand(hors, start, code, one.achat.nature)
                assert told_by == tuple(None if k is None else month_of(k) for k in (first, since))


@given(rows)
def test_the_sliding_window_is_the_greatest_and_no_flag_of_another_is_lost(told: list[Mois]) -> None:
    for one in communs(DROIT, told, KINDS):
        hors: dict[int, int] = defaultdict(int)
        for r in told:
            if r.besoin == one.besoin:
                hors[rank_of(r.mois)] += r.hors_marche_centimes
        every = range(min(hors) - 11, max(hors) + 1)
        starts = [s for s in every if any(s <= k < s + 12 for k in hors)]
        sums = {s: sum(hors.get(k, 0) for k in range(s, s + 12)) for s in starts}
        assert one.glissante.hors_centimes == max(sums.values())
        assert rank_of(one.glissante.debut) == min(s for s in starts if sums[s] == max(sums.values()))
        for code in PALIERS:
            any_holds = any(by_hand(hors, s, code, one.achat.nature)[1] is not None for s in starts)
            assert any(window.holds(code) for window in one.glissantes) == any_holds
            assert bool(one.raised(code)) == any_holds


@given(rows)
def test_civil_years_share_out_the_months(told: list[Mois]) -> None:
    for one in besoins(DROIT, told, KINDS):
        mine = [r for r in told if (r.acheteur_siren, r.besoin) == (one.acheteurs[0], one.besoin)]
        listed = [month for window in one.annees for month in window.mois]
        assert listed == sorted({r.mois for r in mine})
        assert sum(w.besoin_centimes for w in one.annees) == sum(r.total_centimes for r in mine)
        assert sum(w.hors_centimes for w in one.annees) == sum(r.hors_marche_centimes for r in mine)
        assert sum(w.lignes for w in one.annees) == sum(r.lignes for r in mine)
        assert all(w.besoin_centimes == w.couvert_centimes + w.hors_centimes for w in one.annees)


@given(rows, st.integers(0, 250 * K), dates)
def test_one_more_purchase_off_contract_removes_no_flag(told: list[Mois], cents: int, month: date) -> None:
    more = replace(told[0], mois=month, total_centimes=cents, hors_marche_centimes=cents)
    assert held(besoins(DROIT, told, KINDS)) <= held(besoins(DROIT, [*told, more], KINDS))
    assert held(communs(DROIT, told, KINDS)) <= held(communs(DROIT, [*told, more], KINDS))


@given(rows, st.data())
def test_splitting_a_payment_in_its_month_changes_nothing(told: list[Mois], data: st.DataObject) -> None:
    whole = data.draw(st.sampled_from(told))
    part = data.draw(st.integers(-100 * K, 100 * K))
    one = replace(whole, total_centimes=part, hors_marche_centimes=part, lignes=0, lignes_hors=0)
    left = replace(
        whole,
        total_centimes=whole.total_centimes - part,
        hors_marche_centimes=whole.hors_marche_centimes - part,
    )
    others = list(told)
    others.remove(whole)
    assert besoins(DROIT, [*others, one, left], KINDS) == besoins(DROIT, told, KINDS)


@given(rows)
def test_the_order_of_rows_changes_nothing(told: list[Mois]) -> None:
    assert besoins(DROIT, told[::-1], KINDS) == besoins(DROIT, told, KINDS)
    assert communs(DROIT, told[::-1], KINDS) == communs(DROIT, told, KINDS)


@given(rows)
def test_nothing_is_held_strictly_below_the_value(told: list[Mois]) -> None:
    for one in (*besoins(DROIT, told, KINDS), *communs(DROIT, told, KINDS)):
        for window in (*one.annees, *one.glissantes):
            assert all(f.palier.centimes is not None and f.somme_centimes >= f.palier.centimes
                       for f in window.franchis)  # fmt: skip
            assert {m.code for m in window.marges} | {f.code for f in window.franchis if f.depuis} == set(
                PALIERS
            )
            assert all(marge.centimes >= 0 for marge in window.marges)
