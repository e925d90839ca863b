"""What every template knows: the territory, the places of the navigation, who is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from achatlas.domain.errors import CatalogueError
from achatlas.web.acces import territoire

LIEUX = (
    ("cartographie", "Cartographie", "/cartographie/"),
    ("marches", "Marchés", "/marches/"),
    ("depots", "Dépôts", "/depots/"),
    ("bilan", "Bilan", "/bilan/"),
    ("definitions", "Définitions", "/definitions/"),
)


def commun(request: HttpRequest) -> dict[str, Any]:
    """Return the context shared by all pages; a page must still render when the territory is missing."""
    try:
        servi = territoire()
    except CatalogueError:
        servi = None
    droits = getattr(request, "droits", None)
    lieux = [
        {"nom": nom, "titre": titre, "href": href, "ici": request.path.startswith(href)}
        for nom, titre, href in LIEUX
    ]
    return {"territoire": servi, "lieux": lieux if droits else [], "droits": droits}
