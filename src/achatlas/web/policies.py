"""Who may call which route: each URL declares its policy here, or a test fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers

from achatlas.domain.errors import AchatlasError
from achatlas.screens.addresses import MAX_ADDRESS
from achatlas.screens.droits import Droits
from achatlas.web import adresses
from achatlas.web.droits import droits_de, refuser_sans_lignes
from achatlas.web.statuts import statut_of

if TYPE_CHECKING:
    from achatlas.screens.demande import Demande


class Politique(Enum):
    """The three levels of a route; finer rights (whose rows, of which fact) belong to ``acces``."""

    PUBLIC = "public"
    CONNECTE = "connecte"
    LIGNES = "lignes"


class Requete(HttpRequest):
    """A request of somebody signed in, whose rights have just been read."""

    droits: Droits
    demande: Demande
    """What it asks of a dashboard, once read: absent from the requests that ask nothing of one."""


Vue = Callable[..., HttpResponseBase]


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page and back; htmx is told to leave the page rather than to swap a part of it.

    An address that would no longer fit, once written inside another, is not come back to.
    """
    back = urlencode({"suite": request.get_full_path()})
    target = f"{reverse('connexion')}?{back}" if len(back) < MAX_ADDRESS else reverse("connexion")
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


class GardeApi(Garde):
    """The same for machines: what is refused is said in JSON, with the four parts of an error."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request, or refuse it; never a page, never a redirection."""
        if self.politique is not Politique.PUBLIC and not request.user.is_authenticated:
            return refused(HTTPStatus.UNAUTHORIZED, {"quoi": "Connectez-vous, ou donnez un jeton"})
        try:
            return super().__call__(request, *args, **kwargs)
        except Http404:
            return refused(
                HTTPStatus.NOT_FOUND, {"quoi": "Rien à cette adresse, ou rien qui vous soit ouvert"}
            )
        except AchatlasError as erreur:
            return refused(statut_of(erreur), erreur.as_dict())


def refused(statut: HTTPStatus, dit: Mapping[str, str]) -> HttpResponse:
    """A refusal for machines."""
    return JsonResponse({"ok": False, **dit}, status=statut, json_dumps_params={"ensure_ascii": False})


LECTURE = ("GET", "HEAD")


def route(
    chemin: str, vue: Vue, nom: str, politique: Politique, methodes: tuple[str, ...] = LECTURE
) -> URLPattern:
    """Declare a route with its policy; the only way used by `urls.py`."""
    return path(chemin, Garde(vue, politique, methodes), name=nom)


def api_route(
    chemin: str, vue: Vue, nom: str, politique: Politique, methodes: tuple[str, ...] = LECTURE
) -> URLPattern:
    """Declare a route for machines with its policy."""
    return path(chemin, GardeApi(vue, politique, methodes), name=nom)
