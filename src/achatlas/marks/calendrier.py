"""Calendar: months by years, every year whatever the one that is looked at; the more, the deeper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from achatlas.domain.nombres import montant, sans_zero
from achatlas.langues import dire
from achatlas.marks import Dessin, Legende, Marque, Planche, Rangee, Trait, teintes
from achatlas.marks._echelle import echelons
from achatlas.marks.serie import abrege

MARQUE = Marque("Calendrier", rang=20, natures=("temps",), lignes="remplies", crossed_by="exercice")
GAUCHE, HAUT, RANG, CHASSE = 44, 24, 38, 6.6
ETROIT, GAUCHE_ETROIT, RANG_ETROIT = 358, 104, 26


@dataclass(frozen=True)
class Format:
    """How cells are laid: the place of the first, the size of each, years along or months along."""

    gauche: float
    pas: float
    rang: float
    mois_en_ligne: bool

    def place(self, mois: int, annee: int) -> tuple[float, float]:
        """The left top corner of a cell."""
        along, down = (mois, annee) if self.mois_en_ligne else (annee, mois)
        return self.gauche + self.pas * along, HAUT + self.rang * down


def depth_of(valeur: int, bounds: Sequence[int]) -> str:
    """How deep a cell is: s0 for nothing or less, then by round bounds."""
    return f"s{1 + sum(valeur >= borne for borne in bounds)}" if valeur > 0 else "s0"


def _case(
    planche: Planche, key: tuple[Trait, str], at: tuple[float, float], size: Format, teinte: str
) -> Dessin:
    trait, annee = key
    valeur = planche.cases.get((trait.code, annee))
    texte = montant(valeur, planche.unite) if valeur is not None else ""
    chosen = trait.etat == "choisi" and annee == planche.colonne
    x, y = at
    return {
        "trait": trait,
        "annee": planche.colonnes[annee],
        "href": planche.vers.get((trait.code, annee), trait.href),
        "id": f"{annee}{trait.id}",
        "teinte": "choisi" if chosen else teinte,
        "choisi": chosen,
        "doute": trait.etat == "incertain" and bool(valeur),
        "dit": texte or "rien",
        "texte": texte if len(texte) * CHASSE < size.pas - 6 else "",
        "x": f"{x + 1:.1f}",
        "y": f"{y + 1:.1f}",
        "w": f"{size.pas - 2:.1f}",
        "h": f"{size.rang - 2:.1f}",
        "cx": f"{x + size.pas / 2:.1f}",
        "cy": f"{y + size.rang / 2 + 4:.1f}",
    }


def _format(planche: Planche, bounds: Sequence[int], size: Format, largeur: int) -> Dessin:
    years, months = list(planche.colonnes), planche.traits
    cells = []
    for down, annee in enumerate(years):
        for along, trait in enumerate(months):
            depth = depth_of(planche.cases.get((trait.code, annee), 0), bounds)
            cells.append(_case(planche, (trait, annee), size.place(along, down), size, depth))
    rows = len(years) if size.mois_en_ligne else len(months)
    return {
        "largeur": largeur,
        "hauteur": f"{HAUT + size.rang * rows + 2:g}",
        "cases": cells,
        "annees": [_head(planche.colonnes[one], size, n, mois=False) for n, one in enumerate(years)],
        "mois": [_head(_short(one, size), size, n, mois=True) for n, one in enumerate(months)],
        "vide": size.pas - 2,
    }


def _head(nom: str, size: Format, rang: int, *, mois: bool) -> Dessin:
    """The name of a row or of a column, and where it stands."""
    x, y = size.place(rang, 0) if mois else size.place(0, rang)
    if mois == size.mois_en_ligne:
        return {"nom": nom, "x": f"{x + size.pas / 2:.1f}", "y": HAUT - 8, "classe": "m"}
    return {"nom": nom, "x": f"{size.gauche - 8:.1f}", "y": f"{y + size.rang / 2 + 4:.1f}", "classe": "d"}


def _short(trait: Trait, size: Format) -> str:
    """A month as its place allows: whole at the left of a row, else short, else a letter."""
    if not size.mois_en_ligne:
        return trait.libelle
    if not trait.code:
        return "?"
    first, _, more = trait.libelle.partition(" ")
    told = abrege(first) + ("+" if more else "")
    return told if len(told) * CHASSE < size.pas else told[:1].upper()


def _table(planche: Planche) -> list[Dessin]:
    """The table twin: a row for each month, then the whole."""
    rows = [
        {
            "trait": trait,
            "cases": [_told(planche, planche.cases.get((trait.code, annee))) for annee in planche.colonnes],
        }
        for trait in planche.traits
    ]
    return rows


def _told(planche: Planche, valeur: int | None) -> str:
    return "·" if valeur is None else montant(valeur, planche.unite)


def rangees(planche: Planche, dessin: Dessin) -> tuple[Rangee, ...]:
    """The whole of each year: the drawing has the months."""
    return tuple(
        Rangee(annee, texte, "") for annee, texte in zip(dessin["annees"], dessin["totaux"], strict=True)
    )


def legende(planche: Planche, dessin: Dessin) -> Legende:
    """What the colours are."""
    return dire("Teinte : le montant, {unite}", unite=planche.unite), teintes(dessin["bornes"])


def dessiner(planche: Planche) -> Dessin:
    """Return two drawings of the same cells, wide (months along) and narrow (years along), and the table."""
    bounds = echelons(max(planche.cases.values(), default=0))
    wide = (planche.pixels - GAUCHE - 4) / max(len(planche.traits), 1)
    thin = (ETROIT - GAUCHE_ETROIT - 4) / max(len(planche.colonnes), 1)
    totals = {
        annee: sum(v for (_, one), v in planche.cases.items() if one == annee) for annee in planche.colonnes
    }
    return {
        "formats": {
            "large": _format(planche, bounds, Format(GAUCHE, wide, RANG, True), planche.pixels),
            "etroit": _format(planche, bounds, Format(GAUCHE_ETROIT, thin, RANG_ETROIT, False), ETROIT),
        },
        "bornes": [sans_zero(montant(one, planche.unite)) for one in bounds],
        "ici": planche.colonnes.get(planche.colonne, ""),
        "annees": list(planche.colonnes.values()),
        "lignes": _table(planche),
        "totaux": [montant(value, planche.unite) for value in totals.values()],
    }
