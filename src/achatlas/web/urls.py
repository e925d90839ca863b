"""Every address of the product, each with its policy."""

from __future__ import annotations

from django.http import HttpResponse

from achatlas.web import bilan, fond, pages, rejets
from achatlas.web.cartographie import detail, views
from achatlas.web.cartographie import routes as cartographie
from achatlas.web.comptes import views as comptes
from achatlas.web.controles import views as controles
from achatlas.web.depots import actions as depot_actions
from achatlas.web.depots import api
from achatlas.web.depots import views as depots
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
    route("accessibilite/", pages.accessibilite, "accessibilite", PUBLIC),
    route("fond/departements.svg", fond.departements, "fond", PUBLIC),
    route("fond/<slug:niveau>.svg", fond.territoire, "fond_territoire", CONNECTE),
    route("definitions/", pages.definitions, "definitions", CONNECTE),
    route("bilan/", bilan.montrer, "bilan", CONNECTE),
    route("bilan/rejets.csv", rejets.telecharger, "rejets", LIGNES),
    route("depots/", depots.lister, "depots", CONNECTE),
    route("depots/deposer/", depots.deposer, "deposer", LIGNES, POST),
    route("depots/registre.<slug:genre>", depots.registre, "registre", LIGNES),
    route("depots/revenir/<int:rang>/", depot_actions.retablir, "retablir", LIGNES, POST),
    route("depots/travaux/<slug:travail>/", depots.suivre, "travail", LIGNES),
    route("depots/travaux/<slug:travail>/arreter/", depot_actions.arreter, "arreter", LIGNES, POST),
    route("depots/travaux/<slug:travail>/reprendre/", depot_actions.reprendre, "reprendre", LIGNES, POST),
    route("depots/travaux/<slug:travail>/oublier/", depot_actions.oublier, "oublier", LIGNES, POST),
    route("depots/<slug:sha>/", depots.montrer, "depot", LIGNES),
    route("depots/<slug:sha>/rejets/", depots.rejetees, "depot_rejets", LIGNES),
    route("depots/<slug:sha>/publier/", depot_actions.publier, "depot_publier", LIGNES, POST),
    route("depots/<slug:sha>/retirer/", depot_actions.retirer, "depot_retirer", LIGNES, POST),
    route("depots/<slug:sha>/abandonner/", depot_actions.abandonner, "depot_abandonner", LIGNES, POST),
    route("depots/<slug:sha>/controler/", depot_actions.controler, "depot_controler", LIGNES, POST),
    *api.ROUTES,
    *controles.ROUTES,
    *rapprochements.ROUTES,
    *fiabilite.ROUTES,
    *qualifier.ROUTES,
    *nomenclature.ROUTES,
    *regroupements.ROUTES,
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
