"""Two buyers, or two groups of buyers, side by side: figures, shares and leaderboards, in the common view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from achatlas.analyse import query
from achatlas.analyse.answers import Figures, Row, Rows
from achatlas.analyse.taux import taux
from achatlas.catalogue.models import Mesure, Taux
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import (
    arrondi,
    avec_unite,
    en_pourcent,
    entier,
    lisser,
    montant,
    montant_lisible,
    unite_de,
)
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens import comparaison, ecarts, levels, mots, parts
from achatlas.screens.demande import Demande
from achatlas.web.acces import catalogue
from achatlas.web.cartographie import cotes, views
from achatlas.web.cartographie.comparer_calculs import calculs
from achatlas.web.cartographie.cotes import ACHETEUR, EUROS, PARTS, TYPE, Cote, Face
from achatlas.web.cartographie.views import Choix, demande_de
from achatlas.web.policies import Requete

RANGS = 8
FERME = "fermé dans la vue commune"
PER_HEAD = "Le premier montant, divisé par la population que le territoire donne de ces communes."


@dataclass(frozen=True)
class Chiffre:
    """A figure of both sides, and in words how they differ."""

    nom: str
    definition: str
    un: str
    autre: str
    dit: str


@dataclass(frozen=True)
class Rang:
    """A member of an axis on both sides: its values, its two bars (a width in per cent), how they differ, its
    state, the address that keeps it, and that of its lines on each side.
    """

    libelle: str
    un: str
    autre: str
    barre_un: str
    barre_autre: str
    dit: str
    etat: str = ""
    href: str = ""
    lignes_un: str = ""
    lignes_autre: str = ""


@dataclass(frozen=True)
class Panneau:
    """A leaderboard of both sides, or its name alone when the common view keeps it closed."""

    axe: str
    titre: str
    definition: str
    mesure: str
    rangs: tuple[Rang, ...] = ()
    liste: str = ""
    nombre: int = 0
    ferme: bool = False


def montrer(request: Requete, tableau: str) -> HttpResponse:
    """Show two sides of a dashboard; in the view of one buyer, lead to the common one, with this buyer on one
    side. Raises Http404, BadAddress.
    """
    demande = demande_de(request, tableau)
    if not demande.consolidee or {ACHETEUR, TYPE} & set(demande.selection.clauses):
        return redirect(_common(request, demande))
    face = cotes.lire(request.GET, demande)
    request.demande = face
    return render(request, "cartographie/comparer.html", contexte(face))


def _common(request: Requete, demande: Demande) -> str:
    """The address of the comparison in the common view: what was chosen of buyers becomes a side."""
    first, second = cotes.usual(demande)
    free = demande.selection.without(ACHETEUR).without(TYPE)
    usual = {"entre": first, "et": second, "en": PARTS}
    asked = {nom: request.GET.get(nom, one) for nom, one in usual.items()}
    common = {"vue": "consolidee", "pour": "", **asked}
    return demande.adresse(free, f"{demande.chemin}comparer/", **common)


def contexte(face: Face) -> dict[str, Any]:
    """Everything that the page shows."""
    try:
        figures = [_figures(face, cote) for cote in (face.un, face.autre)]
    except ClosedCrossing:
        return cadre(face) | {"ferme": True}
    panneaux = [_panneau(face, axe) for axe in axes(face)]
    sides = zip((face.un, face.autre), figures, strict=True)
    chiffres = [*_chiffres(face, *figures), *_parts(face)]
    return cadre(face) | {
        "phrase": phrase(face, figures, panneaux),
        "chiffres": chiffres,
        "calculs": calculs(face, ((one.nom, one.definition) for one in chiffres)),
        "panneaux": panneaux,
        "vides": [cote.nom for cote, told in sides if not _total(face, told)],
        "annonce": dire("{un} et {autre}", un=lisser(face.un.nom), autre=lisser(face.autre.nom)),
    }


def cadre(face: Face) -> dict[str, Any]:
    """What frames the page: that of every dashboard, then the two sides."""
    noms = mots.noms_choisis(face)
    return views.cadre(face) | {
        "bascule": [],
        "un": face.un,
        "autre_cote": face.autre,
        "filtre": mots.titre(face, noms) if noms else "",
        "menus": [
            (translated("entre"), face.un, cotes.choices(face, "entre")),
            (translated("et"), face.autre, cotes.choices(face, "et")),
        ],
        "echanger": face.adresse(entre=_written(face.autre), et=_written(face.un)),
        "unites": [
            Choix(translated("en parts"), face.adresse(en=PARTS), face.en == PARTS),
            Choix(translated("en euros"), face.adresse(en=EUROS), face.en == EUROS),
        ],
        "retour": face.adresse(chemin=face.chemin),
        "inegale": _inegale(face),
        "exercice_dit": comparaison.shown(face),
    }


def _written(cote: Cote) -> str:
    """A side as an address may write it on either side: all the others are named one by one."""
    return cotes.COMMA.join(cote.sirens) if cote.code == cotes.RESTE else cote.code


def _inegale(face: Face) -> comparaison.Inegale | None:
    return comparaison.cotes_inegaux(face, face.un.sirens, face.autre.sirens)


def axes(face: Face) -> list[str]:
    """The axes that are put side by side: those of the dashboard, without what belongs to one buyer (its
    directions, their services).
    """
    board = face.tableau
    told = [one.axe for one in board.panneaux]
    if board.matrice:
        told = [one for one in (board.matrice.lignes, "famille", board.matrice.membre) if one]
    return [axe for axe in told if axe not in (ACHETEUR, TYPE) and not levels.owned(face.axes, axe)]


def _figures(face: Face, cote: Cote) -> Figures:
    return query.figures(tuple(dict.fromkeys(face.tableau.chiffres)), face.de(cote), face.acces.scope)


def _total(face: Face, told: Figures) -> int:
    return told.valeurs.get(face.tableau.mesure, 0)


def _chiffres(face: Face, un: Figures, autre: Figures) -> Iterator[Chiffre]:
    """The figures of the dashboard, those that are parts of the first as shares of it."""
    mesures, first = catalogue().mesures, face.tableau.mesure
    totals = (_total(face, un), _total(face, autre))
    for nom in face.tableau.chiffres:
        mesure = mesures[nom]
        if nom in un.fermes | autre.fermes:
            yield Chiffre(lisser(mesure.libelle), mesure.definition, "—", "—", translated(FERME))
        else:
            yield _chiffre(mesure, (un.valeurs[nom], autre.valeurs[nom]), totals, nom == first)
    yield from _par_habitant(face, totals)


def _chiffre(mesure: Mesure, values: tuple[int, int], totals: tuple[int, int], first: bool) -> Chiffre:
    name = lisser(mesure.libelle)
    if first:
        told = [montant_lisible(one) for one in values]
        return Chiffre(name, mesure.definition, told[0], told[1], ecarts.times(*values))
    if mesure.unite == "centimes":
        told = [ecarts.share(one, total) for one, total in zip(values, totals, strict=True)]
        return Chiffre(name, mesure.definition, told[0], told[1], ecarts.gap(values, totals))
    return Chiffre(name, mesure.definition, entier(values[0]), entier(values[1]), ecarts.counted(*values))


def _par_habitant(face: Face, totals: tuple[int, int]) -> Iterator[Chiffre]:
    """Euros per inhabitant, where every buyer of both sides is a commune whose population is known."""
    people = [_population(face, cote) for cote in (face.un, face.autre)]
    if all(people):
        each = [arrondi(total, many) for total, many in zip(totals, people, strict=True)]
        said = [
            avec_unite(entier(arrondi(total, 100 * many)), "€")
            for total, many in zip(totals, people, strict=True)
        ]
        yield Chiffre(translated("Par habitant"), translated(PER_HEAD), said[0], said[1], ecarts.times(*each))


def _population(face: Face, cote: Cote) -> int:
    held = [face.territoire.acheteur(siren) for siren in cote.sirens]
    known = all(one.type == "commune" and one.population for one in held)
    return sum(one.population or 0 for one in held) if known else 0


def _parts(face: Face) -> Iterator[Chiffre]:
    """The shares of the dashboard, as intervals: a difference is told only where they do not overlap."""
    for nom in face.tableau.taux:
        yield _part(catalogue().taux[nom], face)


def _part(definition: Taux, face: Face) -> Chiffre:
    name = lisser(definition.libelle)
    try:
        both = [taux(definition, face.de(cote), face.acces.scope) for cote in (face.un, face.autre)]
    except ClosedCrossing:
        return Chiffre(name, definition.definition, "—", "—", translated(FERME))
    told = [en_pourcent(parts.bounds(one)) if one.dicible else "—" for one in both]
    return Chiffre(name, definition.definition, told[0], told[1], ecarts.parted(*both))


def _panneau(face: Face, nom: str) -> Panneau:
    axe = face.axes[nom]
    titre = lisser(axe.pluriel)
    try:
        both = _rows(face, nom, face.un, face.autre), _rows(face, nom, face.autre, face.un)
    except ClosedCrossing:
        return Panneau(nom, titre, lisser(axe.definition), "", ferme=True)
    amounts = (row.valeurs[face.tableau.mesure] for rows in both for row in rows.lignes)
    unite = unite_de(max(amounts, default=0))
    said = translated("part de chaque côté") if face.en == PARTS else dire("{unite} HT", unite=unite)
    together = face.selection.only(ACHETEUR, [*face.un.sirens, *face.autre.sirens])
    liste = face.adresse(together, f"{face.chemin}axe/{nom}/")
    count = max(rows.nombre for rows in both)
    return Panneau(nom, titre, lisser(axe.definition), said, _rangs(face, nom, both, unite), liste, count)


def _rows(face: Face, axe: str, one: Cote, other: Cote) -> Rows:
    mesures, scope = [face.tableau.mesure], face.acces.scope
    limite = None if face.axes[axe].nature == "temps" else RANGS
    return query.rows(axe, mesures, face.de(one), scope, limite=limite, reference=face.de(other))


def _rangs(face: Face, axe: str, both: tuple[Rows, Rows], unite: str) -> tuple[Rang, ...]:
    """The first members of either side with the values of both, the heaviest on one of them first; time keeps
    its order.
    """
    mesure = face.tableau.mesure
    totals = tuple(rows.total[mesure] for rows in both)
    found: dict[str, tuple[Row, int, int]] = {}
    for rank, rows in enumerate(both):
        for row in rows.lignes:
            pair = (row.valeurs[mesure], (row.reference or {}).get(mesure, 0))
            found.setdefault(row.code, (row, *(pair if rank == 0 else pair[::-1])))
    scale = max((_height(face, values, totals) for _, *values in found.values()), default=0)
    order = sorted(found.values(), key=lambda one: _place(face, axe, one, totals))
    return tuple(_rang(face, axe, row, (un, autre), totals, scale, unite) for row, un, autre in order)


def _place(face: Face, axe: str, held: tuple[Row, int, int], totals: tuple[int, ...]) -> tuple[Any, ...]:
    row, *values = held
    if face.axes[axe].nature == "temps":
        return (row.code,)
    return (row.code == "", -_height(face, values, totals), row.code)


def _height(face: Face, values: list[int], totals: tuple[int, ...]) -> int:
    """What the longer of two bars measures: a share in millionths, or cents."""
    return max(_measured(face, one, total) for one, total in zip(values, totals, strict=True))


def _measured(face: Face, value: int, total: int) -> int:
    if face.en == EUROS:
        return max(value, 0)
    return max(1_000_000 * value // total, 0) if total > 0 else 0


def _rang(
    face: Face, axe: str, row: Row, values: tuple[int, int], totals: tuple[int, ...], scale: int, unite: str
) -> Rang:
    un, autre = (_Cellule(face, one, total) for one, total in zip(values, totals, strict=True))
    return Rang(
        libelle=lisser(row.libelle),
        un=un.worded(unite),
        autre=autre.worded(unite),
        barre_un=un.barre(scale),
        barre_autre=autre.barre(scale),
        dit=ecarts.gap(values, (totals[0], totals[1])) if face.en == PARTS else ecarts.times(*values),
        etat=row.etat or ("incertain" if row.code == "" else ""),
        href=face.adresse(face.selection.toggled(axe, row.code)),
        lignes_un=_lignes(face, axe, row.code, face.un) if values[0] else "",
        lignes_autre=_lignes(face, axe, row.code, face.autre) if values[1] else "",
    )


@dataclass(frozen=True)
class _Cellule:
    """A value of one side and the total of this side (cents)."""

    face: Face
    valeur: int
    total: int

    def worded(self, unite: str) -> str:
        """The value as it is read: « · » where there is nothing."""
        if not self.valeur:
            return "·"
        return montant(self.valeur, unite) if self.face.en == EUROS else ecarts.share(self.valeur, self.total)

    def barre(self, scale: int) -> str:
        """The width of its bar."""
        return pour_cent(_measured(self.face, self.valeur, self.total), scale)


def _lignes(face: Face, axe: str, code: str, cote: Cote) -> str:
    """The lines of a cell, for who may read them."""
    if not face.acces.lignes(face.tableau.fait):
        return ""
    choix = face.selection.only(axe, [code]).only(ACHETEUR, cote.sirens)
    return face.adresse(choix, f"{face.chemin}lignes/")


def phrase(face: Face, figures: list[Figures], panneaux: list[Panneau]) -> str:
    """« Montauzère : 120,3 M€ payés en 2025 ; les quatorze autres : 580,2 M€. »"""
    un, autre = (montant_lisible(_total(face, told)) for told in figures)
    names, paid = (face.un.nom, face.autre.nom), mots.paid(face, un)
    said = dire("{un} : {paye} ; {autre} : {reste}.", un=names[0], paye=paid, autre=names[1], reste=autre)
    first = next((one for one in panneaux if one.rangs), None)
    return said + (_widest(first) if first and face.en == PARTS else "")


def _widest(panneau: Panneau) -> str:
    """The member on which the two sides differ most."""
    told = [one for one in panneau.rangs if one.dit and one.etat != "incertain"]
    if len(told) < 2:
        return ""
    most = max(told, key=lambda one: abs(_tenths(one.un) - _tenths(one.autre)))
    return dire(
        " Le plus grand écart des {titre} : {libelle}, {un} contre {autre}.",
        titre=panneau.titre.lower(),
        libelle=most.libelle,
        un=most.un,
        autre=most.autre,
    )


def _tenths(share: str) -> int:
    digits = "".join(sign for sign in share if sign.isdigit() or sign == "−").replace("−", "-")
    return int(digits) if digits.lstrip("-").isdigit() else 0
