from __future__ import annotations

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.noms.names import Lexique, parts, words

LEXIQUE = Lexique(Catalogue())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S.M.E.E.", ("SMEE",)),
        ("s m e e", ("SMEE",)),
        ("Dupont & Fils", ("DUPONT", "ET", "FILS")),
        ("Société d'Études", ("SOCIETE", "D", "ETUDES")),
        ("NALD\ufffdO", ("NALD\ufffdO",)),
    ],
)
def test_a_name_is_cut_into_words(text: str, expected: tuple[str, ...]) -> None:
    assert words(text) == expected


def test_a_name_has_parts_that_name_the_same_enterprise() -> None:
    assert parts("RENON (PUY TRAVAUX, PT) - CHARPENTE") == [
        "RENON (PUY TRAVAUX, PT) - CHARPENTE",
        "RENON   - CHARPENTE",
        "PUY TRAVAUX",
        "PT",
        "RENON",
        "CHARPENTE",
    ]


@pytest.mark.parametrize("text", ["SARL", "Ets", "SA de la", "", "—", "M."])
def test_a_legal_form_alone_names_nobody(text: str) -> None:
    assert LEXIQUE.names(text) == []


def test_abbreviations_are_opened_beside_another_word_only() -> None:
    whole, alone = LEXIQUE.name("EUROVIA PACA"), LEXIQUE.name("TP")
    assert whole is not None and whole.core == ("EUROVIA", "PROVENCE", "ALPES", "COTE", "AZUR")
    assert alone is not None and alone.core == ("TP",)


def test_a_name_knows_its_acronyms() -> None:
    name = LEXIQUE.name("Société Moderne Application Peinture")
    assert name is not None and {"MAP", "SMAP"} <= name.sigles


def test_the_initials_of_an_enterprise_are_no_word_of_kinship_and_may_be_those_of_a_public_body() -> None:
    made, body = LEXIQUE.name("FOURNITURES INDUSTRIELLES LEVOLUDIER SAS"), LEXIQUE.name("SERVICE D INCENDIE")
    assert made is not None and "FILS" not in made.sigles and "FIL" in made.sigles
    assert body is not None and "SDI" in body.sigles
