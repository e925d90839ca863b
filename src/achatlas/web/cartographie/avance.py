"""Compute the first screens before anybody asks: queries are compiled once, answers are kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from django.http import QueryDict

from achatlas.analyse import query
from achatlas.analyse.fiche import fiche
from achatlas.analyse.selection import Selection
from achatlas.screens.demande import Demande
from achatlas.screens.droits import Droits
from achatlas.screens.operateurs.demande import of
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.cartographie.demande import lire
from achatlas.web.cartographie.views import contexte, premier
from achatlas.web.comptes.models import Profil
from achatlas.web.operateurs import views as operateurs

PERSONNE = "-"
REPIT_S = 0.3


def premieres() -> Iterator[Demande]:
    """Yield each dashboard as people land on it, common then individual, then filtered on each axis."""
    groupe, elu = (Droits(role, "", "") for role in (Profil.Role.GROUPE_PROJET, Profil.Role.ELU))
    lu, servi = catalogue(), territoire()
    landings = [
        lire(QueryDict(), tableau, lu.axes_of(tableau.fait), ouvrir(droits, "", acheteur), servi)
        for droits, acheteur in ((groupe, ""), (elu, ""), (groupe, servi.acheteurs[0].siren))
        for tableau in lu.tableaux.values()
    ]
    yield from landings
    for landing in landings:
        for panneau in landing.tableau.panneaux:
            yield replace(landing, selection=Selection().only(panneau.axe, [PERSONNE]))


def _page(demande: Demande) -> None:
    """Compute the page of the first operator of a dashboard of payments: its queries are then compiled."""
    mesures, scope = [demande.tableau.mesure], demande.acces.scope
    for row in query.rows("fournisseur", mesures, demande.retenue, scope, limite=2).lignes:
        if (one := fiche(row.code, scope)) is not None:
            operateurs.contexte(one, of(demande, row.code))


def demander() -> None:
    """Compute them one by one, leaving time to whoever is already there."""
    for demande in premieres():
        contexte(demande)
        if demande.tableau.id == premier("achats") and not demande.selection.clauses:
            _page(demande)
        time.sleep(REPIT_S)
