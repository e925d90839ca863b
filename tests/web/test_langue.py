"""Pages are French until a person chooses another language, and then whole in that one."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
VUE = f"vue=individuelle&pour={MIEN}"
PAGES = (
    "/territoire/",
    "/cartographie/",
    "/operateurs/",
    "/marches/",
    "/cartographie/axe/famille/",
    f"/cartographie/lignes/?vue=individuelle&pour={MIEN}",
    "/cartographie/croise/",
    "/cartographie/comparer/?vue=consolidee",
    "/fiche/segment/08.03/",
    f"/fiche/acheteur/{MIEN}/",
    "/operateur/CANARI0-F001/",
    "/suivi/",
    f"/suivi/?vue=individuelle&pour={MIEN}",
    "/suivi/registre/",
    "/suivi/fenetres/",
    "/suivi/a-faire/",
    "/suivi/seuils/",
    *(f"/suivi/seuils/?vue=individuelle&pour={MIEN}&regle={regle}" for regle in "ABCDEFGH"),
    "/suivi/programme/",
    "/suivi/programme/nouvelle/",
    "/suivi/abonnement/",
    "/suivi/calendrier/",
    "/suivi/publication/",
    f"/suivi/rattachements/?vue=individuelle&pour={MIEN}",
    f"/suivi/simuler/?vue=individuelle&pour={MIEN}&quoi=08.03&combien=30000",
    "/definitions/",
    "/fiabilite/",
    "/vues/",
    "/regroupements/",
    "/accessibilite/",
    "/rien/",
)
LONG = 14
"""A shorter French sentence may stand in a name."""


def chosen(client: Client, code: str = "en", back: str = "") -> str:
    told = {"Referer": back} if back else {}
    response = client.get(f"/langue/{code}/", headers=told)
    assert response.status_code == 302
    return str(response["Location"])


def seen(page: str) -> str:
    """What is read or heard of a page, less what says that it is French."""
    page = re.sub(r"<(script|style|code)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r'<(\w+)[^>]* lang="fr"[^>]*>.*?</\1>', "", page, flags=re.DOTALL)
    heard = " | ".join(re.findall(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"', page))
    return html.unescape(re.sub(r"<[^>]+>", "\n", page) + heard)


def test_a_page_is_french_until_a_person_chooses(entrer: Entrer) -> None:
    client = entrer("groupe")
    before = client.get("/definitions/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="fr">' in before and "Définitions" in before and ">English</a>" in before
    assert chosen(client, back="http://testserver/definitions/") == "http://testserver/definitions/"
    english = client.get("/definitions/").content.decode()
    assert '<html lang="en">' in english and ">Français</a>" in english
    chosen(client, "fr")
    again = client.get("/definitions/").content.decode()
    own = re.compile(r'value="[^"]{60,}"|<data.*?</data>')
    assert own.sub("", again) == own.sub("", before)


def test_a_choice_comes_back_to_this_site_only(client: Client) -> None:
    assert chosen(client, back="https://ailleurs.example/") == "/" == chosen(client)
    assert client.cookies["langue"]["max-age"] == 365 * 24 * 3600
    assert client.get("/langue/xx/").status_code == 404
    client.cookies["langue"] = "xx"
    assert '<html lang="fr">' in client.get("/connexion/").content.decode()


def test_the_sign_in_page_is_said_too(client: Client) -> None:
    chosen(client)
    wrong = client.post("/connexion/", {"identifiant": "personne", "mot_de_passe": "rien"})
    assert "Unknown user name or password." in html.unescape(wrong.content.decode())


@pytest.mark.parametrize("adresse", PAGES)
def test_no_french_sentence_is_left_in_an_english_page(adresse: str, entrer: Entrer) -> None:
    from achatlas.langues import connues

    client = entrer("groupe")
    chosen(client)
    response = client.get(adresse)
    assert response.status_code == (404 if adresse == "/rien/" else 200)
    text = seen(response.content.decode())
    said = connues()["en"].phrases
    kept = {french for french, one in said.items() if french != one and _whole(french)}
    assert {french for french in kept if french in text or french.replace("'", "’") in text} == set()


def _whole(french: str) -> bool:
    return len(french) >= LONG and " " in french.strip() and not set("{}%<,") & set(french)


def test_what_is_taken_away_stays_french(entrer: Entrer) -> None:
    client = entrer("groupe")
    files = ("/cartographie/axe/famille.csv", "/territoire/matrice.csv", "/cartographie/dessin/famille.svg")
    before = [_bytes(client, path) for path in files]
    chosen(client)
    assert [_bytes(client, path) for path in files] == before
    refused = client.get("/api/v1/depots/rien/").json()
    assert refused["quoi"].startswith("Rien à cette adresse")


def _bytes(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


def test_why_a_file_is_refused_is_said_in_the_language(entrer: Entrer) -> None:
    client = entrer("groupe")
    chosen(client)
    said = client.get("/cartographie/axe/inconnu.csv")
    page = said.content.decode()
    assert said.status_code == 404 and '<html lang="en">' in page and ">Français</a>" in page


def test_figures_kept_in_a_language_are_not_told_in_another(entrer: Entrer) -> None:
    client = entrer("groupe")
    told = []
    for code in ("fr", "en", "fr", "en"):
        chosen(client, code)
        told.append(client.get("/cartographie/axe/taille/").content.decode())
    assert "Taille de l’entreprise" in told[0] and "Company size" in told[1]
    assert "Company size" not in told[2] and "Taille de l’entreprise" not in told[3]


def test_numbers_and_days_are_those_of_the_language(entrer: Entrer) -> None:
    client = entrer("groupe")
    chosen(client)
    page = client.get("/cartographie/").content.decode()
    text = seen(page)
    assert not re.search(r"\d\u202f\d{3}|\d,\d{1,2}\u202f|[MK]€|\d[ \u00a0\u202f]%", text)
    assert re.search(r"\d%", text) and re.search(r"€[\d.,]+[MK]?|€[MK]", text, re.IGNORECASE)


@pytest.mark.parametrize("adresse", [f"/suivi/?{VUE}", f"/suivi/seuils/?{VUE}"])
def test_an_alert_is_english_and_the_law_says_that_it_is_french(adresse: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    chosen(client)
    page = client.get(adresse).content.decode()
    assert re.search(r'<bdi lang="fr">[^<]*valeur au \d', page) and "valeur au" not in seen(page)
    assert "HT" not in re.findall(r"\b[A-Z]{2}\b", seen(page)) and "excl. VAT" in seen(page)


def test_the_agenda_speaks_as_the_session(entrer: Entrer) -> None:
    client = entrer("groupe")
    french = client.get("/suivi/agenda.ics").content.decode()
    chosen(client)
    english = client.get("/suivi/agenda.ics").content.decode()
    assert "SUMMARY:Fin de marché" in french and "End of contract" not in french
    assert "SUMMARY:End of contract" in english and "Fin de marché" not in english
    assert "Consultation à lancer" not in english and french.count("BEGIN:V") == english.count("BEGIN:V")
