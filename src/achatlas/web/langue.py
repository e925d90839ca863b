"""In which language a page is said: French, until somebody chooses another at the foot of a page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from achatlas.langues import FRENCH, connues, langue, parlant

LANGUE = "langue"
"""The cookie that keeps the choice."""
YEAR = 365 * 24 * 3600
Suite = Callable[[HttpRequest], HttpResponse]


def chosen(request: HttpRequest) -> str:
    """The language that somebody chose; French for machines."""
    return FRENCH.code if request.path.startswith("/api/") else request.COOKIES.get(LANGUE, FRENCH.code)


def parler(suite: Suite) -> Suite:
    """Answer in the language that was chosen; a file is in French, and why it is refused in the language."""

    def said(request: HttpRequest, code: str) -> HttpResponse:
        with parlant(code) as spoken, translation.override(spoken.jours):
            return suite(request)

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = chosen(request)
        page = request.path.endswith("/")
        response = said(request, asked if page else FRENCH.code)
        if not page and asked != FRENCH.code and _refused(request, response):
            response = said(request, asked)
        patch_vary_headers(response, ["Cookie"])
        return response

    return middleware


def _refused(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a file was refused by a page."""
    page = response.headers.get("Content-Type", "").startswith("text/html")
    return page and response.status_code >= HTTPStatus.BAD_REQUEST and request.method == "GET"


def choisir(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a language for a year, and come back to the page where it was chosen. Raises Http404."""
    if code not in connues():
        raise Http404
    back = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(LANGUE, code, max_age=YEAR, httponly=True, samesite="Lax")
    return response


def commun(request: HttpRequest) -> dict[str, Any]:
    """The other languages that a page may be said in: code and name."""
    return {"langues": [(one.code, one.nom) for one in connues().values() if one is not langue()]}
