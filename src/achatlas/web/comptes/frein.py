"""Slows down guesses: after ten failures on one name or from one address, fifteen minutes of rest."""

from __future__ import annotations

import fcntl
import hashlib
import time
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

COUNTERS = "essais"
"""The cache of the counters, that all the processes of a server share."""
ESSAIS = {"nom": 10, "adresse": 50}
REPOS = 15 * 60
LOCK = "essais.verrou"


def _cles(identifiant: str, adresse: str) -> dict[str, str]:
    """Return the two counters of a try, under hashed names."""
    sources = {"nom": f"{identifiant.lower()}@{adresse}", "adresse": adresse}
    return {sorte: f"frein-{sorte}-{hashlib.sha256(s.encode()).hexdigest()}" for sorte, s in sources.items()}


def attente(identifiant: str, adresse: str) -> int:
    """Return the minutes to wait before the next try, 0 when it is allowed."""
    trop = any(_failed(cle)[0] >= ESSAIS[sorte] for sorte, cle in _cles(identifiant, adresse).items())
    return REPOS // 60 if trop else 0


def _failed(cle: str) -> tuple[int, float]:
    """How many failures a counter tells, and when it forgets them."""
    found: tuple[int, float] = caches[COUNTERS].get(cle) or (0, time.time() + REPOS)
    return found


def echec(identifiant: str, adresse: str) -> None:
    """Count a failure: one at a time, so that tries sent together all count."""
    with (Path(settings.ACHATLAS_HOME) / LOCK).open("w", encoding="ascii") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        for cle in _cles(identifiant, adresse).values():
            before, end = _failed(cle)
            caches[COUNTERS].set(cle, (before + 1, end), max(1.0, end - time.time()))


def oublier(identifiant: str, adresse: str) -> None:
    """Forget the failures of a name once it has signed in."""
    caches[COUNTERS].delete(_cles(identifiant, adresse)["nom"])
