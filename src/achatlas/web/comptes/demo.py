"""Demonstration accounts: one agent for each buyer, one project team, one élu, all with the same known
password."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User

from achatlas.catalogue.territoire import Territoire
from achatlas.domain.errors import OutOfScope
from achatlas.web.comptes.models import Profil

MOT_DE_PASSE = "achatlas-demo"


def identifiant(nom: str) -> str:
    """Return a name fit for signing in: lower case, ASCII, hyphens."""
    ascii_ = unicodedata.normalize("NFKD", nom).encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in ascii_).split())


def _wanted(territoire: Territoire) -> Iterator[tuple[str, str, str, str]]:
    """Yield (sign-in name, role, buyer, label)."""
    yield "groupe-projet", Profil.Role.GROUPE_PROJET, "", "Groupe projet"
    yield "elu", Profil.Role.ELU, "", "Élu du territoire"
    for acheteur in territoire.acheteurs:
        yield (
            f"agent-{identifiant(acheteur.nom_court)}",
            Profil.Role.AGENT,
            acheteur.siren,
            acheteur.nom_court,
        )


def seed_demo_accounts(territoire: Territoire, *, local: bool = False) -> int:
    """Create the missing demonstration accounts and return how many there are in all.

    Those that had been closed are open again. Only for a simulated territory, or for one that is explicitly
    served with them to this machine alone.
    Raises OutOfScope otherwise: a known password must never open real lines to a network.
    """
    if not (territoire.simule or local):
        raise OutOfScope(
            quoi="Pas de comptes de démonstration sur un territoire réel",
            ou=territoire.id,
            pourquoi="leur mot de passe est public",
            que_faire="Créez des comptes nominatifs.",
        )
    wanted = list(_wanted(territoire))
    known = set(User.objects.filter(username__in=[w[0] for w in wanted]).values_list("username", flat=True))
    User.objects.filter(profil__demonstration=True).update(is_active=True)
    empreinte = make_password(MOT_DE_PASSE) if len(known) < len(wanted) else ""
    for nom, role, acheteur, libelle in wanted:
        if nom not in known:
            user = User.objects.create(username=nom, password=empreinte)
            Profil.objects.create(
                user=user, role=role, acheteur=acheteur, libelle=libelle, demonstration=True
            )
    return len(wanted)


def close_demo_accounts() -> int:
    """Close the demonstration accounts that a former trial left, and return how many there are."""
    return User.objects.filter(profil__demonstration=True).update(is_active=False)
