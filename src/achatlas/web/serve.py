"""Serve one territory on this machine: gunicorn, a few processes of a few threads, the publication warmed up
in each."""

from __future__ import annotations

import atexit
import errno
import gc
import socket
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from gunicorn import util
from gunicorn.app.base import BaseApplication
from gunicorn.http import message
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from achatlas.catalogue.territoire import load_territoire
from achatlas.domain.errors import PortUnavailable
from achatlas.settings import at, commande
from achatlas.store.publications import current
from achatlas.store.scratch import Scratch
from achatlas.web.boot import configure

ADRESSE = "127.0.0.1"
TAMPON = "tampon"
FILS = 3
"""Threads of a process: more only wait for one another, but for who sends a large file."""
SANS_COMPTE = "Personne ne peut encore se connecter à ce territoire. Pour ouvrir un compte : {}"


LONGEST = 64 * 1024
"""Bytes of the first line of a request that are read, for the product to say itself that it is too long."""
BEYOND = f"""<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Adresse trop longue</title></head>
<body><h1>Adresse trop longue</h1>
<p>Où : l’adresse demandée, plus de {LONGEST // 1024} Kio.</p>
<p>Pourquoi : le serveur n’en lit pas davantage.</p>
<p>Que faire : gardez moins de membres, ou choisissez plutôt un axe plus large, comme la famille.</p>
<p><a href="/">Revenir à l’accueil</a></p></body></html>
""".encode()


class Speaking(ThreadWorker):  # type: ignore[misc]
    """A worker that says in French that it reads no longer address."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what could not be read; the rest as gunicorn does."""
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        head = (
            "HTTP/1.1 414 URI Too Long\r\nConnection: close\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"X-Content-Type-Options: nosniff\r\nContent-Length: {len(BEYOND)}\r\n\r\n"
        )
        with suppress(OSError):
            util.write_nonblock(client, head.encode("ascii") + BEYOND)


class Serveur(BaseApplication):  # type: ignore[misc]
    """Gunicorn given an application and its options instead of a command line."""

    def __init__(self, application: Any, options: dict[str, Any]) -> None:
        self.application, self.options = application, options
        super().__init__()

    def load_config(self) -> None:
        """Take the options given."""
        for nom, valeur in self.options.items():
            self.cfg.set(nom, valeur)
        message.MAX_REQUEST_LINE = self.cfg.limit_request_line  # gunicorn reads no more, whatever is set

    def load(self) -> Any:
        """Return the application, already configured."""
        return self.application


def application(
    home: Path, *, comptes_de_demonstration: bool = False, shared: Path | None = None
) -> Any:  # fmt: skip
    """Return the WSGI application of a territory; ``shared``: the folder of what its processes share.

    The demonstration accounts share a public password: they are open on a simulated territory, or when they
    are asked for, the server listening to this machine alone; on any other they are closed.
    """
    configure(home, shared)
    from django.core.wsgi import get_wsgi_application  # Django must be configured first.
    from django.db import connections

    from achatlas.web.acces import territoire
    from achatlas.web.comptes import accounts, demo

    if territoire().simule or comptes_de_demonstration:
        demo.seed_demo_accounts(territoire(), local=True)
    else:
        demo.close_demo_accounts()
    if not any(compte.ouvert for compte in accounts.listed()):
        print(SANS_COMPTE.format(commande("compte NOM --role groupe_projet", home.name)), flush=True)
    connections.close_all()
    return get_wsgi_application()


def check_port(port: int) -> None:
    """Raise PortUnavailable when this machine does not let us listen at a port, or when somebody does."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADRESSE, port))
        except (OSError, OverflowError) as error:
            raise _unavailable(port, getattr(error, "errno", None)) from error


def _unavailable(port: int, number: int | None) -> PortUnavailable:
    cause = {
        errno.EADDRINUSE: "un autre programme y répond, peut-être déjà Achatlas",
        errno.EACCES: "les ports sous 1024 sont réservés à l'administrateur",
    }.get(number or 0, "ce n'est pas un port de cette machine")
    return PortUnavailable(
        f"Le port {port} n'est pas libre",
        f"{ADRESSE}:{port}",
        cause,
        "choisissez-en un autre avec --port 8080",
    )


def echauffer(_worker: object = None) -> None:
    """Compile the templates, show what was decided and not shown yet, then ask the first screens once and
    open what decisions write over: aside, nobody waits for any of it.
    """
    Thread(target=_first_pages, name="echauffement", daemon=True).start()


def _first_pages() -> None:
    from achatlas.pipeline import open_workshop, reclassement
    from achatlas.pipeline.following import catch_up
    from achatlas.settings import at
    from achatlas.web.acces import maison
    from achatlas.web.cartographie.avance import demander
    from achatlas.web.gabarits import prepare, prepare_others
    from achatlas.web.suivi import avance

    prepare()
    atelier = open_workshop(at(maison()))
    catch_up(atelier)
    demander()
    reclassement.warm(atelier)
    avance.demander()
    prepare_others()
    gc.collect()
    gc.freeze()  # looking through what stays would stop every answer for a quarter of a second


def begin(home: Path) -> None:
    """Warm the first screens up, and do aside, one at a time, what the deposits ask for."""
    from achatlas.pipeline import worker

    echauffer()
    started = worker.start(home)
    atexit.register(started.stop)


def run(home: Path, port: int = 8000, *, comptes_de_demonstration: bool = False) -> None:
    """Serve until stopped. Raises PublicationMissing or CatalogueError when there is nothing to serve,
    PortUnavailable when the port is not free.
    """
    check_port(port)
    load_territoire(home)
    current(home)
    shared = Scratch(home / TAMPON, "serveur-")
    servie = application(home, comptes_de_demonstration=comptes_de_demonstration, shared=shared.path)
    options = {
        "bind": f"{ADRESSE}:{port}",
        "workers": at(home).processes,
        "limit_request_line": LONGEST,
        "worker_class": Speaking,
        "threads": FILS,
        "timeout": 120,
        "graceful_timeout": 5,
        "loglevel": "warning",
        "proc_name": "achatlas",
        "post_worker_init": lambda worker: begin(home),
        "on_exit": lambda serveur: shared.close(),
        "when_ready": lambda serveur: print(f"Achatlas est ouvert : http://{ADRESSE}:{port}/", flush=True),
    }
    Serveur(servie, options).run()
