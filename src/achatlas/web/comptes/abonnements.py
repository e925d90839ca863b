"""Feeds that open without a session: a token drawn once, shown once, kept as a hash, that can be revoked."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from achatlas.langues import langue
from achatlas.screens.droits import Droits
from achatlas.web.comptes.models import Abonnement

BYTES = 32
"""What a token holds that nobody can guess: 256 bits."""


def draw(user: Any, droits: Droits, vue: str, pour: str) -> str:
    """A new token for a person and a view, in the place of the former one; its feed speaks as the session."""
    token = secrets.token_urlsafe(BYTES)
    told = {"empreinte": hashed(token), "role": droits.role, "acheteur": droits.acheteur}
    kept = {**told, "langue": langue().code}
    Abonnement.objects.update_or_create(user=user, vue=vue, pour=pour, defaults=kept)
    return token


def revoke(user: Any, pk: int) -> bool:
    """Ends a feed of this person; whether there was one."""
    return bool(Abonnement.objects.filter(user=user, pk=pk).delete()[0])


def of(user: Any) -> list[Abonnement]:
    """The feeds of a person, oldest first."""
    return list(Abonnement.objects.filter(user=user).order_by("pk"))


def find(token: str) -> Abonnement | None:
    """The feed of a token. It is looked for by its hash: how long that takes tells nothing of a token."""
    asked = hashed(token)
    kept = Abonnement.objects.select_related("user").filter(empreinte=asked).first()
    return kept if kept is not None and hmac.compare_digest(kept.empreinte, asked) else None


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
