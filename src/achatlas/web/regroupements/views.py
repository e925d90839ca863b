"""The page of groupings, and the acts upon them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe
from achatlas.domain.nombres import accord, lisser
from achatlas.langues import translated
from achatlas.screens.demande import Demande
from achatlas.web.acces import catalogue
from achatlas.web.comptes.models import Profil, Regroupement
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.regroupements import keeping
from achatlas.web.regroupements.keeping import Addition

ACTS = {"ajoute": "Le groupe est fait.", "change": "C’est changé.", "retire": "Le regroupement est supprimé."}


def lister(request: Requete) -> HttpResponse:
    """Show the groupings that this person may use, with what may be done of each."""
    rows = [_row(one, request) for one in keeping.open_to(request.user)]
    return render(
        request,
        "regroupements/liste.html",
        {"rangs": rows, "annonce": translated(ACTS.get(request.GET.get("fait", ""), ""))},
    )


def _row(one: Regroupement, request: Requete) -> dict[str, Any]:
    base = catalogue().axes.get(one.base)
    groups = keeping.groups_of(one)
    team = request.droits.role == Profil.Role.GROUPE_PROJET
    return {
        "id": one.pk,
        "cle": keeping.name_of(one),
        "nom": one.nom,
        "base": lisser(base.pluriel) if base else translated("axe qui n’existe plus"),
        "partage": one.shared,
        "mien": one.user == request.user,
        "de": lisser(translated(one.user.profil.libelle)) if one.user and hasattr(one.user, "profil") else "",
        "groupes": [{**g, "dit": accord(len(g["membres"]), "membre", "membres")} for g in groups],
        "retirable": one.user == request.user or (team and one.shared),
        "voir": _address(one, base) if base else "",
    }


def _address(one: Regroupement, base: Axe) -> str:
    """The table of a grouping, on the first dashboard of a fact that carries it."""
    known = (tableau for fait in base.faits for tableau in catalogue().dashboards(fait) if tableau.panneaux)
    first = next(known, None)
    return reverse("axe", args=[first.id, keeping.name_of(one)]) if first else ""


def proposed(demande: Demande, axe: Axe, request: Requete) -> dict[str, Any] | None:
    """What a person may group on the table of an axis: the members chosen there; None without any."""
    clause = demande.selection.get(axe.id)
    if axe.groupes or clause is None or clause.mode != "dans" or axe.id not in keeping.bases(catalogue()):
        return None
    own = [o for o in keeping.open_to(request.user) if o.user == request.user and o.base == axe.id]
    return {
        "membres": clause.valeurs,
        "dit": accord(len(clause.valeurs), lisser(axe.libelle).lower(), lisser(axe.pluriel).lower()),
        "miens": own,
        "retour": demande.adresse(Selection()),
    }


def ajouter(request: Requete) -> HttpResponse:
    """Put members in a group. Raises BadAddress, Http404."""
    told = request.POST
    asked = Addition(
        pk=number(told.get("regroupement", "")),
        nom=told.get("nom", ""),
        groupe=told.get("groupe", ""),
        base=told.get("base", ""),
        membres=tuple(dict.fromkeys(told.getlist("membre"))),
    )
    return _back(keeping.add(request.user, asked, catalogue()), "ajoute")


def modifier(request: Requete, pk: int) -> HttpResponse:
    """Rename, share or not, take groups out. Raises BadAddress, Http404."""
    told = request.POST
    names = {k.removeprefix("groupe_"): str(v) for k, v in told.items() if k.startswith("groupe_")}
    return _back(
        keeping.change(request.user, pk, told.get("nom", ""), "partage" in told, names),
        "change",
    )


def retirer(request: Requete, pk: int) -> HttpResponse:
    """Take a grouping out. Raises Http404."""
    keeping.retire(request, pk)
    return redirect(f"{reverse('regroupements')}?fait=retire")


def number(text: str) -> int:
    """A number of a form, 0 for none; any other text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _back(one: Regroupement, fait: str) -> HttpResponse:
    return redirect(f"{reverse('regroupements')}?fait={fait}#{keeping.name_of(one)}")


POST, CONNECTE = ("POST",), Politique.CONNECTE
ROUTES = [
    route("regroupements/", lister, "regroupements", CONNECTE),
    route("regroupements/ajouter/", ajouter, "regroupement_ajouter", CONNECTE, POST),
    route("regroupements/<int:pk>/", modifier, "regroupement_modifier", CONNECTE, POST),
    route("regroupements/<int:pk>/retirer/", retirer, "regroupement_retirer", CONNECTE, POST),
]
