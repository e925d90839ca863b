"""The common document: segments by buyers, and the suppliers that several pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from achatlas.containers.documents.modele import Case, Matrice, Rangee, Section, Tableau
from achatlas.domain.nombres import entier
from achatlas.screens.cases import INCONNU, REPLI, Rang
from achatlas.web.acces import catalogue
from achatlas.web.cartographie import matrice
from achatlas.web.cartographie.matrice_lue import Reglages
from achatlas.web.documents.sujet import Sujet
from achatlas.web.documents.tracer import AUTRES

STATES = {INCONNU: "incertain", REPLI: AUTRES}
DEFINITIONS = (
    (
        "Fournisseur commun",
        "Fournisseur identifié que deux acheteurs au moins paient dans un même segment ; les personnes "
        "physiques et les inconnus n’en sont pas.",
    ),
    (
        "Marché qui finit",
        "Dernière fin (écrite, à défaut notification et durée) d’aujourd’hui à dix-huit mois.",
    ),
)


def section(sujet: Sujet) -> Section | None:
    """The heat map of the screen, its first rows, and the suppliers in common."""
    boards = [one for one in catalogue().dashboards("achats") if one.matrice]
    if not sujet.commun or not boards:
        return None
    asked = replace(sujet.demande, tableau=boards[0])
    found = matrice.contenu(asked, Reglages(), sujet.jour)
    lead = "".join(piece.texte for piece in found["phrase"])
    blocs = (_map(sujet, found), *([_shared(found)] if found["communs"] else []))
    return Section("Ce que les acheteurs ont en commun", lead, blocs, DEFINITIONS)


def _map(sujet: Sujet, found: Mapping[str, Any]) -> Matrice:
    heads = (found["axe"].libelle, *(tete.libelle for tete in found["tetes"]), "Total")
    rows = tuple(_row(one) for one in (*found["rangs"], *found["restes"]))
    total = ("Total", *(cell.texte for cell in found["totaux"]), found["total"])
    return Matrice(
        titre="Segments et acheteurs",
        mesure=f"k€ payés HT, exercice {sujet.exercice}, paiements entre membres retranchés",
        tetes=heads,
        rangees=rows,
        total=total,
        echelle=tuple((int(depth), str(said)) for depth, said in found["echelle"]),
        legende="● marché finissant sous dix-huit mois ; ○ fournisseur commun ; ◉ les deux",
    )


def _row(one: Rang) -> Rangee:
    cells = tuple(Case(cell.texte, cell.fond, cell.signe) for cell in one.cases)
    return Rangee(one.court, cells, one.total, STATES.get(one.classe, ""))


def _shared(found: Mapping[str, Any]) -> Tableau:
    lines: Sequence[Any] = found["communs"]
    everyone = [tete.libelle for tete in found["tetes"] if not tete.classe]
    rows = tuple(
        (one.nom, entier(one.acheteurs), one.montant, one.part, _whose(one.noms, everyone)) for one in lines
    )
    heads = ("Fournisseur", "acheteurs", "payé HT", "part", "Lesquels")
    return Tableau(
        "Les fournisseurs que le plus d’acheteurs paient",
        f"les {len(rows)} premiers, sur {entier(found['communs_nombre'])}",
        heads,
        (5, 2, 2, 2, 9),
        (False, True, True, True, False),
        rows,
    )


def _whose(names: str, everyone: Sequence[str]) -> str:
    """The buyers that pay a supplier, or those that do not when these are fewer."""
    paying = names.split(", ")
    left = [name for name in everyone if name not in paying]
    if len(left) >= len(paying) or len(left) + len(paying) != len(everyone):
        return names
    return f"tous sauf {', '.join(left)}" if left else "tous"
