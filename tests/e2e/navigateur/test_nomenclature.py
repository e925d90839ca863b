"""The guide in a browser: looked for and read from the keyboard, without JavaScript too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.navigateur
Ouvrir = Callable[..., Page]


@pytest.mark.parametrize("js", [True, False])
def test_a_segment_is_found_read_and_left_for_another_from_the_keyboard(js: bool, ouvrir: Ouvrir) -> None:
    page = ouvrir("/nomenclature/", js=js)
    page.locator(".fam summary").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Produits de la mer et d’eau douce")).to_be_visible()
    page.get_by_label("Que voulez-vous acheter").fill("nettoyage de locaux")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("08.03 Nettoyage des locaux")
    first = page.locator("#resultats .no").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nettoyage des locaux et vitrerie")
    page.get_by_role("link", name="16.05 Propreté urbaine").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Propreté urbaine")
    page.get_by_role("link", name="Sur la carte").click()
    expect(page.locator("#vue")).to_contain_text("Propreté urbaine")
