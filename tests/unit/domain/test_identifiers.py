"""Identifiers are checked, never guessed."""

from __future__ import annotations

import pytest

from achatlas.domain.identifiers import is_nir, is_siren, is_siret, siren_from_tva, siren_of


@pytest.mark.parametrize("siret", ["35600000000048", "35600000049837", "21330063500017"])
def test_a_true_siret_is_recognised(siret: str) -> None:
    assert is_siret(siret)
    assert siren_of(siret) == siret[:9]


@pytest.mark.parametrize(
    "siret", ["35600000000049", "35600000049838", "00000000000000", "2133006350001", "x" * 14]
)
def test_a_false_siret_is_not(siret: str) -> None:
    assert not is_siret(siret)
    assert siren_of(siret) is None


def test_a_siren_comes_out_of_a_french_vat_number() -> None:
    assert is_siren("303265045")
    assert siren_from_tva("FR 40 303265045") == "303265045"
    assert siren_from_tva("FR41303265045") is None
    assert siren_from_tva("BE0123456789") is None


def test_a_social_security_number_is_recognised_a_siret_is_not() -> None:
    nir = 1840378006048
    assert is_nir(f"{nir}{97 - nir % 97:02d}")
    assert is_nir("1 84 03 78 006 048")
    assert not is_nir(f"{nir}{98 - nir % 97:02d}")
    assert not is_nir("21330063500017")
