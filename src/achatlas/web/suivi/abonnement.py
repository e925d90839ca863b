"""What comes to a person by itself: the agenda of a view as a feed, what is pressing by e-mail."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from achatlas.langues import dire, parlant, translated
from achatlas.screens.suivi.regard import Regard
from achatlas.web.comptes import abonnements
from achatlas.web.comptes.models import Abonnement, Courriel
from achatlas.web.droits import droits_de
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.demande import around, regard, regard_of
from achatlas.web.suivi.views import agenda_of

SUITE = "abonnement/"
LONGEST = 254
DONE = {
    "revoque": "L’abonnement est révoqué : son adresse n’ouvre plus rien.",
    "oui": "Le résumé vous sera envoyé.",
    "non": "Le résumé ne vous sera plus envoyé.",
}


def montrer(request: Requete) -> HttpResponse:
    """Show what comes to this person by itself. Raises Http404."""
    return _page(request, regard(request, SUITE))


def creer(request: Requete) -> HttpResponse:
    """Open a feed of the view, and show its address this once. Raises Http404."""
    vue = regard(request, SUITE)
    token = abonnements.draw(request.user, request.droits, *_said(vue))
    path = f"/suivi/agenda/{token}.ics"
    return _page(request, vue, lien=request.build_absolute_uri(path))


def revoquer(request: Requete, pk: int) -> HttpResponse:
    """End a feed of this person. Raises Http404 for another's."""
    vue = regard(request, SUITE)
    if not abonnements.revoke(request.user, pk):
        raise Http404
    return redirect(vue.adresse(SUITE, fait="revoque"))


def courriel(request: Requete) -> HttpResponse:
    """Keep whether this person wants the e-mail, and where. Raises Http404."""
    vue, adresse = regard(request, SUITE), request.POST.get("adresse", "").strip()
    if "recevoir" not in request.POST:
        Courriel.objects.filter(user=_person(request)).delete()
        return redirect(vue.adresse(SUITE, fait="non"))
    try:
        validate_email(adresse[: LONGEST + 1])
    except ValidationError:
        return _page(request, vue, typed=adresse[:LONGEST], faute=True)
    Courriel.objects.update_or_create(user=_person(request), defaults={"adresse": adresse})
    return redirect(vue.adresse(SUITE, fait="oui"))


def flux(request: HttpRequest, jeton: str) -> HttpResponse:
    """The agenda of a feed, in the language in which it was asked: what its person may open today, and
    nothing once their account is closed or their rights are no more those of the day it was made.
    """
    kept = abonnements.find(jeton)
    vue = _opened(kept) if kept else None
    if kept is None or vue is None:
        response = HttpResponse("Rien à cette adresse.\n", "text/plain; charset=utf-8", HTTPStatus.NOT_FOUND)
    else:
        with parlant(kept.langue):
            response = agenda_of(request, vue)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _opened(kept: Abonnement) -> Regard | None:
    try:
        droits = droits_de(kept.user)
        if (droits.role, droits.acheteur) != (kept.role, kept.acheteur):
            return None
        return regard_of(droits, {"vue": kept.vue, "pour": kept.pour}, "")
    except Http404:
        return None


def _person(request: Requete) -> Any:
    """Who is signed in: the guard of the route let nobody else through."""
    return request.user


def _said(vue: Regard) -> tuple[str, str]:
    return vue.scope.vue, vue.acheteur


def _page(
    request: Requete, vue: Regard, lien: str = "", typed: str | None = None, faute: bool = False
) -> HttpResponse:  # fmt: skip
    asked = Courriel.objects.filter(user=_person(request)).first()
    context = around(vue) | {
        "ici": _whose(vue, *_said(vue)),
        "deja": any((one.vue, one.pour) == _said(vue) for one in abonnements.of(request.user)),
        "lien": lien,
        "abonnements": [_row(vue, one) for one in abonnements.of(request.user)],
        "creer": vue.adresse(f"{SUITE}creer/"),
        "envoi": vue.adresse(f"{SUITE}courriel/"),
        "recu": asked is not None or faute,
        "adresse": typed if typed is not None else asked.adresse if asked else _person(request).email,
        "faute": faute,
        "annonce": translated(DONE.get(request.GET.get("fait", ""), "")),
    }
    status = HTTPStatus.BAD_REQUEST if faute else HTTPStatus.OK
    return render(request, "suivi/abonnement.html", context, status=status)


def _row(vue: Regard, one: Abonnement) -> dict[str, Any]:
    return {
        "qui": _whose(vue, one.vue, one.pour),
        "cree_le": one.cree_le,
        "revoquer": vue.adresse(f"{SUITE}{one.pk}/revoquer/"),
    }


def _whose(vue: Regard, name: str, siren: str) -> str:
    if name == "individuelle":
        return vue.nom(siren)
    return dire("{territoire}, tous les acheteurs", territoire=vue.demande.territoire.libelle)


CONNECTE, POST = Politique.CONNECTE, ("POST",)
ROUTES = [
    route("suivi/agenda/<str:jeton>.ics", flux, "suivi_flux", Politique.PUBLIC),
    route(f"suivi/{SUITE}", montrer, "abonnement", CONNECTE),
    route(f"suivi/{SUITE}creer/", creer, "abonnement_creer", CONNECTE, POST),
    route(f"suivi/{SUITE}courriel/", courriel, "abonnement_courriel", CONNECTE, POST),
    route(f"suivi/{SUITE}<int:pk>/revoquer/", revoquer, "abonnement_revoquer", CONNECTE, POST),
]
