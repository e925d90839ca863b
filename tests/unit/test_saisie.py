"""What may be entered of an indicator: numbers never rounded, the unknown unknown, each refusal said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain import saisie as rules
from achatlas.domain.saisie import UNITES, Attente, Illisible, Saisie, ecrit, nombre, verify

PART = Attente("e10", "vehicules", "vehicules", part=True)
ONE = Attente("s15", "heures")


@pytest.mark.parametrize(
    ("texte", "unite", "expected"),
    [
        ("", "heures", None),
        ("0", "heures", 0),
        ("1 250", "heures", 1250),
        ("1\u202f250\u00a0000", "heures", 1_250_000),
        ("12,5", "euros", 1250),
        ("12.50", "euros", 1250),
        ("3", "kilogrammes", 3000),
    ],
)
def test_a_number_is_read_in_its_base_unit(texte: str, unite: str, expected: int | None) -> None:
    assert nombre(texte, unite) == expected


@pytest.mark.parametrize(
    ("texte", "unite", "why"),
    [
        ("beaucoup", "heures", rules.NO_NUMBER),
        ("1e9", "heures", rules.NO_NUMBER),
        ("12 5", "heures", rules.NO_NUMBER),
        ("-3", "heures", rules.NEGATIVE),
        ("−3", "euros", rules.NEGATIVE),
        ("12,5", "heures", rules.NOT_WHOLE),
        ("1.000", "heures", rules.NOT_WHOLE),
        ("1.200", "euros", rules.HALF_CENT),
        ("0,005", "euros", rules.HALF_CENT),
        ("9" * 17, "euros", rules.TOO_MUCH),
    ],
)
def test_what_is_no_number_of_its_unit_is_refused_and_why(texte: str, unite: str, why: str) -> None:
    with pytest.raises(Illisible, match=why[:20]):
        nombre(texte, unite)


@given(st.integers(0, 10**13), st.sampled_from(sorted(UNITES)))
def test_a_number_that_is_written_is_read_back(value: int, unite: str) -> None:
    whole = value if unite == rules.EUROS else value // 1000 * 1000
    assert nombre(ecrit(whole, unite), unite) == whole


@pytest.mark.parametrize("texte", ["", "25", "2009", "2027", "deux mille", "²025"])
def test_a_year_is_one_that_is_past_or_running(texte: str) -> None:
    with pytest.raises(Illisible, match="année"):
        rules.annee(texte, 2026)
    assert rules.annee(" 2026 ", 2026) == 2026


@pytest.mark.parametrize(
    ("said", "awaited", "why"),
    [
        (Saisie("e10", "1", 2025, "", 3, 2), PART, rules.OVER),
        (Saisie("e10", "1", 2025, "A", 1, 2), PART, rules.NO_OBJECT),
        (Saisie("s15", "1", 2025, "", 1, 2), ONE, rules.NO_SECOND),
    ],
)
def test_what_cannot_be_of_an_indicator_is_refused(said: Saisie, awaited: Attente, why: str) -> None:
    with pytest.raises(Illisible, match=why[:20]):
        verify(said, awaited)


def test_more_may_be_done_than_promised_and_a_part_may_be_unknown() -> None:
    verify(Saisie("s04", "1", 2025, "M1", 500, 400), Attente("s04", "heures", "heures", objet="marche"))
    verify(Saisie("e10", "1", 2025, "", None, 2), PART)
