"""What each threshold gives: precision and recall as two lines within their intervals, and the threshold in
use marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from achatlas.marks import Dessin

LEFT, TOP, FOOT = 34, 14, 40
SIZES = {"large": (760, 320, 84), "etroit": (340, 260, 66)}
STEP, FULL = 25, 100
SCORES = (10, 30, 50, 70, 90)
APART = 15


@dataclass(frozen=True)
class Courbe:
    """A line: its name, and its points (score, share, interval)."""

    nom: str
    points: tuple[tuple[int, float, tuple[float, float]], ...]


def dessiner(lines: Sequence[Courbe], seuil: int) -> Dessin:
    """Two drawings, wide and narrow, of the same lines; the axis of scores starts where they do."""
    kept = [line for line in lines if len(line.points) > 1]
    if not kept:
        return {"formats": {}}
    return {"formats": {name: _drawn(kept, seuil, size) for name, size in SIZES.items()}}


def _drawn(lines: Sequence[Courbe], seuil: int, size: tuple[int, int, int]) -> Dessin:
    width, height, margin = size
    base, right = height - FOOT, width - margin
    first, foot = min(line.points[0][0] for line in lines), _foot(lines)

    def x(score: int) -> float:
        return LEFT + (right - LEFT) * (score - first) / max(1, 100 - first)

    def y(share: float) -> float:
        return base - (base - TOP) * (share - foot / FULL) / (1 - foot / FULL)

    drawn = []
    for rank, line in enumerate(lines, 1):
        top = "L".join(f"{x(score):.1f} {y(high):.1f}" for score, _, (_, high) in line.points)
        under = "L".join(f"{x(score):.1f} {y(low):.1f}" for score, _, (low, _) in reversed(line.points))
        middle = "L".join(f"{x(score):.1f} {y(share):.1f}" for score, share, _ in line.points)
        last = line.points[-1]
        drawn.append(
            {
                "rang": rank,
                "nom": line.nom,
                "bande": f"M{top}L{under}Z",
                "ligne": f"M{middle}",
                "reperes": [
                    {"x": f"{x(score):.1f}", "y": f"{y(share):.1f}", "ici": score == seuil}
                    for score, share, _ in line.points
                ],
                "tx": f"{x(last[0]) + 8:.1f}",
                "ty": y(last[1]) + 4,
            }
        )
    _spread(drawn)
    return {
        "largeur": width,
        "hauteur": height,
        "gauche": LEFT,
        "droite": right,
        "haut": TOP,
        "base": base,
        "grille": [{"y": f"{y(s / 100):.1f}", "texte": str(s)} for s in range(foot, FULL + 1, STEP)],
        "scores": [{"x": f"{x(s):.1f}", "texte": str(s)} for s in SCORES if s >= first],
        "seuil": {"x": f"{x(seuil):.1f}", "valeur": seuil, "fin": f"{x(seuil) - 6:.1f}"},
        "lignes": drawn,
    }


def _foot(lines: Sequence[Courbe]) -> int:
    """Where the axis of shares starts: the graduation under the lowest end, 75 at most."""
    lowest = min(low for line in lines for _, _, (low, _) in line.points)
    return min(FULL - STEP, int(lowest * FULL) // STEP * STEP)


def _spread(drawn: list[Dessin]) -> None:
    """Keeps the names of the lines from covering one another, and writes their places."""
    drawn.sort(key=lambda line: line["ty"])
    for above, below in zip(drawn, drawn[1:], strict=False):
        below["ty"] = max(below["ty"], above["ty"] + APART)
    for line in drawn:
        line["ty"] = f"{line['ty']:.1f}"
