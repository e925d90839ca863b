"""Named accounts: opened, changed, closed and listed by whoever keeps the machine."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass

from django.contrib.auth.models import User
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction

from achatlas.domain.errors import CatalogueError
from achatlas.web.comptes.models import Profil


@dataclass(frozen=True)
class Compte:
    """An account: sign-in name, role (agent, groupe_projet, elu), buyer of an agent (SIREN), label."""

    nom: str
    role: str
    acheteur: str = ""
    libelle: str = ""
    ouvert: bool = True

    def as_dict(self) -> dict[str, str | bool]:
        """Plain values."""
        return asdict(self)


def drawn() -> str:
    """A password nobody can guess, easy to copy."""
    return secrets.token_urlsafe(12)


def listed() -> list[Compte]:
    """Every account, by sign-in name."""
    found = Profil.objects.select_related("user").order_by("user__username")
    return [_compte(profil) for profil in found]


def _compte(profil: Profil) -> Compte:
    user = profil.user
    return Compte(user.username, profil.role, profil.acheteur, profil.libelle, user.is_active)


def put(compte: Compte, password: str) -> Compte:
    """Open an account, or change its password and, when a role is given, its rights; return what it is.

    A demonstration account that is taken over is one no more. Raises CatalogueError for a new account without
    a role, or a name that cannot be typed.
    """
    profil = Profil.objects.filter(user__username=compte.nom).select_related("user").first()
    if profil is None and not compte.role:
        raise _refused(compte.nom, "ce compte n'existe pas encore", "donnez-lui un rôle avec --role")
    try:
        UnicodeUsernameValidator()(compte.nom)
    except ValidationError as error:
        raise _refused(
            compte.nom, "ce nom ne peut pas être tapé", "des lettres, des chiffres, et @ . + - _, sans espace"
        ) from error
    with transaction.atomic():
        return _compte(_written(profil, compte, password))


def _written(profil: Profil | None, compte: Compte, password: str) -> Profil:
    user = User.objects.filter(username=compte.nom).first() or User(username=compte.nom)
    profil = profil or Profil(user=user, role=compte.role)
    profil.user.set_password(password)
    profil.user.is_active = True
    profil.user.save()
    profil.demonstration = False
    if compte.role:
        profil.role, profil.acheteur = compte.role, compte.acheteur
    profil.libelle = compte.libelle or profil.libelle or compte.nom
    profil.save()
    return profil


def close(nom: str) -> None:
    """Close an account: its sessions end at their next request. Raises CatalogueError when there is none."""
    if not User.objects.filter(username=nom).update(is_active=False):
        raise _refused(nom, "ce compte n'existe pas", "la commande « compte » sans nom les liste")


def _refused(nom: str, pourquoi: str, que_faire: str) -> CatalogueError:
    return CatalogueError(f"Compte « {nom} » refusé", "", pourquoi, que_faire)
