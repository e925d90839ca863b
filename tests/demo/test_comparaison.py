"""The map holds the euros of the truth, options among them; every euro of the gap has a cause."""

from __future__ import annotations

import pytest

from achatlas.analyse import query
from achatlas.analyse.selection import Clause, Selection
from achatlas.pipeline import CARTES
from demo import comparer
from tests.petit import Petit

CONNUES = ("rejet : ", "exclu : compte ", "doublon : ")


@pytest.fixture(scope="module")
def ecarts(petit: Petit) -> dict[comparer.Place, comparer.Ecart]:
    """The gap of every body whose files were imported, by SIREN and year."""
    key = petit.atelier.register.pointed(CARTES) or ""
    found = comparer.compare(petit.settings.home, key)
    return {place: case for place, case in found.items() if place[0] in petit.sirens}


def test_every_cent_of_the_gap_has_a_known_cause(
    ecarts: dict[comparer.Place, comparer.Ecart], petit: Petit
) -> None:
    assert {siren for siren, _ in ecarts} == set(petit.sirens)
    for place, case in ecarts.items():
        assert case.ecart == sum(case.causes.values()), place
        assert all(cause.startswith(CONNUES) for cause in case.causes), case.causes


def test_no_option_account_is_a_cause_of_gap(ecarts: dict[comparer.Place, comparer.Ecart]) -> None:
    assert not [c for case in ecarts.values() for c in case.causes if c.endswith("option")]
    assert sum(case.options for case in ecarts.values()) > 0


def test_a_line_that_the_map_loses_is_a_gap_without_a_cause(
    ecarts: dict[comparer.Place, comparer.Ecart],
) -> None:
    case = next(iter(ecarts.values()))
    lost = comparer.Ecart(case.verite, case.carte - 12_34, 0, case.causes.copy())
    assert set(lost.as_dict()["causes"]) == {comparer.SANS_CAUSE, *case.as_dict()["causes"]}
    assert lost.ecart - sum(lost.causes.values()) == -12_34


def test_the_perimeter_filter_takes_the_options_out_and_shows_them_alone(petit: Petit) -> None:
    scope, mesures = petit.consolide(*petit.sirens), ["montant_paye", "montant_option"]
    tout = query.figures(mesures, Selection(), scope).valeurs
    seules = Selection({"perimetre": Clause("dans", ("option",))})
    sans = Selection({"perimetre": Clause("sauf", ("option",))})
    assert query.figures(mesures, seules, scope).valeurs["montant_paye"] == tout["montant_option"]
    assert query.figures(mesures, sans, scope).valeurs == {
        "montant_paye": tout["montant_paye"] - tout["montant_option"],
        "montant_option": 0,
    }


def test_options_are_classified_like_purchases(petit: Petit) -> None:
    options = [row for row in petit.mart("achats") if row["perimetre"] == "option"]
    assert options
    assert all(row["segment_code"] for row in options)
