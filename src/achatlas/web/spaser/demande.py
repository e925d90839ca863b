"""What a request reads of the SPASER: the view, the year, the objectives."""

from __future__ import annotations

from datetime import date
from typing import Any

from achatlas.langues import translated
from achatlas.screens.droits import GROUPE_PROJET
from achatlas.screens.spaser.annee import incomplet
from achatlas.screens.spaser.onglets import onglets
from achatlas.screens.spaser.vue import EXERCICE, Place, Spaser
from achatlas.screens.suivi.regard import Regard
from achatlas.store.objectifs import Objectifs
from achatlas.web import adresses
from achatlas.web.acces import maison
from achatlas.web.cartographie.views import acheteurs_ouverts, bascule
from achatlas.web.policies import Requete
from achatlas.web.suivi.demande import common, place_of


def vue_of(request: Requete, ici: str) -> Spaser:
    """The view that a request reads on a page. Raises Http404, BadAddress for a year that holds nothing."""
    place = place_of(Place, request.droits, request.GET, ici)
    writes = request.droits.role == GROUPE_PROJET and place.consolidee
    free = Spaser(place, "", Objectifs(maison()).standing(), writes)
    year = adresses.one_of(request.GET.get(EXERCICE, ""), ("", *free.annees), "Exercice")
    return Spaser(place, year, free.versions, free.ecrit)


def regard_of(request: Requete, vue: Spaser) -> Regard:
    """The marchés followed in the same view."""
    return Regard(vue.demande, common(request.droits, vue.demande.acces.version), date.today())


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
        "partielle": not vue.entier,
        "incomplet": incomplet(vue),
        "jusque": vue.jusque,
        "racine": translated("SPASER"),
        "onglets": onglets(vue, suite),
    }
