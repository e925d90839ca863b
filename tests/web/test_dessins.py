"""How panels are drawn is in the address; maps know places; a drawing leaves as one file."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from achatlas.catalogue.load import Catalogue
from achatlas.screens import ranges
from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
SVG = "{http://www.w3.org/2000/svg}"
COURTS = Catalogue().axes["distance"].courts


def panneau(client: Client, adresse: str, axe: str) -> str:
    """The panel of an axis, entities read."""
    lue = client.get(adresse).content.decode()
    return html.unescape(lue.partition(f'id="p-{axe}"')[2].partition("</section>")[0])


def menu(lu: str) -> dict[str, str]:
    """The drawings that a panel offers: name → address."""
    found = lu.partition('class="deroule choix"')[2].partition('class="image"')[0]
    return {nom: href for href, nom in re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', found)}


def dessin(client: Client, adresse: str) -> etree._Element:
    """The file of a drawing."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200 and "attachment" in reponse["Content-Disposition"]
    assert reponse["Content-Type"].startswith("image/svg+xml")
    return etree.fromstring(reponse.content)


def test_a_panel_offers_what_suits_its_axis_and_the_usual_drawing_is_not_in_the_address(
    entrer: Entrer,
) -> None:
    client = entrer("groupe")
    families = menu(panneau(client, "/cartographie/", "famille"))
    assert list(families) == ["Barres", "Surfaces", "Cumul"]
    assert "dessin=famille.pareto" in families["Cumul"] and "dessin" not in families["Surfaces"]
    assert list(menu(panneau(client, "/cartographie/", "mois"))) == ["Colonnes", "Calendrier"]
    places = menu(panneau(client, "/cartographie/", "departement"))
    assert list(places)[:3] == ["Carte, la France", "Carte, le territoire", "Barres"]
    assert places["Carte, le territoire"].endswith("dessin=departement.carte.territoire")


def test_drawings_are_kept_when_filters_change_and_one_parameter_holds_them_all(entrer: Entrer) -> None:
    client = entrer("groupe")
    ici = "/cartographie/?dessin=famille.pareto~mois.calendrier"
    lu = panneau(client, ici, "famille")
    assert 'class="pareto large"' in lu
    kept = re.search(r'class="nomme"[^>]*href="([^"]+)"', lu)
    assert kept and "dessin=famille.pareto~mois.calendrier" in kept[1] and "famille=" in kept[1]
    assert menu(lu)["Surfaces"].endswith("dessin=mois.calendrier")
    assert 'aria-current="true">Cumul' in lu


def test_the_sentence_is_about_the_data_whatever_draws_them(entrer: Entrer) -> None:
    client = entrer("groupe")
    told = [
        re.search(r'<p class="phrase">(.*?)</p>', client.get(f"/cartographie/{more}").content.decode())
        for more in ("", "?dessin=fournisseur.treemap")
    ]
    assert told[0] and told[1] and "la moitié" in told[0][1] and told[0][1] == told[1][1]


@pytest.mark.parametrize(
    "dessin", ["zz.carte", "famille.camembert", "departement.carte.lune", "famille", "mois.carte"]
)
def test_a_drawing_that_does_not_exist_is_refused_in_words(dessin: str, entrer: Entrer) -> None:
    reponse = entrer("groupe").get(f"/cartographie/?dessin={dessin}")
    assert reponse.status_code == 400 and "Dessin refusé" in html.unescape(reponse.content.decode())


def test_a_calendar_shows_every_year_and_leads_to_a_month_of_it(entrer: Entrer) -> None:
    lu = panneau(entrer("groupe"), "/cartographie/?exercice=2025&dessin=mois.calendrier", "mois")
    assert all(f'aria-label="mars {year},' in lu for year in (2023, 2024, 2025))
    cell = re.search(r'id="large2024m-mois-03" href="([^"]+)"', lu)
    assert cell and "exercice=2024" in cell[1] and "mois=03" in cell[1]
    assert lu.count('<th scope="col" class="d">') == 3


