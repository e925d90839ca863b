"""The page of the axes that may filter a dashboard: by what they are about, searched by name."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from achatlas.screens import filtres, mots
from achatlas.web.cartographie.views import demande_de
from achatlas.web.policies import Requete

LONGEST = 80


def lister(request: Requete, tableau: str) -> HttpResponse:
    """List the axes of a dashboard, or those that were searched. Raises Http404, BadAddress."""
    demande = demande_de(request, tableau)
    cherche = request.GET.get("cherche", "").strip()[:LONGEST]
    said = {
        "demande": demande,
        "titre": mots.titre(demande, mots.noms_choisis(demande)),
        "cherche": cherche,
        "retour": demande.adresse(),
        "tout": demande.adresse(chemin=f"{demande.chemin}axe/"),
        "version": demande.acces.scope.version,
    }
    return render(
        request,
        "cartographie/axes.html",
        said | filtres.offered(demande) | {"axes": filtres.groups(demande, cherche)},
    )
