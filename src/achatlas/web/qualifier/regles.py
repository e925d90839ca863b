"""The page of rules: their order, what each classifies, their history, and how to come back on one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas.classify.guide import guide
from achatlas.domain.errors import ActeConcurrent, EffectMoved, OutOfScope
from achatlas.langues import translated
from achatlas.pipeline import Workshop, apprentissage, ruling
from achatlas.pipeline.written import Portee
from achatlas.screens import attente
from achatlas.web.acces import catalogue, portee, territoire
from achatlas.web.depots.rights import workshop
from achatlas.web.policies import Requete
from achatlas.web.qualifier import addresses, appris, gestes, versions
from achatlas.web.qualifier.listing import Here

HISTORY = 30
Act = Callable[[Workshop, Portee, Mapping[str, str], str], object]


def lister(request: Requete) -> HttpResponse:
    """Show the rules in the order in which they are asked, their history, and what an act upon one of them
    would move when an address asks it. Raises Http404 for an act upon a rule that is not open.
    """
    atelier, pour = workshop(), request.GET.get("pour", "")
    seen, lu = portee(request.droits, pour), guide(catalogue())
    rules = ruling.rules(atelier, seen)
    now = ruling.situation(atelier, seen)
    own = frozenset(one.numero for one in rules if ruling.may(atelier, seen, one.conditions))
    history = ruling.history(atelier, seen)
    undoable = ruling.undoable(atelier)
    annonce, geste = translated(versions.RULES.get(request.GET.get("fait", ""), "")), None
    try:
        geste = gestes.shown(atelier, seen, now, request.GET) if now else None
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent as error:
        annonce = annonce or versions.refused(error)
    return render(request, "qualifier/regles.html", {
        "rangs": versions.ranks(rules, now.par_regle() if now else {}, lu, Here(pour), own),
        "geste": geste,
        "historique": [
            {**versions.told(one, lu), "reprendre": _undoing(pour, one.empreinte, undoable)}
            for one in history[:HISTORY]
        ],
        "versions": len(history),
        "annonce": annonce,
        "appris": appris.told(apprentissage.last(atelier), catalogue().regle("apprentissage")),
        "pour": pour,
        "pour_nom": territoire().acheteur(pour).dit if pour else "",
        "attente": attente.told(atelier),
        "vu": atelier.register.last_act(),
    })  # fmt: skip


def _undoing(pour: str, empreinte: str, undoable: frozenset[str]) -> str:
    """Where what undoing a version would move is shown; empty when it can be undone no more."""
    return gestes.address(pour, gestes.REPRENDRE, empreinte=empreinte) if empreinte in undoable else ""


def retirer(request: Requete) -> HttpResponse:
    """Take a rule out, once what it would move was shown. Raises Http404 for one that is not open."""

    def act(atelier: Workshop, seen: Portee, told: Mapping[str, str], effet: str) -> None:
        numero, qui = addresses.number(told.get("numero", "")), request.user.get_username()
        ruling.withdraw(atelier, seen, numero, qui, told.get("vu") or None, effet)

    return done(request, gestes.RETIRER, act, "retiree")


def move(request: Requete) -> HttpResponse:
    """Exchange the places of two rules, once what it would move was shown. Raises Http404 for rules that are
    not open.
    """

    def act(atelier: Workshop, seen: Portee, told: Mapping[str, str], effet: str) -> None:
        both = (addresses.number(told.get("numero", "")), addresses.number(told.get("avec", "")))
        ruling.exchange(atelier, seen, *both, request.user.get_username(), effet)

    return done(request, gestes.EXCHANGE, act, "deplacee")


def done(request: Requete, geste: str, act: Act, fait: str) -> HttpResponse:
    """Does an act as it was shown, else shows it. Raises Http404 for rules that are not open."""
    told, effet = request.POST, request.POST.get("effet", "")
    if not effet:
        return redirect(gestes.again(told, geste))
    try:
        act(workshop(), portee(request.droits, told.get("pour", "")), told, effet)
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        if geste == gestes.REPRENDRE:
            return redirect(gestes.again(told, geste))
        return redirect(addresses.rules(told.get("pour", ""), fait="devance"))
    except EffectMoved:
        return redirect(gestes.again(told, geste, "change"))
    return redirect(addresses.rules(told.get("pour", ""), fait=fait))
