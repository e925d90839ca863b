"""How numbers are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain import nombres


@pytest.mark.parametrize(
    ("centimes", "ecrit"),
    [
        (26_590_000_000, "265,9\u202fM€"),
        (41_234_500, "412\u202fk€"),
        (9_312, "93\u202f€"),
        (-150_000_000, "−1,5\u202fM€"),
    ],
)
def test_an_amount_takes_the_unit_that_suits_it(centimes: int, ecrit: str) -> None:
    assert nombres.montant_lisible(centimes) == ecrit


@pytest.mark.parametrize(
    ("valeur", "avant", "ecrit"),
    [
        (1034, 1000, "+3,4\u202f%"),
        (982, 1000, "−1,8\u202f%"),
        (2500, 1000, "×\u202f2,5"),
        (10_000, 1000, "×\u202f10,0"),
        (4_964_200, 1000, ">\u202f×\u202f10"),
        (5, 0, "nouveau"),
        (0, 0, "—"),
        (5, None, ""),
    ],
)
def test_a_change_is_said_with_its_sign(valeur: int, avant: int | None, ecrit: str) -> None:
    assert nombres.evolution(valeur, avant) == ecrit


@pytest.mark.parametrize(
    ("texte", "lisse"),
    [
        ("l'école", "l’école"),
        ("Est-il connu ?", "Est-il connu\u00a0?"),
        ("« a » ; b : c !", "«\u00a0a\u00a0»\u00a0; b\u00a0: c\u00a0!"),
        ("12:30", "12:30"),
    ],
)
def test_a_text_takes_the_apostrophe_and_the_spaces_of_print(texte: str, lisse: str) -> None:
    assert nombres.lisser(texte) == lisse


@pytest.mark.parametrize(
    ("dixiemes", "ecrit"), [(0, "inchangé"), (6, "+0,6\u202fpoint"), (-25, "−2,5\u202fpoints")]
)
def test_a_difference_of_shares_is_in_points(dixiemes: int, ecrit: str) -> None:
    assert nombres.points(dixiemes) == ecrit


@pytest.mark.parametrize(
    ("partie", "total", "ecrit"),
    [
        (784, 1000, "78,4"),
        (1, 10**6, "<\u202f0,1"),
        (0, 10**6, "0,0"),
        (10**6 - 1, 10**6, ">\u202f99,9"),
        (5, 0, "—"),
    ],
)
def test_a_share_never_hides_what_is_left_nor_what_is_there(partie: int, total: int, ecrit: str) -> None:
    assert nombres.pourcent(partie, total) == ecrit


@pytest.mark.parametrize(
    ("centimes", "unite", "ecrit"),
    [
        (24_700, "k€", "<\u202f1"),
        (432_100, "M€", "<\u202f0,1"),
        (5_000_000, "M€", "0,1"),
        (0, "M€", "0,0"),
        (0, "k€", "0"),
        (-24_700, "k€", "0"),
    ],
)
def test_an_amount_that_is_not_nil_is_not_written_nil(centimes: int, unite: str, ecrit: str) -> None:
    assert nombres.montant(centimes, unite) == ecrit


def test_counts_agree_with_their_noun() -> None:
    assert nombres.accord(1, "ligne") == "1\u00a0ligne"
    assert nombres.accord(3268, "fournisseur") == "3\u202f268\u00a0fournisseurs"
    assert nombres.en_lettres(15) == "quinze"


@given(st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=40))
def test_shares_of_a_whole_add_up_to_a_hundred(valeurs: list[int]) -> None:
    total = sum(valeurs)
    assert sum(nombres.parts(valeurs, total)) == (100 if total else 0)


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_euros_to_the_cent_lose_nothing(centimes: int) -> None:
    texte = nombres.euros(centimes).replace("\u202f", "").replace("−", "-").replace(",", "")
    assert int(texte) == centimes
