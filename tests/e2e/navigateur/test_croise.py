"""A crossing by the keyboard alone, without JavaScript, and on a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.navigateur
Ouvrir = Callable[..., Page]


def chosen(page: Page, menu: str, entry: str) -> None:
    """One choice, by the keyboard: a menu is opened, one of its entries is taken."""
    page.locator(f"#menu-{menu}").focus()
    page.keyboard.press("Enter")
    page.locator(f"#menu-{menu} ~ ul").get_by_role("link", name=entry, exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#menu-{menu} b")).to_have_text(entry)


def test_the_local_share_of_a_family_by_buyer_and_year_takes_four_choices(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/?vue=consolidee")
    family = page.locator("#p-famille table .nomme").first
    said = family.inner_text()
    family.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pil")).to_contain_text(said)
    page.get_by_role("link", name="Croiser", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu-selon b")).to_have_text("Exercices")
    chosen(page, "par", "Acheteurs")
    chosen(page, "valeur", "Part locale")
    expect(page.locator(".pil")).to_contain_text(said)
    cell = page.locator(".mat td a").first
    expect(cell).to_have_text(re.compile(r"\d+( à \d+)?\s%|—"))
    cell.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#choisie")).to_contain_text("Lignes")
    page.locator("#choisie a").click()
    expect(page).to_have_url(re.compile(r"/cartographie/lignes/\?.*acheteur=\d+"))


def test_the_focus_comes_back_to_the_menu(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/croise/?vue=consolidee")
    chosen(page, "par", "Acheteurs")
    expect(page.locator("#menu-par")).to_be_focused()
    page.locator("#echanger").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu-selon b")).to_have_text("Acheteurs")
    expect(page.locator("#echanger")).to_be_focused()


ICI = """() => { const cell = document.activeElement.closest("td,th")
  const head = cell?.closest("table").tHead.rows[0].cells[cell.cellIndex]
  return cell && [cell.closest("tr").dataset.l, head.dataset.c] }"""
ARRETS = ".mat-cadre[tabindex], .mat a:not([tabindex]), .mat [tabindex='0']"


def test_a_table_is_one_stop_walked_by_arrows_and_keeps_the_focus(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/croise/?vue=consolidee&par=segment&selon=acheteur")
    expect(page.locator("#fleches")).to_be_visible()
    expect(page.locator(ARRETS)).to_have_count(1)
    page.locator(ARRETS).focus()
    first, last = (page.locator(f".mat tbody tr >> nth={n}").get_attribute("data-l") for n in (0, -1))
    for keys, row in (("ArrowDown ArrowUp End Home", first), ("Control+End ArrowUp Home", last)):
        for key in keys.split():
            page.keyboard.press(key)
        assert page.evaluate(ICI) == [row, None]
    page.locator(".mat td a").first.focus()
    here, said = page.evaluate(ICI), page.url
    page.keyboard.press("Enter")
    expect(page.locator("#choisie")).to_be_visible()
    expect(page.locator(".mat td.sel a").first).to_be_focused()
    assert page.evaluate(ICI) == here and page.url != said
    expect(page.locator(ARRETS)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("#choisie a")).to_be_focused()
    expect(page.locator(".mat .vers-lignes:visible")).to_have_count(0)


def test_without_javascript_everything_is_a_link(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/croise/?vue=consolidee", js=False)
    page.locator("#menu-valeur").click()
    page.get_by_role("link", name="Fournisseurs", exact=True).click()
    expect(page.locator("#menu-valeur b")).to_have_text("Fournisseurs")
    page.locator("#tri-total").click()
    expect(page.locator(".mat .tt").first).to_have_attribute("aria-sort", "descending")


def test_on_a_phone_the_table_scrolls_under_its_first_column(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/croise/?vue=consolidee&par=famille&selon=segment", largeur=390)
    first = page.locator(".mat tbody .lb").first
    before = first.bounding_box()
    region = page.locator(".mat-cadre")
    assert region.evaluate("one => { one.scrollLeft = 200; return one.scrollLeft }") == 200
    after = first.bounding_box()
    assert before and after and round(before["x"]) == round(after["x"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