def test_a_drawing_that_the_common_view_closes_leads_back_to_the_usual_one(entrer: Entrer) -> None:
    closed = "/cartographie/?vue=consolidee&fournisseur=CANARI0-F001&dessin=mois.calendrier"
    lu = panneau(entrer("agent"), closed, "mois")
    assert "fermé sous ces filtres" in lu and "Revenir au dessin habituel" in lu
    assert entrer("agent").get(closed.replace("/?", "/dessin/mois.svg?")).status_code == 403


def test_a_map_of_communes_links_those_it_knows_and_counts_the_others(entrer: Entrer) -> None:
    client = entrer("groupe")
    lu = panneau(client, "/operateurs/?exercice=tous&dessin=commune.carte", "commune")
    assert re.search(r'class="zone"[^>]*href="[^"]*commune=42218[^"]*"', lu)
    assert "Non dessinés : 1\xa0lieu" in lu and "Sans lieu connu" in lu
    sprite = re.search(r'"(/fond/communes\.svg\?v=\d+)#fond"', lu)
    assert sprite and b'id="c42218"' in client.get(sprite[1]).content
    loin = panneau(client, "/operateurs/?exercice=tous&dessin=commune.carte.france", "commune")
    assert loin.count('class="zone disque"') == 3 and "Non dessinés" not in loin


def test_flows_say_which_buyers_have_no_place(entrer: Entrer) -> None:
    lu = panneau(entrer("groupe"), "/operateurs/?exercice=tous&dessin=commune.flux", "commune")
    assert "D’un acheteur dont la commune n’est pas donnée" in lu and "Vers un lieu inconnu" in lu


@pytest.mark.parametrize(
    "adresse",
    [
        "/cartographie/dessin/famille.svg",
        "/cartographie/dessin/famille.svg?dessin=famille.pareto",
        "/cartographie/dessin/nature.svg?nature=S",
        "/cartographie/dessin/mois.svg?dessin=mois.calendrier",
        "/cartographie/dessin/mois.svg",
        "/cartographie/dessin/departement.svg",
        "/operateurs/dessin/commune.svg?dessin=commune.carte",
        "/operateurs/dessin/commune.svg?dessin=commune.flux.france",
    ],
)
def test_a_drawing_leaves_whole_with_its_source_and_nothing_to_fetch(adresse: str, entrer: Entrer) -> None:
    drawn = dessin(entrer("groupe"), adresse)
    said = " ".join(drawn.itertext())
    assert "version essai" in said and "données simulées" in said and "Total :" in said and "image du" in said
    names = {etree.QName(one).localname for one in drawn.iter(etree.Element)}
    assert not names & {"a", "use", "style", "script", "image"}
    assert not [v for one in drawn.iter() for v in one.attrib.values() if "var(" in v or "/fond/" in v]
    assert all(
        one.get("font-size") and one.get("fill", "").startswith("#") for one in drawn.iter(f"{SVG}text")
    )


def test_a_drawing_says_its_filters_and_there_is_none_of_what_no_panel_shows(entrer: Entrer) -> None:
    client = entrer("groupe")
    said = " ".join(dessin(client, "/cartographie/dessin/famille.svg?nature=S&exercice=2024").itertext())
    assert "Services, en 2024" in said
    assert client.get("/cartographie/dessin/taille.svg").status_code == 404


def test_a_name_that_xml_cannot_hold_is_drawn_all_the_same(entrer: Entrer) -> None:
    from achatlas.web.cartographie.feuille import Feuille, writable

    sheet = Feuille()
    sheet.titre("SARL\x00 DU\x0bPONT \ud800", "sous \uffff titre")
    drawn = etree.fromstring(sheet.octets())
    assert "SARL\ufffd DU\ufffdPONT \ufffd" in "".join(map(str, drawn.itertext()))
    assert writable("Électricité 𝄞\n & <fils>") == "Électricité 𝄞\n & <fils>"


