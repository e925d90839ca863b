"""Reports of a SPASER are only added, with their figures as they were signed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.rapport import Cle, Rapport, Releve, packed, revised, unpacked
from achatlas.store.rapports import Rapports

S01 = Cle("s01", "nombre", "2025")
ONE = Rapport(
    "", ("2024", "2025"), "abc", (1, 3), (2,), {S01: Releve(12, 80, 12, 20, 100, 80, (80, 100))}, "lea"
)
NUMBERS = st.integers(-(10**14), 10**14)
PAIRS = st.tuples(NUMBERS, NUMBERS)
RELEVES = st.one_of(
    st.builds(
        Releve, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS, PAIRS, st.none() | PAIRS, st.booleans()
    ),
    st.builds(Releve, absent=st.sampled_from(["ferme", "sans_donnees"])),
)
CLES = st.builds(Cle, *(st.text(max_size=6) for _ in range(5)))


@given(st.dictionaries(CLES, RELEVES, max_size=6))
def test_figures_are_read_as_they_were_packed(releves: dict[Cle, Releve]) -> None:
    assert unpacked(packed(releves)) == releves


@given(st.dictionaries(CLES, RELEVES, max_size=4), st.dictionaries(CLES, RELEVES, max_size=4))
def test_what_is_revised_is_what_both_say_otherwise(
    before: dict[Cle, Releve], now: dict[Cle, Releve]
) -> None:
    told = revised(before, now)
    assert list(told) == sorted(set(told))
    for cle in before.keys() | now.keys():
        both = all(any(one.annee == cle.annee for one in some) for some in (before, now))
        assert (cle in told) == (both and before.get(cle) != now.get(cle))


def test_a_report_is_read_as_it_was_signed_and_numbered(tmp_path: Path) -> None:
    done = Rapports(tmp_path).sign(ONE)
    assert done == replace(ONE, numero=1)
    assert Rapports(tmp_path).of("") == (done,)
    assert Rapports(tmp_path).of("200000008") == ()
    assert Rapports(tmp_path).verify().fautes == ()


def test_the_same_figures_are_not_signed_twice_in_a_row(tmp_path: Path) -> None:
    kept = Rapports(tmp_path)
    first = kept.sign(ONE)
    assert kept.sign(replace(ONE, qui="paul", motif="encore")) == first
    assert kept.sign(replace(ONE, acheteur="200000008")).numero == 2
    assert kept.sign(replace(ONE, version="def")).numero == 3
    assert kept.sign(replace(ONE, version="def", actes=(2, 5))).numero == 4


@pytest.mark.parametrize("wrong", [replace(ONE, annees=()), replace(ONE, releves={})])
def test_a_report_of_nothing_is_refused(wrong: Rapport, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Rapport"):
        Rapports(tmp_path).sign(wrong)


@pytest.mark.parametrize("row", [["s01"], ["s01", "nombre", "2025", "", "", 1, 2]])
def test_a_row_that_no_report_wrote_is_refused(row: list[object]) -> None:
    with pytest.raises(ValueError, match="s01"):
        unpacked([row])
