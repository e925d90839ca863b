"""Two buyers, or two groups of buyers, side by side: figures, shares and leaderboards, in the common view."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from achatlas.analyse import query
from achatlas.analyse.answers import Figures
from achatlas.analyse.taux import Part, taux
from achatlas.catalogue.models import Mesure, Taux
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import (
    arrondi,
    avec_unite,
    en_pourcent,
    entier,
    jours_dits,
    lisser,
    montant_lisible,
)
from achatlas.langues import dire, translated
from achatlas.screens import comparaison, ecarts, levels, mots, offer, parts
from achatlas.screens.demande import Demande
from achatlas.web.acces import catalogue
from achatlas.web.cartographie import cotes, views
from achatlas.web.cartographie.comparer_calculs import calculs
from achatlas.web.cartographie.comparer_panneaux import Panneau, panneau
from achatlas.web.cartographie.cotes import ACHETEUR, EUROS, PARTS, TYPE, Cote, Face
from achatlas.web.cartographie.views import Choix, demande_de
from achatlas.web.policies import Requete

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
        figures = figures_of(face)
    except ClosedCrossing:
        return cadre(face) | {"ferme": True}
    empty = [
        cote.nom for cote, told in zip((face.un, face.autre), figures, strict=True) if not _total(face, told)
    ]
    if len(empty) == len(figures):
        return cadre(face) | {
            "vide": True,
            "entre_membres": {},
            "annonce": mots.titre(face, mots.noms_choisis(face)),
        }
    panneaux = [panneau(face, axe) for axe in axes(face)]
    chiffres = [*chiffres_of(face, *figures), *_parts(face)]
    return cadre(face) | {
        "phrase": phrase(face, figures, panneaux),
        "chiffres": chiffres,
        "calculs": calculs(face, ((one.nom, one.definition) for one in chiffres)),
        "panneaux": panneaux,
        "vides": empty,
        "exporter": offer.of_comparison(face, face.fichier),
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


def figures_of(face: Face) -> list[Figures]:
    """The figures of the dashboard, of the first side then of the second. Raises ClosedCrossing."""
    asked, scope = tuple(dict.fromkeys(face.tableau.chiffres)), face.acces.scope
    return [query.figures(asked, face.de(cote), scope) for cote in (face.un, face.autre)]


def _total(face: Face, told: Figures) -> int:
    return told.valeurs.get(face.tableau.mesure, 0)


def chiffres_of(face: Face, un: Figures, autre: Figures) -> Iterator[Chiffre]:
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
    if mesure.unite == "jours":
        return Chiffre(name, mesure.definition, jours_dits(values[0]), jours_dits(values[1]), "")
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
        definition = catalogue().taux[nom]
        try:
            yield part_of(definition, shares_of(definition, face))
        except ClosedCrossing:
            yield part_of(definition, ())


def shares_of(definition: Taux, face: Face) -> tuple[Part, ...]:
    """A share of both sides. Raises ClosedCrossing."""
    return tuple(taux(definition, face.de(cote), face.acces.scope) for cote in (face.un, face.autre))


def part_of(definition: Taux, both: tuple[Part, ...]) -> Chiffre:
    """A share of both sides in words; that it is closed where there is none."""
    name = lisser(definition.libelle)
    if not both:
        return Chiffre(name, definition.definition, "—", "—", translated(FERME))
    un, autre = (en_pourcent(parts.bounds(one)) if one.dicible else "—" for one in both)
    return Chiffre(name, definition.definition, un, autre, ecarts.parted(*both))


def phrase(face: Face, figures: list[Figures], panneaux: list[Panneau]) -> str:
    """« Montauzère : 120,3 M€ payés en 2025 ; les quatorze autres : 580,2 M€. »"""
    un, autre = (montant_lisible(_total(face, told)) for told in figures)
    names, paid = (face.un.nom, face.autre.nom), mots.paid(face, un)
    said = dire("{un} : {paye} ; {autre} : {reste}.", un=names[0], paye=paid, autre=names[1], reste=autre)
    first = next((one for one in panneaux if one.rangs and one.axe not in face.selection.clauses), None)
    told = first and face.en == PARTS and all(_total(face, side) > 0 for side in figures)
    return said + (_widest(first) if first and told else "")


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
