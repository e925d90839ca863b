"""What a request reads of the SPASER: the view, the year, the objectives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.http import QueryDict

from achatlas.langues import translated
from achatlas.screens.demande import TOUS, Demande
from achatlas.screens.droits import GROUPE_PROJET
from achatlas.screens.spaser.vue import EXERCICE, VIEW, Place, Spaser
from achatlas.store.objectifs import Objectifs
from achatlas.web import adresses
from achatlas.web.acces import catalogue, maison, ouvrir, territoire
from achatlas.web.cartographie.demande import lire
from achatlas.web.cartographie.views import acheteurs_ouverts, bascule, premier
from achatlas.web.policies import Requete


def vue_of(request: Requete, ici: str) -> Spaser:
    """The view that a request reads on a page. Raises Http404, BadAddress for a year that holds nothing."""
    params: Mapping[str, str] = request.GET
    told = QueryDict(mutable=True)
    for name in VIEW:
        if value := params.get(name, ""):
            told[name] = value
    acces = ouvrir(request.droits, *(told.get(name, "") for name in VIEW))
    told["exercice"] = TOUS
    definitions = catalogue()
    tableau = definitions.tableaux[premier("achats")]
    asked = lire(told, tableau, definitions.axes_of(tableau.fait), acces, territoire())
    place = Place(**{f.name: getattr(asked, f.name) for f in fields(Demande)}, ici=ici)
    writes = request.droits.role == GROUPE_PROJET and asked.consolidee
    free = Spaser(place, "", Objectifs(maison()).standing(), writes)
    year = adresses.one_of(params.get(EXERCICE, ""), ("", *free.annees), "Exercice")
    return Spaser(place, year, free.versions, free.ecrit)


def around(vue: Spaser, suite: str) -> dict[str, Any]:
    """What every page of this place holds: the view, its switch, and the years."""
    demande = vue.demande
    whose = demande.territoire.acheteur(vue.acheteur).dit if vue.acheteur else ""
    return {
        "demande": demande,
        "spaser": vue,
        "bascule": bascule(demande),
        "acheteurs": acheteurs_ouverts(demande),
        "acheteur_dit": whose,
        "annees": [
            (year, vue.demande.adresse(chemin=f"/spaser/{suite}", exercice=year), year == vue.annee)
            for year in vue.annees
        ],
        "version": demande.acces.scope.version,
        "partielle": vue.jusque < 12,
        "jusque": vue.jusque,
        "racine": translated("SPASER"),
    }
