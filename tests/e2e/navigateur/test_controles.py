"""The page of controls in a browser: read, judged from the keyboard, undone; open to all, on a phone too."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.navigateur.conftest import opened, served
from tests.e2e.navigateur.test_acces_a_tous import CIBLES, partout

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]


@pytest.fixture(scope="module")
def chez(controles_faits: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(controles_faits, tmp_path_factory.mktemp("controles") / "essai"))


@pytest.fixture(scope="module")
def serveur(chez: Path) -> Iterator[str]:
    """The address of a server of this territory."""
    with served(chez) as adresse:
        yield adresse


@pytest.fixture
def page(navigateur: Browser, serveur: str) -> Iterator[Page]:
    """The page of controls, opened by the agent of a buyer."""
    with opened(navigateur, serveur, "agent-val-fictif", "/controles/") as page:
        yield page


def open_to_all(page: Page) -> None:
    """No fault of accessibility; nothing beyond the screen of a phone; targets that a finger reaches."""
    assert partout(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate(CIBLES) == []
    page.set_viewport_size({"width": 1280, "height": 900})


def tab_to(page: Page, label: str) -> None:
    """Goes to a control by the keyboard alone."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(label):
            return
    raise AssertionError(f"« {label} » is not reached by the keyboard")


def test_a_rule_leads_to_the_marche_and_to_its_history(page: Page) -> None:
    open_to_all(page)
    page.get_by_role("link", name="Contrôles", exact=True).first.focus()
    tab_to(page, "Publication après la notification")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Marchés concernés")).to_be_visible()
    open_to_all(page)
    page.get_by_role("link", name="Entretien des toits").first.click()
    expect(page.get_by_role("heading", name="Ce que ce marché est devenu")).to_be_visible()
    open_to_all(page)


def test_a_pair_is_judged_and_taken_back_from_the_keyboard(page: Page) -> None:
    expect(page.get_by_role("heading", name="1 doublon à juger")).to_be_visible()
    page.get_by_label("Pourquoi").focus()
    page.keyboard.type("Publié deux fois")
    tab_to(page, "C’est le même marché")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 décision prise")).to_be_visible()
    expect(page.get_by_text("« Publié deux fois »")).to_be_visible()
    expect(page.get_by_role("button", name="Traiter et publier")).to_be_visible()
    open_to_all(page)
    page.get_by_role("button", name="Revenir dessus").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 doublon à juger")).to_be_visible()


def test_the_registre_is_downloaded_from_the_deposits(page: Page) -> None:
    page.goto("/depots/")
    open_to_all(page)
    with page.expect_download() as sent:
        page.get_by_role("button", name="Télécharger en XLSX").click()
    assert sent.value.suggested_filename == "registre-000000001-simule.xlsx"
