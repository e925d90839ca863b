"""The addresses of a dashboard beside its own: its axes, its heat map, its crossings, its lines."""

from __future__ import annotations

from achatlas.web.cartographie import axe, choix_periode, comparer, detail, feuille, matrice_csv
from achatlas.web.cartographie.croise import exports, views
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, route

TABLEAU, CONNECTE = "<slug:tableau>/", Politique.CONNECTE
ROUTES = [
    route(f"{TABLEAU}axe/<slug:nom>.csv", axe.exporter, "axe_csv", CONNECTE),
    route(f"{TABLEAU}axe/<slug:nom>/", retenue(axe.montrer), "axe", CONNECTE),
    route(f"{TABLEAU}matrice.csv", matrice_csv.exporter, "matrice_csv", CONNECTE),
    route(f"{TABLEAU}croise.csv", exports.csv, "croise_csv", CONNECTE),
    route(f"{TABLEAU}croise.xlsx", exports.xlsx, "croise_xlsx", CONNECTE),
    route(f"{TABLEAU}croise/", retenue(views.montrer), "croise", CONNECTE),
    route(f"{TABLEAU}dessin/<slug:nom>.svg", feuille.exporter, "dessin_svg", CONNECTE),
    route(f"{TABLEAU}comparer/", comparer.montrer, "comparer", CONNECTE),
    route(f"{TABLEAU}periode/", choix_periode.choisir, "periode", CONNECTE),
    route(f"{TABLEAU}lignes.csv", detail.exporter, "lignes_csv", CONNECTE),
    route(f"{TABLEAU}lignes/", retenue(detail.lister), "lignes", CONNECTE),
]
