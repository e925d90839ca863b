"""A served territory and a browser, as a person has them: another process, and Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, StorageState, expect, sync_playwright

from tests.web import atelier

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SERVIR = """
import sys
from pathlib import Path
from achatlas.web.serve import run
run(Path(sys.argv[1]), int(sys.argv[2]))
"""
PATIENCE_MS = 15_000
PROCESSES = 2
"""As many as a server has by default, where its processes may disagree."""
Ouvrir = Callable[..., Page]
ENTRES: dict[tuple[str, str], StorageState] = {}
"""The cookies of the accounts that have signed in, by the address of the server: each signs in once."""


def _free_port() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


def _wait(adresse: str, seconds: float = 40) -> None:
    limite = time.monotonic() + seconds
    while time.monotonic() < limite:
        try:
            with urllib.request.urlopen(f"{adresse}/vivant") as response:
                assert response.status == 200
            return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise AssertionError("the server did not answer")


@contextmanager
def served(home: Path, processes: int = 1) -> Iterator[str]:
    """The address of a server of this territory, while it lasts; each of its processes compiles its
    questions.
    """
    port = _free_port()
    adresse = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "ACHATLAS_PROCESSUS": str(processes)}
    serveur = subprocess.Popen([sys.executable, "-c", SERVIR, str(home), str(port)], env=environment)
    try:
        _wait(adresse)
        yield adresse
    finally:
        for known in [one for one in ENTRES if one[0] == adresse]:
            del ENTRES[known]
        serveur.terminate()
        serveur.wait(timeout=20)


@contextmanager
def opened(navigateur: Browser, adresse: str, compte: str, chemin: str) -> Iterator[Page]:
    """A page of a server, opened by an account; nothing may go wrong in its console."""
    state = sign_in(navigateur, adresse, compte)
    contexte = navigateur.new_context(storage_state=state, locale="fr-FR", base_url=adresse)
    page = contexte.new_page()
    with heard(page) as plaintes:
        page.goto(chemin)
        yield page
        contexte.close()
    assert serious(plaintes) == []


@contextmanager
def heard(page: Page) -> Iterator[list[str]]:
    """What the console of a page complains of, while it lasts."""
    plaintes: list[str] = []

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            plaintes.append(message.text)

    def fault(error: Error) -> None:
        plaintes.append(str(error))

    page.on("console", console)
    page.on("pageerror", fault)
    yield plaintes
    page.remove_listener("console", console)
    page.remove_listener("pageerror", fault)


def serious(plaintes: list[str]) -> list[str]:
    """What a console says but for the status of a page that is an error."""
    return [p for p in plaintes if "404" not in p and "400" not in p]


@pytest.fixture(scope="package")
def adresse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served territory."""
    made = atelier.build(tmp_path_factory.mktemp("servi") / "essai", nombre=900)
    with served(made, PROCESSES) as one:
        yield one


@pytest.fixture(scope="package")
def navigateur(chromium: str) -> Iterator[Browser]:
    """One browser for these files; it leaves with them, and its event loop, where Django refuses to work.
    What is expected may take long where the other tests take the processors.
    """
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as moteur:
        browser = moteur.chromium.launch(executable_path=chromium, args=OPTIONS)
        yield browser
        browser.close()


def sign_in(navigateur: Browser, adresse: str, compte: str) -> StorageState:
    """The cookies of an account of the demonstration, once it has signed in."""
    if (adresse, compte) not in ENTRES:
        ENTRES[adresse, compte] = _signed_in(navigateur, adresse, compte)
    return ENTRES[adresse, compte]


def _signed_in(navigateur: Browser, adresse: str, compte: str) -> StorageState:
    contexte = navigateur.new_context()
    page = contexte.new_page()
    page.goto(f"{adresse}/connexion/")
    page.fill("#identifiant", compte)
    page.fill("#mot_de_passe", "achatlas-demo")
    page.click(".acces button")
    page.wait_for_url(lambda url: "/connexion/" not in url)
    state = contexte.storage_state()
    contexte.close()
    return state


@pytest.fixture
def ouvrir(navigateur: Browser, adresse: str) -> Iterator[Ouvrir]:
    """Opens a page as somebody, in a width; nothing may go wrong in its console."""
    contextes, plaintes = [], []

    def open_page(
        chemin: str, *, compte: str = "groupe-projet", largeur: int = 1280, js: bool = True
    ) -> Page:
        contexte = navigateur.new_context(
            viewport={"width": largeur, "height": 900},
            locale="fr-FR",
            java_script_enabled=js,
            storage_state=sign_in(navigateur, adresse, compte) if compte else None,
        )
        contextes.append(contexte)
        page = contexte.new_page()
        page.on("console", lambda m: plaintes.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: plaintes.append(str(e)))
        page.goto(f"{adresse}{chemin}")
        return page

    yield open_page
    for contexte in contextes:
        contexte.close()
    assert serious(plaintes) == []