def test_colours_of_a_file_are_those_of_the_style_sheets() -> None:
    from achatlas.web.cartographie.ink import ink

    drawn = etree.fromstring(
        f'<svg xmlns="{SVG[1:-1]}" class="arbre"><g class="case t-s3"><rect/><text class="g"/></g></svg>'
    )
    ink(drawn)
    rect, text = drawn.iter(f"{SVG}rect", f"{SVG}text")
    assert (rect.get("fill"), rect.get("stroke")) == ("#80B7C3", "none")
    assert (text.get("fill"), text.get("font-weight"), text.get("font-size")) == ("#10222B", "600", "12")


def test_a_drawing_is_a_bitmap_without_a_browser(entrer: Entrer, monkeypatch: pytest.MonkeyPatch) -> None:
    from achatlas.containers.documents import image

    pytest.importorskip("typst")
    client = entrer("groupe")
    drawn = dessin(client, "/cartographie/dessin/mois.svg")
    made = client.get("/cartographie/dessin/mois.png")
    assert made["Content-Type"] == "image/png" and made["Content-Disposition"].endswith("-simule.png")
    size = [int.from_bytes(made.content[at : at + 4]) for at in (16, 20)]
    assert made.content.startswith(b"\x89PNG")
    assert [round(2 * float(drawn.get(side, ""))) for side in ("width", "height")] == pytest.approx(
        size, abs=2
    )
    assert "dessin/mois.png" in panneau(client, "/cartographie/", "mois")
    assert client.get("/cartographie/dessin/taille.png").status_code == 404
    monkeypatch.setattr(image, "offered", lambda: False)
    lu = panneau(client, "/cartographie/", "mois")
    assert "dessin/mois.png" not in lu and "hidden data-png" in lu
    refused = client.get("/cartographie/dessin/mois.png")
    assert refused.status_code >= 400 and "Les images PNG ne sont pas faites" in refused.content.decode()


def test_distances_are_columns_that_a_brush_filters_on(entrer: Entrer) -> None:
    client = entrer("groupe")
    lu = panneau(client, "/operateurs/?exercice=tous", "distance")
    assert list(menu(lu)) == ["Barres", "Colonnes", "Surfaces"] and 'aria-current="true">Colonnes' in lu
    assert re.findall(r'data-code="([^"]+)"', lu.partition("</svg>")[0]) == sorted(COURTS)
    brush = re.search(r'data-brosse="([^"]+)"', lu)
    assert brush and brush[1].endswith("&distance=~") and "étendre jusqu’ici" not in lu
    kept = brush[1].replace("distance=~", "distance=005_010&distance=010_020&distance=020_030")
    page = html.unescape(client.get(kept).content.decode())
    assert "De 5 à 30 km" in page.partition('class="route"')[2]
    lu = panneau(client, kept, "distance")
    assert lu.count('class="plage"') == 2, "one for each width of the screen"
    onward = re.search(r'class="jusque" href="([^"]+)" aria-label="[^"]*De 50 à 75 km"', lu)
    assert onward and onward[1].count("distance=") == 5
    image = dessin(client, kept.replace("/operateurs/", "/operateurs/dessin/distance.svg"))
    assert not [name for one in image.iter() for name in one.attrib if name.startswith("data-")]


def test_a_brush_is_for_members_that_follow_one_another(entrer: Entrer) -> None:
    client = entrer("groupe")
    mois = panneau(client, "/cartographie/", "mois")
    assert "&mois=~" in mois and 'data-code="03"' in mois
    assert "data-brosse" not in panneau(client, "/operateurs/?dessin=distance.palmares", "distance")


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        (("De 5 à 10 km", "De 30 à 50 km"), "De 5 à 50 km"),
        (("Moins de 5 km", "De 10 à 20 km"), "Moins de 20 km"),
        (("De 75 à 100 km", "Plus de 400 km"), "Plus de 75 km"),
        (("3 à 5 salariés", "20 à 49 salariés"), "3 à 49 salariés"),
        (("1 ou 2 salariés", "20 à 49 salariés"), "1 ou 2 salariés … 20 à 49 salariés"),
        (("Moins de 5 km", "Plus de 400 km"), "Moins de 5 km … Plus de 400 km"),
    ],
)
def test_a_range_is_named_by_its_ends(ends: tuple[str, str], said: str) -> None:
    assert ranges.told(*ends) == said
