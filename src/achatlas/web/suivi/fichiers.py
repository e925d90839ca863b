"""The register and the coverage, as files."""

from __future__ import annotations

from django.http import HttpResponseBase

from achatlas.containers.table import Table
from achatlas.domain.nombres import lisser
from achatlas.screens.suivi import couverture, fichier, registre
from achatlas.screens.suivi.regard import Regard
from achatlas.web.cartographie.emporter import dit
from achatlas.web.cartographie.emporter.sending import Fichier, send
from achatlas.web.policies import Politique, Requete, route
from achatlas.web.suivi.couverture import asked
from achatlas.web.suivi.demande import regard


def register(request: Requete, forme: str) -> HttpResponseBase:
    """Send the marchés of the register that answer. Raises Http404, BadAddress."""
    vue = regard(request, f"registre.{forme}")
    found = registre.search(vue, registre.Recherche.of(request.GET))
    return _sent(forme, vue, "registre-des-marches", "registre des marchés", fichier.table(vue, found))


def covered(request: Requete, forme: str) -> HttpResponseBase:
    """Send every member of the axis that the page of coverage shows. Raises Http404, BadAddress."""
    vue = regard(request, f"couverture.{forme}")
    axe, exercice = asked(request, vue)
    table = couverture.table(vue, axe, couverture.by_member(vue, axe, exercice))
    said = f"couverture par les marchés, {lisser(vue.demande.axes[axe].libelle)}, {exercice}"
    return _sent(forme, vue, f"couverture-{axe}", said, table, axe)


def _sent(forme: str, vue: Regard, nom: str, said: str, table: Table, *axes: str) -> HttpResponseBase:
    about = list(dit.about(vue.demande, said, dit.columns(table.colonnes), *axes))
    return send(forme, vue.demande, Fichier(nom, said, table, about))


ROUTES = [
    route("suivi/registre.<slug:forme>", register, "suivi_registre_fichier", Politique.CONNECTE),
    route("suivi/couverture.<slug:forme>", covered, "suivi_couverture_fichier", Politique.CONNECTE),
]
