"""Serve one territory on this machine: gunicorn in this process, one worker, threads, the publication warmed
up."""

from __future__ import annotations

from pathlib import Path
from threading import Thread
from typing import Any

from gunicorn.app.base import BaseApplication

from achatlas.web.boot import configure

FILS = 6


class Serveur(BaseApplication):  # type: ignore[misc]
    """Gunicorn given an application and its options instead of a command line."""

    def __init__(self, application: Any, options: dict[str, Any]) -> None:
        self.application, self.options = application, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options given."""
        for nom, valeur in self.options.items():
            self.cfg.set(nom, valeur)

    def load(self) -> Any:
        """Return the application, already configured."""
        return self.application


def application(home: Path) -> Any:
    """Return the WSGI application of a territory, its demonstration accounts made.

    The accounts share a public password: the server listens to this machine alone.
    """
    configure(home)
    from django.core.wsgi import get_wsgi_application  # Django must be configured first.
    from django.db import connections

    from achatlas.web.acces import territoire
    from achatlas.web.comptes.demo import seed_demo_accounts

    seed_demo_accounts(territoire(), local=True)
    connections.close_all()
    return get_wsgi_application()


def echauffer(_worker: object = None) -> None:
    """Ask the first screens once, aside, so that nobody waits for the compilation of queries."""
    Thread(target=_first_pages, name="echauffement", daemon=True).start()


def _first_pages() -> None:
    from achatlas.web.cartographie.avance import demander

    demander()


def run(home: Path, port: int = 8000) -> None:
    """Serve until stopped. Raises PublicationMissing or CatalogueError when there is nothing to serve."""
    servie = application(home)
    from achatlas.web.acces import publication

    publication()
    options = {
        "bind": f"127.0.0.1:{port}",
        "workers": 1,
        "worker_class": "gthread",
        "threads": FILS,
        "timeout": 120,
        "graceful_timeout": 5,
        "loglevel": "warning",
        "proc_name": "achatlas",
        "post_worker_init": echauffer,
        "when_ready": lambda serveur: print(f"Achatlas est ouvert : http://127.0.0.1:{port}/", flush=True),
    }
    Serveur(servie, options).run()
