"""Prepare Django for one territory: its home, its accounts, its secret. Nothing is read at import."""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command

from achatlas.settings import Mailer, mailer
from achatlas.web import reglages

COMPTES = "comptes.sqlite3"
SHARED = "django.core.cache.backends.filebased.FileBasedCache"


def secret(home: Path) -> str:
    """Return the signing key of this home, created at the first start and readable by its owner alone."""
    path = home / "cle_secrete"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def base(home: Path) -> dict[str, Any]:
    """Return Django's DATABASES for this home: the accounts, in WAL so that readers never wait."""
    options = {"timeout": 10, "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL"}
    return {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(home / COMPTES),
            "CONN_MAX_AGE": 60,
            "OPTIONS": options,
        }
    }


def caches(folder: Path) -> dict[str, Any]:
    """Return Django's CACHES in a folder: what is kept for a while, by all the processes of a server."""
    return {
        name: said | {"BACKEND": SHARED, "LOCATION": str(folder / name)}
        for name, said in reglages.CACHES.items()
    }


def posted(told: Mailer) -> dict[str, Any]:
    """Return Django's settings of e-mail."""
    return {
        "EMAIL_HOST": told.serveur,
        "EMAIL_PORT": told.port,
        "EMAIL_HOST_USER": told.user,
        "EMAIL_HOST_PASSWORD": told.mot_de_passe,
        "EMAIL_USE_TLS": told.protection == "starttls",
        "EMAIL_USE_SSL": told.protection == "tls",
        "EMAIL_TIMEOUT": 30,
        "DEFAULT_FROM_EMAIL": told.expediteur,
    }


def configure(home: Path, shared: Path | None = None) -> None:
    """Configure Django for the territory whose home is given, then bring its accounts database up to date;
    ``shared``: the folder of what the processes of a server share, if there are several.

    Django wills that a process serves one home only.
    """
    constants = {name: getattr(reglages, name) for name in dir(reglages) if name.isupper() and name != "WEB"}
    constants |= {"DATABASES": base(home), "SECRET_KEY": secret(home), "ACHATLAS_HOME": str(home)}
    constants |= {"CACHES": caches(shared)} if shared else {}
    constants |= posted(mailer())
    settings.configure(**constants)
    django.setup()
    with (home / "comptes.verrou").open("w", encoding="ascii") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        call_command("migrate", verbosity=0, interactive=False)
