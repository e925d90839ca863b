"""Compute the first screens before anybody asks: queries are compiled once, answers are kept."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict

from achatlas.analyse.selection import Selection
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.cartographie.demande import lire
from achatlas.web.cartographie.views import contexte
from achatlas.web.comptes.models import Profil
from achatlas.web.droits import Droits

PERSONNE = "-"


def demander() -> None:
    """Ask each dashboard as people land on it, common and individual, then with one filter on each axis."""
    groupe = Droits(Profil.Role.GROUPE_PROJET, "", "")
    lu, servi = catalogue(), territoire()
    for acheteur in ("", servi.acheteurs[0].siren):
        acces = ouvrir(groupe, "", acheteur)
        for tableau in lu.tableaux.values():
            demande = lire(QueryDict(), tableau, lu.axes_of(tableau.fait), acces, servi)
            contexte(demande)
            for panneau in tableau.panneaux:
                contexte(replace(demande, selection=Selection().only(panneau.axe, [PERSONNE])))
