"""Slows down guesses: after ten failures on one name or from one address, fifteen minutes of rest."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

ESSAIS = {"nom": 10, "adresse": 50}
REPOS = 15 * 60


def _cles(identifiant: str, adresse: str) -> dict[str, str]:
    """Return the two counters of a try, under hashed names."""
    sources = {"nom": f"{identifiant.lower()}@{adresse}", "adresse": adresse}
    return {sorte: f"frein-{sorte}-{hashlib.sha256(s.encode()).hexdigest()}" for sorte, s in sources.items()}


def attente(identifiant: str, adresse: str) -> int:
    """Return the minutes to wait before the next try, 0 when it is allowed."""
    trop = any(cache.get(cle, 0) >= ESSAIS[sorte] for sorte, cle in _cles(identifiant, adresse).items())
    return REPOS // 60 if trop else 0


def echec(identifiant: str, adresse: str) -> None:
    """Count a failure."""
    for cle in _cles(identifiant, adresse).values():
        cache.add(cle, 0, REPOS)
        cache.incr(cle)


def oublier(identifiant: str, adresse: str) -> None:
    """Forget the failures of a name once it has signed in."""
    cache.delete(_cles(identifiant, adresse)["nom"])
