"""Journeys: with the mouse, the keyboard alone, without JavaScript; the address says the whole state."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.navigateur
Ouvrir = Callable[..., Page]
SOON = 15_000


def nom(page: Page, axe: str, rang: int = 0) -> str:
    """The name of a member in a panel."""
    return page.locator(f"#p-{axe} table .nomme").nth(rang).inner_text()


def test_a_click_filters_without_leaving_the_page(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.evaluate("window.temoin = true")
    choisi = nom(page, "acheteur")
    page.locator("#p-acheteur .nomme").first.click()
    expect(page.locator(".pil")).to_contain_text(choisi)
    expect(page).to_have_url(re.compile("acheteur="))
    expect(page.locator("#annonce")).to_have_text(re.compile("fournisseur"))
    assert page.evaluate("window.temoin") is True
    assert choisi in page.title()


def test_back_undoes_and_forward_does_again(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.locator("#p-nature .nomme").first.click()
    expect(page.locator(".pil")).to_have_count(1)
    page.go_back()
    expect(page.locator(".pil")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".pil")).to_have_count(1)


def test_forward_asked_while_the_page_still_loads_is_heard(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.locator("#p-nature .nomme").first.click()
    expect(page.locator(".pil")).to_have_count(1)

    def hold(route: Route) -> None:
        """Answers nothing: the page goes on loading until it is left."""

    page.route("**/htmx.min*.js", hold)
    page.go_back(wait_until="commit", timeout=SOON)
    expect(page.locator(".pil")).to_have_count(0)
    page.go_forward(wait_until="commit", timeout=SOON)
    expect(page).to_have_url(re.compile("nature="))
    page.unroute("**/htmx.min*.js", hold)
    expect(page.locator(".pil")).to_have_count(1)


def test_modifiers_add_and_exclude(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.locator("#p-segment .nomme").nth(0).click()
    expect(page.locator(".pil")).to_have_count(1)
    page.locator("#p-segment .nomme").nth(1).click(modifiers=["Control"])
    expect(page.locator("#p-segment .m-choisi")).to_have_count(2)
    page.locator("#p-acheteur .nomme").nth(0).click(modifiers=["Alt"])
    expect(page.locator(".pil.sauf")).to_have_count(1)
    expect(page.locator("#p-acheteur .m-exclu")).to_have_count(1)


def test_a_case_of_the_treemap_and_a_column_filter(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.locator("#p-famille .case").first.click()
    expect(page.locator(".pil")).to_have_count(1)
    page.locator("#p-mois .large .col").nth(2).click()
    expect(page.locator(".pil")).to_have_count(2)
    page.locator("#p-departement use[data-code='69']").click()
    expect(page.locator(".pil")).to_have_count(3)


def test_a_range_of_columns_is_dragged_over_or_taken_with_the_arrows(ouvrir: Ouvrir) -> None:
    page = ouvrir("/operateurs/?vue=consolidee&exercice=tous")
    told, columns = (
        page.locator("#p-distance [data-plage]"),
        page.locator("#p-distance .large .col[data-code]"),
    )
    expect(told).to_contain_text("Glisser")
    columns.nth(4).scroll_into_view_if_needed()
    boxes = [columns.nth(n).locator(".cible").bounding_box() for n in (1, 4)]
    (x, y), (vers, _) = ((one["x"] + one["width"] / 2, one["y"] + 40) for one in boxes if one)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(vers, y + 30, steps=3)
    expect(told).to_have_text(re.compile(r"^De 5 à 50 km : [\d,\s]+ [kM]?€, \d+ %$"))
    page.mouse.up()
    expect(page.locator(".pil .m")).to_have_text("De 5 à 50 km")
    assert page.url.endswith("&distance=005_010&distance=010_020&distance=020_030&distance=030_050")
    expect(page.locator("#p-distance .large .plage")).to_have_count(1)
    columns.nth(2).focus()
    for key in ("Shift+ArrowRight", "Shift+ArrowLeft", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator("#annonce")).to_contain_text("De 5 à 20 km :")
    page.keyboard.press("Enter")
    expect(page.locator(".pil .m")).to_have_text("De 5 à 20 km")
    expect(columns.nth(1)).to_be_focused()
    columns.nth(3).locator(".cible").click()
    expect(page.locator(".pil .m")).to_have_text("De 20 à 30 km")


def test_the_keyboard_alone_filters_adds_excludes_and_releases(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.locator("#p-acheteur .nomme").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#p-acheteur .m-choisi")).to_have_count(1)
    assert page.evaluate("document.activeElement.classList.contains('nomme')"), "the focus was lost"
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    expect(page.locator("#p-acheteur .m-choisi")).to_have_count(2)
    page.keyboard.press("Delete")
    expect(page.locator("#p-acheteur .m-exclu")).to_have_count(1)
    expect(page.locator("#p-acheteur tbody tr:has(a:not([tabindex='-1']))")).to_have_count(1)
    page.locator("#ret-acheteur").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".pil")).to_have_count(0)
    expect(page.locator(".route summary")).to_be_focused()
    page.locator("#p-famille .case:visible").first.focus()
    page.keyboard.press("Delete")
    expect(page.locator(".pil.sauf")).to_have_count(1)
    expect(page.locator("#p-famille .case:focus")).to_have_count(1)


def test_every_stop_of_the_tab_key_shows_its_focus(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    for _ in range(30):
        page.keyboard.press("Tab")
        trait = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert trait == "3px", page.evaluate("document.activeElement.outerHTML")[:200]


def test_everything_works_without_javascript(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/", js=False)
    page.locator("#p-acheteur .nomme").first.click()
    expect(page.locator(".pil")).to_have_count(1)
    page.locator("#p-segment h2 a").click()
    page.fill("#cherche", "nettoyage")
    page.click(".chercher-axe button")
    expect(page.locator(".axe-table tbody tr")).to_have_count(1)
    page.locator(".gestes a", has_text="sauf").click()
    expect(page.locator(".pil")).to_have_count(2)


def test_a_euro_leads_to_its_file_and_row(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/", compte="agent-val-fictif")
    source = page.locator("#p-lignes .source a").first
    fichier = source.inner_text().split(":")[0]
    source.click()
    expect(page.locator("h1")).to_contain_text("€ HT")
    expect(page.locator(".source-def")).to_contain_text(fichier)


def test_a_chosen_theme_stays(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.select_option("#theme", "sombre")
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "sombre"


def tab_to(page: Page, selector: str, limite: int = 120) -> None:
    """Presses Tab until the focus is on such an element; a trap would never reach it."""
    for _ in range(limite):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached in {limite} stops")


def test_the_keyboard_alone_goes_from_the_sign_in_to_a_line(ouvrir: Ouvrir, adresse: str) -> None:
    page = ouvrir("/connexion/", compte="")
    tab_to(page, "#identifiant")
    page.keyboard.type("agent-val-fictif")
    tab_to(page, "#mot_de_passe", 1)
    page.keyboard.type("achatlas-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{adresse}/fiche/acheteur/**")
    expect(page.locator("h1")).to_contain_text("Val-Fictif")
    tab_to(page, ".lieux a[href='/cartographie/']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{adresse}/cartographie/**")

    tab_to(page, ".bascule a:not([aria-current])")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ce que les trois achètent")
    tab_to(page, ".bascule a:not([aria-current])")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ce que Val-Fictif achète")

    tab_to(page, "#p-famille .liste .nomme")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".pil")).to_have_count(1)
    assert page.evaluate("document.activeElement.matches('.m-choisi .nomme')"), "the focus was lost"
    page.keyboard.press("Enter")
    expect(page.locator(".pil")).to_have_count(0)

    tab_to(page, "#p-lignes .pan-p a", 200)
    page.keyboard.press("Enter")
    page.wait_for_url("**/lignes/**")
    tab_to(page, "#cherche")
    page.keyboard.type("OBJET 1")
    page.keyboard.press("Enter")
    page.wait_for_url("**cherche=OBJET**")
    tab_to(page, ".source a")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("€ HT")


def test_the_map_is_walked_with_the_arrows(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.locator("#t-departement a").focus()
    tab_to(page, "#p-departement .zone", 2)
    premier = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert premier != second and re.search(r"\(\d+\), .*%", second)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    page.keyboard.press("Enter")
    expect(page.locator(".pil")).to_contain_text(second.split(" (")[0])
    assert page.evaluate("document.activeElement.matches('.zone')"), "the focus was lost"
    expect(page.locator("#p-departement caption")).to_contain_text("choisi")


def test_a_panel_changes_its_drawing_by_the_keyboard_and_leaves_as_an_image(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.locator("#t-famille a").focus()
    tab_to(page, "#d-famille", 1)
    page.keyboard.press("Enter")
    tab_to(page, "#p-famille .choix li:nth-child(3) a", 3)
    page.keyboard.press("Enter")
    expect(page.locator("#p-famille svg.pareto.large")).to_be_visible()
    assert "dessin=famille.pareto" in page.url
    expect(page.locator("#d-famille")).to_be_focused()
    page.keyboard.press("Enter")
    alone = (
        "(lien) => import('/static/js/images.js').then(({ png }) => png(lien.href.replace('.png', '.svg')))"
    )
    link = page.locator("#p-famille").get_by_role("link", name="Image PNG")
    for draw in (link.click, lambda: link.evaluate(alone)):
        with page.expect_download() as fichier:
            draw()
        assert fichier.value.suggested_filename == "cartographie-famille-simule.png"
        assert Path(fichier.value.path()).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("js", [True, False])
def test_a_column_sorts_and_says_so(js: bool, ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/axe/segment/", js=js)
    noms = page.locator(".axe-table tbody th")
    page.locator("#tri-nom").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("tri=nom"))
    expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)
    first = [texte.split(" ", 1)[1] for texte in noms.all_inner_texts() if texte[0].isdigit()]
    page.locator("#tri-nom").click()
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    assert [t.split(" ", 1)[1] for t in noms.all_inner_texts() if t[0].isdigit()] == first[::-1]
    page.locator("#tri-nombre").click()
    expect(page).to_have_url(re.compile("tri=-nombre"))
    sure = page.locator(".axe-table tr:not(.m-incertain) .compte").all_inner_texts()
    comptes = [int(re.sub(r"\D", "", texte)) for texte in sure]
    assert comptes == sorted(comptes, reverse=True) and len(comptes) > 4


def test_a_phone_folds_the_second_panels_and_keeps_those_that_were_opened(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/", largeur=390)
    expect(page.locator("#p-compte .repli")).not_to_have_attribute("open", "")
    expect(page.locator("#p-famille .repli")).to_have_attribute("open", "")
    assert page.evaluate("document.documentElement.scrollHeight") < 6_000
    expect(page.locator(".route-dit .doigt")).to_be_visible()
    page.locator("#p-compte .repli > summary").click()
    page.locator("#p-nature .nomme").first.click()
    expect(page.locator(".pil")).to_have_count(1)
    expect(page.locator("#p-compte .repli")).to_have_attribute("open", "")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("#p-departement .repli")).to_have_attribute("open", "")


def test_another_language_keeps_what_was_typed(ouvrir: Ouvrir) -> None:
    page = ouvrir("/connexion/", compte="")
    page.fill("#identifiant", "camille")
    page.click("a[hreflang=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("#identifiant")).to_have_value("camille")


def test_a_filter_is_found_by_its_name(ouvrir: Ouvrir) -> None:
    page = ouvrir("/cartographie/")
    page.click("#ajouter")
    page.fill("#cherche-axe", "considerations s")
    expect(page.locator(".nommer li:visible a")).to_have_text(["Considérations sociales"])
    page.fill("#cherche-axe", "zzqx")
    expect(page.locator(".nommer .note")).to_be_visible()
