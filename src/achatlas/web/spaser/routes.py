"""Every address of the SPASER: its own words first, then those of indicators."""

from __future__ import annotations

from achatlas.web.spaser import actions, essentiel, obligations, rapport, saisies, saisies_api, views

ROUTES = [
    *actions.ROUTES,
    *essentiel.ROUTES,
    *obligations.ROUTES,
    *rapport.ROUTES,
    *saisies.ROUTES,
    *saisies_api.ROUTES,
    *views.ROUTES,
]
