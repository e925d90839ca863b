"""What persons say of the marché of payments: the last word on each key counts, and nothing is lost."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from achatlas.domain.judgement import Judgement
from achatlas.store.rattachements import Rattachement, Rattachements
from achatlas.store.transaction import REGISTRE

YES = Rattachement(
    "000000018", "100000009", "08.03", "000000018/M1", Judgement.OUI, "ana", "2026-01-01", "vu"
)


def test_the_last_judgement_of_a_key_counts(tmp_path: Path) -> None:
    kept = Rattachements(tmp_path)
    kept.add(YES, replace(YES, marche_cle="000000018/M2", jugement=Judgement.NON))
    kept.add(replace(YES, jugement=Judgement.INCERTAIN))
    assert kept.jugements() == {
        YES.cle: Judgement.INCERTAIN,
        (*YES.cle[:3], "000000018/M2"): Judgement.NON,
    }
    assert kept.verify().lignes == 3


def test_a_judgement_taken_back_says_nothing_any_more(tmp_path: Path) -> None:
    kept = Rattachements(tmp_path)
    kept.add(YES, replace(YES, jugement=Judgement.SANS_AVIS))
    assert kept.standing() == {}


def test_what_is_no_judgement_of_a_marche_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="etranger"):
        Rattachements(tmp_path).add(YES, replace(YES, jugement=Judgement.ETRANGER))
    assert Rattachements(tmp_path).standing() == {}


def test_a_row_that_somebody_altered_is_nobodys(tmp_path: Path) -> None:
    Rattachements(tmp_path).add(YES)
    with sqlite3.connect(tmp_path / REGISTRE) as base:
        base.execute("UPDATE decision_pont SET contenu = replace(contenu, 'oui', 'non')")
    assert Rattachements(tmp_path).jugements() == {}
    assert Rattachements(tmp_path).verify().fautes != ()
