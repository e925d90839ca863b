"""Entries are only added, one row each time that one changes; all of a sending, or none."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.saisie import Saisie
from achatlas.store.saisies import NEW, Proposee, Saisies, in_force

ONE = Saisie("s04", "000000001", 2025, "M1", 300, 400, "Facilitateur", qui="a", date="2026-01-01")
TWO = replace(ONE, objet="", numerateur=5, denominateur=None)


def test_what_is_entered_stands_and_what_changes_nothing_is_not_written(tmp_path: Path) -> None:
    kept = Saisies(tmp_path)
    assert len(kept.write([Proposee(ONE), Proposee(TWO)])) == 2
    assert kept.write([Proposee(replace(ONE, qui="b", date="2026-02-02"), vu=1)]) == ()
    assert [one.saisie for one in kept.standing()] == [TWO, ONE]
    assert kept.verify().fautes == () and kept.verify().lignes == 2


def test_what_is_taken_out_leaves_and_what_it_was_stays_written(tmp_path: Path) -> None:
    kept = Saisies(tmp_path)
    kept.write([Proposee(ONE)])
    gone = replace(ONE, numerateur=None, denominateur=None, retire=True)
    assert len(kept.write([Proposee(gone, vu=1)])) == 1
    assert kept.write([Proposee(gone, vu=2)]) == ()
    assert kept.standing() == () and in_force(tmp_path) == ()
    assert [one.saisie.numerateur for one in kept.history(ONE.cle)] == [300, None]
    assert len(kept.write([Proposee(ONE, vu=NEW)])) == 1


def test_nothing_is_taken_out_that_nobody_entered(tmp_path: Path) -> None:
    assert Saisies(tmp_path).write([Proposee(replace(ONE, retire=True), vu=NEW)]) == ()


def test_two_persons_do_not_write_over_each_other_and_nothing_of_the_second_is_kept(tmp_path: Path) -> None:
    kept = Saisies(tmp_path)
    kept.write([Proposee(ONE)])
    kept.write([Proposee(replace(ONE, numerateur=310), vu=1)])
    late = [Proposee(TWO, vu=NEW), Proposee(replace(ONE, numerateur=320), vu=1)]
    with pytest.raises(ActeConcurrent, match="a changé entre-temps"):
        kept.write(late)
    assert [one.saisie.numerateur for one in kept.standing()] == [310]


def test_a_row_that_was_altered_is_nobody_s(tmp_path: Path) -> None:
    import sqlite3

    kept = Saisies(tmp_path)
    kept.write([Proposee(ONE)])
    with sqlite3.connect(tmp_path / "registre.sqlite3") as base:
        base.execute("UPDATE decision_saisie SET contenu = replace(contenu, '300', '900')")
    assert kept.standing() == () and kept.verify().fautes != ()


@pytest.mark.parametrize("vu", [2, 10**40, -1])
@pytest.mark.parametrize("told", [ONE, replace(ONE, numerateur=7), TWO, replace(ONE, retire=True)])
def test_a_row_that_an_entry_never_was_at_is_a_conflict(tmp_path: Path, told: Saisie, vu: int) -> None:
    kept = Saisies(tmp_path)
    kept.write([Proposee(ONE)])
    with pytest.raises(ActeConcurrent, match="jamais eu ce rang"):
        kept.write([Proposee(told, vu=vu)])
    assert kept.verify().lignes == 1
