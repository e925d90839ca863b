"""What the law asks, by date, and where the view stands."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render

from achatlas.screens.spaser import obligations
from achatlas.screens.spaser.jours import dit_le
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.spaser.demande import around, vue_of


def montrer(request: Requete) -> HttpResponse:
    """Show the duties in force, those to come and those that are over. Raises Http404, BadAddress."""
    vue, today = vue_of(request, obligations.SUITE), date.today()
    every = obligations.devoirs(vue, today)
    contexte = around(vue, obligations.SUITE) | {
        "jour": dit_le(today),
        "bilan": obligations.bilan(every),
        "echeances": obligations.echeances(vue, today),
        "moments": obligations.groupes(every),
    }
    return render(request, "spaser/obligations.html", contexte)


ROUTES = [route(f"spaser/{obligations.SUITE}", retenue(montrer), "spaser_obligations", Politique.CONNECTE)]
