"""Who may call which route: each URL declares its policy here, or a test fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast
from urllib.parse import urlencode

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers

from achatlas.web import adresses
from achatlas.web.droits import Droits, droits_de, refuser_sans_lignes


class Politique(Enum):
    """The three levels of a route; finer rights (whose rows, of which fact) belong to ``acces``."""

    PUBLIC = "public"
    CONNECTE = "connecte"
    LIGNES = "lignes"


class Requete(HttpRequest):
    """A request of somebody signed in, whose rights have just been read."""

    droits: Droits


Vue = Callable[..., HttpResponseBase]


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page and back; htmx is told to leave the page rather than to swap a part of it.

    An address that would no longer fit, once written inside another, is not come back to.
    """
    back = urlencode({"suite": request.get_full_path()})
    target = f"{reverse('connexion')}?{back}" if len(back) < adresses.MAX_ADDRESS else reverse("connexion")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


@dataclass(frozen=True)
class Garde:
    """A view behind its policy: methods, sign-in, right to lines, and no copy kept by browser or proxy."""

    vue: Vue
    politique: Politique
    methodes: tuple[str, ...]

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request, or refuse it before the view runs. Raises BadAddress."""
        if request.method not in self.methodes:
            return HttpResponseNotAllowed(self.methodes)
        if self.politique is Politique.PUBLIC:
            adresses.verify(request)
            return self.vue(request, *args, **kwargs)
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        requete = cast(Requete, request)
        requete.droits = droits_de(request.user)
        adresses.verify(request)
        if self.politique is Politique.LIGNES:
            refuser_sans_lignes(requete.droits)
        response = self.vue(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response


LECTURE = ("GET", "HEAD")


def route(
    chemin: str, vue: Vue, nom: str, politique: Politique, methodes: tuple[str, ...] = LECTURE
) -> URLPattern:
    """Declare a route with its policy; the only way used by `urls.py`."""
    return path(chemin, Garde(vue, politique, methodes), name=nom)
