"""Every address of the product, each with its policy."""

from __future__ import annotations

from django.http import HttpResponse

from achatlas.web import bilan, fond, langue, pages, rejets
from achatlas.web.cartographie import detail, views
from achatlas.web.cartographie import routes as cartographie
from achatlas.web.comptes import views as comptes
from achatlas.web.controles import views as controles
from achatlas.web.depots import api
from achatlas.web.depots import routes as depots
from achatlas.web.documents import views as documents
from achatlas.web.fiabilite import views as fiabilite
from achatlas.web.fiches import views as fiches
from achatlas.web.memoire import retenue
from achatlas.web.nomenclature import views as nomenclature
from achatlas.web.operateurs import views as operateurs
from achatlas.web.policies import Politique, route
from achatlas.web.qualifier import views as qualifier
from achatlas.web.rapprochements import views as rapprochements
from achatlas.web.regroupements import views as regroupements
from achatlas.web.spaser import routes as spaser
from achatlas.web.suivi import abonnement, programme
from achatlas.web.suivi import views as suivi
from achatlas.web.vues import views as vues

PUBLIC, CONNECTE, LIGNES = Politique.PUBLIC, Politique.CONNECTE, Politique.LIGNES
POST = ("POST",)


def vivant(request: object) -> HttpResponse:
    """Say that the server answers, and nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    route("", vues.accueil, "accueil", CONNECTE),
    route("vivant", vivant, "vivant", PUBLIC),
    route("connexion/", comptes.connexion, "connexion", PUBLIC, ("GET", "HEAD", "POST")),
    route("deconnexion/", comptes.deconnexion, "deconnexion", CONNECTE, ("POST",)),
    route("langue/<slug:code>/", langue.choisir, "langue", PUBLIC),
    route("accessibilite/", pages.accessibilite, "accessibilite", PUBLIC),
    route("fond/departements.svg", fond.departements, "fond", PUBLIC),
    route("fond/<slug:niveau>.svg", fond.territoire, "fond_territoire", CONNECTE),
    route("definitions/", pages.definitions, "definitions", CONNECTE),
    route("bilan/", bilan.montrer, "bilan", CONNECTE),
    route("bilan/rejets.csv", rejets.telecharger, "rejets", LIGNES),
    *depots.ROUTES,
    *api.ROUTES,
    *controles.ROUTES,
    *rapprochements.ROUTES,
    *fiabilite.ROUTES,
    *qualifier.ROUTES,
    *nomenclature.ROUTES,
    *regroupements.ROUTES,
    *spaser.ROUTES,
    *suivi.ROUTES,
    *programme.ROUTES,
    *abonnement.ROUTES,
    *vues.ROUTES,
    route("ligne/<str:depot>/<int:numero_ligne>/", detail.ligne, "ligne", CONNECTE),
    route("operateur/<str:identifiant>/achats.csv", operateurs.exporter, "operateur_csv", CONNECTE),
    route("operateur/<str:identifiant>/", retenue(operateurs.montrer), "operateur", CONNECTE),
    *fiches.ROUTES,
    *documents.ROUTES,
    *cartographie.ROUTES,
    route("<slug:nom>/", retenue(views.tableau), "tableau", CONNECTE),
]

handler400 = "achatlas.web.pages.refusee"
handler403 = "achatlas.web.pages.interdite"
handler404 = "achatlas.web.pages.introuvable"
handler500 = "achatlas.web.pages.panne"
