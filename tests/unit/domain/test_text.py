from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.text import accents_lost, hyphenable, reference, searchable, spelled, unaccented


@pytest.mark.parametrize(
    ("text", "plain"), [("Éçùï", "Ecui"), ("œuvre", "oeuvre"), ("ÆQUO", "AEQUO"), ("e\u0301", "e"), ("", "")]
)
def test_accents_go_and_ligatures_open(text: str, plain: str) -> None:
    assert unaccented(text) == plain


@given(st.text())
def test_only_marks_are_lost(text: str) -> None:
    plain = unicodedata.normalize("NFD", unaccented(text))
    assert plain == unaccented(text)
    assert not any(unicodedata.combining(sign) for sign in plain)
    assert unaccented(plain) == plain and (plain == text or not text.isascii())


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("\ufffdtablissements Fouraac", True),
        ("Soci\u00c3\u00a9t\u00c3\u00a9 Fouraac", True),
        ("Établissements Fouraac", False),
        ("JO\u00c3O", False),
        ("", False),
    ],
)
def test_a_name_that_lost_its_accents_is_known_by_its_signs(name: str, lost: bool) -> None:
    assert accents_lost(name) is lost


def test_searching_ignores_case_and_accents() -> None:
    assert searchable("ÉCOLE Œuvre") == searchable("ecole oeuvre")


@pytest.mark.parametrize(
    ("name", "letters"),
    [(" L'Hôtel-de-Ville  (69) ", "L HOTEL DE VILLE 69"), ("S.A.R.L", "S A R L"), ("…", "")],
)
def test_a_name_is_reduced_to_its_letters(name: str, letters: str) -> None:
    assert spelled(name) == letters


@pytest.mark.parametrize("written", ["2023-M 012", "2023M012", "2023/m.012", " 2023 M 012"])
def test_one_number_of_marche_written_in_many_ways_is_one(written: str) -> None:
    assert reference(written) == "2023M012"


def test_two_numbers_of_marche_stay_two() -> None:
    assert reference("2023-M-012") != reference("2023-M-12")


@pytest.mark.parametrize(
    ("name", "cut"),
    [
        ("Montauzère", "Montau|zère"),
        ("Agglomération", "Agglo|mé|ra|tion"),
        ("CCAS de Montauzère", "CCAS de Montau|zère"),
        ("Malvenche", "Malven|che"),
        ("Ville", "Ville"),
        ("", ""),
    ],
)
def test_long_words_may_be_cut_between_syllables(name: str, cut: str) -> None:
    assert hyphenable(name).replace("\u00ad", "|") == cut
