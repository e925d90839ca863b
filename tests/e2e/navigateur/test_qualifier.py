"""The queue to qualify in a browser, from the keyboard alone; what is decided is on the map at once."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.navigateur.conftest import opened, served, sign_in
from tests.e2e.navigateur.test_controles import open_to_all
from tests.web.qualifier import SYNDICAT

ASKING = re.compile("htmx-request")
pytestmark = [pytest.mark.navigateur, pytest.mark.lent]


@pytest.fixture(scope="module")
def serveur(a_qualifier: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of this territory."""
    made = Path(shutil.copytree(a_qualifier, tmp_path_factory.mktemp("servi") / "essai"))
    with served(made) as adresse:
        yield adresse


@pytest.fixture
def page(navigateur: Browser, serveur: str) -> Iterator[Page]:
    """The queue, opened by the project team."""
    with opened(navigateur, serveur, "groupe-projet", "/nomenclature/file/") as page:
        yield page


def told(page: Page, words: str) -> None:
    """Waits for the rule to say some words, and for the page to take keys again."""
    expect(page.locator("p.regle")).to_contain_text(words)
    expect(page.locator("#vue")).not_to_have_class(ASKING)


def test_a_group_is_decided_seen_on_the_map_and_undone_from_the_keyboard(page: Page) -> None:
    open_to_all(page)
    told(page, "alors 16.01")
    second = page.locator(".cands .cc").nth(1).inner_text()
    page.keyboard.press("2")
    told(page, f"alors {second}")
    page.keyboard.press("ArrowUp")
    told(page, "alors 16.01")
    page.keyboard.press("ArrowDown")
    told(page, f"alors {second}")
    page.keyboard.press("v")
    told(page, "« zyrkane »")
    expect(page.locator("#annonce")).to_contain_text("Règle 1 gardée, 3\u00a0lignes")
    expect(page.locator("h2[data-sujet]")).to_be_focused()
    page.goto("/cartographie/axe/segment/?exercice=tous")
    expect(page.locator("tr", has_text=second)).to_contain_text("1\u202f900")
    page.goto("/nomenclature/file/")
    page.keyboard.press("u")
    told(page, SYNDICAT)
    expect(page.locator("h1")).to_contain_text("3\u00a0groupes")


def test_a_key_typed_while_a_choice_loads_waits_for_it(page: Page) -> None:
    told(page, "alors 16.01")
    second = page.locator(".cands .cc").nth(1).inner_text()
    page.evaluate("""() => {
      const tape = (key) => new KeyboardEvent("keydown", { key, bubbles: true });
      const touche = (key) => document.body.dispatchEvent(tape(key));
      touche("2"); touche("v"); touche("v");
    }""")
    told(page, "« zyrkane »")
    expect(page.locator(".fait").first).to_contain_text("gardée, 3\u00a0lignes")
    page.goto("/nomenclature/regles/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("1\u00a0règle de classement")
    expect(page.locator("table.regs").first).to_contain_text(second)
    page.get_by_role("link", name=re.compile("^Retirer")).click()
    page.get_by_role("button", name="Retirer la règle").click()


def test_another_segment_is_looked_for_and_a_condition_changed_from_the_keyboard(page: Page) -> None:
    told(page, SYNDICAT)
    page.keyboard.press("p")
    told(page, "zyrkane")
    page.keyboard.press("n")
    expect(page.locator("#segment")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("h2[data-sujet]")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.type("23.04")
    page.keyboard.press("Enter")
    told(page, "alors 23.04")
    page.locator("h2[data-sujet]").focus()
    page.keyboard.press("e")
    page.get_by_label("Mots, séparés par des points-virgules").fill("zyrkane ; cirque")
    page.keyboard.press("Enter")
    told(page, "« zyrkane » ou « cirque »")
    open_to_all(page)


ONE_LINE = """row => {
  const [number, asked] = row.children;
  number.textContent = "35";
  asked.textContent = "le fournisseur est un syndicat mixte de valorisation, ".repeat(12);
  const line = document.createRange();
  line.selectNodeContents(number);
  return new Set([...line.getClientRects()].map(one => one.top)).size;
}"""
DRAWN = """button => {
  const style = getComputedStyle(button), box = button.getBoundingClientRect();
  return [box.top, box.height, style.fontSize, style.display];
}"""


def test_a_rule_is_kept_changed_and_taken_out_without_any_script(navigateur: Browser, serveur: str) -> None:
    state = sign_in(navigateur, serveur, "groupe-projet")
    contexte = navigateur.new_context(storage_state=state, base_url=serveur, java_script_enabled=False)
    page = contexte.new_page()
    page.goto("/nomenclature/file/")
    page.get_by_role("button", name="Garder la règle").click()
    page.get_by_role("link", name=re.compile("^Règles")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("1\u00a0règle de classement")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator(".regs tbody tr").first.evaluate(ONE_LINE) == 1
        change, take_out = (page.locator(".gestes a.bt", has_text=mot) for mot in ("Modifier", "Retirer"))
        assert change.evaluate(DRAWN) == take_out.evaluate(DRAWN)
    page.get_by_role("link", name=re.compile("^Modifier")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Règle")
    page.goto("/nomenclature/regles/")
    page.get_by_role("link", name=re.compile("^Retirer")).click()
    expect(page.locator(".avis").first).to_contain_text("n’en relèveraient plus")
    page.get_by_role("button", name="Retirer la règle").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Aucune règle de classement")
    contexte.close()


SPLIT = "faire=scinder&code=02.02&libelle=Propane&nature=F&definition=Gaz+en+bouteille.&rmots=propane"
PAGES = [
    "/nomenclature/regles/",
    "/nomenclature/evolutions/?code=02.02&vers=02.01",
    f"/nomenclature/evolutions/?{SPLIT}",
    "/nomenclature/evolutions/?faire=redefinir&code=02.02",
    "/nomenclature/evolutions/?faire=creer&libelle=",
]


@pytest.mark.parametrize("path", PAGES)
def test_rules_and_evolutions_are_open_to_all(navigateur: Browser, serveur: str, path: str) -> None:
    with opened(navigateur, serveur, "groupe-projet", path) as page:
        open_to_all(page)
