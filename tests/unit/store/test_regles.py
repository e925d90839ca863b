"""A rule has versions: each is added, the last one that nobody took back counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from achatlas.domain.errors import ActeConcurrent, RegleVague
from achatlas.domain.regle import Conditions, Regle
from achatlas.store.regles import Regles

JOUR = "2026-11-26T10:00:00+00:00"


def regle(segment: str, *mots: str, numero: int = 0) -> Regle:
    return Regle(numero, 0, Conditions(mots=mots), segment, "lea", JOUR)


@pytest.fixture
def kept(tmp_path: Path) -> Regles:
    kept = Regles(tmp_path)
    for segment, mot in (("15.03", "tonte"), ("16.05", "balayage")):
        kept.write(regle(segment, mot), {})
    return kept


def test_a_new_rule_has_its_own_number_and_is_asked_first(kept: Regles) -> None:
    assert [(one.numero, one.segment) for one in kept.standing().values()] == [(2, "16.05"), (1, "15.03")]


def test_another_version_keeps_the_place_and_the_number(kept: Regles) -> None:
    kept.write(regle("15.04", "tonte", numero=1), {})
    assert [one.segment for one in kept.standing().values()] == ["16.05", "15.04"]


def test_undoing_gives_back_what_stood_before(kept: Regles) -> None:
    changed = kept.write(regle("15.04", "tonte", numero=1), {})
    kept.take_back(changed.empreinte, "paul", JOUR)
    assert kept.standing()[1].segment == "15.03"
    out = kept.withdraw(1, "paul", JOUR, "trop large")
    assert set(kept.standing()) == {2}
    kept.take_back(out.empreinte, "paul", JOUR)
    assert set(kept.standing()) == {1, 2}
    kept.take_back(kept.standing()[1].empreinte, "paul", JOUR)
    assert set(kept.standing()) == {2}
    assert len(kept.versions()) == 7


def test_the_number_of_a_rule_that_was_undone_is_never_given_again(kept: Regles) -> None:
    kept.take_back(kept.standing()[2].empreinte, "paul", JOUR)
    assert kept.write(regle("01.01", "pain"), {}).regle.numero == 3


def test_two_rules_exchange_their_places(kept: Regles) -> None:
    kept.exchange(1, 2, "paul", JOUR)
    assert [*kept.standing()] == [1, 2]


def test_an_exchange_leaves_what_can_be_undone_and_stands_when_it_is(kept: Regles) -> None:
    changed = kept.write(regle("15.04", "tonte", numero=1), {})
    kept.exchange(1, 2, "paul", JOUR)
    assert changed.empreinte in {one.empreinte for one in kept.last()}
    kept.take_back(changed.empreinte, "paul", JOUR)
    assert [(one.numero, one.segment) for one in kept.standing().values()] == [(1, "15.03"), (2, "16.05")]
    kept.exchange(1, 2, "paul", JOUR)
    assert [*kept.standing()] == [2, 1]


def test_a_rule_that_comes_back_shares_its_place_with_no_other(kept: Regles) -> None:
    out = kept.withdraw(2, "paul", JOUR, "")
    kept.write(regle("01.01", "pain"), {})
    kept.take_back(out.empreinte, "paul", JOUR)
    places = [one.ordre for one in kept.standing().values()]
    assert len(set(places)) == 3
    before = [*kept.standing()]
    kept.exchange(before[0], before[1], "paul", JOUR)
    assert [*kept.standing()] == [before[1], before[0], before[2]]


def test_a_rule_that_somebody_changed_meanwhile_is_not_written_over(kept: Regles) -> None:
    read = kept.standing()[1].empreinte
    kept.write(regle("15.04", "tonte", numero=1), {})
    for act in (
        lambda: kept.write(regle("15.02", "tonte", numero=1), {}, vu=read),
        lambda: kept.withdraw(1, "paul", JOUR, "", vu=read),
        lambda: kept.take_back(read, "paul", JOUR),
        lambda: kept.exchange(1, 7, "paul", JOUR),
    ):
        with pytest.raises(ActeConcurrent):
            act()
    assert kept.standing()[1].segment == "15.04"


def test_what_a_rule_asks_is_read_as_it_was_written(tmp_path: Path) -> None:
    asked = Conditions("000900001", ("esp ext", "espaces ext"), "6152", "Verdure & Cie", "773", "NC-12")
    Regles(tmp_path).write(replace(regle("15.03"), conditions=asked, motif="vu en atelier"), {"lignes": 412})
    (version,) = Regles(tmp_path).versions()
    assert (version.regle.conditions, version.regle.motif, version.cite) == (
        asked,
        "vu en atelier",
        {"lignes": 412},
    )
    assert Regles(tmp_path).verify().fautes == ()


def test_a_rule_that_tells_no_purchase_from_another_is_refused() -> None:
    with pytest.raises(RegleVague, match="tous les achats"):
        Conditions.from_dict({"acheteur": "000900001"})
