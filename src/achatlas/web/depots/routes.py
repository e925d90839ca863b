"""The addresses of deposits and of the work that they ask for."""

from __future__ import annotations

from achatlas.web.depots import actions, views
from achatlas.web.policies import Politique, route

CONNECTE, LIGNES, POST = Politique.CONNECTE, Politique.LIGNES, ("POST",)
ROUTES = [
    route("depots/", views.lister, "depots", CONNECTE),
    route("depots/deposer/", views.deposer, "deposer", LIGNES, POST),
    route("depots/registre.<slug:genre>", views.registre, "registre", LIGNES),
    route("depots/revenir/<int:rang>/", actions.retablir, "retablir", LIGNES, POST),
    route("depots/travaux/<slug:travail>/", views.suivre, "travail", LIGNES),
    route("depots/travaux/<slug:travail>/arreter/", actions.arreter, "arreter", LIGNES, POST),
    route("depots/travaux/<slug:travail>/reprendre/", actions.reprendre, "reprendre", LIGNES, POST),
    route("depots/travaux/<slug:travail>/oublier/", actions.oublier, "oublier", LIGNES, POST),
    route("depots/<slug:sha>/", views.montrer, "depot", LIGNES),
    route("depots/<slug:sha>/rejets/", views.rejetees, "depot_rejets", LIGNES),
    route("depots/<slug:sha>/publier/", actions.publier, "depot_publier", LIGNES, POST),
    route("depots/<slug:sha>/retirer/", actions.retirer, "depot_retirer", LIGNES, POST),
    route("depots/<slug:sha>/abandonner/", actions.abandonner, "depot_abandonner", LIGNES, POST),
    route("depots/<slug:sha>/controler/", actions.controler, "depot_controler", LIGNES, POST),
]
