"""Tokens: drawn once, shown once, kept as a hash; a request that bears one acts for its account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

from achatlas.domain.errors import CatalogueError
from achatlas.web.comptes.models import Jeton

MARK, SCHEME, DOOR = "ach_", "Bearer ", "/api/"
Suite = Callable[[HttpRequest], HttpResponse]


def draw(nom: str) -> str:
    """A new token for an open account, in the place of the former. Raises CatalogueError for none."""
    user = User.objects.filter(username=nom, is_active=True, profil__isnull=False).first()
    if user is None:
        why = "ce compte n'existe pas, ou il est fermé"
        raise CatalogueError(f"Jeton refusé à « {nom} »", "", why, "ouvrez-le")
    token = MARK + secrets.token_urlsafe(32)
    Jeton.objects.update_or_create(user=user, defaults={"empreinte": _hash(token)})
    return token


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def jetons(suite: Suite) -> Suite:
    """Act for the account of the token that a request to the API bears; its cookies are then not looked at.

    A browser never sends this header by itself: no other site can have it act, so no form token is asked.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        said = request.headers.get("Authorization", "")
        if request.path.startswith(DOOR) and said.startswith(SCHEME):
            _sign(request, said.removeprefix(SCHEME).strip())
        return suite(request)

    return middleware


def _sign(request: HttpRequest, token: str) -> None:
    from django.contrib.auth.models import AnonymousUser

    kept = Jeton.objects.select_related("user").filter(empreinte=_hash(token), user__is_active=True).first()
    request.user = kept.user if kept else AnonymousUser()
    setattr(request, "_dont_enforce_csrf_checks", True)  # noqa: B010 (Django's own name)
