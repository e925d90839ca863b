"""The queue of payments that may be made on a marché, and what a person says of them."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas.domain.errors import OutOfScope
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import montant_lisible
from achatlas.pipeline import bridged
from achatlas.screens import attente
from achatlas.screens.suivi import rattachements
from achatlas.web import adresses
from achatlas.web.acces import portee
from achatlas.web.depots.rights import workshop
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.demande import around, regard, turned

SUITE = "rattachements/"
MOTIF_MAX = 300
KEY = ("payeur", "fournisseur", "achete", "marche")


def lister(request: Requete) -> HttpResponse:
    """Show the groups that await a judgement, the heaviest first, and what was decided. Raises Http404."""
    vue, atelier = regard(request, SUITE), workshop()
    seen = portee(request.droits, vue.acheteur)
    found = bridged.awaiting(atelier, seen)
    shown = rattachements.SHOWN
    number, last = adresses.page_of(request.GET), max(1, -(-len(found) // shown))
    if number > last:
        return past_last_page(request, number, last, vue.adresse(SUITE, page=str(last)))
    kept = bridged.decided(atelier, seen)
    contexte = around(vue) | {
        "groupes": rattachements.groupes(vue, found[(number - 1) * shown : number * shown]),
        "nombre": len(found),
        "enjeu": montant_lisible(sum(one.enjeu for one in found)),
        "decisions": rattachements.decisions(vue, kept[:shown]),
        "nombre_decisions": len(kept),
        "attente": attente.told(atelier),
        "vu": atelier.register.last_act(),
        "pages": turned(number, last, lambda page: vue.adresse(SUITE, page=str(page))),
    }
    return render(request, "suivi/rattachements.html", contexte)


def dire(request: Requete) -> HttpResponse:
    """Keep what a person says of a group and a marché, or take it back. Raises Http404 for what is not open
    to them.
    """
    told = request.POST
    jugement = adresses.judgement_of(told.get("jugement", ""), "oui, non, incertain ou sans avis")
    pour, page = told.get("pour", ""), told.get("page", "")
    siren, fournisseur, segment, marche = (told.get(name, "") for name in KEY)
    cle, qui, atelier = (siren, fournisseur, segment, marche), request.user.get_username(), workshop()
    seen = portee(request.droits, pour)
    try:
        if jugement is Judgement.SANS_AVIS:
            bridged.take_back(atelier, seen, cle, qui)
        else:
            bridged.judge(atelier, seen, cle, jugement, qui, told.get("motif", "").strip()[:MOTIF_MAX])
    except OutOfScope as error:
        raise Http404 from error
    view = f"vue=individuelle&pour={pour}" if pour else "vue=consolidee"
    return redirect(f"/suivi/{SUITE}?{view}" + (f"&page={page}" if page.isdecimal() else ""))


ROUTES = [
    route("suivi/rattachements/", lister, "suivi_rattachements", Politique.LIGNES),
    route("suivi/rattachements/dire/", dire, "suivi_rattacher", Politique.LIGNES, ("POST",)),
]
