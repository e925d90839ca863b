"""The queue in a browser, from the keyboard alone; open to all, on a phone too."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.navigateur.conftest import opened, served
from tests.e2e.navigateur.test_controles import open_to_all

ASKING = re.compile("htmx-request")
pytestmark = [pytest.mark.navigateur, pytest.mark.lent]


@pytest.fixture(scope="module")
def serveur(rapproches_publies: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of this territory."""
    made = Path(shutil.copytree(rapproches_publies, tmp_path_factory.mktemp("servi") / "essai"))
    with served(made) as adresse:
        yield adresse


@pytest.fixture
def page(navigateur: Browser, serveur: str) -> Iterator[Page]:
    """The queue, opened by the project team."""
    with opened(navigateur, serveur, "groupe-projet", "/rapprochements/") as page:
        yield page


def card(page: Page, name: str, which: str = "#t-ecrit") -> None:
    """Waits for a card, for the page to take keys again (the focus comes back before), then for the focus."""
    expect(page.locator(which)).to_have_text(name)
    expect(page.locator("#vue")).not_to_have_class(ASKING)
    expect(page.locator("#paire")).to_be_focused()


def test_a_queue_is_judged_and_taken_back_from_the_keyboard(page: Page) -> None:
    open_to_all(page)
    expect(page.locator("#t-ecrit")).to_have_text("Papeterie du Port SARL")
    page.keyboard.press("ArrowRight")
    card(page, "PAPETERIE DES PORTES", "#t-dit")
    page.keyboard.press("ArrowLeft")
    card(page, "PAPETERIE DU PORT", "#t-dit")
    page.keyboard.press("o")
    card(page, "Imprimerie Ancre")
    expect(page.locator("#annonce")).to_contain_text("Dépense identifiée")
    expect(page.get_by_role("heading", name="2 noms à rapprocher")).to_be_visible()
    page.keyboard.press("ArrowDown")
    card(page, "GARAGE DES QUAIS")
    page.keyboard.press("n")
    card(page, "Aucun candidat", "#t-dit")
    page.keyboard.press("p")
    card(page, "Imprimerie Ancre")
    open_to_all(page)
    page.keyboard.press("u")
    expect(page.locator("#annonce")).to_contain_text("Décision reprise")
    card(page, "GARAGE DES QUAIS")


def test_a_letter_typed_in_a_field_or_once_keys_are_off_decides_nothing(page: Page) -> None:
    before = page.get_by_role("heading", level=1).inner_text()
    page.get_by_label("Pourquoi").focus()
    page.keyboard.type("non, pourquoi")
    page.get_by_label("Touches du clavier").uncheck()
    page.locator("#paire").focus()
    page.keyboard.press("p")
    expect(page.get_by_label("Pourquoi")).to_have_value("non, pourquoi")
    assert page.get_by_role("heading", level=1).inner_text() == before
