"""When marchés end: a bar for each, from its notification to its end, over years; today, and the months to
come that are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from achatlas.marks import Dessin

LEFT, TOP, ROW, BAR, RIGHT = 190, 26, 24, 13, 8
WIDTH = 700


@dataclass(frozen=True)
class Barre:
    """A marché: whose it is, its first and last days, and where its page is; without a first day, its end
    alone is drawn.
    """

    nom: str
    debut: date | None
    fin: date
    href: str = ""


def dessiner(barres: Sequence[Barre], jour: date, horizon: date) -> Dessin:
    """The places of the bars, the years, today and the window that ends at ``horizon``, in pixels."""
    first = min([jour, *(one.debut or one.fin for one in barres)]).year
    last = max([horizon, *(one.fin for one in barres)]).year + 1
    start, end = date(first, 1, 1), date(last, 1, 1)

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - start).days / (end - start).days

    drawn = []
    for rank, one in enumerate(barres):
        left, top = x(one.debut or one.fin), TOP + rank * ROW
        drawn.append(
            {
                "nom": one.nom,
                "href": one.href,
                "fin": f"{one.fin:%m/%Y}",
                "x": f"{left:.1f}",
                "y": top,
                "texte": top + BAR - 2,
                "largeur": f"{max(x(one.fin) - left, 2):.1f}",
                "bout": f"{x(one.fin):.1f}",
                "proche": one.fin <= horizon,
            }
        )
    step = max(1, (last - first) // 6)
    return {
        "largeur": WIDTH,
        "hauteur": TOP + len(barres) * ROW + 16,
        "bas": TOP + len(barres) * ROW,
        "gauche": LEFT - 8,
        "barre": BAR,
        "barres": drawn,
        "annees": [{"x": f"{x(date(y, 1, 1)):.1f}", "texte": str(y)} for y in range(first, last, step)],
        "jour": f"{x(jour):.1f}",
        "fenetre": {"x": f"{x(jour):.1f}", "largeur": f"{x(horizon) - x(jour):.1f}"},
    }
