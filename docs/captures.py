"""Screenshots of the main screens: the territory is served, a browser signs in and looks."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).with_name("images")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PASSWORD = "achatlas-demo"
PATIENCE_S = 60


@dataclass(frozen=True)
class Screen:
    """A picture: its name, who looks, where, and how wide the window is."""

    nom: str
    compte: str
    adresse: str
    largeur: int = 1280
    hauteur: int = 900


SCREENS = (
    Screen("territoire", "groupe-projet", "/cartographie/", hauteur=1250),
    Screen("marches", "groupe-projet", "/marches/"),
    Screen("bilan", "groupe-projet", "/bilan/"),
    Screen("acheteur", "agent-montauzere", "/cartographie/", hauteur=1250),
    Screen("lignes", "agent-montauzere", "/cartographie/lignes/"),
    Screen("telephone", "agent-montauzere", "/cartographie/", largeur=390, hauteur=844),
)


def free_port() -> int:
    """A port that nobody listens to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(territoire: str) -> Iterator[str]:
    """The address of the territory while it is served; raises TimeoutError when it does not open."""
    port = free_port()
    words = [sys.executable, "-m", "achatlas", "servir", "--territoire", territoire, "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(words) as server:
        try:
            wait_for(f"{address}/vivant", server)
            yield address
        finally:
            server.terminate()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Waits until an address answers."""
    for _ in range(PATIENCE_S * 5):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (URLError, ConnectionError):
            time.sleep(0.2)
    raise TimeoutError(f"{address} n'a pas répondu")


def sign_in(browser: Browser, address: str, screen: Screen) -> Page:
    """A page of someone who has signed in, in light colours and without motion."""
    context = browser.new_context(
        viewport={"width": screen.largeur, "height": screen.hauteur},
        color_scheme="light",
        reduced_motion="reduce",
        locale="fr-FR",
    )
    page = context.new_page()
    page.goto(f"{address}/connexion/")
    page.fill("[name=identifiant]", screen.compte)
    page.fill("[name=mot_de_passe]", PASSWORD)
    page.press("[name=mot_de_passe]", "Enter")
    page.wait_for_load_state("networkidle")
    return page


def take(territoire: str) -> Iterator[Path]:
    """Takes every picture, one file each in `docs/images`."""
    IMAGES.mkdir(exist_ok=True)
    found = next((shutil.which(name) for name in BROWSERS if shutil.which(name)), None)
    with served(territoire) as address, sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for screen in SCREENS:
            page = sign_in(browser, address, screen)
            page.goto(f"{address}{screen.adresse}")
            page.wait_for_load_state("networkidle")
            path = IMAGES / f"{screen.nom}.png"
            page.screenshot(path=path)
            page.context.close()
            yield path
        browser.close()
