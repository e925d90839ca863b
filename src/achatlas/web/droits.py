"""The rights of a user, read from the accounts at each request."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from achatlas.langues import translated
from achatlas.screens.droits import Droits
from achatlas.web.comptes.models import Profil


def droits_de(user: Any) -> Droits:
    """Return the rights of a signed-in user; a user without a profile sees nothing.

    Raises Http404.
    """
    profil = Profil.objects.filter(user_id=user.pk).first()
    if profil is None or not user.is_active:
        raise Http404
    return Droits(profil.role, profil.acheteur, translated(profil.libelle))


def refuser_sans_lignes(droits: Droits) -> None:
    """Raise Http404 when this person may read no payment at all: the page does not exist for them."""
    if not droits.lignes:
        raise Http404
