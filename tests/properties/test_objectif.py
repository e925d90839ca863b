"""Contributions add up to the gap, what is missing is just enough, ends lie between what months say."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.objectif import (
    Etat,
    Plage,
    Sens,
    apports,
    attendu,
    atterrissages,
    etat,
    manque,
    plage,
)

SHARES = st.fractions(0, 1, max_denominator=1_000)
PARTS = st.integers(0, 10**9).flatmap(lambda base: st.tuples(st.integers(0, base), st.just(base)))
YEARS = st.dictionaries(st.integers(1, 13), PARTS, min_size=13, max_size=13)


@given(SHARES, st.dictionaries(st.text(max_size=3), PARTS, min_size=1))
def test_what_each_member_brings_adds_up_to_the_gap(
    cible: Fraction, parts: dict[str, tuple[int, int]]
) -> None:
    done, base = (sum(one[rank] for one in parts.values()) for rank in (0, 1))
    found = apports(cible, parts)
    if base == 0:
        assert found == {}
    else:
        assert set(found) == set(parts) and sum(found.values()) == Fraction(done, base) - cible


@given(SHARES, PARTS)
def test_what_is_missing_is_enough_and_not_one_too_many(cible: Fraction, part: tuple[int, int]) -> None:
    done, base = part
    more = manque(cible, part)
    assert done + more >= cible * base
    assert more == 0 or done + more - 1 < cible * base


@given(st.dictionaries(st.integers(2020, 2035), SHARES, min_size=1), st.integers(2018, 2040))
def test_what_is_expected_lies_between_the_targets_around(cibles: dict[int, Fraction], annee: int) -> None:
    told = attendu(cibles, annee)
    before = [year for year in cibles if year <= annee]
    after = [year for year in cibles if year >= annee]
    if not before:
        assert told is None
    else:
        around = {cibles[max(before)], cibles[min(after)] if after else cibles[max(before)]}
        assert told is not None and min(around) <= told <= max(around)
        assert annee not in cibles or told == cibles[annee]


@given(YEARS, st.integers(1, 13), st.dictionaries(st.integers(2020, 2025), YEARS, max_size=3))
def test_an_end_lies_between_the_shares_of_its_months(
    cours: dict[int, tuple[int, int]], jusque: int, passees: dict[int, dict[int, tuple[int, int]]]
) -> None:
    for end in atterrissages(cours, jusque, passees):
        months = [cours[month] for month in range(1, jusque + 1)]
        months += [passees[end.annee][month] for month in range(jusque + 1, 14)]
        shares = [Fraction(done, base) for done, base in months if base]
        assert min(shares) <= end.valeur <= max(shares)


@given(YEARS, st.dictionaries(st.integers(2020, 2025), YEARS, max_size=3))
def test_a_year_that_is_over_ends_as_it_is(
    cours: dict[int, tuple[int, int]], passees: dict[int, dict[int, tuple[int, int]]]
) -> None:
    done, base = (sum(one[rank] for one in cours.values()) for rank in (0, 1))
    assert {end.valeur for end in atterrissages(cours, 13, passees)} <= (
        {Fraction(done, base)} if base else set()
    )


@given(SHARES, SHARES, SHARES, SHARES, SHARES)
def test_less_wanted_is_more_wanted_in_a_mirror(
    cible: Fraction, done: Fraction, doubt: Fraction, low: Fraction, high: Fraction
) -> None:
    realise, fin = Plage(done, done + doubt), Plage(min(low, high), max(low, high))
    mirror = etat(Sens.BAISSE, -cible, realise.tourne(), fin.tourne())
    assert mirror is etat(Sens.HAUSSE, cible, realise, fin)


def test_a_target_is_missed_on_its_way_or_reached() -> None:
    def told(done: int, low: int, high: int) -> Etat:
        realise, fin = (Plage(Fraction(a, 100), Fraction(b, 100)) for a, b in ((done, done), (low, high)))
        return etat(Sens.HAUSSE, Fraction(30, 100), realise, fin)

    assert (told(22, 23, 26), told(28, 29, 31), told(31, 30, 33)) == (Etat.MANQUE, Etat.EN_VOIE, Etat.ATTEINT)
    assert told(31, 29, 33) is Etat.EN_VOIE
    assert etat(Sens.HAUSSE, None, Plage(Fraction(1), Fraction(1)), None) is Etat.INCONNU
    assert plage(()) is None
