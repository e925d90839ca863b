"""What a person said of two marchés is kept for ever; the last word on a pair counts, and can be taken
back.
"""

from __future__ import annotations

from pathlib import Path

from achatlas.store.decisions import APART, SAME, TAKEN_BACK, Decision, Decisions

PAIR = ("000900001/A", "000900001/B")


def said(jugement: str, first: str = PAIR[0], second: str = PAIR[1]) -> Decision:
    cited = ({"fichier": "decp.json", "numero_ligne": 42},)
    return Decision("000900001", first, second, jugement, "lea", "2026-11-25T10:00:00+00:00", "", cited)


def test_nothing_is_said_at_first(tmp_path: Path) -> None:
    assert Decisions(tmp_path).every() == ()
    assert Decisions(tmp_path).jugements() == {}


def test_the_last_word_on_a_pair_counts_whatever_the_order_of_its_keys(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.add(said(SAME))
    decisions.add(said(APART, *reversed(PAIR)))
    assert Decisions(tmp_path).jugements() == {PAIR: APART}


def test_a_judgement_taken_back_leaves_its_history(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.add(said(SAME))
    decisions.add(said(TAKEN_BACK))
    assert decisions.jugements() == {}
    assert [one.jugement for one in decisions.every()] == [SAME, TAKEN_BACK]
    assert decisions.every()[0].cite == ({"fichier": "decp.json", "numero_ligne": 42},)
