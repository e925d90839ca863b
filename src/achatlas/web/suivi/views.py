"""The marchés that end, and what must be done of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from achatlas.langues import dire, parlant, translated
from achatlas.screens.suivi import (
    besoins,
    charge,
    fenetre,
    fins,
    hors_marche,
    phrases,
    registre,
    seuils,
    voisins,
)
from achatlas.screens.suivi.fichier import offered
from achatlas.screens.suivi.programme import prefill
from achatlas.screens.suivi.regard import HORIZON, Regard
from achatlas.watch import fenetres_mots
from achatlas.watch.agenda import agenda
from achatlas.watch.conventions import parted
from achatlas.watch.ical import calendar
from achatlas.watch.suivi import Suivi
from achatlas.web import adresses, langue
from achatlas.web.acces import catalogue
from achatlas.web.memoire import retenue
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi import a_faire, calendrier, couverture, fichiers, loi, programme, rattachements
from achatlas.web.suivi.demande import around, regard, turned

SHOWN = 25
ALL = "tous"


def coming(request: Requete) -> HttpResponse:
    """Show what ends, what is bought off marché, and who ends the same segments; or the marchés behind a
    number of the calendar. Raises Http404, BadAddress.
    """
    vue = regard(request, "")
    choix = calendrier.asked(vue, request)
    own, beside = charge.kept(vue, choix) if choix else fins.own(vue), fins.neighbours(vue)
    said = {"tache": str(choix.tache), "mois": choix.mois} if choix else {}
    number, last = adresses.page_of(request.GET), max(1, -(-len(own) // SHOWN))
    if number > last:
        return past_last_page(request, number, last, vue.adresse(**said, page=str(last)))
    shown = own[(number - 1) * SHOWN : number * SHOWN]
    contexte = around(vue) | {
        "rangs": fins.rangs(vue, shown, beside),
        "nombre": len(own),
        "ecrit": bool(programme.writable(request, vue)),
        "inscrits": prefill.followed(programme.lines(request, vue)),
        **(_month(vue, choix) if choix else _whole(vue, own, beside, request.GET.get("besoins", ""))),
        "pages": turned(number, last, lambda page: vue.adresse(**said, page=str(page))),
    }
    return render(request, "suivi/a_venir.html", contexte)


def _month(vue: Regard, choix: charge.Choix) -> dict[str, Any]:
    """What is said of a number of the calendar."""
    return {"choix": choix, "titre": charge.titre(vue, choix), "phrase": charge.phrase(vue, choix)}


def _whole(
    vue: Regard, own: Sequence[fins.Fin], beside: Mapping[str, tuple[fins.Fin, ...]], asked: str
) -> dict[str, Any]:
    """What is said of all that ends, with the needs and the neighbours. Raises BadAddress."""
    voisinages = voisins.voisinages(vue, own, beside)
    over = hors_marche.passed(besoins.needs(vue))
    return {
        "titre": phrases.titre(vue, own),
        "phrase": phrases.phrase(vue, own, over, len(voisinages)),
        **_needs(vue, over, asked),
        "voisinages": voisinages[: voisins.SHOWN],
        "nombre_voisinages": len(voisinages),
    }


def _needs(vue: Regard, over: Sequence[hors_marche.Passe], asked: str) -> dict[str, Any]:
    """The needs that pass a step: the first ones, or all when they are asked for. Raises BadAddress."""
    whole = adresses.one_of(asked, ("", ALL), "Réglage") == ALL
    return {
        "besoins": hors_marche.rangs(vue, over if whole else over[: hors_marche.SHOWN]),
        "nombre_besoins": len(over),
        "besoins_tous": vue.adresse(besoins=ALL),
        "besoins_moins": vue.adresse() if whole and len(over) > hors_marche.SHOWN else "",
        "besoins_dehors": hors_marche.left_out(vue),
        "besoins_faits": besoins.made_of(vue),
    }


def lister(request: Requete) -> HttpResponse:
    """Show the register, searched and sorted. Raises Http404, BadAddress."""
    vue = regard(request, "registre/")
    asked = registre.Recherche.of(request.GET)
    found = registre.search(vue, asked)
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
        "pages": turned(number, last, at),
        "exporter": offered(vue, translated("Les marchés de cette liste"), "registre", **asked.said),
    }
    return render(request, "suivi/registre.html", contexte)


def fenetres(request: Requete) -> HttpResponse:
    """Show the best joint window of each segment. Raises Http404."""
    vue = regard(request, "fenetres/")
    if vue.commun is None:
        raise Http404
    found = fenetre.lignes(vue)
    number, last = adresses.page_of(request.GET), max(1, -(-len(found) // SHOWN))
    if number > last:
        return past_last_page(request, number, last, vue.adresse("fenetres/", page=str(last)))
    contexte = around(vue) | {
        "lignes": found[(number - 1) * SHOWN : number * SHOWN],
        "nombre": len(found),
        "pages": turned(number, last, lambda page: vue.adresse("fenetres/", page=str(page))),
    }
    return render(request, "suivi/fenetres.html", contexte)


def fenetre_de(request: Requete, segment: str) -> HttpResponse:
    """Show the joint window of a segment. Raises Http404 for one that the nomenclature does not hold."""
    vue = regard(request, f"fenetres/{segment}/")
    if vue.commun is None or segment not in catalogue().segments:
        raise Http404
    some = fenetre.alive(vue, segment)
    found = fenetre.best(vue, some)
    contexte = around(vue) | {
        "segment": vue.segment(segment),
        "fiche": vue.fiche("segment", segment),
        "fenetre": found,
        "resume": fenetres_mots.resume(found) if found else (fenetre.alone(parted(some)[0]),),
        "rangs": fenetre.rangs(vue, found, some) if found else [],
        "frise": fenetre.calendrier(vue, some, found),
        "conventions": fenetre.conventions(vue, some),
    }
    return render(request, "suivi/fenetre.html", contexte)


def alertes(request: Requete) -> HttpResponse:
    """Show what the rules of alert say of the view. Raises Http404, BadAddress."""
    vue, chosen = regard(request, "seuils/"), request.GET.get("regle", "")
    found = seuils.bilan(vue)
    if chosen and chosen not in {one.code for one in seuils.regles(vue, found, "")}:
        raise Http404
    kept = seuils.shown(found, chosen)
    number, last = adresses.page_of(request.GET), max(1, -(-len(kept) // SHOWN))
    if number > last:
        return past_last_page(request, number, last, vue.adresse("seuils/", regle=chosen, page=str(last)))
    silences = [(why, n) for (code, why), n in found.silences.most_common() if code == chosen]
    contexte = around(vue) | {
        "regles": seuils.regles(vue, found, chosen),
        "choisie": chosen,
        "rangs": seuils.rangs(vue, kept[(number - 1) * SHOWN : number * SHOWN]),
        "nombre": len(kept),
        "silences": silences,
        "besoins_faits": besoins.made_of(vue),
        "pages": turned(number, last, lambda page: vue.adresse("seuils/", regle=chosen, page=str(page))),
    }
    return render(request, "suivi/seuils.html", contexte)


def agenda_ics(request: Requete) -> HttpResponse:
    """The agenda of the view as an iCalendar file, in the language of the session: a person reads it, no
    other program counts on its words. Raises Http404.
    """
    with parlant(langue.chosen(request)):
        return agenda_of(request, regard(request, "agenda.ics"))


def agenda_of(request: HttpRequest, vue: Regard) -> HttpResponse:
    """The agenda of a view as an iCalendar file; its addresses are those of the site that is asked."""

    def page(suivi: Suivi) -> str:
        return request.build_absolute_uri(vue.page(suivi)) if vue.page(suivi) else ""

    events = agenda(vue.suivis, vue.today, HORIZON, vue.veille, page)
    whose = vue.nom(vue.acheteur) if vue.acheteur else vue.demande.territoire.libelle
    said = calendar(events, datetime.now(UTC), dire("Marchés : {acheteur}", acheteur=whose))
    response = HttpResponse(said, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="achatlas-marches.ics"'
    return response


CONNECTE = Politique.CONNECTE
ROUTES = [
    route("suivi/", retenue(coming), "suivi", CONNECTE),
    route("suivi/registre/", retenue(lister), "suivi_registre", CONNECTE),
    route("suivi/fenetres/", retenue(fenetres), "suivi_fenetres", CONNECTE),
    route("suivi/fenetres/<str:segment>/", retenue(fenetre_de), "suivi_fenetre", CONNECTE),
    *a_faire.ROUTES,
    *calendrier.ROUTES,
    *couverture.ROUTES,
    *fichiers.ROUTES,
    *loi.ROUTES,
    *rattachements.ROUTES,
    route("suivi/seuils/", retenue(alertes), "suivi_seuils", CONNECTE),
    route("suivi/agenda.ics", agenda_ics, "suivi_agenda", CONNECTE),
]
