"""Axes that persons make: who makes, uses, shares, deletes them; what an address says of one that is gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.test_ecrans import page

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
COMMUN = "vue=consolidee&exercice=2025"


def make(client: Client, base: str, groupe: str, membres: list[str], nom: str = "", dans: str = "") -> str:
    """Puts members in a group; returns the name of the grouping in addresses."""
    told = {"base": base, "groupe": groupe, "membre": membres, "nom": nom, "regroupement": dans}
    response = client.post("/regroupements/ajouter/", told)
    assert response.status_code == 302, response.content.decode()[:2000]
    return response["Location"].partition("#")[2]


@pytest.fixture
def energie(entrer: Entrer) -> str:
    """A grouping of families that the project team made."""
    return make(entrer("groupe"), "famille", "Énergie et eau", ["03", "18"], "Plan de sobriété")


def test_what_is_chosen_on_an_axis_becomes_a_group(entrer: Entrer) -> None:
    client = entrer("groupe")
    offered = page(client, f"/cartographie/axe/famille/?{COMMUN}&famille=03&famille=18")
    assert re.search(r"Regrouper 2\s+familles", offered)
    assert "/regroupements/ajouter/" not in page(client, f"/cartographie/axe/famille/?{COMMUN}")
    made = make(client, "famille", "Énergie et eau", ["03", "18"], "Plan de sobriété")
    make(client, "famille", "Travaux", ["18", "22"], dans=made.removeprefix("gr_"))
    told = page(client, "/regroupements/")
    assert "Énergie et eau" in told and re.search(r"1\s+membre<.*2\s+membres<", told, re.S)


def test_a_grouping_is_an_axis_like_any_other(entrer: Entrer, energie: str) -> None:
    client = entrer("groupe")
    whole = page(client, f"/cartographie/axe/{energie}/?{COMMUN}")
    assert "Énergie et eau" in whole and "Autres" in whole and "À qualifier" in whole
    assert f'id="m-{energie}-1"' in page(client, f"/cartographie/?{COMMUN}")
    chosen = page(client, f"/cartographie/?{COMMUN}&{energie}=1")
    same = page(client, f"/cartographie/?{COMMUN}&famille=03&famille=18")
    figure = re.compile(r'class="v[^>]*>.*?</', re.S)
    assert figure.findall(chosen)[:2] == figure.findall(same)[:2]
    assert "Énergie et eau" in page(client, f"/cartographie/croise/?{COMMUN}&par={energie}&selon=exercice")
    assert client.get(f"/cartographie/croise.csv?{COMMUN}&par=acheteur&selon={energie}").status_code == 200
    assert client.get(f"/cartographie/lignes/?{COMMUN}&{energie}=1").status_code == 200
    assert client.get(f"/marches/axe/{energie}/?{COMMUN}").status_code == 200


def test_it_is_its_own_until_it_is_shared(entrer: Entrer, energie: str) -> None:
    asked, number = f"/cartographie/?{COMMUN}&{energie}=1", energie.removeprefix("gr_")
    other = entrer("elu")
    refused = other.get(asked)
    assert refused.status_code == 400 and "Plan de sobriété" not in refused.content.decode()
    assert "Plan de sobriété" not in page(other, "/regroupements/")
    assert other.post(f"/regroupements/{number}/", {"nom": "Pris"}).status_code == 404
    told = {"nom": "Sobriété", "partage": "on", "groupe_1": "Énergie"}
    assert entrer("groupe").post(f"/regroupements/{number}/", told).status_code == 302
    other = entrer("elu")
    assert "Sobriété" in page(other, "/regroupements/") and other.get(asked).status_code == 200
    assert other.post(f"/regroupements/{number}/", {"nom": "Pris"}).status_code == 404
    assert other.post(f"/regroupements/{number}/retirer/").status_code == 404


def test_an_address_says_that_its_grouping_is_gone(entrer: Entrer, energie: str) -> None:
    client, number = entrer("groupe"), energie.removeprefix("gr_")
    assert client.post(f"/regroupements/{number}/retirer/").status_code == 302
    for gone in (
        f"/cartographie/?{COMMUN}&{energie}=1",
        f"/cartographie/?{COMMUN}&sauf.{energie}=1",
        f"/cartographie/axe/{energie}/?{COMMUN}",
        f"/cartographie/croise/?{COMMUN}&par={energie}&selon=exercice",
    ):
        told = client.get(gone)
        assert told.status_code == 400 and "« Plan de sobriété » a été supprimé le" in told.content.decode()
    assert make(client, "famille", "Énergie", ["03"], "Plan de sobriété") != energie


def test_a_group_that_is_emptied_is_in_the_others_and_its_code_serves_no_more(
    entrer: Entrer, energie: str
) -> None:
    client, number = entrer("groupe"), energie.removeprefix("gr_")
    client.post(f"/regroupements/{number}/", {"nom": "Plan", "groupe_1": ""})
    make(client, "famille", "Énergie", ["03"], dans=number)
    assert f'id="m-{energie}-2"' in page(client, f"/cartographie/?{COMMUN}")
    assert "membre inconnu (1)" in page(client, f"/cartographie/?{COMMUN}&{energie}=1")


@pytest.mark.parametrize(
    "told",
    [
        {"base": "exercice", "groupe": "A", "nom": "B", "membre": ["2025"]},
        {"base": "inconnu", "groupe": "A", "nom": "B", "membre": ["2025"]},
        {"base": "famille", "groupe": "", "nom": "B", "membre": ["03"]},
        {"base": "famille", "groupe": "A", "nom": "", "membre": ["03"]},
        {"base": "famille", "groupe": "A", "nom": "B" * 61, "membre": ["03"]},
        {"base": "famille", "groupe": "A", "nom": "B", "membre": []},
    ],
)
def test_what_cannot_be_grouped_is_refused_in_words(told: dict[str, object], entrer: Entrer) -> None:
    response = entrer("groupe").post("/regroupements/ajouter/", told)
    assert response.status_code == 400 and "Regroupement refusé" in response.content.decode()


def test_a_closed_crossing_stays_closed_through_a_grouping(entrer: Entrer) -> None:
    client = entrer("elu")
    made = make(client, "mois", "Premier trimestre", ["01", "02", "03"], "Trimestres")
    told = page(client, f"/cartographie/croise/?{COMMUN}&par=fournisseur&selon={made}")
    assert "Retirer" in told or "Mettre en" in told
    assert client.get(f"/cartographie/croise.csv?{COMMUN}&par=fournisseur&selon={made}").status_code == 403
