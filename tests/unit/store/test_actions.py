"""Actions are only added, one row each time that they change, in the order in which they are looked at."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from achatlas.domain.action import Action, Etat, about, ordered
from achatlas.domain.errors import ActeConcurrent
from achatlas.store.actions import TABLE, Actions
from achatlas.store.chaine import Chaine

AGIR = Action(
    "Clause d’insertion au nettoyage",
    indicateur="s01",
    segment="08.03",
    levier="clause_insertion",
    acheteurs=("000000001",),
    echeance="2026-12-01",
    qui="lea",
    date="2026-11-28T08:00:00+00:00",
)
TODAY = date(2026, 11, 28)


def test_an_action_is_read_as_it_was_written_and_numbered(tmp_path: Path) -> None:
    written = Actions(tmp_path).write(AGIR)
    assert written.action == replace(AGIR, numero=1)
    assert [one.action for one in Actions(tmp_path).standing()] == [written.action]


def test_a_state_that_changes_is_a_row_more_and_what_it_was_stays_told(tmp_path: Path) -> None:
    kept = Actions(tmp_path)
    first = kept.write(AGIR)
    second = kept.write(replace(first.action, etat=Etat.EN_COURS, qui="paul"), first.rang)
    assert [one.action.etat for one in kept.history(1)] == [Etat.A_FAIRE, Etat.EN_COURS]
    assert kept.write(replace(second.action, qui="zoe"), second.rang) == second
    assert kept.verify().fautes == () and kept.verify().lignes == 2


def test_who_read_an_older_row_does_not_write_over_another(tmp_path: Path) -> None:
    kept = Actions(tmp_path)
    first = kept.write(AGIR)
    kept.write(replace(first.action, etat=Etat.FAIT), first.rang)
    with pytest.raises(ActeConcurrent, match="a changé entre-temps"):
        kept.write(replace(first.action, pilote="Zoé"), first.rang)


@pytest.mark.parametrize(
    "wrong", [replace(AGIR, titre=" "), replace(AGIR, echeance="demain"), replace(AGIR, numero=7)]
)
def test_what_nobody_could_have_written_is_refused(tmp_path: Path, wrong: Action) -> None:
    with pytest.raises(ValueError):
        Actions(tmp_path).write(wrong)


def test_a_row_written_before_a_field_was_there_has_its_default(tmp_path: Path) -> None:
    Chaine(tmp_path, TABLE).add(
        lambda _rows: [{"titre": "Ancienne", "etat": "a_faire", "acheteurs": [], "numero": 1}]
    )
    assert [one.action for one in Actions(tmp_path).standing()] == [Action("Ancienne", numero=1)]


def test_the_late_ones_come_first_and_what_is_over_last() -> None:
    late, soon = replace(AGIR, echeance="2026-11-01"), replace(AGIR, echeance="2026-12-24")
    someday, over = replace(AGIR, echeance=""), replace(AGIR, echeance="2026-01-01", etat=Etat.FAIT)
    assert ordered([over, someday, soon, late], TODAY) == [late, soon, someday, over]
    assert [one.tard(TODAY) for one in (late, soon, someday, over)] == [True, False, False, False]


def test_an_action_of_everybody_is_of_each_buyer() -> None:
    every = replace(AGIR, acheteurs=(), indicateur="e01")
    assert about([AGIR, every], acheteur="000000002") == [every]
    assert about([AGIR, every], indicateur="s01") == [AGIR]
    assert about([AGIR, every]) == [AGIR, every]


def test_an_action_that_an_open_one_already_says_is_not_written_again(tmp_path: Path) -> None:
    Actions(tmp_path)
    with ThreadPoolExecutor(5) as pool:
        found = set(pool.map(lambda who: Actions(tmp_path).write(replace(AGIR, qui=who)).rang, "abcde"))
    assert found == {1} and len(Actions(tmp_path).standing()) == 1
    (first,) = Actions(tmp_path).standing()
    Actions(tmp_path).write(replace(AGIR, pilote="Zoé"))
    done = Actions(tmp_path).write(replace(first.action, etat=Etat.FAIT), first.rang)
    assert Actions(tmp_path).write(replace(first.action, etat=Etat.FAIT), first.rang) == done
    assert Actions(tmp_path).write(AGIR).rang == done.rang + 1


def test_an_action_closed_meanwhile_is_told(tmp_path: Path) -> None:
    kept = Actions(tmp_path)
    first = kept.write(AGIR)
    kept.write(replace(first.action, etat=Etat.ABANDONNE), first.rang)
    with pytest.raises(ActeConcurrent, match="a changé entre-temps"):
        kept.write(replace(first.action, etat=Etat.EN_COURS), first.rang)


@pytest.mark.parametrize("more", [{}, {"pilote": "Zoé"}])
def test_a_row_that_is_not_written_yet_is_a_conflict(tmp_path: Path, more: dict[str, Any]) -> None:
    kept = Actions(tmp_path)
    first = kept.write(AGIR)
    for seen in (first.rang + 1, 10**40):
        with pytest.raises(ActeConcurrent, match="a changé entre-temps"):
            kept.write(replace(first.action, **more), seen)
    assert kept.verify().lignes == 1
