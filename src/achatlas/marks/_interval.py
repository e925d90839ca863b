"""Shares that are known within an interval: plain up to the low end, hatched up to the high one, and no point
between (a share with a doubt is never drawn as one number).
"""

from __future__ import annotations

from collections.abc import Sequence

from achatlas.marks import Dessin

FULL = 10_000
LEAST = 60
HEAD, ROW, BAR, FOOT = 6, 46, 14, 24
SIDE = 6
WIDTHS = {"large": 560, "etroit": 340}
GRADUATIONS = (0, 25, 50, 75, 100)
Interval = Sequence[float]


def barre(ends: Interval) -> Dessin:
    """A bar as wide as its place: lengths in per cent; what is in doubt is never too thin to be seen."""
    low, high = (round(end * FULL) for end in ends)
    low = max(0, min(low, high - LEAST))
    return {name: f"{value / 100:.2f}%" for name, value in (("plein", low), ("doute", high - low))}


def dessiner(rows: Sequence[tuple[str, str, Interval]]) -> Dessin:
    """Two drawings, wide and narrow, of the same rows (name, interval in words, interval), from 0 to 100."""
    return {"formats": {name: _drawn(rows, width) for name, width in WIDTHS.items()}}


def _drawn(rows: Sequence[tuple[str, str, Interval]], width: int) -> Dessin:
    wide, base = width - 2 * SIDE, HEAD + ROW * len(rows)

    def at(value: float) -> float:
        return SIDE + wide * value

    bars = []
    for rank, (name, words, (low, high)) in enumerate(rows):
        top = HEAD + ROW * rank
        start = max(0.0, min(low, high - LEAST / FULL))
        bars.append(
            {
                "nom": name,
                "dit": words,
                "texte_y": top + 14,
                "y": top + 20,
                "plein": f"{wide * start:.1f}",
                "doute_x": f"{at(start):.1f}",
                "doute": f"{wide * (high - start):.1f}",
            }
        )
    grille = [{"x": f"{at(g / 100):.1f}", "texte": str(g), "bout": g == GRADUATIONS[-1]} for g in GRADUATIONS]
    return {
        "largeur": width,
        "hauteur": base + FOOT,
        "gauche": SIDE,
        "droite": width - SIDE,
        "base": base,
        "barre": BAR,
        "barres": bars,
        "grille": grille,
    }
