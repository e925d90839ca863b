"""What a request follows: the view, and the day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar

from django.http import Http404, QueryDict

from achatlas.analyse.scope import Scope
from achatlas.screens.demande import TOUS, Demande
from achatlas.screens.droits import Droits
from achatlas.screens.suivi.onglets import onglets
from achatlas.screens.suivi.regard import VIEW, Place, Regard
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.cartographie.demande import lire
from achatlas.web.cartographie.views import acheteurs_ouverts, bascule, premier
from achatlas.web.policies import Requete

P = TypeVar("P", bound=Place)


def regard(request: Requete, ici: str) -> Regard:
    """The view that a request follows on a page, within the rights of the person. Raises Http404."""
    return regard_of(request.droits, request.GET, ici)


def regard_of(droits: Droits, params: Mapping[str, str], ici: str) -> Regard:
    """The view that an address asks for, within these rights. Raises Http404."""
    place = place_of(Place, droits, params, ici)
    return Regard(place, common(droits, place.acces.version), date.today())


def place_of(kind: type[P], droits: Droits, params: Mapping[str, str], ici: str) -> P:
    """The page of a place in the view that an address asks for: the payments of all years. Raises Http404."""
    told = QueryDict(mutable=True)
    for name in VIEW:
        if value := params.get(name, ""):
            told[name] = value
    acces = ouvrir(droits, *(told.get(name, "") for name in VIEW))
    told["exercice"] = TOUS
    definitions = catalogue()
    tableau = definitions.tableaux[premier("achats")]
    asked = lire(told, tableau, definitions.axes_of(tableau.fait), acces, territoire())
    return kind(**{f.name: getattr(asked, f.name) for f in fields(Demande)}, ici=ici)


def common(droits: Droits, version: str) -> Scope | None:
    """The common view of a version; None for who may not open it."""
    try:
        return ouvrir(droits, "consolidee", "", version).scope
    except Http404:
        return None


def around(vue: Regard) -> dict[str, Any]:
    """What every page of this place holds: the view, its switch, and the pages beside."""
    demande = vue.demande
    return {
        "demande": demande,
        "regard": vue,
        "bascule": bascule(demande),
        "acheteurs": acheteurs_ouverts(demande),
        "acheteur_dit": vue.nom(vue.acheteur) if vue.acheteur else "",
        "onglets": [
            {"titre": titre, "href": vue.adresse(suite), "ici": suite == getattr(demande, "ici", "")}
            for suite, titre in onglets(demande.acces.droits.lignes)
        ],
        "version": demande.acces.scope.version,
    }


def turned(number: int, last: int, at: Callable[[int], str]) -> dict[str, Any]:
    """Where the pages before and after are."""
    return {
        "numero": number,
        "derniere": last,
        "avant": at(number - 1) if number > 1 else "",
        "apres": at(number + 1) if number < last else "",
    }
