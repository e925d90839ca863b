"""Series: members that follow one another as columns, the compared year as an ochre step line over them;
first, last and extremes labelled, all of them where they are few and wide; what is chosen outlined.
"""

from __future__ import annotations

import re
from itertools import groupby

from achatlas.domain.nombres import montant, sans_zero
from achatlas.langues import FRENCH, dire, langue, translated
from achatlas.marks import Dessin, Legende, Marque, Planche, Rangee, Trait
from achatlas.marks._echelle import graduations

MARQUE = Marque("Colonnes", rang=10, natures=("temps",), ordered=True, lignes="remplies")
GAUCHE, HAUT, BAS = 38, 20, 24
ETROIT, LARGE, CHIFFRES = 358, 34, 20
LIGNE, CHASSE, ENTRE = 13, 6.8, 4
COURTS = {"suivant": "suiv.", "exercice": "ex."}


def _colonnes(
    planche: Planche, noms: list[list[str]], pas: float, y: float, echelle: float
) -> list[Dessin]:  # fmt: skip
    announced = _announced(planche.traits)
    if planche.courts and pas >= LARGE:
        announced = {rang for rang, trait in enumerate(planche.traits) if trait.valeur}
    colonnes = []
    for rang, trait in enumerate(planche.traits):
        hauteur = max(trait.valeur, 0) * echelle
        centre = GAUCHE + pas * (rang + 0.5)
        colonnes.append(
            {
                "trait": trait,
                "x": f"{centre - pas * 0.31:.1f}",
                "w": f"{pas * 0.62:.1f}",
                "y": f"{y - hauteur:.1f}",
                "h": f"{hauteur:.1f}",
                "cx": f"{centre:.1f}",
                "label_y": f"{y - _top(planche, rang, pas, echelle) - 7:.1f}",
                "dit": rang in announced,
                "noms": noms[rang],
                "cible_x": f"{GAUCHE + pas * rang:.1f}",
                "cible_w": f"{pas:.1f}",
            }
        )
    return colonnes


def _top(planche: Planche, rang: int, pas: float, echelle: float) -> float:
    """Return what the figure of a column stands over, in pixels: its bar, its step of the compared year, and
    on narrow columns the step beside that would cross it; a much higher one stays beside the figure.
    """
    trait = planche.traits[rang]
    top = max(trait.valeur, trait.avant or 0, 0) * echelle
    reach = 1 if pas < LARGE else 0
    beside = (max(t.avant or 0, 0) * echelle for t in planche.traits[max(rang - reach, 0) : rang + reach + 1])
    return max([top, *(step for step in beside if step <= top + CHIFFRES)])


def _noms(trait: Trait, *, court: bool, noted: bool) -> list[str]:
    """Name a column under its bar: a letter when there is little room (« ? » for the unknown one), two lines
    for those that a note explains.
    """
    if trait.code == "":
        return ["?" if court else "inconnu"]
    if noted:
        mot, _, suite = trait.libelle.partition(" ")
        return [abrege(mot), COURTS.get(suite, suite) if court else suite]
    return [trait.libelle[:1].upper() if court else abrege(trait.libelle)]


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
    "novembre", "décembre",
)  # fmt: skip


def abrege(mois: str) -> str:
    """Shorten a month as French does: « janv. », « mai » ; another label is left whole."""
    if langue() is not FRENCH:
        return mois[:3] if mois in map(translated, MONTHS) else mois
    longs = {
        "janvier": "janv.",
        "février": "févr.",
        "avril": "avr.",
        "juillet": "juil.",
        "septembre": "sept.",
    }
    longs |= {"octobre": "oct.", "novembre": "nov.", "décembre": "déc."}
    return longs.get(mois, mois)


def _tous(planche: Planche, pas: float, *, court: bool) -> list[list[str]]:
    """Name every column, in as many lines as its room asks."""
    noted = {nom for nom, _ in planche.notes}
    return [
        _couper(planche.courts.get(trait.code, "?"), pas)
        if planche.courts
        else _noms(trait, court=court, noted=trait.libelle in noted)
        for trait in planche.traits
    ]


