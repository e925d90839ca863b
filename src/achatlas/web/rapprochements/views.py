"""The page of rapprochements: the queue or what the machine recognised, the pair judged, what one says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas import langues
from achatlas.domain.errors import ActeConcurrent, BadAddress, OutOfScope, WrongIdentifiant
from achatlas.domain.judgement import Judgement
from achatlas.domain.nombres import montant_lisible
from achatlas.pipeline import Workshop, rapprochements
from achatlas.pipeline.rapprochements import Dit
from achatlas.pipeline.written import Candidat, Ecrit, File, Liste, Listes, Nom, Portee, reference
from achatlas.screens import attente
from achatlas.screens import rapprochements as judging
from achatlas.web import adresses
from achatlas.web.acces import portee, territoire
from achatlas.web.depots.rights import workshop
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.rapprochements import listing
from achatlas.web.rapprochements.listing import Here

MOTIF_MAX = 300
PAIRE = "#paire"


def lister(request: Requete) -> HttpResponse:
    """Show a list, the pair chosen and what was decided. Raises Http404 for a buyer that is not open."""
    atelier, here = workshop(), _here(request.GET)
    seen = portee(request.droits, here.pour)
    found = rapprochements.lists(atelier, seen)
    if found is None or found.file.vide:
        return render(request, "rapprochements/liste.html", {"traite": False})
    file = found.of(here.liste)
    chosen = file.find(request.GET.get("ecrit", ""))
    number, last = _page(request, file, chosen), max(1, -(-len(file.noms) // listing.SHOWN))
    if number > last:
        return past_last_page(request, number, last, here.address(page=last))
    contexte = _common(request, atelier, seen, found, here) | {"pages": _turn(here, number, last)}
    shown = file.noms[(number - 1) * listing.SHOWN : number * listing.SHOWN]
    chosen = chosen or next(iter(shown), None)
    if chosen is not None:
        cles = {chosen.cle, *(one.cle for one in shown)}
        known = rapprochements.details(atelier, seen, cles, here.liste)
        page = str(number) if number > 1 else ""
        contexte["file"] = listing.ranks(shown, known, chosen, here, page)
        contexte |= _pair(request, atelier, seen, file, here, chosen, known[chosen.cle])
    statut = HTTPStatus.BAD_REQUEST if contexte.get("faute") else HTTPStatus.OK
    return render(request, "rapprochements/liste.html", contexte, status=statut)


def _here(told: Mapping[str, Any]) -> Here:
    """The list and the buyer that an address or a form asks for. Raises BadAddress."""
    try:
        return Here(str(told.get("pour", "")), Liste(told.get("liste", "")))
    except ValueError as error:
        raise BadAddress(
            langues.translated("Liste inconnue"),
            "",
            langues.translated("la file ou « reconnus »"),
            "reprenez le menu",
        ) from error


def _page(request: Requete, file: File, chosen: Nom | None) -> int:
    """The page asked, or that of the name chosen. Raises BadAddress."""
    if chosen is None or "page" in request.GET:
        return adresses.page_of(request.GET)
    return file.noms.index(chosen) // listing.SHOWN + 1


def _turn(here: Here, number: int, last: int) -> dict[str, Any]:
    """The addresses of the pages before and after."""

    def at(page: int) -> str:
        return here.address(page=page) if 1 <= page <= last else ""

    return {"numero": number, "derniere": last, "avant": at(number - 1), "apres": at(number + 1)}


def _common(request: Requete, atelier: Workshop, seen: Portee, found: Listes, here: Here) -> dict[str, Any]:
    """What the page says around the pair: progress, decisions, what has yet to be run."""
    file, other = found.of(here.liste), found.of(here.other.liste)
    kept = listing.decided(atelier, seen)
    last = listing.last_of(kept, request.user.get_username())
    told = listing.told(last) if last else None
    reviewing = here.liste == Liste.RECONNUS
    count = atelier.catalogue.regle("rapprochements")["decisions"]
    return {
        "traite": True,
        "liste": here.liste,
        "nombre": len(file.noms),
        "en_jeu": montant_lisible(file.en_jeu),
        "autre": {
            "nombre": len(other.noms),
            "euros": montant_lisible(other.en_jeu),
            "href": here.other.address(),
        },
        "phrase": judging.review(file) if reviewing else judging.phrase(file, count),
        "avancement": listing.progress(file.avancement, found.file.en_jeu),
        "repertoire": rapprochements.repertoire(atelier) is not None,
        "commande": atelier.settings.commande("sirene FICHIER…"),
        "decisions": [listing.told(one) for one in kept[: listing.SHOWN]],
        "nombre_decisions": len(kept),
        "derniere": told,
        "annonce": listing.announce(request.GET.get("fait", ""), told, file, here.liste),
        "pour": here.pour,
        "pour_nom": territoire().acheteur(here.pour).dit if here.pour else "",
        "tous": Here("", here.liste).address(),
        "attente": attente.told(atelier),
        "vu": atelier.register.last_act(),
    }


def _pair(
    request: Requete, atelier: Workshop, seen: Portee, file: File, here: Here, nom: Nom, chosen: Ecrit
) -> dict[str, Any]:
    """The two cards, the other candidates, and what deciding would move."""
    every, typed = rapprochements.proposed(atelier, seen, nom), request.GET.get("entreprise", "")
    shown, fault = _shown(atelier, every, typed)
    after = file.after(chosen.ref)
    named = [f for part in chosen.parts for f in part.fournisseurs]
    page = listing.operator(request.droits, here.pour, [*named, *(c.siren for c in every)])
    fiche = listing.sheet(atelier, shown, here, chosen.ref, chosen=True) if shown else None
    return {
        "ecrit": chosen,
        "carte": listing.card(chosen),
        "fiche": replace(fiche, page=page(fiche.identifiant)) if fiche else None,
        "page": "" if nom.reconnus else next(filter(None, map(page, named)), ""),
        "candidats": [listing.sheet(atelier, c, here, chosen.ref, chosen=c is shown) for c in every],
        "effet": judging.effect(nom, shown, file.avancement) if shown else None,
        "sans": judging.without(nom, file.avancement),
        "suite": after.ref if after else "",
        "rang": rapprochements.rank(atelier),
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
    here, ref, after = _here(told), told.get("ecrit", ""), told.get("suite", "")
    seen = portee(request.droits, here.pour)
    nom = _listed(atelier, seen, here, ref)
    if nom is None:
        if rapprochements.settled(atelier, seen, ref):
            return redirect(here.address(after, fait="devance") + PAIRE)
        raise Http404
    if rapprochements.overtaken(atelier, nom.cle, told.get("rang", ""), request.user.get_username()):
        return redirect(here.address(ref, fait="devance") + PAIRE)
    dit = Dit(
        nom.cle,
        told.get("entreprise", ""),
        adresses.judgement_of(told.get("jugement", ""), "même, différent, plus tard, étranger ou personne"),
        request.user.get_username(),
        told.get("motif", "").strip()[:MOTIF_MAX],
        liste=here.liste,
    )
    try:
        rapprochements.judge(atelier, seen, dit)
    except OutOfScope as error:
        raise Http404 from error
    same = dit.jugement == Judgement.NON and _listed(atelier, seen, here, ref)
    return redirect(here.address(ref if same else after, fait=dit.jugement) + PAIRE)


def _listed(atelier: Workshop, seen: Portee, here: Here, ref: str) -> Nom | None:
    """The name that a form means; None when the list holds it no more."""
    found = rapprochements.lists(atelier, seen)
    return found.of(here.liste).find(ref) if found else None


def reprendre(request: Requete) -> HttpResponse:
    """Take a judgement back. Raises Http404 for one that is not open."""
    atelier, here = workshop(), _here(request.POST)
    seen = portee(request.droits, here.pour)
    try:
        back = rapprochements.take_back(
            atelier, seen, request.POST.get("empreinte", ""), request.user.get_username()
        )
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        return redirect(here.address(fait="deja") + PAIRE)
    ref = reference(back.ecrit_cle)
    there = next((one for one in (here, here.other) if _listed(atelier, seen, one, ref)), here)
    return redirect(there.address(ref, fait="repris") + PAIRE)


LIGNES = Politique.LIGNES
ROUTES = [
    route("rapprochements/", lister, "rapprochements", LIGNES),
    route("rapprochements/dire/", dire, "rapprocher", LIGNES, ("POST",)),
    route("rapprochements/reprendre/", reprendre, "rapprochement_reprendre", LIGNES, ("POST",)),
]
