"""Identifiers of invented bodies: they pass every check, and stand in the block that is nobody's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.identifiers import is_siren, is_siret, siren_from_tva
from demo.identifiers import break_key, make_siren, make_siret, make_tva

RANKS = st.integers(1, 99_999)


@given(RANKS, st.integers(1, 9_999))
def test_an_invented_siret_is_valid_and_in_the_block(rank: int, establishment: int) -> None:
    siret = make_siret(make_siren(rank), establishment)
    assert siret.startswith("000") and is_siret(siret) and is_siren(siret[:9])


@given(RANKS)
def test_an_invented_vat_number_names_its_siren(rank: int) -> None:
    assert siren_from_tva(make_tva(make_siren(rank))) == make_siren(rank)


@given(RANKS, st.integers(1, 9_999))
def test_a_broken_key_is_seen(rank: int, establishment: int) -> None:
    assert not is_siret(break_key(make_siret(make_siren(rank), establishment)))
