"""Not one false value in silence: 50,000 lines spoiled on purpose, whose truth is known (R2, F01–F17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from achatlas.cleanse import values
from achatlas.domain import money
from achatlas.ingest import tabular
from achatlas.pipeline import confined
from tests.campaigns.dirty_twin.campaign import campaign
from tests.campaigns.dirty_twin.judge import Verdict

FILES, LINES = 6, 5_600
HALVES = (0, 1)
CLEAN_KEPT = 0.995
Mutant = Callable[[pytest.MonkeyPatch], None]


def told(verdict: Verdict, seed: int) -> str:
    shown = [*verdict.silent[:10], *verdict.refused[:5]]
    return f"--graine {seed}: {len(verdict.silent)} false, {len(verdict.refused)} refused\n" + "\n".join(
        shown
    )


@pytest.mark.lent
@pytest.mark.parametrize("half", HALVES)
def test_no_spoiled_line_is_read_as_another_and_clean_ones_are_all_read(
    half: int, seed: int, scale: int, tmp_path: Path
) -> None:
    for turn in range(scale):
        drawn = 1_000 * seed + len(HALVES) * turn + half
        verdict = campaign(tmp_path / str(turn), drawn, FILES, LINES)
        assert verdict.silent == [], told(verdict, seed)
        assert verdict.kept >= CLEAN_KEPT, told(verdict, seed)
        assert verdict.rows >= 25_000 and verdict.clean >= 15_000


def drops_the_sign(patch: pytest.MonkeyPatch) -> None:
    unsigned = money._unsigned
    patch.setattr(money, "_unsigned", lambda text, fmt: (unsigned(text, fmt)[0], False))


def exchanges_day_and_month(patch: pytest.MonkeyPatch) -> None:
    read = values.read_date

    def swapped(text: str, form: str = "iso") -> date | None:
        day = read(text, form)
        return day.replace(day=day.month, month=day.day) if day and day.day <= 12 else day

    patch.setattr(values, "read_date", swapped)


def pads_any_siret(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "is_siret", lambda text: len(text) == 14)


def counts_totals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tabular.Totals, "is_total", lambda *_: False)


def believes_three_decimals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tabular.Decimals, "ambiguous", lambda *_: [])


def believes_shifted_lines(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tabular.Margin, "spilt", lambda *_: False)


MUTANTS: tuple[Mutant, ...] = (
    drops_the_sign, exchanges_day_and_month, pads_any_siret, counts_totals, believes_three_decimals,
    believes_shifted_lines,
)  # fmt: skip


@pytest.mark.lent
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_reader_that_errs_is_caught(
    mutant: Mutant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(confined, "sandboxed", lambda task, *_: task())
    mutant(monkeypatch)
    assert campaign(tmp_path, 383, 1, 2_000).silent
