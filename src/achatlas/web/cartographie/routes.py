"""The addresses of a dashboard beside its own: its axes, its heat map, its crossings, its lines."""

from __future__ import annotations

from achatlas.web.cartographie import axe, axes, choix_periode, comparer, comparer_fichier, detail, feuille
from achatlas.web.cartographie.croise import exports, views
from achatlas.web.cartographie.emporter import classeur
from achatlas.web.cartographie.emporter import views as emporter
from achatlas.web.memoire import retenue
from achatlas.web.policies import Politique, route

TABLEAU, CONNECTE = "<slug:tableau>/", Politique.CONNECTE
ROUTES = [
    route(f"{TABLEAU}axe/<slug:nom>.<slug:forme>", emporter.axe, "axe_fichier", CONNECTE),
    route(f"{TABLEAU}axe/<slug:nom>/", retenue(axe.montrer), "axe", CONNECTE),
    route(f"{TABLEAU}axe/", axes.lister, "axes", CONNECTE),
    route(f"{TABLEAU}matrice.<slug:forme>", emporter.carte, "matrice_fichier", CONNECTE),
    route(f"{TABLEAU}croise.csv", exports.csv, "croise_csv", CONNECTE),
    route(f"{TABLEAU}croise.xlsx", exports.xlsx, "croise_xlsx", CONNECTE),
    route(f"{TABLEAU}croise.parquet", exports.parquet, "croise_parquet", CONNECTE),
    route(f"{TABLEAU}croise/", retenue(views.montrer), "croise", CONNECTE),
    route(f"{TABLEAU}lignes.<slug:forme>", emporter.lignes, "lignes_fichier", CONNECTE),
    route(f"{TABLEAU}classeur.xlsx", classeur.classeur, "classeur", CONNECTE),
    route(f"{TABLEAU}lignes/", retenue(detail.lister), "lignes", CONNECTE),
    route(f"{TABLEAU}dessin/<slug:nom>.svg", feuille.exporter, "dessin_svg", CONNECTE),
    route(f"{TABLEAU}dessin/<slug:nom>.png", feuille.as_png, "dessin_png", CONNECTE),
    route(f"{TABLEAU}comparer.<slug:forme>", comparer_fichier.fichier, "comparer_fichier", CONNECTE),
    route(f"{TABLEAU}comparer/", comparer.montrer, "comparer", CONNECTE),
    route(f"{TABLEAU}periode/", choix_periode.choisir, "periode", CONNECTE),
]
