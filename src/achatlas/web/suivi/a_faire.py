"""What presses in the view, on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from achatlas.screens.suivi import a_faire
from achatlas.web import adresses
from achatlas.web.memoire import retenue
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.demande import around, regard, turned

SUITE, SHOWN = "a-faire/", 25


def pressing(request: Requete) -> HttpResponse:
    """Show what must be done, what can still be done first. Raises Http404, BadAddress."""
    vue = regard(request, SUITE)
    motif = adresses.one_of(request.GET.get("motif", ""), a_faire.CHOIX, "Motif")
    found = a_faire.found(vue)
    some = a_faire.kept(vue, found, motif)
    number, last = adresses.page_of(request.GET), max(1, -(-len(some) // SHOWN))

    def at(page: int) -> str:
        return vue.adresse(SUITE, motif=motif, page=str(page))

    if number > last:
        return past_last_page(request, number, last, at(last))
    contexte = around(vue) | {
        "titre": a_faire.titre(found),
        "phrase": a_faire.phrase(vue, found),
        "groupes": a_faire.groupes(vue, found, motif),
        "rangs": a_faire.rangs(vue, some[(number - 1) * SHOWN : number * SHOWN]),
        "pages": turned(number, last, at),
    }
    return render(request, "suivi/a_faire.html", contexte)


ROUTES = [
    route(f"suivi/{SUITE}", retenue(pressing), "suivi_a_faire", Politique.CONNECTE),
]
