"""What an élu reads first of the SPASER."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from achatlas.screens.spaser import essentiel
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.spaser.demande import around, vue_of


def montrer(request: Requete) -> HttpResponse:
    """Show a few figures in plain words. Raises Http404, BadAddress."""
    vue = vue_of(request, essentiel.SUITE)
    some = essentiel.figures(vue)
    contexte = around(vue, essentiel.SUITE) | {"figures": some, "compte": essentiel.compte(some)}
    return render(request, "spaser/essentiel.html", contexte)


ROUTES = [route(f"spaser/{essentiel.SUITE}", retenue(montrer), "spaser_essentiel", Politique.CONNECTE)]
