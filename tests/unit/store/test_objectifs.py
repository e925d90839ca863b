"""Objectives of a SPASER are only added, one row each time that they change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.objectif import Objectif
from achatlas.store.objectifs import Objectifs

INCLURE = Objectif(
    "s01", {2025: Decimal(20), 2027: Decimal(30)}, axe="Inclure", pilote="Mission SPASER", qui="lea"
)


def test_an_objective_is_read_as_it_was_written_and_numbered(tmp_path: Path) -> None:
    written = Objectifs(tmp_path).write(INCLURE)
    assert written.objectif == replace(INCLURE, numero=1)
    assert [one.objectif for one in Objectifs(tmp_path).standing()] == [written.objectif]
    assert written.objectif.cible(2026) == Fraction(25)


def test_a_changed_target_is_a_row_more_and_the_former_one_stays_told(tmp_path: Path) -> None:
    kept = Objectifs(tmp_path)
    first = kept.write(INCLURE)
    more = replace(first.objectif, cibles={2027: Decimal("32.5")}, qui="paul")
    second = kept.write(more, first.rang)
    assert [one.objectif for one in kept.standing()] == [more]
    assert kept.history(1) == (first, second)
    assert kept.write(replace(more, qui="zoe"), second.rang) == second
    assert kept.verify().fautes == ()


def test_who_read_an_older_row_does_not_write_over_another(tmp_path: Path) -> None:
    kept = Objectifs(tmp_path)
    first = kept.write(INCLURE)
    kept.write(replace(first.objectif, poids=3), first.rang)
    with pytest.raises(ActeConcurrent, match="a changé entre-temps"):
        kept.write(replace(first.objectif, poids=2), first.rang)


def test_an_objective_that_is_taken_out_no_longer_stands(tmp_path: Path) -> None:
    kept = Objectifs(tmp_path)
    first = kept.write(INCLURE)
    kept.write(replace(first.objectif, retire=True), first.rang)
    assert kept.standing() == ()
    assert len(kept.history(1)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        replace(INCLURE, cibles={}),
        replace(INCLURE, cibles={2026: Decimal("NaN")}),
        replace(INCLURE, cibles={2026: Decimal(-1)}),
        replace(INCLURE, poids=0),
        replace(INCLURE, poids=6),
        replace(INCLURE, indicateur=""),
        replace(INCLURE, numero=7),
    ],
)
def test_what_nobody_could_have_written_is_refused(tmp_path: Path, wrong: Objectif) -> None:
    with pytest.raises(ValueError):
        Objectifs(tmp_path).write(wrong)


@pytest.mark.parametrize("other", [INCLURE, replace(INCLURE, calcul="part", poids=2)])
def test_a_figure_has_one_objective_for_the_same_buyers(tmp_path: Path, other: Objectif) -> None:
    kept = Objectifs(tmp_path)
    kept.write(INCLURE, premier="part")
    with pytest.raises(ActeConcurrent, match="existe déjà"):
        kept.write(other, premier="part")
    kept.write(replace(INCLURE, calcul="autre"), premier="part")
    mine = kept.write(replace(INCLURE, acheteurs=("000000001",)), premier="part")
    with pytest.raises(ActeConcurrent, match="existe déjà"):
        kept.write(replace(mine.objectif, acheteurs=()), mine.rang, "part")
    assert len(kept.standing()) == 3


def test_of_those_who_write_together_one_is_kept(tmp_path: Path) -> None:
    Objectifs(tmp_path)

    def write(rank: int) -> bool:
        try:
            Objectifs(tmp_path).write(replace(INCLURE, poids=1 + rank % 5))
        except ActeConcurrent:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(write, range(6))) == 1
    assert len(Objectifs(tmp_path).standing()) == 1


def test_what_is_taken_out_twice_is_written_once_and_what_was_open_then_is_told(tmp_path: Path) -> None:
    kept = Objectifs(tmp_path)
    first = kept.write(INCLURE)
    gone = kept.write(replace(first.objectif, retire=True), first.rang)
    assert kept.write(replace(first.objectif, retire=True, qui="zoe"), first.rang) == gone
    with pytest.raises(ActeConcurrent, match="retiré entre-temps"):
        kept.write(INCLURE, first.rang)
    kept.write(INCLURE)
    with pytest.raises(ActeConcurrent, match="existe déjà"):
        kept.write(first.objectif, gone.rang)


@pytest.mark.parametrize("more", [{}, {"poids": 3}, {"retire": True}])
def test_a_row_that_is_not_written_yet_is_a_conflict(tmp_path: Path, more: dict[str, Any]) -> None:
    kept = Objectifs(tmp_path)
    first = kept.write(INCLURE)
    for seen in (first.rang + 1, 10**40):
        with pytest.raises(ActeConcurrent, match="a changé entre-temps"):
            kept.write(replace(first.objectif, **more), seen)
    assert kept.verify().lignes == 1
