"""The codes of a buyer in a browser: from a file to segments by the keyboard, open to all, no script."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.navigateur.conftest import opened, served, sign_in
from tests.e2e.navigateur.test_controles import open_to_all, tab_to
from tests.web.codes import laid
from tests.web.depots import MIEN

pytestmark = [pytest.mark.navigateur, pytest.mark.lent]
PAGE = f"/nomenclature/acheteurs/{MIEN}/"


@pytest.fixture(scope="module")
def serveur(codes_publies: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of this territory."""
    made = Path(shutil.copytree(codes_publies, tmp_path_factory.mktemp("servi") / "essai"))
    with served(made) as adresse:
        yield adresse


@pytest.fixture
def page(navigateur: Browser, serveur: str) -> Iterator[Page]:
    """The list of buyers, opened by the project team."""
    with opened(navigateur, serveur, "groupe-projet", "/nomenclature/acheteurs/") as page:
        yield page


def keep(page: Page, button: str) -> None:
    """Reads what would change, then does it."""
    expect(page.get_by_role("heading", level=1)).to_contain_text("ce qui changerait")
    open_to_all(page)
    tab_to(page, button)
    page.keyboard.press("Enter")


def test_a_nomenclature_is_imported_completed_and_taken_back_by_the_keyboard(
    page: Page, tmp_path: Path
) -> None:
    open_to_all(page)
    tab_to(page, "Val-Fictif")
    page.keyboard.press("Enter")
    page.get_by_label("Fichier CSV ou XLSX").set_input_files(laid(tmp_path))
    tab_to(page, "Voir l’effet")
    page.keyboard.press("Enter")
    keep(page, "Garder")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2\u00a0codes à rattacher")
    open_to_all(page)
    field = page.get_by_label("Segment du code 99")
    field.fill("26.01")
    page.get_by_label("Valider le code 99").check()
    tab_to(page, "Voir l’effet des codes cochés")
    page.keyboard.press("Enter")
    keep(page, "Garder")
    expect(page.get_by_role("heading", level=1)).to_contain_text("tous les codes sont rattachés")
    tab_to(page, "Annuler la version 2")
    page.keyboard.press("Enter")
    keep(page, "Annuler la version")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2\u00a0codes à rattacher")
    page.get_by_role("link", name="Tous les codes").click()
    open_to_all(page)


def test_a_fault_is_told_without_any_script(navigateur: Browser, serveur: str, tmp_path: Path) -> None:
    state = sign_in(navigateur, serveur, "groupe-projet")
    contexte = navigateur.new_context(storage_state=state, base_url=serveur, java_script_enabled=False)
    page = contexte.new_page()
    page.goto(PAGE)
    page.get_by_label("Fichier CSV ou XLSX").set_input_files(laid(tmp_path, "code;segment\n70;99.99\n"))
    page.get_by_role("button", name="Voir l’effet", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("ligne 2, colonne segment")
    contexte.close()


def test_a_code_is_parted_by_the_keyboard(navigateur: Browser, serveur: str) -> None:
    with opened(navigateur, serveur, "groupe-projet", f"{PAGE}code/?code=70") as page:
        open_to_all(page)
        for name, said in (("Segment, ligne 1", "08.03"), ("Début du compte, ligne 1", "62")):
            page.get_by_label(name).focus()
            page.keyboard.type(said)
        tab_to(page, "Voir l’effet")
        page.keyboard.press("Enter")
        expect(page.locator(".effet-d")).to_have_text("Aucune ligne ne changerait de segment.")
        open_to_all(page)
        tab_to(page, "Enregistrer")
        page.keyboard.press("Enter")
        expect(page.locator(".fait-c")).to_contain_text("Enregistré")
        expect(page.get_by_label("Segment, ligne 1")).to_have_value(re.compile("^08.03 Nettoyage"))
