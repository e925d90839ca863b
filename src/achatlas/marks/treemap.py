"""Treemap: squarified, one hue by share of the total, a label only where its whole words fit; its list
beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from achatlas.langues import nu, translated
from achatlas.marks import Dessin, Legende, Marque, Planche, Rangee, Trait, teintes
from achatlas.marks._court import court

MARQUE = Marque("Surfaces", rang=20, natures=("categorie", "hierarchie", "operateur"), lignes="pliees")
BORNES = (2, 5, 7, 12, 25)
HAUTEUR_LIGNE = 15
MARGE = 8
CHASSE = 6.5


@dataclass(frozen=True)
class Boite:
    """A rectangle in px."""

    x: float
    y: float
    w: float
    h: float


def _pire(rangee: Sequence[float], cote: float) -> float:
    """Return the worst aspect ratio of a row of areas laid along a side."""
    somme = sum(rangee)
    return max(cote**2 * max(rangee) / somme**2, somme**2 / (cote**2 * min(rangee)))


def _poser(rangee: Sequence[float], boite: Boite) -> tuple[list[Boite], Boite]:
    """Lay a row along the short side; return its rectangles and what is left."""
    somme, boites, avance = sum(rangee), [], 0.0
    couche = boite.w >= boite.h
    epaisseur = somme / (boite.h if couche else boite.w)
    for aire in rangee:
        longueur = aire / epaisseur
        if couche:
            boites.append(Boite(boite.x, boite.y + avance, epaisseur, longueur))
        else:
            boites.append(Boite(boite.x + avance, boite.y, longueur, epaisseur))
        avance += longueur
    if couche:
        return boites, Boite(boite.x + epaisseur, boite.y, boite.w - epaisseur, boite.h)
    return boites, Boite(boite.x, boite.y + epaisseur, boite.w, boite.h - epaisseur)


def carrer(aires: Sequence[float], boite: Boite) -> list[Boite]:
    """Squarify areas (already scaled to the box, decreasing) into rectangles, in the same order (Bruls
    2000)."""
    posees: list[Boite] = []
    rangee: list[float] = []
    for aire in aires:
        cote = min(boite.w, boite.h)
        if rangee and _pire([*rangee, aire], cote) > _pire(rangee, cote):
            mises, boite = _poser(rangee, boite)
            posees, rangee = posees + mises, []
        rangee.append(aire)
    if rangee:
        posees += _poser(rangee, boite)[0]
    return posees


def couper(texte: str, largeur: float) -> list[str]:
    """Break a label into lines of whole words; an empty list when a word is wider than the place."""
    lignes: list[str] = []
    for mot in texte.split(" "):
        if len(mot) * CHASSE > largeur:
            return []
        if lignes and (len(lignes[-1]) + 1 + len(mot)) * CHASSE <= largeur:
            lignes[-1] += " " + mot
        else:
            lignes.append(mot)
    return lignes


def _teinte(trait: Trait) -> str:
    if trait.etat in ("autres", "incertain", "choisi", "exclu"):
        return trait.etat
    return f"s{1 + sum(trait.part >= borne for borne in BORNES)}"


def _case(rang: int, trait: Trait, boite: Boite) -> Dessin:
    """Place a rectangle and what it can bear: its words and its number, else its rank, else nothing."""
    x, y, w, h = boite.x + 1, boite.y + 1, max(boite.w - 2, 0), max(boite.h - 2, 0)
    mots = couper(nu(trait.libelle), w - 2 * MARGE)
    if not mots or (len(mots) + 1) * HAUTEUR_LIGNE + MARGE > h or len(trait.texte) * CHASSE > w - 2 * MARGE:
        mots = []
    lignes = [
        {"x": f"{x + MARGE:.1f}", "y": f"{y + 18 + i * HAUTEUR_LIGNE:.1f}", "mot": mot}
        for i, mot in enumerate(mots)
    ]
    tient = w > 2 * MARGE + CHASSE * len(str(rang)) and h > 22
    bas = {"x": f"{x + MARGE:.1f}", "y": f"{y + 18 + len(mots) * HAUTEUR_LIGNE:.1f}"}
    numero = trait.texte if mots else str(rang) if tient else ""
    rect = {"x": f"{x:.1f}", "y": f"{y:.1f}", "w": f"{w:.1f}", "h": f"{h:.1f}"}
    return {"trait": trait, "teinte": _teinte(trait), "lignes": lignes, "bas": bas, "numero": numero, **rect}


def _haut(planche: Planche) -> int:
    """Return the height of the list beside it, so that both end together."""
    return max(sum(27 if len(nu(t.libelle)) < 31 else 38 for t in planche.traits) + 27, 240)


def rangees(planche: Planche, dessin: Dessin) -> tuple[Rangee, ...]:
    """Every member, with the rank that small rectangles bear."""
    said = ("exclu" if t.etat == "exclu" else t.part_written for t in planche.traits)
    ranked = zip(enumerate(planche.traits, 1), said, strict=True)
    return tuple(Rangee(f"{rang}. {t.libelle}", t.texte, share) for (rang, t), share in ranked)


def legende(planche: Planche, dessin: Dessin) -> Legende:
    """What the colours are."""
    return translated("Surface : le montant. Teinte : la part, %"), teintes(BORNES)


def dessiner(planche: Planche) -> Dessin:
    """Return the rectangles of the positive members (excluded ones are left out), beside the list twin.

    Negative members (more credit notes than purchases) have no area: they stand in the list alone.
    """
    vus = [(rang, t) for rang, t in enumerate(planche.traits, 1) if t.valeur > 0 and t.etat != "exclu"]
    somme = sum(t.valeur for _, t in vus)
    largeur = planche.pixels * 3 // 5 if planche.pixels > 600 else planche.pixels
    hauteur = _haut(planche)
    boites = carrer([t.valeur * largeur * hauteur / somme for _, t in vus], Boite(0, 0, largeur, hauteur))
    cases = [_case(rang, t, boite) for (rang, t), boite in zip(vus, boites, strict=True)]
    muettes = sum(not case["lignes"] for case in cases)
    size = {"largeur": largeur, "hauteur": hauteur}
    return {"cases": cases, "muettes": muettes, "bornes": BORNES, "court": court(planche), **size}
