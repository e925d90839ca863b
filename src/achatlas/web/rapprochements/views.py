"""The page of rapprochements: the queue, the pair being judged, and what a person says of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas import pipeline
from achatlas.domain.errors import ActeConcurrent, BadAddress, OutOfScope, WrongIdentifiant
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import montant_lisible
from achatlas.pipeline import Workshop, rapprochements
from achatlas.pipeline.rapprochements import Dit
from achatlas.pipeline.written import Candidat, Ecrit, File, Nom, Portee, reference
from achatlas.web import adresses
from achatlas.web.acces import portee, territoire
from achatlas.web.depots.rights import workshop
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.rapprochements import listing

MOTIF_MAX = 300
PAIRE = "#paire"


def lister(request: Requete) -> HttpResponse:
    """Show the queue, the pair chosen and what was decided. Raises Http404 for a buyer that is not open."""
    atelier, pour = workshop(), request.GET.get("pour", "")
    seen = portee(request.droits, pour)
    file = rapprochements.queue(atelier, seen)
    if file is None or file.vide:
        return render(request, "rapprochements/liste.html", {"traite": False})
    chosen = file.find(request.GET.get("ecrit", ""))
    number, last = _page(request, file, chosen), max(1, -(-len(file.noms) // listing.SHOWN))
    if number > last:
        return past_last_page(request, number, last, listing.address(pour, page=last))
    contexte = _common(request, atelier, seen, file, pour) | {"pages": _turn(pour, number, last)}
    shown = file.noms[(number - 1) * listing.SHOWN : number * listing.SHOWN]
    chosen = chosen or next(iter(shown), None)
    if chosen is not None:
        known = rapprochements.details(atelier, seen, {chosen.cle, *(one.cle for one in shown)})
        page = str(number) if number > 1 else ""
        contexte["file"] = listing.ranks(shown, known, chosen, pour, page)
        contexte |= _pair(request, atelier, seen, file, known[chosen.cle])
    statut = HTTPStatus.BAD_REQUEST if contexte.get("faute") else HTTPStatus.OK
    return render(request, "rapprochements/liste.html", contexte, status=statut)


def _page(request: Requete, file: File, chosen: Nom | None) -> int:
    """The page asked, or that of the name chosen. Raises BadAddress."""
    if chosen is None or "page" in request.GET:
        return adresses.page_of(request.GET)
    return file.noms.index(chosen) // listing.SHOWN + 1


def _turn(pour: str, number: int, last: int) -> dict[str, Any]:
    """The addresses of the pages before and after."""

    def at(page: int) -> str:
        return listing.address(pour, page=page) if 1 <= page <= last else ""

    return {"numero": number, "derniere": last, "avant": at(number - 1), "apres": at(number + 1)}


def _common(request: Requete, atelier: Workshop, seen: Portee, file: File, pour: str) -> dict[str, Any]:
    """What the page says around the pair: progress, decisions, what has yet to be run."""
    kept = listing.decided(atelier, seen)
    last = listing.last_of(kept, request.user.get_username())
    count = atelier.catalogue.regle("rapprochements")["decisions"]
    named = territoire().acheteur(pour).nom_court if pour else ""
    return {
        "traite": True,
        "nombre": len(file.noms),
        "en_jeu": montant_lisible(file.en_jeu),
        "phrase": listing.phrase(file, count),
        "avancement": listing.progress(file.avancement, file.en_jeu),
        "repertoire": rapprochements.repertoire(atelier) is not None,
        "commande": atelier.settings.commande("sirene FICHIER…"),
        "decisions": [listing.told(one) for one in kept[: listing.SHOWN]],
        "nombre_decisions": len(kept),
        "derniere": listing.told(last) if last else None,
        "annonce": listing.announce(
            request.GET.get("fait", ""),
            listing.told(last) if last else None,
            file.avancement,
            len(file.noms),
        ),
        "pour": pour,
        "pour_nom": named,
        "a_jour": pipeline.current(atelier),
        "vu": atelier.register.last_act(),
    }


def _pair(request: Requete, atelier: Workshop, seen: Portee, file: File, chosen: Ecrit) -> dict[str, Any]:
    """The two cards, the other candidates, and what deciding would move."""
    every, typed = rapprochements.candidats(atelier, seen, chosen.cle), request.GET.get("entreprise", "")
    shown, fault = _shown(atelier, every, typed)
    base = {"pour": request.GET.get("pour", ""), "ecrit": chosen.ref}
    one, after = file.avancement, file.after(chosen.ref)
    named = [f for part in chosen.parts for f in part.fournisseurs]
    page = listing.operator(request.droits, base["pour"], [*named, *(c.siren for c in every)])
    fiche = listing.sheet(atelier, shown, base, chosen=True) if shown else None
    return {
        "ecrit": chosen,
        "carte": listing.card(chosen),
        "fiche": replace(fiche, page=page(fiche.identifiant)) if fiche else None,
        "page": next(filter(None, map(page, named)), ""),
        "candidats": [listing.sheet(atelier, c, base, chosen=c is shown) for c in every],
        "gain": montant_lisible(chosen.centimes),
        "effet": listing.shares(one, one.apres, one.apres + chosen.centimes),
        "suite": after.ref if after else "",
        "saisi": typed if fault else "",
        "faute": fault,
    }


def _shown(
    atelier: Workshop, every: Sequence[Candidat], typed: str
) -> tuple[Candidat | None, WrongIdentifiant | None]:
    """The enterprise of the right card: the one asked, else the likeliest; and why a number typed is none."""
    found = next((one for one in every if one.siren == typed), None)
    if found or not typed:
        return found or next(iter(every), None), None
    try:
        return rapprochements.named(atelier, typed), None
    except WrongIdentifiant as fault:
        return next(iter(every), None), fault


def dire(request: Requete) -> HttpResponse:
    """Keep what a person says of a pair; say so when somebody has settled it meanwhile. Raises Http404 for
    a name that is not open.
    """
    atelier, told = workshop(), request.POST
    pour = told.get("pour", "")
    seen = portee(request.droits, pour)
    ref = told.get("ecrit", "")
    cle = _written(atelier, seen, ref)
    if not cle:
        if rapprochements.settled(atelier, seen, ref):
            return redirect(listing.address(pour, told.get("suite", ""), fait="devance") + PAIRE)
        raise Http404
    motif = told.get("motif", "").strip()[:MOTIF_MAX]
    dit = Dit(
        cle,
        told.get("entreprise", ""),
        _judgement(told.get("jugement", "")),
        request.user.get_username(),
        motif,
    )
    try:
        rapprochements.judge(atelier, seen, dit)
    except OutOfScope as error:
        raise Http404 from error
    same = dit.jugement == Judgement.NON
    target = ref if same else told.get("suite", "")
    return redirect(listing.address(pour, target, fait=dit.jugement) + PAIRE)


def _written(atelier: Workshop, seen: Portee, ref: str) -> str:
    """The writing that a form means; "" when the queue holds it no more."""
    file = rapprochements.queue(atelier, seen)
    found = file.find(ref) if file else None
    return found.cle if found else ""


def _judgement(said: str) -> Judgement:
    try:
        return Judgement(said)
    except ValueError as error:
        raise BadAddress(
            "Décision inconnue", "", "même, différent ou plus tard", "rechargez la page"
        ) from error


def reprendre(request: Requete) -> HttpResponse:
    """Take a judgement back. Raises Http404 for one that is not open."""
    atelier, pour = workshop(), request.POST.get("pour", "")
    seen = portee(request.droits, pour)
    try:
        back = rapprochements.take_back(
            atelier, seen, request.POST.get("empreinte", ""), request.user.get_username()
        )
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        return redirect(listing.address(pour, fait="deja") + PAIRE)
    ref = reference(back.ecrit_cle)
    return redirect(listing.address(pour, ref, fait="repris") + PAIRE)


LIGNES = Politique.LIGNES
ROUTES = [
    route("rapprochements/", lister, "rapprochements", LIGNES),
    route("rapprochements/dire/", dire, "rapprocher", LIGNES, ("POST",)),
    route("rapprochements/reprendre/", reprendre, "rapprochement_reprendre", LIGNES, ("POST",)),
]
