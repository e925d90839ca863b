"""The page « Fiabilité »: one section for each thing measured, found by its place."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from achatlas.screens import fiabilite as listing
from achatlas.web.acces import catalogue
from achatlas.web.fiabilite import sections
from achatlas.web.policies import Politique, Requete, route


def montrer(request: Requete) -> HttpResponse:
    """Show what the machine is worth: open to whoever signs in, names no supplier."""
    lu = catalogue()
    sujets = [listing.sujet(lu, one) for one in lu.fiabilites.values()]
    for one in sujets:
        one["propre"] = sections.propre(request, one["id"])
        one["gabarit"] = _template(one["id"]) if one["propre"] else ""
    return render(request, "fiabilite/page.html", {"sujets": sujets})


def _template(sujet: str) -> str:
    """The drawing of what the territory tells, found by its place; nothing when there is none."""
    nom = f"fiabilite/{sujet}.html"
    try:
        get_template(nom)
    except TemplateDoesNotExist:
        return ""
    return nom


ROUTES = [route("fiabilite/", montrer, "fiabilite", Politique.CONNECTE)]
