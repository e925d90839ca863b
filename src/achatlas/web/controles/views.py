"""The pages of controls: the rules, the findings of one, the pairs to judge; and what a person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from achatlas.domain.errors import BadAddress
from achatlas.domain.nombres import lisser, montant_lisible
from achatlas.langues import translated
from achatlas.pipeline import Workshop, findings
from achatlas.pipeline.doublons import at_stake
from achatlas.screens import attente
from achatlas.store.decisions import JUGEMENTS, TAKEN_BACK, Decisions
from achatlas.web import adresses
from achatlas.web.acces import catalogue, territoire
from achatlas.web.controles import listing
from achatlas.web.depots.actions import publication, seen
from achatlas.web.depots.rights import covers, workshop
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Politique, Requete, route

LINES, PAIRS = 50, 10
MOTIF_MAX = 300


def asked_acheteur(request: Requete) -> str | None:
    """The buyer whose marchés are shown (SIREN): one's own, the one chosen, or None for all. Raises Http404
    for one that is not open.
    """
    droits, pour = request.droits, request.GET.get("pour", "")
    siren = droits.acheteur or pour or None
    if (pour and pour != siren) or (siren and siren not in territoire().sirens):
        raise Http404
    return siren


def lister(request: Requete) -> HttpResponse:
    """Show the rules, the pairs to judge and the judgements; an élu reads totals."""
    atelier, acheteur = workshop(), asked_acheteur(request)
    lines = request.droits.lignes
    contexte = {**listing.page(atelier, acheteur, lines), "acheteur": acheteur, "pour": _named(acheteur)}
    if lines:
        shown = _pairs(request, atelier, acheteur)
        if isinstance(shown, HttpResponse):
            return shown
        contexte |= shown
    return render(request, "controles/liste.html", contexte)


def _named(acheteur: str | None) -> str:
    return territoire().acheteur(acheteur).dit if acheteur else ""


def _pairs(request: Requete, atelier: Workshop, acheteur: str | None) -> dict[str, Any] | HttpResponse:
    """The pairs of a page, the largest amounts first, and what was decided of others."""
    every = findings.pairs(atelier, acheteur)
    waiting = sorted((one for one in every if one["jugement"] is None), key=listing.largest)
    number, last = adresses.page_of(request.GET), max(1, -(-len(waiting) // PAIRS))
    if number > last:
        return past_last_page(request, number, last, listing.address("controles", acheteur, page=last))
    return {
        "paires": [listing.pair(one) for one in waiting[(number - 1) * PAIRS : number * PAIRS]],
        "nombre_paires": len(waiting),
        "en_jeu": montant_lisible(at_stake(waiting).centimes),
        "pages": _turn("controles", acheteur, (), number, last),
        "decisions": listing.decisions(atelier, acheteur),
        "acheteurs": [] if acheteur else listing.by_acheteur(atelier, every),
        "attente": attente.told(atelier),
        "vu": atelier.register.last_act(),
    }


def _turn(name: str, acheteur: str | None, args: Sequence[str], number: int, last: int) -> dict[str, Any]:
    """The addresses of the pages before and after."""

    def at(page: int) -> str:
        return listing.address(name, acheteur, *args, page=page) if 1 <= page <= last else ""

    return {"numero": number, "derniere": last, "avant": at(number - 1), "apres": at(number + 1)}


def detailler(request: Requete, controle: str) -> HttpResponse:
    """Show the findings of a rule, each with its marché, its file and its line. Raises Http404."""
    atelier, acheteur = workshop(), asked_acheteur(request)
    definition, net = catalogue().controles.get(controle), findings.folder(atelier)
    if definition is None or net is None:
        raise Http404
    told, absent = listing.findings_of(atelier, net, controle, acheteur)
    number, last = adresses.page_of(request.GET), max(1, -(-len(told) // LINES))
    if number > last:
        return past_last_page(
            request, number, last, listing.address("controle", acheteur, controle, page=last)
        )
    contexte = {
        "controle": definition,
        "pour": _named(acheteur),
        "constats": listing.written(atelier, net, told[(number - 1) * LINES : number * LINES]),
        "nombre": len(told),
        "absents": listing.written(atelier, net, absent),
        "tous": acheteur is None,
        "gestes": _gestures(definition.cas, {row["cas"] for row in told}),
        "pages": _turn("controle", acheteur, (controle,), number, last),
        "retour": listing.address("controles", acheteur),
    }
    return render(request, "controles/controle.html", contexte)


def _gestures(cas: Mapping[str, Any], found: set[str]) -> list[str]:
    """What there is to do about the cases found, each said once."""
    said = dict.fromkeys(one.que_faire for name, one in cas.items() if name in found)
    return [
        lisser(text[:1].upper() + text[1:])
        for text in said
        if text and text not in ("rien", translated("rien"))
    ]


def juger(request: Requete) -> HttpResponse:
    """Keep what a person says of a pair. Raises Http404 for a pair that is not proposed, or not open."""
    atelier, said = workshop(), request.POST
    jugement, motif = said.get("jugement", ""), said.get("motif", "").strip()[:MOTIF_MAX]
    if jugement not in JUGEMENTS:
        raise BadAddress(
            translated("Décision inconnue"), "", translated("c'est un marché, ou deux"), "rechargez la page"
        )
    pair = _found(atelier, (said.get("marche", ""), said.get("autre", "")), jugement)
    if not covers(request.droits, pair["acheteur"]):
        raise Http404
    findings.judge(atelier, pair, jugement, request.user.get_username(), motif)
    pour = None if request.droits.acheteur else said.get("pour", "")
    return redirect(listing.address("controles", pour, page=_still(atelier, said, pour)) + "#doublons")


def _still(atelier: Workshop, said: QueryDict, acheteur: str | None) -> str:
    """The page that a person was judging from, or the last one when no pair is left on it; nothing for the
    first.
    """
    waiting = [one for one in findings.pairs(atelier, acheteur or None) if one["jugement"] is None]
    number = min(adresses.page_of(said), max(1, -(-len(waiting) // PAIRS)))
    return str(number) if number > 1 else ""


def _found(atelier: Workshop, keys: tuple[str, str], jugement: str) -> Mapping[str, Any]:
    """The pair of these keys: proposed, or judged before when the judgement is taken back. Raises Http404."""
    for one in findings.pairs(atelier):
        if (one["marche"], one["autre"]) == keys:
            return one
    former = Decisions(atelier.home).standing().get(keys)
    if former is None or jugement != TAKEN_BACK:
        raise Http404
    return {"acheteur": former.acheteur_siren, "marche": keys[0], "autre": keys[1], "cotes": former.cite}


def publier(request: Requete) -> HttpResponse:
    """Ask for a run that takes the judgements into account, and for its publication. Raises BadAddress for a
    form that does not say what was seen.
    """
    seen(request)
    return redirect(reverse("travail", args=[publication(request, None).id]))


CONNECTE, LIGNES = Politique.CONNECTE, Politique.LIGNES
ROUTES = [
    route("controles/", lister, "controles", CONNECTE),
    route("controles/juger/", juger, "juger", LIGNES, ("POST",)),
    route("controles/publier/", publier, "controles_publier", LIGNES, ("POST",)),
    route("controles/<slug:controle>/", detailler, "controle", LIGNES),
]
