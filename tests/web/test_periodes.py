"""Periods: how an address writes them, what is compared with what, and what is said of unequal ones."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.analyse.selection import Clause, Selection
from tests.web.atelier import ACHETEURS
from tests.web.test_ecrans import page

if TYPE_CHECKING:
    from django.test import Client

    from achatlas.analyse.periodes import Periode

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
COMMUN = "vue=consolidee&exercice=2025"
ANNEES = ("2023", "2024", "2025")
BOUTS = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted)


def of(bouts: list[int], annee: str = "2024") -> Periode:
    from achatlas.analyse.periodes import Periode

    return Periode(annee, *bouts)


@given(BOUTS, st.sampled_from(ANNEES))
def test_a_period_is_read_as_it_is_written(bouts: list[int], annee: str) -> None:
    from achatlas.analyse import periodes

    one = of(bouts, annee)
    assert periodes.lue(str(one), ANNEES) == one
    clause = Clause("dans", one.mois) if one.mois else None
    assert periodes.choisie(annee, clause) == one


@given(BOUTS)
def test_the_period_before_is_as_long_and_ends_where_this_one_begins(bouts: list[int]) -> None:
    from achatlas.analyse import periodes

    here = of(bouts)
    before = periodes.avant(here)
    if before is None:
        assert 1 < here.debut <= here.longueur
        return
    assert before.longueur == here.longueur
    end = 12 * int(before.exercice) + before.fin
    assert end + 1 == 12 * int(here.exercice) + here.debut


@given(BOUTS, BOUTS)
def test_a_compared_period_takes_the_place_of_the_months_chosen(bouts: list[int], others: list[int]) -> None:
    choix = Selection({"famille": Clause("dans", ("08",))})
    choix = choix.only("mois", of(bouts).mois) if of(bouts).mois else choix
    asked = of(others, "2023").selection(choix)
    assert asked.get("exercice") == Clause("dans", ("2023",)) and asked.get("famille") == choix.get("famille")
    assert asked.get("mois") == (Clause("dans", of(others).mois) if of(others).mois else choix.get("mois"))


@pytest.mark.parametrize("texte", ["2022", "2024-00_03", "2024-05_03", "2024-01_13", "2024-1_3", "rien", ""])
def test_what_is_no_period_of_the_territory_is_none(texte: str) -> None:
    from achatlas.analyse import periodes

    assert periodes.lue(texte, ANNEES) is None


@pytest.mark.parametrize("mois", [("01", "03"), ("13",), ("",), ("12", "13")])
def test_months_that_do_not_follow_one_another_are_no_period(mois: tuple[str, ...]) -> None:
    from achatlas.analyse import periodes

    assert periodes.choisie("2025", Clause("dans", mois)) is None


def test_what_a_period_lacks_is_told_by_buyer() -> None:
    from achatlas.analyse import periodes

    full = frozenset(periodes.MOIS)
    covered = {
        "1": {"2025": full},
        "2": {"2025": frozenset(periodes.MOIS[:10])},
        "3": {"2024": full},
    }
    lack = periodes.manque(covered, "123", of([1, 12], "2025"))
    assert lack.absents == ("3",) and lack.arrets == ((10, ("2",)),) and lack.dernier == 10
    said = periodes.dire(lack, of([1, 12], "2025"), {"1": "Un", "2": "Deux", "3": "Trois"})
    assert said == ["2025 s’arrête en octobre pour Deux", "2025 est vide pour Trois"]
    assert not periodes.manque(covered, "1", of([3, 6], "2025"))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("exercice=2025&du=01&au=06&contre=an", ["mois=06", "exercice=2025"]),
        ("exercice=2025&du=07&au=12&contre=avant", ["contre=2025-01_06", "mois=12"]),
        (
            "exercice=2025&du=01&au=03&contre=autre&contre_exercice=2024&contre_du=10&contre_au=12",
            ["contre=2024-10_12"],
        ),
        ("exercice=2025&du=01&au=12&contre=rien", ["contre=rien"]),
        ("exercice=tous&du=01&au=06&contre=an", ["exercice=tous"]),
    ],
)
def test_the_form_of_periods_leads_to_an_address(asked: str, expected: list[str], entrer: Entrer) -> None:
    suite = f"suite=/cartographie/%3F{COMMUN.replace('&', '%26').replace('=', '%3D')}%26famille%3D08"
    response = entrer("groupe").get(f"/cartographie/periode/?{suite}&{asked}")
    assert response.status_code == 302
    address = response["Location"]
    assert all(one in address for one in [*expected, "famille=08"]), address
    assert entrer("groupe").get(address).status_code == 200


@pytest.mark.parametrize(
    ("asked", "dit"),
    [
        ("exercice=2025&du=06&au=02&contre=an", "Période impossible"),
        ("exercice=2025&du=02&au=06&contre=avant", "Rien d’aussi long juste avant"),
        ("exercice=1999&du=01&au=06", "Période impossible"),
        ("suite=//ailleurs.fr/&exercice=2025", "Ce n’est pas une vue"),
        ("suite=/depots/&exercice=2025", "Ce n’est pas une vue"),
    ],
)
def test_an_impossible_period_is_explained(asked: str, dit: str, entrer: Entrer) -> None:
    response = entrer("groupe").get(f"/cartographie/periode/?{asked}")
    assert response.status_code == 400 and dit in html.unescape(response.content.decode())


def test_months_against_other_months_of_the_same_year(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"/cartographie/?{COMMUN}&mois=04&mois=05&mois=06&contre=2025-01_03")
    assert "avril à juin 2025, contre janvier à mars 2025" in lue
    ghost = re.search(r'<path class="contre" d="([^"]+)"', lue)
    assert ghost and ghost[1].count("H") == 3, "the ghost stands over the three months of the period"
    assert "Comparaison inégale" not in lue


def test_periods_of_different_lengths_are_said(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"/cartographie/?{COMMUN}&mois=04&mois=05&mois=06&contre=2025-01_02")
    assert "n’ont pas autant de mois" in lue


def test_a_month_that_is_not_there_yet_keeps_what_it_is_compared_with(entrer: Entrer) -> None:
    """A fault mended: the months that the year has not yet were drawn against nothing at all."""
    from types import SimpleNamespace

    from achatlas.screens.panneaux import _beside

    same = SimpleNamespace(periode=of([1, 12], "2025"), opposite=of([1, 12], "2024"))
    assert [_beside(code, same) for code in ("01", "12", "13")] == ["01", "12", "13"]  # type: ignore[arg-type]
    other = SimpleNamespace(periode=of([4, 6], "2025"), opposite=of([1, 2], "2025"))
    told = [_beside(code, other) for code in ("03", "04", "05", "06", "99")]  # type: ignore[arg-type]
    assert told == [None, "01", "02", None, None]


@pytest.mark.parametrize("role", ["elu", "groupe"])
def test_what_the_common_view_does_not_cross_is_shown_alone(role: str, entrer: Entrer) -> None:
    """Months of another period are closed beside suppliers: the figures shown stay, and it is said."""
    lue = page(entrer(role), f"/cartographie/?{COMMUN}&contre=2024-01_06")
    panel = lue.split('id="p-fournisseur"')[1].split("</header>")[0]
    closed = "comparaison fermée dans la vue commune" in panel
    assert closed == (role == "elu") and ("contre janvier à juin 2024" in panel) == (role == "groupe")
    for fin in ("/", ".csv"):
        response = entrer(role).get(f"/cartographie/axe/fournisseur{fin}?{COMMUN}&contre=2024-01_06")
        assert response.status_code == 200
