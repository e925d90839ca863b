"""An account is named by its own chart, or by its number."""

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.marts.comptes import Comptes, code, known

INVENTE = Comptes(
    [
        {"plan": "M57", "compte": "60221", "libelle": "Combustibles"},
        {"plan": "M21", "compte": "60", "libelle": "Achats"},
    ]
)


@pytest.mark.parametrize(
    ("plan", "compte", "dit"),
    [
        ("M57", "60221", "60221 Combustibles"),
        ("M21", "60221", "60221, dans 60 Achats"),
        ("M57", "602219", "602219, dans 60221 Combustibles"),
        ("M21", "2154", "2154"),
        ("HLM", "60221", "60221"),
    ],
)
def test_an_account_takes_the_label_of_no_other_chart(plan: str, compte: str, dit: str) -> None:
    assert INVENTE.name(plan, compte) == dit


def test_accounts_of_several_charts_say_which() -> None:
    codes = [code("M57", "60221"), code("M21", "60221"), ""]
    assert list(INVENTE.named(codes)) == [
        ("M21/60221", "60221, dans 60 Achats, M21"),
        ("M57/60221", "60221 Combustibles, M57"),
    ]


def test_a_hospital_washes_where_a_commune_subscribes() -> None:
    comptes = known(Catalogue())
    assert "blanchissage" in comptes.name("M21", "6281")
    assert "Concours divers" in comptes.name("M57", "6281")
    assert comptes.name("M21", "2154") == "2154"
    assert comptes.name("M21", "60216") == "60216, dans 60 Achats"
