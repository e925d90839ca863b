"""How far the marchés cover what is paid, by any axis of the view."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from achatlas.domain.nombres import lisser
from achatlas.langues import in_french, translated
from achatlas.screens.demande import TOUS
from achatlas.screens.suivi import couverture
from achatlas.screens.suivi.couverture import Couvert
from achatlas.screens.suivi.fichier import offered
from achatlas.screens.suivi.regard import Regard
from achatlas.web import adresses
from achatlas.web.cartographie.demande import dernier
from achatlas.web.memoire import retenue
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.demande import around, regard, turned

SUITE, SHOWN = "couverture/", 25


def asked(request: Requete, vue: Regard) -> tuple[str, str]:
    """The axis and the year that an address asks for: the first axis, the last year. Raises BadAddress."""
    axes = couverture.axes(vue)
    axe = adresses.one_of(request.GET.get("par", ""), ("", *axes), "Axe") or axes[0]
    years = sorted(vue.demande.exercices, reverse=True)
    given = request.GET.get("exercice", "")
    year = adresses.one_of(given, ("", TOUS, *years), "Exercice")
    return axe, year or dernier(vue.demande.exercices, vue.demande.territoire) or TOUS


def covered(request: Requete) -> HttpResponse:
    """Show what is paid on marchés and off them. Raises Http404, BadAddress."""
    vue = regard(request, SUITE)
    axe, exercice = asked(request, vue)
    found = couverture.ranked(couverture.by_member(vue, axe, exercice))
    whole: Couvert | None = couverture.by_member(vue, "", exercice).get("")
    number, last = adresses.page_of(request.GET), max(1, -(-len(found) // SHOWN))

    def at(page: int) -> str:
        return vue.adresse(SUITE, par=axe, exercice=exercice, page=str(page))

    if number > last:
        return past_last_page(request, number, last, at(last))
    contexte = around(vue) | {
        "titre": couverture.titre(whole),
        "phrase": couverture.phrase(whole, exercice),
        "axe": in_french(lisser(vue.demande.axes[axe].libelle)),
        "choix": _choices(vue, axe, exercice),
        "rangs": couverture.lignes(vue, axe, exercice, found[(number - 1) * SHOWN : number * SHOWN]),
        "pages": turned(number, last, at),
        "exporter": offered(vue, translated("Couverture"), "couverture", par=axe, exercice=exercice),
    }
    return render(request, "suivi/couverture.html", contexte)


def _choices(vue: Regard, axe: str, exercice: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What the page is read by, and the years: each with its name, address, whether it is the one shown."""
    axes = vue.demande.axes
    by = [
        (in_french(lisser(axes[one].libelle)), vue.adresse(SUITE, par=one, exercice=exercice), one == axe)
        for one in couverture.axes(vue)
    ]
    years = [
        (
            translated("Tous") if one == TOUS else one,
            vue.adresse(SUITE, par=axe, exercice=one),
            one == exercice,
        )
        for one in (*sorted(vue.demande.exercices, reverse=True), TOUS)
    ]
    return [(translated("Par"), by), (translated("Exercice"), years)]


ROUTES = [
    route(f"suivi/{SUITE}", retenue(covered), "suivi_couverture", Politique.CONNECTE),
]
