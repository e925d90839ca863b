"""In which language a page is said: French, until somebody chooses another at the foot of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from achatlas.langues import FRENCH, connues, langue, parlant

LANGUE = "langue"
"""The cookie that keeps the choice, and the setting of an address that makes it."""
YEAR = 365 * 24 * 3600
Suite = Callable[[HttpRequest], HttpResponse]


def chosen(request: HttpRequest) -> str:
    """The language of an answer: the one chosen for a page; French for a file and for machines."""
    page = request.path.endswith("/") and not request.path.startswith("/api/")
    return request.COOKIES.get(LANGUE, FRENCH.code) if page else FRENCH.code


def parler(suite: Suite) -> Suite:
    """Answer in the language that was chosen, and keep a choice for a year."""

    def middleware(request: HttpRequest) -> HttpResponse:
        place, said = _asked(request)
        if said in connues() and request.method == "GET":
            response: HttpResponse = HttpResponseRedirect(place)
            response.set_cookie(LANGUE, said, max_age=YEAR, httponly=True, samesite="Lax")
            return response
        with parlant(chosen(request)) as spoken, translation.override(spoken.jours):
            response = suite(request)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def _asked(request: HttpRequest) -> tuple[str, str]:
    """The address without its language, and the language that it asks for."""
    place, _, query = request.get_full_path().partition("?")
    settings = [one.partition("=") for one in query.split("&")]
    rest = "&".join("".join(one) for one in settings if one[0] != LANGUE)
    said = next((value for name, _, value in settings if name == LANGUE), "")
    return (f"{place}?{rest}" if rest else place), said


def commun(request: HttpRequest) -> dict[str, Any]:
    """The other languages, and where each is chosen: at the same page, or at the first one after a form."""
    place, _ = _asked(request) if request.method == "GET" else ("/", "")
    way = f"{place}{'&' if '?' in place else '?'}{LANGUE}="
    others = (said for code, said in connues().items() if code != langue().code)
    return {"langues": [(said.code, said.nom, way + said.code) for said in others]}
