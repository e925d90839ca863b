"""What the territory calls local: each level, with codes and without, and what a place is to it."""

from __future__ import annotations

from typing import Any

import pytest

from achatlas.domain.errors import CatalogueError
from achatlas.enrich.geographie import INCONNU, Lieu
from tests.unit.enrich import savoirs as s
from tests.unit.enrich.savoirs import at, savoir

METROPOLE, LYON_METROPOLE = "244200770", "200046977"
HERE, NEAR, LOIRE = at(s.SAINT_ETIENNE), at(s.FIRMINY), at(s.ROANNE)
ABROAD = Lieu(frozenset(), "BE")
Local = dict[str, Any]


def says(lieu: Lieu, local: Local, acheteur: str = s.VILLE, **more: Any) -> str:
    return savoir(**more, **local).zone.says(lieu, acheteur)


@pytest.mark.parametrize(
    ("local", "oui", "non"),
    [
        ({"niveau": "commune"}, (HERE, LOIRE), (NEAR, at(s.LYON))),
        ({"niveau": "commune", "codes": ("42095",)}, (NEAR,), (HERE, LOIRE)),
        ({"niveau": "commune", "codes": ("69383",)}, (at(s.LYON),), (HERE,)),
        ({}, (HERE, NEAR, LOIRE), (at(s.MONTBRISON), at(s.LYON))),
        ({"niveau": "epci", "codes": (LYON_METROPOLE,)}, (at(s.LYON),), (HERE, NEAR)),
        ({"niveau": "bassin", "codes": (s.BASSIN,)}, (HERE, at(s.MONTBRISON)), (LOIRE, at(s.LYON))),
        ({"niveau": "departement"}, (HERE, LOIRE), (at(s.LYON), at("2A004"))),
        ({"niveau": "departement", "codes": ("2A",)}, (at("2A004"),), (at("2B033"), HERE)),
        ({"niveau": "departement", "codes": ("974",)}, (at("97411"),), (HERE,)),
        ({"niveau": "region"}, (HERE, at(s.LYON)), (at(s.PARIS), at("97411"))),
        ({"niveau": "region", "codes": ("94",)}, (at("2A004"), at("2B033")), (HERE,)),
        ({"niveau": "liste", "codes": ("42187", "69383")}, (LOIRE, at(s.LYON)), (HERE,)),
        ({"niveau": "rayon", "rayon_km": 10}, (HERE, NEAR), (LOIRE, at(s.LYON))),
        ({"niveau": "rayon", "rayon_km": 10, "codes": ("42187",)}, (LOIRE,), (HERE, NEAR)),
    ],
    ids=str,
)
def test_a_definition_says_yes_inside_and_no_outside(
    local: Local, oui: tuple[Lieu, ...], non: tuple[Lieu, ...]
) -> None:
    assert [says(lieu, local) for lieu in oui] == ["oui"] * len(oui)
    assert [says(lieu, local) for lieu in (*non, ABROAD)] == ["non"] * (len(non) + 1)
    assert says(INCONNU, local) == ""
    assert says(at(*(code for lieu in (oui[0], non[0]) for code in lieu.communes)), local) == ""


def test_the_radius_is_around_the_buyer_that_pays() -> None:
    local = {"niveau": "rayon", "rayon_km": 10}
    assert [says(LOIRE, local, one) for one in (s.VILLE, s.BOURG, s.NULLE_PART)] == ["non", "oui", ""]


def test_a_radius_says_nothing_of_what_has_no_centre() -> None:
    assert says(at("97502"), {"niveau": "rayon", "rayon_km": 1000}) == ""
    assert says(at("97502"), {"niveau": "rayon"}, members=[s.buyer(s.VILLE, "97502")]) == "oui"


def test_no_is_never_said_when_a_member_may_be_anywhere() -> None:
    members = [s.buyer(s.VILLE, s.SAINT_ETIENNE), s.buyer(s.NULLE_PART)]
    for niveau in ("commune", "epci", "departement", "region"):
        assert says(HERE, {"niveau": niveau}, members=members) == "oui"
        assert says(at(s.PARIS), {"niveau": niveau}, members=members) == ""
    assert says(at(s.PARIS), {"niveau": "epci", "codes": (METROPOLE,)}, members=members) == "non"
    assert says(ABROAD, {}, members=members) == "non"


def test_no_is_said_out_of_the_departement_of_a_member_that_tells_no_more() -> None:
    members = [s.buyer(s.VILLE, s.SAINT_ETIENNE), s.buyer(s.NULLE_PART, "", "42")]
    assert [says(lieu, {}, members=members) for lieu in (HERE, LOIRE, at(s.PARIS))] == ["oui", "", "non"]


def test_a_member_on_an_island_without_intercommunalite_adds_nothing_to_it() -> None:
    members = [s.buyer(s.VILLE, s.SAINT_ETIENNE), s.buyer(s.BOURG, "29155")]
    assert [says(lieu, {}, members=members) for lieu in (HERE, at("29155"))] == ["oui", "non"]


def test_without_the_table_of_basins_nothing_is_local_nor_far() -> None:
    local = {"niveau": "bassin"}
    members = [s.buyer(s.VILLE, s.ROANNE)]
    assert [says(lieu, local, members=members) for lieu in (HERE, LOIRE, at(s.PARIS))] == ["", "", ""]


def test_nothing_is_said_without_a_member() -> None:
    assert says(HERE, {}, members=[s.buyer(s.NULLE_PART)]) == ""


@pytest.mark.parametrize(
    ("niveau", "code"),
    [("commune", "42999"), ("liste", "Roanne"), ("rayon", "42999"), ("epci", "123456789"),
     ("bassin", "Ailleurs"), ("departement", "20"), ("region", "00")],
)  # fmt: skip
def test_a_code_that_no_table_holds_is_refused_and_not_left_out(niveau: str, code: str) -> None:
    local: Local = {"niveau": niveau, "codes": (code,)}
    with pytest.raises(CatalogueError, match=f"« {code} »") as refused:
        says(HERE, local)
    assert "territoire.yml, clé « local.codes »" in str(refused.value)
