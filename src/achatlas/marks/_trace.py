"""A line through some values, small enough for a cell: from zero, without an axis."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 56, 18, 3
Point = tuple[str, str]


def tracer(values: Sequence[int]) -> tuple[str, Point]:
    """An SVG path and its last point; nothing for less than two values, or when none is above zero."""
    most = max((*values, 0))
    if len(values) < 2 or not most:
        return "", ("", "")
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    places = [
        (EDGE + rank * step, HEIGHT - EDGE - max(one, 0) * (HEIGHT - 2 * EDGE) / most)
        for rank, one in enumerate(values)
    ]
    x, y = places[-1]
    return "M" + "L".join(f"{one:.1f} {two:.1f}" for one, two in places), (f"{x:.1f}", f"{y:.1f}")
