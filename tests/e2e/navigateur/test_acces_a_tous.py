"""Access: axe finds nothing on any page, at two widths, in two themes; no page scrolls sideways at 320 px."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e.navigateur.conftest import heard, opened, serious
from tests.web.atelier import ACHETEURS, depot_of

pytestmark = pytest.mark.navigateur
Ouvrir = Callable[..., Page]
COMPTE = "groupe-projet"
MIEN = ACHETEURS[0][0]
PAGES = {
    "cartographie": "/cartographie/",
    "filtree": "/cartographie/?famille=08&nature=S&sauf.acheteur=000000002&mois=03",
    "individuelle": f"/cartographie/?vue=individuelle&pour={MIEN}",
    "vide": "/cartographie/?famille=29",
    "marches": "/marches/",
    "axe": "/cartographie/axe/fournisseur/",
    "lignes": f"/cartographie/lignes/?vue=individuelle&pour={MIEN}",
    "ligne": f"/ligne/{depot_of(MIEN)}/12/?pour={MIEN}",
    "operateurs": "/operateurs/",
    "operateurs_seul": f"/operateurs/?vue=individuelle&pour={MIEN}&local=oui",
    "dessins": "/operateurs/?dessin=commune.carte~departement.flux~fournisseur.treemap",
    "calendrier": "/cartographie/?dessin=mois.calendrier~departement.carte.territoire",
    "operateurs_ferme": "/operateurs/?mois=03",
    "axe_part": "/operateurs/axe/famille/?part=local",
    "axe_local": "/operateurs/axe/local/",
    "operateur": "/operateur/F001/?vue=consolidee",
    "operateur_seul": f"/operateur/F001/?vue=individuelle&pour={MIEN}&exercice=tous",
    "fiche_segment": "/fiche/segment/08.03/?vue=consolidee",
    "fiche_acheteur": f"/fiche/acheteur/{MIEN}/",
    "fiche_direction": f"/fiche/direction/{MIEN}/Direction%201/",
    "fiche_marche": f"/fiche/marche/{MIEN}/1/",
    "territoire": "/territoire/",
    "territoire_case": f"/territoire/?vue=consolidee&segment=08.03&acheteur={MIEN}&exercice=2025",
    "territoire_seul": f"/territoire/?vue=individuelle&pour={MIEN}&part=acheteur",
    "territoire_vide": "/territoire/?famille=29",
    "croise": "/cartographie/croise/",
    "croise_part": "/cartographie/croise/?vue=consolidee&par=segment&selon=acheteur&valeur=local",
    "croise_case": f"/cartographie/croise/?vue=consolidee&par=acheteur&acheteur={MIEN}&exercice=2025",
    "croise_ferme": "/operateurs/croise/?vue=consolidee&par=direction&selon=mois&valeur=local",
    "croise_marches": "/marches/croise/?par=departement&selon=procedure&valeur=marches",
    "periode": "/cartographie/?vue=consolidee&exercice=2025&mois=04&mois=05&mois=06&contre=2025-01_03",
    "comparer": f"/cartographie/comparer/?vue=consolidee&entre={MIEN}&et=reste",
    "comparer_euros": f"/territoire/comparer/?vue=consolidee&entre={MIEN}&en=euros&famille=08",
    "permanente": "/cartographie/?vue=consolidee&version=essai",
    "perdue": "/cartographie/?vue=consolidee&version=partie",
    "suivi": "/suivi/?vue=consolidee",
    "suivi_seul": f"/suivi/?vue=individuelle&pour={MIEN}",
    "suivi_registre": f"/suivi/registre/?vue=individuelle&pour={MIEN}",
    "suivi_fenetres": "/suivi/fenetres/?vue=consolidee",
    "suivi_fenetre": "/suivi/fenetres/08.03/?vue=consolidee",
    "suivi_a_faire": "/suivi/a-faire/?vue=consolidee",
    "spaser": "/spaser/",
    "spaser_essentiel": "/spaser/essentiel/",
    "spaser_obligations": "/spaser/obligations/",
    "spaser_indicateur": "/spaser/s01/?cible=30&par=famille",
    "spaser_objectif": "/spaser/s01/objectif/",
    "spaser_rapport": "/spaser/rapport/",
    "spaser_saisies": f"/spaser/saisies/?vue=individuelle&pour={MIEN}",
    "spaser_qui": "/spaser/saisies/?vue=consolidee",
    "spaser_actions": "/spaser/actions/?vue=consolidee",
    "spaser_action_nouvelle": "/spaser/actions/nouvelle/?vue=consolidee&indicateur=s01&segment=08.03",
    "suivi_couverture": f"/suivi/couverture/?vue=individuelle&pour={MIEN}",
    "suivi_calendrier": f"/suivi/calendrier/?vue=individuelle&pour={MIEN}",
    "suivi_seuils": f"/suivi/seuils/?vue=individuelle&pour={MIEN}",
    "suivi_simuler": f"/suivi/simuler/?vue=individuelle&pour={MIEN}&quoi=08.03&combien=30000",
    "suivi_publication": f"/suivi/publication/?vue=individuelle&pour={MIEN}",
    "suivi_programme": f"/suivi/programme/?vue=individuelle&pour={MIEN}",
    "vues": "/vues/",
    "bilan": "/bilan/",
    "definitions": "/definitions/",
    "fiabilite": "/fiabilite/",
    "nomenclature": "/nomenclature/",
    "nomenclature_cherche": "/nomenclature/?q=toner",
    "nomenclature_rien": "/nomenclature/?q=zzqx",
    "segment": "/nomenclature/08.03/",
    "accessibilite": "/accessibilite/",
    "introuvable": "/nulle-part/",
    "illisible": "/cartographie/?page=1&page=2",
    "inconnue": "/cartographie/?famille=zz",
    "triee": "/cartographie/axe/segment/?tri=nom&famille=08",
}
NORMES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "RGAAv4", "best-practice"]
TEINTES = ["color-contrast", "link-in-text-block"]
"""The rules that the theme changes: the others say the same of both."""
LARGEURS, ETROITE = (1280, 390), 320
LUES = """() => {
  const color = axe.commons.color.Color.prototype, read = color.parseString, known = new Map();
  color.parseString = function (text) {
    if (known.has(text)) [this.r, this.g, this.b, this.alpha] = known.get(text);
    else { read.call(this, text); known.set(text, [this.r, this.g, this.b, this.alpha]); }
    return this; }; }"""
"""Axe reads each colour of a page once: it reads it again for each text and for each thing behind it."""
ENTIERES = ("cartographie", "territoire", "croise_part", "operateurs", "operateur", "fiabilite")
"""The pages of which everything is asked in the light theme on a wide screen and in the dark one on a narrow
screen, and whose tints are seen in both themes at both widths. Of the others everything is asked in one of
both by turns, the tints alone in the other: they take most of the time. At night, every page is whole.
"""


ANGLAIS = ("cartographie", "territoire", "croise_part", "fiche_segment", "bilan", "inconnue")
"""The pages whose words differ most from one language to the other."""


def fautes(
    page: Page, kind: str = "tag", values: Sequence[str] = NORMES, *, less: Sequence[str] = ()
) -> list[str]:
    """What axe finds of some rules, less some others, as « rule: element »."""
    asked = {
        "runOnly": {"type": kind, "values": list(values)},
        "resultTypes": ["violations"],
        "rules": {rule: {"enabled": False} for rule in less},
    }
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
        page.evaluate(LUES)
    found = page.evaluate("asked => axe.run(asked)", asked)["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def partout(page: Page, *, whole: bool = True, narrow: bool = False) -> list[str]:
    """What axe finds in the light theme on a wide screen and in the dark one on a narrow screen: everything
    in both and the tints of each theme on the other screen (``whole``), else everything in one (``narrow``:
    which), the tints alone in the other.
    """
    tints: dict[str, Any] = {"kind": "rule", "values": TEINTES}
    wide, slim = LARGEURS
    asked: list[tuple[Literal["light", "dark"], int, dict[str, Any]]] = [
        ("light", wide, tints if narrow and not whole else {}),
        ("dark", slim, {} if narrow or whole else tints),
        *([("light", slim, tints), ("dark", wide, tints)] if whole else []),
    ]
    found = []
    for teintes, largeur, rules in asked:
        page.emulate_media(color_scheme=teintes)
        page.set_viewport_size({"width": largeur, "height": 900})
        found += [f"{teintes} {largeur} {faute}" for faute in fautes(page, **rules)]
    return found


@pytest.fixture(scope="module")
def onglet(navigateur: Browser, adresse: str) -> Iterator[Page]:
    """One tab for all the pages: a tab of its own costs more than the page."""
    with opened(navigateur, adresse, COMPTE, "/accessibilite/") as page:
        yield page


@pytest.fixture(scope="module", params=PAGES)
def montree(request: pytest.FixtureRequest, onglet: Page) -> Iterator[Page]:
    """Each page, on a wide screen in the light theme, for all that is asked of it; nothing goes wrong in its
    console.
    """
    onglet.emulate_media(color_scheme="light")
    onglet.set_viewport_size({"width": LARGEURS[0], "height": 900})
    with heard(onglet) as plaintes:
        onglet.goto(PAGES[request.param])
        yield onglet
    assert serious(plaintes) == []


@pytest.fixture(scope="module")
def etroite(montree: Page) -> Page:
    """The page as the narrowest screen loads it, its panels folded; a wider phone then looks at the same
    page, which folds them at the same width.
    """
    montree.set_viewport_size({"width": ETROITE, "height": 900})
    montree.reload()
    return montree


def test_axe_finds_nothing(montree: Page, request: pytest.FixtureRequest) -> None:
    nom = request.node.callspec.params["montree"]
    whole = nom in ENTIERES or request.config.getoption("--nuit") > 1
    assert partout(montree, whole=whole, narrow=list(PAGES).index(nom) % 2 == 1) == []


def test_axe_finds_nothing_on_the_sign_in_page(ouvrir: Ouvrir) -> None:
    assert partout(ouvrir("/connexion/", compte="")) == []


def test_axe_finds_nothing_in_english_and_nothing_scrolls_sideways(ouvrir: Ouvrir) -> None:
    page = ouvrir("/accessibilite/", largeur=320)
    page.context.add_cookies([{"name": "langue", "value": "en", "url": urljoin(page.url, "/")}])
    for nom in ANGLAIS:
        page.goto(urljoin(page.url, PAGES[nom]))
        assert page.locator("html[lang=en]").count() == 1, nom
        assert fautes(page, less=TEINTES) == [], nom
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, nom


def test_no_page_scrolls_sideways_at_320_px(etroite: Page) -> None:
    etroite.set_viewport_size({"width": ETROITE, "height": 900})
    assert etroite.evaluate("document.documentElement.scrollWidth") <= ETROITE


@pytest.mark.parametrize("largeur", [1001, 1024, 1200, 1201])
def test_the_places_of_the_head_fit_or_stand_in_the_menu(largeur: int, ouvrir: Ouvrir) -> None:
    page = ouvrir(PAGES["fiabilite"], largeur=largeur)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    assert page.locator(".lieux").is_visible() != page.locator(".menu summary").is_visible()


def test_between_a_phone_and_a_desk_sentences_are_wide_and_what_a_figure_is_made_of_stays_in_sight(
    ouvrir: Ouvrir,
) -> None:
    for largeur in (768, 1000):
        page = ouvrir(PAGES["cartographie"], largeur=largeur)
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
        assert page.locator(".phrase").bounding_box()["width"] > 300  # type: ignore[index]
        for rang in range(page.locator(".ch .calcul").count()):
            calcul = page.locator(".ch .calcul").nth(rang)
            calcul.locator("summary").click()
            page.wait_for_timeout(30)
            box = calcul.locator(".calcul-d").bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= largeur, (largeur, rang)
            calcul.locator("summary").click()


CIBLES = """() => [...document.querySelectorAll('a[href],button,summary,input:not([type=hidden]),select')]
  .filter(e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}))
  .filter(e => !e.closest('.phrase, .dit, .vide p, details:not([open]) > :not(summary)') && !e.closest('svg'))
  .map(e => [(e.matches('.nomme') ? e.closest('tr') : e).getBoundingClientRect(), e])
  .filter(([box]) => box.right > 0 && box.height < 43.5)
  .map(([box, e]) => `${Math.round(box.height)} px: ${e.outerHTML.slice(0, 120)}`)"""


def test_a_finger_finds_its_target_on_a_phone(etroite: Page) -> None:
    etroite.set_viewport_size({"width": LARGEURS[1], "height": 900})
    assert etroite.evaluate(CIBLES) == []


def test_a_finger_finds_its_target_on_the_sign_in_page(ouvrir: Ouvrir) -> None:
    assert ouvrir("/connexion/", compte="", largeur=390).evaluate(CIBLES) == []


@pytest.mark.parametrize("nom", ["cartographie", "bilan", "ligne", "fiabilite"])
def test_text_spacing_may_be_widened(nom: str, ouvrir: Ouvrir) -> None:
    page = ouvrir(PAGES[nom])
    page.evaluate("""() => { const f = new CSSStyleSheet();
      f.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}');
      document.adoptedStyleSheets = [f]; }""")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


@pytest.mark.parametrize("nom", ["cartographie", "bilan", "ligne", "fiabilite"])
def test_what_is_printed_is_the_page_and_not_its_tools(nom: str, ouvrir: Ouvrir) -> None:
    page = ouvrir(PAGES[nom])
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible() and page.locator(".planche").first.is_visible()
    assert not page.locator(".outils").is_visible() and not page.locator(".lieux").is_visible()
