"""The calendar of marchés: the work of the months to come, and the lines of a family."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render

from achatlas.screens.suivi import calendrier, charge
from achatlas.screens.suivi.regard import Regard
from achatlas.watch.charge import Tache
from achatlas.web import adresses
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.demande import around, regard


def asked(vue: Regard, request: Requete) -> charge.Choix | None:
    """The number of the calendar that an address asks for; None when it asks for none. Raises BadAddress."""
    mois = adresses.one_of(request.GET.get("mois", ""), charge.codes(vue.today), "Mois")
    tache = adresses.one_of(request.GET.get("tache", ""), ("", *Tache), "Réglage")
    return charge.Choix(Tache(tache or Tache.FIN), mois) if mois else None


def calendar_of(request: Requete) -> HttpResponse:
    """Show the work of the months to come, and until when the marchés of a family run. Raises Http404 for a
    family that has none.
    """
    vue = regard(request, "calendrier/")
    found = calendrier.running(vue)
    chosen = request.GET.get("famille", "") or next(iter(found), "")
    if chosen and chosen not in found:
        raise Http404
    families = calendrier.familles(vue, found, chosen)
    contexte = around(vue) | {
        "charge": charge.charge(vue),
        "familles": families,
        "famille": next((one for one in families if one.ici), None),
        "frise": calendrier.drawn(vue, found.get(chosen, ())),
        "nombre": sum(map(len, found.values())),
        "sans_notification": calendrier.sans_notification(found),
        "sans_fin": calendrier.sans_fin(vue),
    }
    return render(request, "suivi/calendrier.html", contexte)


ROUTES = [route("suivi/calendrier/", retenue(calendar_of), "suivi_calendrier", Politique.CONNECTE)]
