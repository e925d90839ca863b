"""Pareto: cumulative share against rank among all; 50 and 80 % are marked in words; the first names under
it."""

from __future__ import annotations

from achatlas.marks import Dessin, Marque, Planche, palmares

MARQUE = Marque("Cumul", rang=30, natures=("categorie", "hierarchie", "operateur"), range=True, courbe=True)
GAUCHE, HAUT, BAS = 34, 14, 26
ETROIT = 358
LETTRES = 90


def _repere(planche: Planche, part: int, rang: int, point: tuple[float, float], largeur: int) -> Dessin:
    """Place a threshold and its words: right below, under the curve; at the end, left and lower."""
    x, y = point
    fin = x > largeur - LETTRES
    return {
        "x": f"{x:.1f}",
        "y": f"{y:.1f}",
        "tx": f"{x + (-9 if fin else 9):.1f}",
        "ty": f"{y + (34 if fin else 16):.1f}",
        "part": part,
        "rang": rang,
        "fin": fin,
    }


def _dessin(planche: Planche, largeur: int, hauteur: int) -> Dessin:
    base, droite = hauteur - BAS, largeur - 10

    def point(rang: int, cumul: int) -> tuple[float, float]:
        part = min(cumul / planche.total, 1.0)
        return GAUCHE + (droite - GAUCHE) * rang / planche.nombre, base - (base - HAUT) * part

    places = {rang: point(rang, cumul) for rang, cumul in planche.courbe}
    trace = "".join(f"L{x:.1f} {y:.1f}" for x, y in places.values())
    reperes = [_repere(planche, p, r, places[r], largeur) for p, r in planche.reperes if r in places]
    grille = [{"y": f"{base - (base - HAUT) * p / 100:.1f}", "texte": p} for p in (0, 50, 80, 100)]
    return {
        "largeur": largeur,
        "hauteur": hauteur,
        "gauche": GAUCHE,
        "droite": droite,
        "base": base,
        "grille": grille,
        "ligne": f"M{GAUCHE} {base}{trace}",
        "aire": f"M{GAUCHE} {base}{trace}V{base}Z",
        "reperes": reperes,
    }


def dessiner(planche: Planche) -> Dessin:
    """Return the curve in two formats, its thresholds, and the leaderboard of the first members."""
    formats = {}
    if planche.nombre > 2 and planche.total > 0 and planche.courbe:
        formats = {"large": _dessin(planche, planche.pixels, 166), "etroit": _dessin(planche, ETROIT, 160)}
    return {**palmares.dessiner(planche), "formats": formats, "reperes": planche.reperes}
