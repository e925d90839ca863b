"""The consolidated total is told as a subtraction of which nothing is lost."""

from __future__ import annotations

from achatlas.screens.chiffres import soustraction


def test_what_is_too_little_for_the_unit_of_the_total_is_told_in_its_own() -> None:
    assert soustraction(70_630_000_000, 590_000_000) == "712,2 − 5,9 payés entre eux"
    assert soustraction(10_405_000_000, 4_300_000) == "104,1\u202fM€ − 43\u202fk€ payés entre eux"
