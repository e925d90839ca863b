"""The page of rules: their order, what each classifies, their history, and how to come back on one."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas.classify.guide import guide
from achatlas.domain.errors import ActeConcurrent, OutOfScope
from achatlas.pipeline import apprentissage, ruling
from achatlas.web.acces import catalogue, portee, territoire
from achatlas.web.depots.rights import workshop
from achatlas.web.policies import Requete
from achatlas.web.qualifier import addresses, appris, versions
from achatlas.web.qualifier.listing import Here

HISTORY = 30


def lister(request: Requete) -> HttpResponse:
    """Show the rules in the order in which they are asked, and their history."""
    atelier, pour = workshop(), request.GET.get("pour", "")
    seen, lu = portee(request.droits, pour), guide(catalogue())
    rules = ruling.rules(atelier, seen)
    now = ruling.situation(atelier, seen)
    own = frozenset(one.numero for one in rules if ruling.may(atelier, seen, one.conditions))
    history = ruling.history(atelier, seen)
    undoable = ruling.undoable(atelier)
    return render(request, "qualifier/regles.html", {
        "rangs": versions.ranks(rules, now.par_regle() if now else {}, lu, Here(pour), own),
        "historique": [
            {**versions.told(one, lu), "reprenable": one.empreinte in undoable} for one in history[:HISTORY]
        ],
        "versions": len(history),
        "annonce": versions.RULES.get(request.GET.get("fait", ""), ""),
        "appris": appris.told(apprentissage.last(atelier), catalogue().regle("apprentissage")),
        "pour": pour,
        "pour_nom": territoire().acheteur(pour).nom_court if pour else "",
        "a_jour": ruling.shown(atelier),
        "vu": atelier.register.last_act(),
    })  # fmt: skip


def retirer(request: Requete) -> HttpResponse:
    """Take a rule out. Raises Http404 for one that is not open."""
    atelier, told = workshop(), request.POST
    seen, vu = portee(request.droits, told.get("pour", "")), told.get("vu") or None
    try:
        ruling.withdraw(
            atelier, seen, addresses.number(told.get("numero", "")), request.user.get_username(), vu
        )
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        return redirect(addresses.rules(told.get("pour", ""), fait="devance"))
    return redirect(addresses.rules(told.get("pour", ""), fait="retiree"))


def move(request: Requete) -> HttpResponse:
    """Exchange the places of two rules. Raises Http404 for rules that are not open."""
    atelier, told = workshop(), request.POST
    seen = portee(request.droits, told.get("pour", ""))
    both = (addresses.number(told.get("numero", "")), addresses.number(told.get("avec", "")))
    try:
        ruling.exchange(atelier, seen, *both, request.user.get_username())
    except OutOfScope as error:
        raise Http404 from error
    except ActeConcurrent:
        return redirect(addresses.rules(told.get("pour", ""), fait="devance"))
    return redirect(addresses.rules(told.get("pour", ""), fait="deplacee"))
