"""The number of a marché quoted in the words of a payment."""

from __future__ import annotations

import pytest

from achatlas.classify.citation import quoted

KNOWN = {"SEBA25005", "2023M012", "20250007", "T12"}


@pytest.mark.parametrize(
    ("objet", "number"),
    [
        ("Fournitures MARCHE SEBA25005", "SEBA25005"),
        ("situation 3 - seba 25005", "SEBA25005"),
        ("Marché n° 2023-M-012, lot 2", "2023M012"),
        ("marché 20250007", "20250007"),
        ("contrat T12", "T12"),
        ("facture 20250007", ""),
        ("T12 en pose", ""),
        ("SEBA25005 et 2023M012", ""),
        ("SEBA250051", ""),
        ("", ""),
    ],
)
def test_a_known_number_is_read_and_an_invoice_is_not(objet: str, number: str) -> None:
    assert quoted(objet, KNOWN) == number
