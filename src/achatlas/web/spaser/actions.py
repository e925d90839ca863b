"""The actions of the SPASER: read, written from a chain or from nothing, brought to an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from achatlas.domain.action import NEW, Action
from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.nombres import lisser
from achatlas.langues import in_french, translated
from achatlas.screens.droits import GROUPE_PROJET
from achatlas.screens.spaser import action_saisie as saisie
from achatlas.screens.spaser import actions
from achatlas.screens.spaser.vue import Spaser
from achatlas.screens.suivi.regard import Regard
from achatlas.store.actions import Actions, Version
from achatlas.web import adresses
from achatlas.web.acces import maison
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.spaser.demande import around, regard_of, vue_of

LONG = 12
"""How many figures of the number of a row are read."""
DONE = {"ecrite": "L’action est enregistrée."}


def lister(request: Requete) -> HttpResponse:
    """Show the actions of the view. Raises Http404, BadAddress."""
    vue, regard = _asked(request, actions.PAGE)
    par = adresses.one_of(request.GET.get("par", ""), tuple(actions.GROUPS), "Classement")
    shown = list(actions.visible(vue, Actions(maison()).standing()).values())
    contexte = around(vue, actions.PAGE) | {
        "annees": [],
        "phrase": actions.phrase(shown, regard),
        "groupes": actions.groupes(vue, regard, shown, par),
        "par": [
            (translated(name), vue.adresse(actions.PAGE, par=code), code == par)
            for code, name in actions.GROUPS.items()
        ],
        "nouvelle": vue.adresse(f"{actions.PAGE}nouvelle/") if _open_to(vue) else "",
        "annonce": translated(DONE.get(request.GET.get("fait", ""), "")),
    }
    return render(request, "spaser/actions.html", contexte)


def ajouter(request: Requete) -> HttpResponse:
    """Write a new action, from what the address says of it. Raises Http404 for who writes none."""
    vue, regard = _asked(request, f"{actions.PAGE}nouvelle/")
    if not _open_to(vue):
        raise Http404
    if request.method == "POST":
        return _written(request, vue, regard, None)
    asked = saisie.Typed.of({name: str(said) for name, said in request.GET.items()}, ())
    return _form(request, vue, regard, saisie.prefilled(vue, regard, asked, _open_to(vue)))


def detailler(request: Requete, numero: int) -> HttpResponse:
    """Show an action and what it has been; write it, for who may. Raises Http404."""
    vue, regard = _asked(request, f"{actions.PAGE}{numero}/")
    found = actions.visible(vue, Actions(maison()).standing()).get(numero)
    if found is None or (request.method == "POST" and not _may(vue, found)):
        raise Http404
    if request.method == "POST":
        return _written(request, vue, regard, found)
    typed = saisie.Typed.written(found.action)
    if not actions.tells(vue.demande.acces.droits, found.action):
        typed = replace(typed, note="")
    return _form(request, vue, regard, typed, found)


def _asked(request: Requete, suite: str) -> tuple[Spaser, Regard]:
    vue = vue_of(request, suite)
    return vue, regard_of(request, vue)


def _open_to(vue: Spaser) -> tuple[str, ...]:
    return actions.writable(vue.demande.acces.droits, vue.demande.territoire)


def _may(vue: Spaser, found: Version | None) -> bool:
    return bool(_open_to(vue)) and (found is None or actions.writes(vue.demande.acces.droits, found.action))


def _written(request: Requete, vue: Spaser, regard: Regard, kept: Version | None) -> HttpResponse:
    """Write what is typed; show it again, with what is wrong, when it cannot be."""
    told = {name: str(value) for name, value in request.POST.items()}
    typed = saisie.Typed.of(told, [str(siren) for siren in request.POST.getlist("acheteurs")])
    if actions.marche(regard, typed.marche) is None:
        typed = replace(typed, marche=kept.action.marche if kept else "")
    alone = vue.demande.acces.droits.role != GROUPE_PROJET
    made, wrong = saisie.read(typed, vue.demande.catalogue, _open_to(vue), alone)
    if wrong:
        return _form(request, vue, regard, typed, kept, wrong)
    action = Action(**made, numero=kept.action.numero if kept else NEW)  # type: ignore[arg-type]
    try:
        Actions(maison()).write(_signed(request, action), _rank(told.get("rang", "")) if kept else NEW)
    except ActeConcurrent as late:
        return _form(request, vue, regard, typed, kept, {}, late)
    return redirect(vue.adresse(actions.PAGE, fait="ecrite"))


def _rank(seen: str) -> int:
    """The row that was read before writing, as a form sends it; one too long is of no row at all."""
    return int(seen[:LONG]) if seen.isascii() and seen.isdigit() else NEW


def _signed(request: Requete, action: Action) -> Action:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return replace(action, qui=request.user.get_username(), date=now)


def _form(
    request: Requete, vue: Spaser, regard: Regard, typed: saisie.Typed, kept: Version | None = None,
    wrong: dict[str, str] | None = None, late: ActeConcurrent | None = None,
) -> HttpResponse:  # fmt: skip
    droits, every = vue.demande.acces.droits, Actions(maison()).history(kept.action.numero) if kept else ()
    past = [one for one in every if kept and actions.tells(droits, kept.action)]
    contexte = around(vue, actions.PAGE) | {
        "annees": [],
        "saisi": typed,
        "fautes": wrong or {},
        "tard": late,
        "rang_lu": kept.rang if kept else NEW,
        "ecrit": _may(vue, kept),
        "rang": actions.rangs(vue, regard, [kept])[0] if kept else None,
        "passe": actions.passe(past),
        "retard": "" if kept else saisie.retard(regard, typed.marche),
        "retour": vue.adresse(actions.PAGE),
        **_choices(vue, regard, typed),
    }
    status = HTTPStatus.BAD_REQUEST if wrong else HTTPStatus.CONFLICT if late else HTTPStatus.OK
    return render(request, "spaser/action.html", contexte, status=status)


def _choices(vue: Spaser, regard: Regard, typed: saisie.Typed) -> dict[str, Any]:
    """What each list of the form offers, and the marché that the action is about."""
    suivi = actions.marche(regard, typed.marche)
    return saisie.choices(vue, regard, typed) | {
        "etats": [(etat.value, translated(word)) for etat, word in actions.ETATS.items()],
        "membres": [
            (a.siren, a.dit, a.siren in typed.acheteurs)
            for a in vue.demande.territoire.acheteurs
            if a.siren in _open_to(vue)
        ],
        "marche": (in_french(lisser(suivi.objet)), regard.page(suivi)) if suivi else None,
    }


CONNECTE, FORM = Politique.CONNECTE, ("GET", "HEAD", "POST")
ROUTES = [
    route("spaser/actions/", retenue(lister), "spaser_actions", CONNECTE),
    route("spaser/actions/nouvelle/", ajouter, "spaser_action_nouvelle", CONNECTE, FORM),
    route("spaser/actions/<int:numero>/", detailler, "spaser_action", CONNECTE, FORM),
]
