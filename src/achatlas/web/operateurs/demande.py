"""What a request asks of an operator."""

from __future__ import annotations

from dataclasses import replace

from achatlas.screens.operateurs.demande import Question, of
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.cartographie.demande import lire
from achatlas.web.cartographie.views import premier
from achatlas.web.policies import Requete


def question(request: Requete, identifiant: str) -> Question:
    """What a request asks, within the rights of the person; raises Http404."""
    definitions = catalogue()
    tableau = definitions.tableaux[premier("achats")]
    asked = [request.GET.get(nom, "") for nom in ("vue", "pour", "version")]
    acces = ouvrir(request.droits, *asked)
    lue = lire(request.GET, tableau, definitions.axes_of("achats"), acces, territoire())
    year = lue.contre if lue.contre in lue.exercices else ""
    request.demande = of(replace(lue, contre=year), identifiant)
    return request.demande
