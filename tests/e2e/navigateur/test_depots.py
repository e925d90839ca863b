"""A file dropped in a browser, read aside, looked at; by keyboard, without JavaScript, on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.navigateur.conftest import PROCESSES, opened, served, sign_in
from tests.e2e.navigateur.test_acces_a_tous import CIBLES, partout
from tests.web import atelier, depots
from tests.web.depots import YEAR, content, mandat

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]
BROKEN = [*YEAR[:11], mandat(12, 12, "douze")]


@pytest.fixture(scope="module")
def chez(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published territory that also knows a profile of columns."""
    made = depots.home(tmp_path_factory.mktemp("depots"))
    return atelier.build(made)


@pytest.fixture(scope="module")
def serveur(chez: Path) -> Iterator[str]:
    """The address of a server of this territory, whose processes share the jobs."""
    with served(chez, PROCESSES) as adresse:
        yield adresse


@pytest.fixture
def page(navigateur: Browser, serveur: str) -> Iterator[Page]:
    """The list of deposits, opened by the agent of a buyer."""
    with opened(navigateur, serveur, "agent-val-fictif", "/depots/") as page:
        yield page


def drop(page: Page, data: bytes, name: str) -> None:
    """Drops a file, and waits for its page."""
    page.goto("/depots/")
    page.set_input_files("#fichiers", {"name": name, "mimeType": "text/csv", "buffer": data})
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Déposer et lire").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="aucune perdue")).to_be_visible(timeout=60_000)


def test_a_file_is_dropped_looked_at_controlled_and_given_up(page: Page) -> None:
    drop(page, content(BROKEN), "mandats.csv")
    expect(page.get_by_role("heading", name="1 ligne rejetée")).to_be_visible()
    page.get_by_label("Total du logiciel").fill("6 600,00")
    page.keyboard.press("Enter")
    expect(page.get_by_text("rapproché", exact=True)).to_be_visible()
    assert partout(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(CIBLES) == []
    with page.expect_download() as sent:
        page.get_by_role("link", name="Télécharger, corriger, redéposer").click()
    assert sent.value.suggested_filename == "rejets-mandats.csv"
    page.get_by_role("button", name="Abandonner ce dépôt").click()
    expect(page.get_by_role("heading", name="Déposer des fichiers")).to_be_visible()
    expect(page.get_by_text("mandats.csv", exact=True)).to_have_count(0)


def test_the_list_is_open_to_all(page: Page) -> None:
    assert partout(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(CIBLES) == []


def test_a_refused_file_says_why(page: Page) -> None:
    page.set_input_files(
        "#fichiers", {"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 99}
    )
    page.get_by_role("button", name="Déposer et lire").click()
    expect(page.get_by_role("heading", name="Format du fichier non reconnu")).to_be_visible(timeout=60_000)
    assert partout(page) == []
    page.get_by_role("button", name="Retirer de la liste").click()


def test_all_of_it_works_without_javascript(navigateur: Browser, serveur: str) -> None:
    state = sign_in(navigateur, serveur, "agent-val-fictif")
    contexte = navigateur.new_context(storage_state=state, base_url=serveur, java_script_enabled=False)
    bare = contexte.new_page()
    bare.goto("/depots/")
    data = content([mandat(50, 5, "5,00")])
    bare.set_input_files("#fichiers", {"name": "nu.csv", "mimeType": "text/csv", "buffer": data})
    bare.get_by_role("button", name="Déposer et lire").click()
    for _ in range(120):
        if "/travaux/" not in bare.url:
            break
        bare.wait_for_timeout(500)
        bare.reload()
    expect(bare.get_by_role("heading", name="1 ligne lue, aucune perdue")).to_be_visible()
    bare.get_by_role("button", name="Abandonner ce dépôt").click()
    contexte.close()
