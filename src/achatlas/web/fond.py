"""The outlines of maps: drawn once, kept by the browser, coloured by each map."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from achatlas.screens.plans import Plans
from achatlas.web.acces import catalogue, maison

DAY = 86_400


def departements(request: HttpRequest) -> HttpResponse:
    """Serve the sprite of the départements: public outlines, kept a day by the browser."""
    return _sprite(_plans().france.sprite, f"public, max-age={DAY}")


def territoire(request: HttpRequest, niveau: str) -> HttpResponse:
    """Serve the sprite of the communes or of the EPCI of the territory; raises Http404 when it gave none."""
    plan = _plans().territoire(niveau)
    if plan is None:
        raise Http404
    return _sprite(plan.sprite, f"private, max-age={DAY}")


def _plans() -> Plans:
    return Plans(catalogue(), maison())


def _sprite(texte: str, cache: str) -> HttpResponse:
    return HttpResponse(texte, content_type="image/svg+xml", headers={"Cache-Control": cache})
