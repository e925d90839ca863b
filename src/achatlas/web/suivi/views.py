"""The marchés that end, and what must be done of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from achatlas.screens.suivi import fins, hors_marche, phrases, registre, voisins
from achatlas.web import adresses
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.demande import around, regard

SHOWN = 25


def a_venir(request: Requete) -> HttpResponse:
    """Show what ends, what is bought off marché, and who ends the same segments. Raises Http404."""
    vue = regard(request, "")
    own = fins.ending(vue, vue.suivis)
    beside = fins.neighbours(vue)
    number, last = adresses.page_of(request.GET), max(1, -(-len(own) // SHOWN))
    if number > last:
        return past_last_page(request, number, last, vue.adresse(page=str(last)))
    shown = own[(number - 1) * SHOWN : number * SHOWN]
    voisinages = voisins.voisinages(vue, own, beside)
    over = hors_marche.passed(hors_marche.needs(vue))
    contexte = around(vue) | {
        "titre": phrases.titre(vue, own),
        "phrase": phrases.phrase(vue, own, over, len(voisinages)),
        "rangs": fins.rangs(vue, shown, beside),
        "nombre": len(own),
        "besoins": hors_marche.rangs(vue, over[: hors_marche.SHOWN]),
        "nombre_besoins": len(over),
        "voisinages": voisinages[: voisins.SHOWN],
        "nombre_voisinages": len(voisinages),
        "pages": _pages(number, last, lambda page: vue.adresse(page=str(page))),
    }
    return render(request, "suivi/a_venir.html", contexte)


def lister(request: Requete) -> HttpResponse:
    """Show the register, searched and sorted. Raises Http404, BadAddress."""
    vue = regard(request, "registre/")
    asked = registre.Recherche.of(request.GET)
    found = registre.chercher(vue, asked)
    number, last = adresses.page_of(request.GET), max(1, -(-len(found) // SHOWN))
    if number > last:
        return past_last_page(request, number, last, vue.adresse("registre/", **asked.said, page=str(last)))

    def at(page: int) -> str:
        return vue.adresse("registre/", **asked.said, page=str(page))

    contexte = around(vue) | {
        "recherche": asked,
        "titre": registre.titre(vue, found),
        "phrase": registre.phrase(vue, found),
        "rangs": registre.rangs(vue, found[(number - 1) * SHOWN : number * SHOWN]),
        "filtres": registre.filtres(vue, asked),
        "tris": registre.tris(vue, asked),
        "caches": {nom: valeur for nom, valeur in vue.demande.parametres()},
        "nombre": len(found),
        "pages": _pages(number, last, at),
    }
    return render(request, "suivi/registre.html", contexte)


def _pages(number: int, last: int, at: Callable[[int], str]) -> dict[str, Any]:
    """Where the pages before and after are."""
    return {
        "numero": number,
        "derniere": last,
        "avant": at(number - 1) if number > 1 else "",
        "apres": at(number + 1) if number < last else "",
    }


CONNECTE = Politique.CONNECTE
ROUTES = [
    route("suivi/", a_venir, "suivi", CONNECTE),
    route("suivi/registre/", lister, "suivi_registre", CONNECTE),
]
