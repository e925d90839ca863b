"""Years as columns, each with the part of it that stands apart below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BASE, HEIGHT, STEP = 92, 74, 56


@dataclass(frozen=True)
class Colonne:
    """A column: its left edge, then the top and the height of what stands above and of what stands below."""

    x: int
    y: str
    h: str
    y_sous: str
    h_sous: str


def dessiner(values: Sequence[tuple[int, int]]) -> list[Colonne]:
    """The columns of some amounts and of a part of each (same unit), on one scale from zero."""
    most = max((whole for whole, _ in values), default=0)

    def height(value: int) -> float:
        return max(value, 0) * HEIGHT / most if most > 0 else 0.0

    drawn = []
    for rank, (whole, part) in enumerate(values):
        high, low = height(whole), height(min(part, whole))
        drawn.append(
            Colonne(rank * STEP, f"{BASE - high:.1f}", f"{high - low:.1f}", f"{BASE - low:.1f}", f"{low:.1f}")
        )
    return drawn
