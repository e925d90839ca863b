"""The rights of a user, read from the accounts at each request: which views, whose lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.http import Http404

from achatlas.web.comptes.models import Profil

Vue = Literal["individuelle", "consolidee"]


@dataclass(frozen=True)
class Droits:
    """What one person may see: an agent, their buyer; the project team, any; an élu, no payment."""

    role: str
    acheteur: str
    libelle: str

    @property
    def lignes(self) -> bool:
        """Whether this person may read the payments of at least one buyer."""
        return self.role in (Profil.Role.AGENT, Profil.Role.GROUPE_PROJET)

    @property
    def vue_par_defaut(self) -> Vue:
        """The view on which this person lands."""
        return "individuelle" if self.role == Profil.Role.AGENT else "consolidee"

    def individuelle(self, acheteur: str) -> bool:
        """Whether this person may open the individual view, lines included, of this buyer (SIREN)."""
        if self.role == Profil.Role.AGENT:
            return acheteur == self.acheteur
        return self.role == Profil.Role.GROUPE_PROJET and bool(acheteur)


def droits_de(user: Any) -> Droits:
    """Return the rights of a signed-in user; a user without a profile sees nothing.

    Raises Http404.
    """
    profil = Profil.objects.filter(user_id=user.pk).first()
    if profil is None or not user.is_active:
        raise Http404
    return Droits(profil.role, profil.acheteur, profil.libelle)


def refuser_sans_lignes(droits: Droits) -> None:
    """Raise Http404 when this person may read no payment at all: the page does not exist for them."""
    if not droits.lignes:
        raise Http404
