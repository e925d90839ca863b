"""What there is to follow: what ends, the register, joint windows, alerts: whose, and with which evidence."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
SEUL = f"vue=individuelle&pour={MIEN}"
PAGES = ("", "a-faire/", "registre/", "fenetres/", "seuils/", "calendrier/", "couverture/", "publication/")


def page(client: Client, suite: str = "", vue: str = SEUL) -> str:
    response = client.get(f"/suivi/{suite}{'&' if '?' in suite else '?'}{vue}")
    assert response.status_code == 200, response.status_code
    return html.unescape(response.content.decode())


def days(text: str) -> list[datetime.date]:
    """The days on which marchés end, in the order of the page."""
    found = re.findall(r'k-fin"><b>(\d\d)/(\d\d)/(\d{4})</b>', text)
    return [datetime.date(int(year), int(month), int(day)) for day, month, year in found]


def test_what_ends_comes_first_to_end_and_within_eighteen_months(entrer: Entrer) -> None:
    found, today = days(page(entrer("agent"))), datetime.date.today()
    assert found and found == sorted(found)
    assert today <= found[0] and found[-1] <= today + datetime.timedelta(days=549)


def test_each_end_leads_to_its_page_and_to_the_payments_made_on_it(entrer: Entrer) -> None:
    client = entrer("agent")
    text = page(client)
    marche = re.search(r'<th scope="row"><a href="(/fiche/marche/[^"]+)"', text)
    lignes = re.search(r'href="(/[a-z]+/(?:lignes/)?\?[^"]*marche=[^"]+)"><b', text)
    assert marche and lignes
    assert client.get(marche[1]).status_code == 200
    assert client.get(lignes[1]).status_code == 200


def test_a_figure_off_marche_is_the_sum_of_the_lines_that_it_opens(entrer: Entrer) -> None:
    client = entrer("agent")
    row = next(one for one in page(client).split("<tr>") if "rattachement=" in one)
    href, count = re.search(r'href="(/[a-z]+/lignes/[^"]+)"', row), re.search(r"([\d\s]+)lignes?</span>", row)
    assert href and count
    lines = client.get(html.unescape(href[1])).content.decode()
    assert f"{plain(count[1]).strip()} ligne" in plain(html.unescape(lines))


def test_a_member_follows_what_another_passes_for_it(entrer: Entrer) -> None:
    text = page(entrer("autre"), "registre/?genre=groupement", f"vue=individuelle&pour={AUTRE}")
    assert f"/fiche/marche/{MIEN}/" in text


def test_the_register_of_a_buyer_holds_its_own_and_those_on_which_it_buys(entrer: Entrer) -> None:
    others = {siren for siren, _ in ACHETEURS} - {AUTRE, MIEN}
    text = page(entrer("autre"), "registre/", f"vue=individuelle&pour={AUTRE}")
    assert not any(f"/fiche/marche/{siren}/" in text for siren in others)


@pytest.mark.parametrize("suite", PAGES)
def test_an_agent_does_not_open_the_view_of_another(suite: str, entrer: Entrer) -> None:
    assert entrer("autre").get(f"/suivi/{suite}?{SEUL}").status_code == 404


@pytest.mark.parametrize("suite", PAGES)
def test_an_elu_reads_the_common_view_and_no_payment(suite: str, entrer: Entrer) -> None:
    client = entrer("elu")
    assert "/lignes/?" not in page(client, suite, "vue=consolidee")
    assert client.get(f"/suivi/{suite}?{SEUL}").status_code == 404


def test_words_states_and_kinds_narrow_the_register(entrer: Entrer) -> None:
    client = entrer("agent")
    (word,) = re.findall(r">([^<]*Notifié 12)</a>", page(client, "registre/?q=notifie+12"))[:1]
    assert "Notifié 12" in word
    counts = [page(client, f"registre/?etat={etat}") for etat in ("en_cours", "finis", "sans_fin")]
    told = [int(re.sub(r"\D", "", re.findall(r"<h1>([^<]*)</h1>", text)[0])) for text in counts]
    whole = int(re.sub(r"\D", "", re.findall(r"<h1>([^<]*)</h1>", page(client, "registre/"))[0]))
    assert all(told) and sum(told) == whole


def test_a_number_is_found_whatever_its_punctuation(entrer: Entrer) -> None:
    client = entrer("agent")
    written, *others = (
        page(client, f"registre/?q={word}") for word in ("CANARI0-12", "canari012", "CANARI-0/12")
    )
    assert "Notifié 12<" in written
    assert all("Notifié 12<" in told for told in others)
    assert "Aucun marché ne répond" in page(client, "registre/?q=canari9912")


def test_a_state_that_does_not_exist_is_explained(entrer: Entrer) -> None:
    response = entrer("agent").get(f"/suivi/registre/?{SEUL}&etat=perdus")
    assert response.status_code == 400 and "perdus" in response.content.decode()


def test_a_window_names_what_each_marche_does_for_it(entrer: Entrer) -> None:
    client = entrer("groupe")
    href = re.search(r'href="(/suivi/fenetres/[^"/]+/[^"]*)"', page(client, "fenetres/", "vue=consolidee"))
    assert href
    text = html.unescape(client.get(href[1]).content.decode())
    assert "Fin commune le" in text and 'class="pq"' in text
    assert client.get("/suivi/fenetres/99.99/").status_code == 404


def test_an_alert_never_says_more_than_to_be_checked(entrer: Entrer) -> None:
    text = page(entrer("agent"), "seuils/")
    assert "alertes à vérifier" in text and "valeur au" in text
    assert entrer("agent").get(f"/suivi/seuils/?{SEUL}&regle=Z").status_code == 404


def test_the_agenda_holds_an_event_for_each_last_end(entrer: Entrer) -> None:
    response = entrer("agent").get(f"/suivi/agenda.ics?{SEUL}")
    assert response["Content-Type"].startswith("text/calendar")
    text = response.content.decode()
    assert (
        text.startswith("BEGIN:VCALENDAR\r\n") and text.count("BEGIN:VEVENT") == text.count("END:VEVENT") > 0
    )


def test_the_page_of_a_marche_says_where_it_stands(entrer: Entrer) -> None:
    client = entrer("agent")
    (href,) = re.findall(r'<th scope="row"><a href="(/fiche/marche/[^"]+)"', page(client))[:1]
    text = html.unescape(client.get(href).content.decode())
    assert "Où il en est" in text and "payés sur" in text


def test_a_question_before_an_achat_is_answered_with_the_law_of_the_day(entrer: Entrer) -> None:
    text = page(entrer("agent"), "simuler/?quoi=08.03&combien=30+k€&quand=2026-03-31")
    assert (
        "40\u202f000\xa0€ HT, valeur au 31/03/2026" in text
        or "40 000 € HT, valeur au 31/03/2026" in plain(text)
    )
    later = page(entrer("agent"), "simuler/?quoi=08.03&combien=30+k€&quand=2026-04-01")
    assert "60 000 € HT, valeur au 01/04/2026" in plain(later)


def plain(text: str) -> str:
    """A text whose spaces are plain."""
    return re.sub(r"[\u202f\xa0]", " ", text)


def test_words_that_mean_several_segments_name_them(entrer: Entrer) -> None:
    response = entrer("agent").get(f"/suivi/simuler/?{SEUL}&quoi=mobilier&combien=30+k€")
    text = html.unescape(response.content.decode())
    assert response.status_code == 400 and len(set(re.findall(r"quoi=(\d\d\.\d\d)", text))) > 1


def test_what_is_not_known_yet_is_said(entrer: Entrer) -> None:
    text = plain(page(entrer("agent"), "simuler/?quoi=08.03&combien=100"))
    assert "ne sont connus que jusqu’à 12/2025" in text


UNREADABLE = ("rien&combien=30000", "08.03&combien=-3", "08.03&combien=3&quand=hier",
              "08.03&combien=3&quand=0001-01-01", "08.03&combien=3&quand=20261201")  # fmt: skip


@pytest.mark.parametrize("asked", UNREADABLE)
def test_a_question_that_cannot_be_answered_keeps_what_was_typed(asked: str, entrer: Entrer) -> None:
    response = entrer("agent").get(f"/suivi/simuler/?{SEUL}&quoi={asked}")
    text = response.content.decode()
    assert response.status_code == 400
    assert 'role="alert"' in text and re.search(r'name="combien" value="[^"]+"', text)


def test_the_cases_of_publication_add_up_to_the_marches(entrer: Entrer) -> None:
    text = page(entrer("agent"), "publication/")
    cases = re.search(r'<ul class="regles-s cas-s">(.*?)</ul>', text, re.S)
    whole = re.search(r'id="t-cas">[^<]*</h2><span class="mes">([^<]*)<', text)
    assert cases and whole
    told = [int(re.sub(r"\D", "", one)) for one in re.findall(r'<b class="nb">([^<]*)</b>', cases[1])]
    assert sum(told) == int(re.sub(r"\D", "", whole[1])) > 0


def test_a_marche_whose_publication_was_refused_says_where_and_why(entrer: Entrer) -> None:
    client = entrer("agent")
    text = plain(page(client, "publication/?cas=a_corriger"))
    assert "marchés dans ce cas" in text and '<span class="tag terre">publié, à corriger</span>' in text
    said = "À vérifier dans decp.json, n° 1 458, publié le 20/03/2024. Montant inférieur à 1 € : 0,00 €."
    assert said in text and "Dans aucun fichier" not in text
    href = re.search(r'<th scope="row"><a href="(/fiche/marche/[^"]+)"', text)
    assert href and said in plain(html.unescape(client.get(href[1]).content.decode()))
    assert said in plain(page(client, "publication/"))


def whole(text: str) -> int:
    """The number that a title begins with."""
    return int(re.sub(r"\D", "", re.findall(r"<h1>([^<:]*)", text)[0].split(" m")[0].split(" c")[0]))


def lines(text: str) -> int:
    """How many marchés a calendar draws, and says that it does not."""
    more = re.findall(r'class="f-reste"><td[^>]*><a[^>]*>(\d+)', text)
    return text.count('class="f-vie"') - 1 + sum(map(int, more))


def test_the_calendar_holds_each_marche_in_force_that_the_register_does(entrer: Entrer) -> None:
    client = entrer("agent")
    text = page(client, "calendrier/")
    assert whole(text) == whole(page(client, "registre/?etat=en_cours")) > 0
    families = re.findall(r'<a href="([^"]*famille=[^"]*)"[^>]*><span class="lettre nb">([^<]*)<', text)
    drawn = [lines(html.unescape(client.get(html.unescape(href)).content.decode())) for href, _ in families]
    assert drawn == [int(number) for _, number in families] and sum(drawn) == whole(text)
    assert client.get(f"/suivi/calendrier/?{SEUL}&famille=99").status_code == 404


def test_a_marche_of_the_calendar_says_its_end_and_when_to_launch(entrer: Entrer) -> None:
    text = page(entrer("agent"), "calendrier/")
    assert "aujourd’hui" in text and "dernier jour pour lancer la suite" in text
    row = text.split('<th scope="row">')[1].split("</tr>")[0]
    assert re.search(r'href="/fiche/marche/[^"]+"', row)
    assert re.search(r'data-l="Dernière fin"><span>\d\d/\d\d/\d{4}<', row)
    assert re.search(r'data-l="À lancer avant"><span>(\d\d/\d\d/\d{4}|·)<', row)


def cells(text: str) -> list[tuple[str, str, int]]:
    """The numbers of the work to come: the kind, the address of the marchés, how many."""
    found = re.findall(r'<a class="ch-c (\w+)" href="([^"]*)">.*?<b class="nb"[^>]*>([^<]*)<', text)
    return [(kind, href, int(re.sub(r"\D", "", number))) for kind, href, number in found]


def test_each_number_of_the_work_to_come_opens_as_many(entrer: Entrer) -> None:
    client = entrer("groupe")
    found = cells(page(client, "calendrier/", "vue=consolidee"))
    assert {kind for kind, _, _ in found} == {"lancer", "reconduire", "finir"}
    for _, href, number in found:
        assert whole(html.unescape(client.get(href).content.decode())) == number, href


def test_the_ends_of_the_work_to_come_are_those_of_what_ends(entrer: Entrer) -> None:
    client = entrer("agent")
    ends = sum(number for kind, _, number in cells(page(client, "calendrier/")) if kind == "finir")
    assert ends == whole(page(client)) > 0


def test_a_month_that_is_none_is_explained(entrer: Entrer) -> None:
    client = entrer("agent")
    assert client.get(f"/suivi/?{SEUL}&mois=2001-01").status_code == 400
    assert client.get(f"/suivi/?{SEUL}&mois=passe&tache=dormir").status_code == 400
    assert client.get(f"/suivi/?{SEUL}&mois=passe&tache=lancer").status_code == 200


def test_nobody_judges_what_is_not_proposed_to_them(entrer: Entrer) -> None:
    told = {"payeur": MIEN, "fournisseur": "X", "achete": "08.03", "marche": f"{MIEN}/1", "pour": MIEN}
    assert entrer("agent").post("/suivi/rattachements/dire/", {**told, "jugement": "oui"}).status_code == 404
    assert entrer("autre").post("/suivi/rattachements/dire/", {**told, "jugement": "oui"}).status_code == 404
    assert entrer("agent").post("/suivi/rattachements/dire/", {**told, "jugement": "vrai"}).status_code == 400


def test_the_page_of_a_payment_names_its_marche_and_how_it_is_known(entrer: Entrer) -> None:
    client = entrer("agent")
    lignes = client.get(f"/cartographie/lignes/?{SEUL}&exercice=tous&rattachement=sous_marche")
    (href,) = re.findall(r'class="source"><a class="cd" href="([^"]+)"', lignes.content.decode())[:1]
    text = html.unescape(client.get(html.unescape(href)).content.decode())
    row = text.split("Sous marché</th>")[1].split("</tr>")[0]
    assert f'href="/fiche/marche/{MIEN}/PUBLIC-' in row
    assert "score de 100 sur 100, numéro cité" in row


def test_a_need_is_told_without_what_the_account_leaves_out(entrer: Entrer) -> None:
    found = re.findall(
        r'href="(/cartographie/lignes/[^"]*rattachement=hors_marche[^"]*)"', page(entrer("agent"))
    )
    assert found and all("perimetre=achat" in html.unescape(href) for href in found)


def test_all_the_needs_are_shown_when_they_are_asked_for(entrer: Entrer) -> None:
    client = entrer("groupe")
    few, every = page(client, "", "vue=consolidee"), page(client, "?besoins=tous", "vue=consolidee")
    told = re.search(r"Les (\d+) premiers besoins sur (\d+)", few)
    assert told and few.count('class="c-hors"') == int(told[1]) < int(told[2]) == every.count(
        'class="c-hors"'
    )
    assert "besoins=tous" in few and "Les premiers besoins seulement" in every
    assert client.get("/suivi/?besoins=beaucoup").status_code == 400
