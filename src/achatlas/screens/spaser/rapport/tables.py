"""The tables of a report: figures in words, each cell with the path of its lines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from achatlas.containers.documents.modele import Tableau
from achatlas.domain.nombres import accord, entier
from achatlas.domain.objectif import Etat
from achatlas.langues import nu, translated
from achatlas.screens.spaser import chiffres, cibles
from achatlas.screens.spaser.rapport.sujet import Sujet
from achatlas.screens.spaser.vue import Chiffre

NONE = "—"
OPEN = {Etat.MANQUE: "sera manquée", Etat.EN_VOIE: "en bonne voie", Etat.ATTEINT: "atteinte"}
OVER = {Etat.MANQUE: "manquée", Etat.EN_VOIE: "indécise", Etat.ATTEINT: "atteinte"}


@dataclass(frozen=True)
class Cellule:
    """What a cell says, and the path that it opens."""

    texte: str
    lien: str = ""


def tableau(
    titre: str, mesure: str, colonnes: Sequence[tuple[str, int, bool]], rows: Iterable[Sequence[Cellule]]
) -> Tableau:
    """A table of a document from its columns (head, width, whether it holds numbers) and its rows."""
    kept = [tuple(row) for row in rows]
    heads, widths, numbers = zip(*colonnes, strict=True)
    return Tableau(
        titre, mesure, heads, widths, numbers,
        lignes=tuple(tuple(nu(cell.texte) for cell in row) for row in kept),
        liens=tuple(tuple(cell.lien for cell in row) for row in kept),
    )  # fmt: skip


def nom(sujet: Sujet, one: Chiffre) -> Cellule:
    """The name of a figure and its reference, opening its page."""
    return Cellule(
        f"{one.indicateur.id.upper()} · {chiffres.nom(one.indicateur, one.calcul)}", sujet.page(one)
    )


def valeur(sujet: Sujet, one: Chiffre, annee: str, acheteur: str = "") -> Cellule:
    """A value, opening its lines; why there is none otherwise."""
    read = sujet.lu(one, annee, "acheteur" if acheteur else "", acheteur)
    told = chiffres.valeur(read, one.calcul)
    return Cellule(told, sujet.lignes(one, annee, acheteur))


def vise(sujet: Sujet, one: Chiffre, annee: str) -> Cellule:
    """A value as its objective judges it, opening its lines."""
    read = sujet.vise(one, annee)
    return Cellule(chiffres.valeur(read, one.calcul), sujet.ouvert(one, read, annee))


def objectif(sujet: Sujet, one: Chiffre) -> Cellule:
    """The name of a figure as that of its objective: with how many buyers it binds, when it is not all."""
    name, bound = nom(sujet, one), sujet.vue.engages(one)
    if not bound:
        return name
    return Cellule(f"{name.texte} ({accord(len(bound), 'acheteur engagé', 'acheteurs engagés')})", name.lien)


def avec_n(sujet: Sujet, one: Chiffre, acheteur: str = "") -> Cellule:
    """A value of the last year with how many units it rests on, so that a small number shows."""
    read, told = (
        sujet.lu(one, "", "acheteur" if acheteur else "", acheteur),
        valeur(sujet, one, sujet.annee, acheteur),
    )
    return Cellule(f"{told.texte} · {entier(read.n)}", told.lien) if read.valeur is not None else told


def cible(sujet: Sujet, one: Chiffre, annee: str) -> Cellule:
    """The target of a year; a dash without any."""
    aim = sujet.cible(one, annee)
    return Cellule(NONE if aim is None else chiffres.aimed(chiffres.scaled(aim, one.calcul), one.calcul))


def etat(sujet: Sujet, one: Chiffre) -> str:
    """Where an objective stands, in a word."""
    said = (OVER if sujet.entier or sujet.signe else OPEN).get(sujet.etat(one), "non jugée")
    return translated(said)


def change(sujet: Sujet, one: Chiffre) -> Cellule:
    """How a figure moved over the years of the report, in its unit: « +2,1 pt »."""
    if len(sujet.annees) == 1:
        return Cellule(NONE)
    first, last = (sujet.lu(one, year).valeur for year in (sujet.annees[0], sujet.annees[-1]))
    return Cellule(moved(one, first, last))


def moved(one: Chiffre, first: Fraction | None, last: Fraction | None) -> str:
    """The way from a value to another as they are written, in the unit of the figure; a dash when one of them
    is not told.
    """
    if first is None or last is None:
        return NONE
    places = 2 if any(0 < chiffres.scaled(each, one.calcul) < 1 for each in (first, last)) else 1
    shown = [_shown(chiffres.scaled(each, one.calcul), places) for each in (first, last)]
    told = chiffres.en_points(chiffres.unscaled(shown[1] - shown[0], one.calcul), one.calcul)
    sign = translated("pt") if one.calcul.unite == "pourcent" else chiffres.sign(one.calcul)
    return f"{told}\u00a0{sign}" if sign and told != "0" else told


def _shown(value: Fraction, places: int) -> Fraction:
    """A value rounded as it is written, halves away from zero."""
    scale = 10**places
    near = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return Fraction(-near if value < 0 else near, scale)


def manque(sujet: Sujet, one: Chiffre) -> str:
    """What is missing for the target, in words; "" when nothing is or when it cannot be counted."""
    return "" if sujet.manquants(one) else cibles.manquant(one, sujet.vise(one), sujet.cible(one))
