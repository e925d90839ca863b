"""Segments merged into others: each step is added, its code is never used again, and it is undone whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.evolution import Evolution, projection
from achatlas.store import evolutions, transaction
from achatlas.store.evolutions import Evolutions, in_force

FILES = ("05.01", "05.02", "05.03")
JOUR = "2026-11-26T10:00:00+00:00"


def merge(kept: Evolutions, code: str, vers: str) -> int:
    return kept.add(Evolution(0, code, vers, "lea", JOUR), FILES).numero


def test_a_merged_segment_ends_where_the_last_step_leads(tmp_path: Path) -> None:
    kept = Evolutions(tmp_path)
    merge(kept, "05.03", "05.02")
    merge(kept, "05.02", "05.01")
    assert kept.projection() == {"05.03": "05.01", "05.02": "05.01"}


def test_an_evolution_is_undone_and_leaves_its_rows(tmp_path: Path) -> None:
    kept = Evolutions(tmp_path)
    first = merge(kept, "05.03", "05.02")
    merge(kept, "05.02", "05.01")
    kept.take_back(first, "paul", JOUR, FILES)
    assert kept.projection() == {"05.02": "05.01"}
    assert [(one.code, back) for one, back in kept.every()] == [
        ("05.03", False), ("05.02", False), ("05.03", True)
    ]  # fmt: skip


@pytest.mark.parametrize(("code", "vers"), [("05.03", "05.01"), ("05.01", "05.03"), ("05.01", "05.01")])
def test_what_is_merged_already_is_merged_no_more(tmp_path: Path, code: str, vers: str) -> None:
    kept = Evolutions(tmp_path)
    merge(kept, "05.03", "05.02")
    with pytest.raises(ActeConcurrent):
        merge(kept, code, vers)


def test_an_evolution_that_does_not_stand_is_not_undone(tmp_path: Path) -> None:
    kept = Evolutions(tmp_path)
    number = merge(kept, "05.03", "05.02")
    kept.take_back(number, "lea", JOUR, FILES)
    with pytest.raises(ActeConcurrent):
        kept.take_back(number, "lea", JOUR, FILES)


CODES = st.sampled_from(["a", "b", "c", "d"])


def walked(steps: dict[str, str], code: str) -> str | None:
    """Where a code ends, step after step; None in a circle."""
    for _ in range(len(steps) + 1):
        if code not in steps:
            return code
        code = steps[code]
    return None


@given(st.lists(st.tuples(CODES, CODES), max_size=6))
def test_a_code_ends_where_its_steps_lead(pairs: list[tuple[str, str]]) -> None:
    every = [Evolution(n, code, vers, "lea", JOUR) for n, (code, vers) in enumerate(pairs)]
    steps = {one.code: one.vers for one in every}
    found = projection(every)
    assert set(found) == set(steps)
    assert all(found[code] == walked(steps, code) for code in steps if walked(steps, code))


def test_what_is_in_force_is_read_again_after_each_act_however_close(tmp_path: Path) -> None:
    kept, number = Evolutions(tmp_path), 0
    for _ in range(5):
        number = merge(kept, "05.03", "05.02")
        assert in_force(tmp_path).retires == {"05.03": "05.02"}
        kept.take_back(number, "paul", JOUR, FILES)
        assert not in_force(tmp_path)


def test_what_is_in_force_is_kept_while_nobody_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    merge(Evolutions(tmp_path), "05.03", "05.02")
    monkeypatch.setattr(transaction, "RACY_NS", -1)
    first = in_force(tmp_path)
    monkeypatch.setattr(evolutions, "head", lambda *_: pytest.fail("read again"))
    assert in_force(tmp_path) is first


def test_a_home_without_a_register_has_no_evolution_and_nothing_is_written(tmp_path: Path) -> None:
    assert not in_force(tmp_path) and not [*tmp_path.iterdir()]
