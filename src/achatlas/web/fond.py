"""The outline of the départements: drawn once, kept by the browser, coloured by each map."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from achatlas.marks._fond import sprite
from achatlas.web.acces import catalogue


def departements(request: HttpRequest) -> HttpResponse:
    """Serve the sprite: public outlines, kept a day by the browser."""
    texte = sprite(catalogue().file("referentiels/departements.geojson"))
    return HttpResponse(
        texte, content_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"}
    )
