"""The `interaction` bench: from a click to what is painted, in a real browser, over the server as served.

A member of a panel is clicked; the page itself tells when its next frame shows that the click is heard, and
when the frame of the new view is painted: the answer is awaited, swapped and laid out meanwhile.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, ViewportSize, sync_playwright

from achatlas.catalogue.load import Catalogue
from benchmarks.http import IMPORTED, PORT, rest, served
from benchmarks.published import kept, prepare
from benchmarks.resources import spread
from benchmarks.trafic import PASSWORD
from benchmarks.world import EXERCICES, World

PANELS = ("acheteur", "famille", "nature", "rattachement")
WHO, WARM_UP = "groupe-projet", 3
WIDE: ViewportSize = {"width": 1280, "height": 900}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CLOCK = """
  const peints = window.peints = {};
  document.addEventListener("click", (e) => {
    const debut = e.timeStamp, note = (nom) => { peints[nom] = performance.now() - debut; };
    const frame = (suite) => requestAnimationFrame(() => setTimeout(suite, 0));
    document.addEventListener("htmx:beforeRequest", () => frame(() => note("entendu")), { once: true });
    document.addEventListener("htmx:afterSettle", () => frame(() => note("vue")), { once: true });
  }, { capture: true, once: true });
"""
"""What the page tells: after a frame, the next task begins once the frame is painted."""
Times = dict[str, list[float]]


def _opened(page: Page, year: str, **chosen: str) -> None:
    asked = urlencode({"vue": "consolidee", "exercice": year, **chosen})
    page.goto(f"http://127.0.0.1:{PORT}/cartographie/?{asked}")
    page.evaluate(CLOCK)


def clicked(page: Page, panel: str, rank: int, year: str) -> dict[str, float]:
    """One click on a member of a panel: milliseconds until it is heard, and until the new view is painted."""
    _opened(page, year)
    before = page.url
    page.locator(f"#p-{panel} .nomme").nth(rank).click()
    page.locator(".pil").first.wait_for()
    assert page.url != before, f"{panel}: the click kept nothing"
    found: dict[str, float] = {}
    while "vue" not in found:
        page.wait_for_timeout(20)
        found = page.evaluate("window.peints")
    return found


def measure(folder: Path, lignes: int, repetitions: int, dossier: Path | None = None) -> dict[str, Any]:
    """Publishes, serves, clicks: each member first (``calculee``: its view was never asked), then again
    (``gardee``).
    """
    world = World(lignes, Catalogue())
    cost = kept(partial(prepare, world), folder, dossier / f"lignes-{lignes}" if dossier else None)
    times: dict[str, Times] = {name: {"entendu": [], "vue": []} for name in ("calculee", "gardee")}
    with served(folder) as server, sync_playwright() as engine:
        if lignes > IMPORTED:
            rest(server)
        browser = engine.chromium.launch(executable_path=_chromium())
        page = browser.new_context(viewport=WIDE).new_page()
        _sign_in(page)
        for turn in range(-min(WARM_UP, repetitions), repetitions):
            panel, year = PANELS[turn % len(PANELS)], EXERCICES[turn // len(PANELS) % len(EXERCICES)]
            rank = turn // (len(PANELS) * len(EXERCICES)) % 3
            for kind in times.values():
                found = clicked(page, panel, rank, year)
                for moment, some in kind.items() if turn >= 0 else ():
                    some.append(found[moment])
        browser.close()
    said = {name: {moment: spread(some) for moment, some in one.items()} for name, one in times.items()}
    return {"lignes": lignes, "clics": repetitions, **said, "preparation": cost, "juste": True}


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise SystemExit(f"Aucun navigateur : {', '.join(CHROMIUM)}. Installez Chromium.")
    return found


def _sign_in(page: Page) -> None:
    page.goto(f"http://127.0.0.1:{PORT}/connexion/")
    page.fill("#identifiant", WHO)
    page.fill("#mot_de_passe", PASSWORD)
    page.click(".acces button")
    page.wait_for_load_state()


def told(found: dict[str, Any]) -> str:
    """The same for people."""
    names = {"calculee": "jamais demandée", "gardee": "déjà demandée"}
    lines = [f"{found['lignes']:,} lignes, {found['clics']} clics sur un tableau de tous les acheteurs"]
    for name, words in names.items():
        heard, view = (found[name][one] for one in ("entendu", "vue"))
        lines.append(
            f"  vue {words} : entendu à l'écran, médiane {heard['p50_ms']} ms, p95 {heard['p95_ms']} ms ; "
            f"vue peinte, médiane {view['p50_ms']} ms, p95 {view['p95_ms']} ms"
        )
    return "\n".join(lines)
