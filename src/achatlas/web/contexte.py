"""What every template knows: the territory, the places of the navigation, who is signed in."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from achatlas.catalogue.territoire import Territoire
from achatlas.domain.errors import CatalogueError
from achatlas.domain.nombres import lisser
from achatlas.langues import translated
from achatlas.web.acces import catalogue, territoire

PAGES = (
    ("suivi", "Suivi"), ("spaser", "SPASER"), ("nomenclature", "Nomenclature"), ("depots", "Dépôts"),
    ("controles", "Contrôles"),
    ("rapprochements", "Rapprochements"), ("bilan", "Bilan"), ("fiabilite", "Fiabilité"),
)  # fmt: skip
OF_LINES = {"rapprochements"}


DEBUT = "achatlas_debut"
"""The attribute of a request that holds when it came, by the clock of ``time.perf_counter``."""


@dataclass(frozen=True)
class Chrono:
    """How long the server has been answering: read by the foot of a page, the last thing that is written."""

    debut: float

    def __str__(self) -> str:
        return str(max(round(1000 * (time.perf_counter() - self.debut)), 1))


def chrono(request: HttpRequest) -> Chrono | None:
    """The clock of a request; None outside the server."""
    debut = getattr(request, DEBUT, None)
    return None if debut is None else Chrono(debut)


def lieux(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the places of the navigation: every dashboard of the catalogue in its order, then the pages that
    are open to this person.
    """
    tableaux = [(tableau.id, lisser(tableau.libelle)) for tableau in catalogue().dashboards()]
    lignes = bool(getattr(request, "droits", None) and request.droits.lignes)  # type: ignore[attr-defined]
    pages = [page for page in PAGES if lignes or page[0] not in OF_LINES]
    return [
        {"nom": nom, "titre": titre, "href": f"/{nom}/", "ici": request.path.startswith(f"/{nom}/")}
        for nom, titre in (*tableaux, *((nom, translated(said)) for nom, said in pages))
    ]


def commun(request: HttpRequest) -> dict[str, Any]:
    """Return the context shared by all pages; a page must still render when the territory is missing, or a
    definition refused.
    """
    droits = getattr(request, "droits", None)
    servi: Territoire | None = None
    places: list[dict[str, Any]] = []
    with suppress(CatalogueError):
        servi = territoire()
        places = lieux(request) if droits else []
    return {"territoire": servi, "lieux": places, "droits": droits, "chrono": chrono(request)}