def _couper(nom: str, pas: float) -> list[str]:
    """Cut a short name where it may be, at a space or after a dash, when a column is too narrow for it."""
    lines = [""]
    for piece in re.split(r"(?<=[ –])", nom):
        whole = f"{lines[-1]}{piece}"
        if lines[-1] and len(whole.rstrip()) * CHASSE > pas - ENTRE:
            lines.append(piece)
        else:
            lines[-1] = whole
    return [line.rstrip() for line in lines]


def _runs(planche: Planche, pas: float) -> list[Dessin]:
    """The ranges of columns that are chosen: where each begins and how wide it is."""
    found, place = [], float(GAUCHE)
    for chosen, run in groupby(t.etat == "choisi" for t in planche.traits):
        wide = pas * len(list(run))
        if chosen:
            found.append({"x": f"{place:.1f}", "w": f"{wide:.1f}"})
        place += wide
    return found


def _announced(traits: tuple[Trait, ...]) -> set[int]:
    """Return the ranks of the first, last, highest and lowest columns."""
    if not traits:
        return set()
    rangs = range(len(traits))
    return {
        0,
        len(traits) - 1,
        max(rangs, key=lambda i: traits[i].valeur),
        min(rangs, key=lambda i: traits[i].valeur),
    }


def _marches(planche: Planche, pas: float, y: float, echelle: float) -> str:
    """Return the path of the compared period: one step a month, broken where a month has nothing beside."""
    path, drawn = "", False
    for rang, trait in enumerate(planche.traits if planche.contre else ()):
        if trait.avant is not None:
            x, height = GAUCHE + pas * rang, y - max(trait.avant, 0) * echelle
            path += f"{'L' if drawn else 'M'}{x:.1f} {height:.1f}H{x + pas:.1f}"
        drawn = trait.avant is not None
    return path


def _dessin(planche: Planche, largeur: int, hauteur: int) -> Dessin:
    maximum = max((max(t.valeur, t.avant or 0) for t in planche.traits), default=0)
    traits = graduations(maximum)
    pas = (largeur - GAUCHE - 6) / max(len(planche.traits), 1)
    noms = _tous(planche, pas, court=largeur < 420)
    y = hauteur - BAS - LIGNE * (max((len(one) for one in noms), default=1) - 1)
    echelle = (y - HAUT) / (traits[-1] or 1)
    grille = [{"y": f"{y - v * echelle:.1f}", "texte": sans_zero(montant(v, planche.unite))} for v in traits]
    return {
        "largeur": largeur,
        "hauteur": hauteur,
        "gauche": GAUCHE,
        "droite": largeur - 6,
        "base": y,
        "haut": HAUT - 6,
        "grille": grille,
        "colonnes": _colonnes(planche, noms, pas, y, echelle),
        "runs": _runs(planche, pas) if planche.brush else [],
        "contre": _marches(planche, pas, y, echelle),
    }


def rangees(planche: Planche, dessin: Dessin) -> tuple[Rangee, ...]:
    """Every column, with what it was: the drawing labels only some."""
    return tuple(Rangee(t.libelle, t.texte, t.evolution) for t in planche.traits)


def legende(planche: Planche, dessin: Dessin) -> Legende:
    """Which year the columns are, and the line."""
    if not planche.contre:
        return dire("Colonnes : {periode}", periode=planche.exercice), ()
    said = "Colonnes : {periode} ; trait : {autre}, et l’évolution"
    return dire(said, periode=planche.exercice, autre=planche.contre), ()


def dessiner(planche: Planche) -> Dessin:
    """Return two drawings of the same columns, wide and narrow; the page shows the one that fits."""
    return {
        "formats": {"large": _dessin(planche, planche.pixels, 372), "etroit": _dessin(planche, ETROIT, 210)},
        "exercice": planche.exercice,
        "annee_contre": planche.contre,
    }
