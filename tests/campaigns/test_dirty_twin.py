"""Not one false value in silence: 50,000 lines spoiled on purpose, whose truth is known (R2, F01–F17)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.campaigns.dirty_twin.campaign import campaign
from tests.campaigns.dirty_twin.judge import Verdict

FILES, LINES = 6, 5_600
HALVES = (0, 1)
CLEAN_KEPT = 0.995


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
