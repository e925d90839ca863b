"""Addresses that no link leads to: each is answered by a page that says what is wrong and what to do."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from achatlas.domain.text import searchable
from tests.web.atelier import ACHETEURS, depot_of

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]


def read(client: Client, adresse: str, statut: int) -> str:
    """The words of a page that must answer so, in the identity of the product."""
    response = client.get(adresse)
    page = html.unescape(response.content.decode())
    assert response.status_code == statut, (adresse, response.status_code)
    assert '<html lang="fr">' in page and 'class="barre"' in page and page.count("<h1") == 1
    return page


@pytest.mark.parametrize(
    ("suite", "dit"),
    [
        ("axe/famille/?page=0", "Page illisible : « 0 »"),
        ("axe/famille/?page=-1", "Page illisible : « -1 »"),
        ("axe/famille/?page=abc", "Page illisible : « abc »"),
        ("axe/famille/?page=²", "Page illisible : « ² »"),
        ("axe/famille/?page=", "Page illisible : «  »"),
        (f"axe/famille/?page={'9' * 40}", "Page illisible"),
        ("lignes/?page=1.5", "Page illisible : « 1.5 »"),
        ("lignes/?tri=nom", "Tri inconnu : « nom »"),
        ("axe/famille/?tri=--montant", "Tri inconnu : « --montant »"),
        ("axe/famille/?page=1&page=2", "Réglage dit 2 fois : « page »"),
        ("?exercice=2024&exercice=2025", "Réglage dit 2 fois : « exercice »"),
        ("?famille=01&sauf.famille=02", "Axe à la fois gardé et écarté : « famille »"),
        ("?famille=0%001", "Filtre illisible : « famille »"),
        ("?fam%00ille=01", "Filtre illisible : « fam�ille »"),
        ("?cherche=%1b%5b2J", "Filtre illisible : « cherche »"),
        (f"?famille={'é' * 301}", "Filtre illisible : « famille »"),
        ("?contre=zzz", "Période inconnue : « zzz »"),
        ("?contre=1900", "Période inconnue : « 1900 »"),
        ("?en=zzz", "Réglage sans effet ici : « en »"),
        ("?entre=210000000", "Réglage sans effet ici : « entre »"),
        ("?et=reste", "Réglage sans effet ici : « et »"),
        ("?part=zzz", "Réglage sans effet ici : « part »"),
        ("?tri=montant", "Réglage sans effet ici : « tri »"),
        ("?valeur=lignes", "Réglage sans effet ici : « valeur »"),
        ("croise/?en=euros", "Réglage sans effet ici : « en »"),
        ("axe/famille/?par=famille", "Réglage sans effet ici : « par »"),
    ],
)
def test_a_malformed_address_is_explained(suite: str, dit: str, entrer: Entrer) -> None:
    page = read(entrer("agent"), f"/cartographie/{suite}", 400)
    assert dit in page and "Que faire" in page
    assert "Groupe projet" in page or "Quitter" in page


def test_a_map_reads_its_own_settings_and_no_other(entrer: Entrer) -> None:
    assert "Part inconnu" in read(entrer("groupe"), "/territoire/?part=zzz", 400)
    assert entrer("groupe").get("/territoire/?part=acheteur&vue=consolidee").status_code == 200
    assert "Réglage sans effet ici : « en »" in read(entrer("groupe"), "/territoire/?en=euros", 400)
    assert entrer("groupe").get("/cartographie/?contre=rien&part=").status_code == 200


def test_an_address_too_long_is_explained_and_told_how_long(entrer: Entrer) -> None:
    filtres = "&".join(f"fournisseur=F{rang:06d}" for rang in range(230))
    page = read(entrer("groupe"), f"/cartographie/?{filtres}", 414)
    assert "Adresse trop longue" in page and "3\u202f900 au plus" in page


def test_more_settings_than_any_screen_writes_are_refused(entrer: Entrer) -> None:
    assert "Demande illisible" in read(entrer("groupe"), f"/cartographie/?{'a=&' * 250}", 400)


def test_nobody_signed_in_is_not_sent_back_to_an_endless_address(client: Client) -> None:
    assert client.get(f"/cartographie/?famille={'%C3%A9' * 620}")["Location"] == "/connexion/"
    assert client.get("/cartographie/?famille=01")["Location"].endswith("famille%3D01")


@pytest.mark.parametrize("chemin", ["/cartographie/axe/famille/", "/cartographie/lignes/"])
def test_past_the_last_page_the_last_one_is_offered(chemin: str, entrer: Entrer) -> None:
    agent = entrer("agent")
    page = read(agent, f"{chemin}?famille=08&page=900", 404)
    assert "La liste n’a pas de page 900" in page
    found = re.search(r'href="([^"]+)">Aller à la page', page)
    assert found and "famille=08" in found[1]
    assert agent.get(found[1]).status_code == 200


@pytest.mark.parametrize("filtre", ["famille=zz", "sauf.famille=zz", "fournisseur=personne", "mois=14"])
def test_an_unknown_member_is_said_to_be_unknown(filtre: str, entrer: Entrer) -> None:
    code = filtre.partition("=")[2]
    page = html.unescape(entrer("groupe").get(f"/cartographie/?{filtre}").content.decode())
    title = re.search(r'<h1 id="h1">([^<]+)</h1>', page)
    assert title and f"embre inconnu ({code})" in title[1]
    assert f'class="m" title="membre inconnu ({code})">membre inconnu ({code})<' in page
    assert ("Aucune ligne" in page) == (not filtre.startswith("sauf"))


@pytest.mark.parametrize(
    ("adresse", "dit", "suite"),
    [
        ("/cartographie/?exercice=1900", "Exercice inconnu : « 1900 »", "onnées couvrent 20"),
        ("/cartographie/?couleur=bleu", "Axe inconnu : « couleur »", "Ajouter un filtre"),
        ("/cartographie/axe/couleur/", "Axe inconnu : « couleur »", "Ajouter un filtre"),
        ("/cartographie/axe/exercice/", "Axe inconnu : « exercice »", "Ajouter un filtre"),
    ],
)
def test_what_an_address_names_that_does_not_exist_is_said_with_what_does(
    entrer: Entrer, adresse: str, dit: str, suite: str
) -> None:
    page = html.unescape(read(entrer("groupe"), adresse, 404)).replace("\u00a0", " ")
    assert dit in page and suite in page


def test_the_same_member_said_twice_is_one(entrer: Entrer) -> None:
    page = entrer("groupe").get("/cartographie/?famille=08&famille=08").content.decode()
    assert '<h1 id="h1">Hygiène et propreté</h1>' in page


def test_a_line_is_found_neither_by_a_huge_number_nor_by_a_strange_deposit(entrer: Entrer) -> None:
    agent = entrer("agent")
    for adresse in (f"/ligne/{depot_of(MIEN)}/{'9' * 60}/", "/ligne/..%2f..%2fetc/1/", "/ligne/%00/1/"):
        assert agent.get(adresse).status_code == 404, adresse


def test_a_method_that_a_page_refuses_is_explained(entrer: Entrer) -> None:
    response = entrer("agent").get("/deconnexion/")
    assert response.status_code == 405 and response["Allow"] == "POST"
    assert "Cette page ne s’ouvre pas ainsi" in response.content.decode()


def test_a_breakdown_is_a_page_of_the_product(entrer: Entrer, monkeypatch: pytest.MonkeyPatch) -> None:
    from achatlas.web.cartographie import views

    def broken(_: object) -> None:
        raise RuntimeError("a detail that must stay in the journal")

    monkeypatch.setattr(views, "contexte", broken)
    page = read(entrer("agent"), "/cartographie/", 500)
    assert "La page n’a pas pu être établie" in page and "a detail" not in page


def test_a_refusal_is_a_page_of_the_product() -> None:
    from django.core.exceptions import PermissionDenied
    from django.test import RequestFactory

    from achatlas.web import pages, urls

    response = pages.interdite(RequestFactory().get("/"), PermissionDenied())
    assert response.status_code == 403 and "Page fermée à ce compte" in response.content.decode()
    assert urls.handler403 == "achatlas.web.pages.interdite"


def test_the_table_of_an_axis_sorts_by_each_column(entrer: Entrer) -> None:
    groupe, chemin = entrer("groupe"), "/cartographie/axe/segment/?famille=08&nature=S"

    def head(page: str, colonne: str) -> tuple[str, str]:
        found = re.search(rf'aria-sort="(\w+)"><a class="tri" id="tri-{colonne}" href="([^"]+)"', page)
        assert found, colonne
        return found[1], html.unescape(found[2])

    page = groupe.get(chemin).content.decode()
    assert [head(page, c)[0] for c in ("nom", "montant", "nombre")] == ["none", "descending", "none"]
    for colonne, premier in (("nom", "ascending"), ("nombre", "descending"), ("montant", "descending")):
        page = groupe.get(head(page, colonne)[1]).content.decode()
        sens, href = head(page, colonne)
        assert sens == premier and "famille=08" in href and "tri=" in href
        assert page.count('aria-sort="none"') == 2
        page = groupe.get(href).content.decode()
        assert head(page, colonne)[0] == ("descending" if premier == "ascending" else "ascending")


def test_a_search_keeps_its_order_and_its_page_keeps_the_search(entrer: Entrer) -> None:
    page = entrer("groupe").get("/cartographie/axe/fournisseur/?tri=nom&cherche=maison").content.decode()
    assert '<input type="hidden" name="tri" value="nom">' in page
    suivante = re.search(r'rel="next" href="([^"]+)"', page)
    assert suivante and "tri=nom" in suivante[1] and "cherche=maison" in suivante[1]


def test_taking_a_filter_off_a_table_stays_on_it(entrer: Entrer) -> None:
    page = entrer("agent").get("/cartographie/lignes/?famille=08").content.decode()
    retirer = re.search(r'id="ret-famille" href="([^"]+)"', page)
    assert retirer and retirer[1].startswith("/cartographie/lignes/")


def test_the_menu_of_filters_tells_every_axis_once_under_what_it_is_about(entrer: Entrer) -> None:
    lue = entrer("groupe").get("/cartographie/").content.decode()
    menu = lue.split('id="ajouter"')[1].split("</details>")[0]
    heads = re.findall(r'<li class="tete">([^<]+)</li>', menu)
    assert heads[:3] == ["Ce qui est acheté", "Qui achète", "Par quel marché"]
    axes = re.findall(r"/cartographie/axe/(\w+)/\?", menu)
    assert len(axes) == len(set(axes)) > 40 and "exercice" not in axes
    for group in menu.split('<li class="tete">')[1:]:
        names = [searchable(html.unescape(one)) for one in re.findall(r'hx-boost="false">([^<]+)</a>', group)]
        assert names == sorted(names) and names


@pytest.mark.parametrize(
    ("cherche", "found", "left"),
    [
        ("TAILLE", "/axe/taille/", "/axe/famille/"),
        ("considérations soc", "/axe/clause_sociale/", "/axe/taille/"),
    ],
)
def test_a_filter_is_found_by_its_name_without_javascript(
    cherche: str, found: str, left: str, entrer: Entrer
) -> None:
    client = entrer("agent")
    lue = client.get("/cartographie/axe/", {"cherche": cherche, "famille": "08"}).content.decode()
    assert found in lue and left not in lue.split("<main", 1)[1]
    assert "famille=08" in lue, "what is already chosen stays"
    nothing = client.get("/cartographie/axe/", {"cherche": "zzqx"}).content.decode()
    assert "Aucun filtre de ce nom" in nothing
