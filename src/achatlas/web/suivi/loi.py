"""What the law asks of the marchés of a view: a question before an achat, and essential data."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from achatlas.screens.suivi import publies, simuler
from achatlas.watch.publication import Cas
from achatlas.web import adresses
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.demande import around, regard, turned

SHOWN = 25


def demander(request: Requete) -> HttpResponse:
    """Answer « puis-je acheter ? »; show the form again, with why, for what cannot be answered. Raises
    Http404.
    """
    vue = regard(request, "simuler/")
    typed = simuler.Typed.of(request.GET, vue.today)
    question = "" if typed.empty else simuler.asked(vue, typed)
    contexte = around(vue) | {
        "saisie": typed,
        "segments": sorted(vue.names.items()),
        "caches": dict(vue.demande.parametres()),
        "faute": question if isinstance(question, str) else "",
        "candidats": simuler.candidates(vue, typed) if typed.segment else [],
    }
    if not isinstance(question, str):
        contexte |= simuler.told(vue, question, typed)
    return render(request, "suivi/simuler.html", contexte, status=400 if contexte["faute"] else 200)


def publication(request: Requete) -> HttpResponse:
    """Show what is missing or late among essential data. Raises Http404."""
    vue, chosen = regard(request, "publication/"), request.GET.get("cas", "")
    if chosen not in ("", *Cas):
        raise Http404
    found = publies.situations(vue)
    some = publies.kept(found, chosen)
    number, last = adresses.page_of(request.GET), max(1, -(-len(some) // SHOWN))
    if number > last:
        return past_last_page(request, number, last, vue.adresse("publication/", cas=chosen, page=str(last)))
    contexte = around(vue) | {
        "classes": publies.classes(vue, found, chosen),
        "choisi": chosen,
        "nombre": len(some),
        "tous": len(found),
        "rangs": publies.rangs(vue, some[(number - 1) * SHOWN : number * SHOWN]),
        "pages": turned(number, last, lambda page: vue.adresse("publication/", cas=chosen, page=str(page))),
    }
    return render(request, "suivi/publication.html", contexte)


ROUTES = [
    route("suivi/simuler/", demander, "suivi_simuler", Politique.CONNECTE),
    route("suivi/publication/", publication, "suivi_publication", Politique.CONNECTE),
]
