"""What is taken away of the follow-up, how far marchés cover what is paid, and what presses."""

from __future__ import annotations

import csv
import datetime
import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from achatlas.screens.suivi.couverture import STATUTS
from tests.web.test_besoins import regard
from tests.web.test_suivi import SEUL, days, page, plain

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

Entrer = Callable[[str], "Client"]


def sheet(response: HttpResponse) -> list[dict[str, str]]:
    """The rows of a CSV file that is sent, its comments left out."""
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader((line for line in text.splitlines() if line[:1] != "#"), delimiter=";"))


def cents(said: str) -> int:
    """An amount of a file, in cents."""
    return int(said.replace(",", "").replace(".", ""))


def share() -> tuple[int, int]:
    """What the share « Couverture » of the buyer says: cents under a marché, and cents of which it is."""
    from achatlas.analyse.taux import taux

    vue = regard(SEUL)
    told = taux(vue.demande.catalogue.taux["couverture"], vue.demande.retenue, vue.scope)
    return told.oui, told.base


def paid(client: Client) -> int:
    """What the map of the buyer says that it paid, in cents."""
    rows = sheet(client.get(f"/cartographie/axe/famille.csv?{SEUL}&exercice=tous"))
    (column,) = [name for name in rows[0] if name.startswith("montant_paye")]
    return sum(cents(row[column]) for row in rows if row["libelle"] != "Total")


def test_the_whole_register_is_taken_away_as_the_screen_searches_it(entrer: Entrer) -> None:
    client = entrer("agent")
    (href,) = re.findall(r'href="([^"]*registre\.csv[^"]*)"', page(client, "registre/?etat=en_cours"))
    rows = sheet(client.get(href))
    shown = page(client, "registre/?etat=en_cours")
    assert len(rows) == int(re.sub(r"\D", "", re.findall(r"<h1>([^<]*)</h1>", shown)[0]))
    today = datetime.date.today().isoformat()
    assert all(row["derniere_fin"] >= today for row in rows)
    assert all(client.get(href.replace(".csv", f".{end}")).status_code == 200 for end in ("xlsx", "parquet"))


def test_what_is_covered_adds_up_to_what_is_paid_and_to_the_share_of_the_buyer(entrer: Entrer) -> None:
    client = entrer("agent")
    for par in ("direction", "service", "famille", "segment"):
        rows = sheet(client.get(f"/suivi/couverture.csv?{SEUL}&par={par}&exercice=tous"))
        sums = [sum(cents(row[one]) for row in rows) for one in ("total", *STATUTS)]
        assert sums[0] == sum(sums[1:]) == paid(client), par
        assert (sums[1], sums[0]) == share(), par


def test_a_figure_to_be_looked_at_opens_as_many_lines(entrer: Entrer) -> None:
    client = entrer("agent")
    text = page(client, "couverture/?par=segment&exercice=tous")
    row = next(one for one in text.split("<tr>") if "statut_marche=" in one)
    href, count = re.search(r'href="(/[a-z]+/lignes/[^"]+)"', row), re.search(r"([\d\s]+)lignes?</span>", row)
    assert href and count
    lines = client.get(html.unescape(href[1])).content.decode()
    assert f"{plain(count[1]).strip()} ligne" in plain(html.unescape(lines))


def test_what_presses_is_what_the_email_tells_the_first_day_first(entrer: Entrer) -> None:
    text = page(entrer("groupe"), "a-faire/", "vue=consolidee")
    found = days(text)
    assert found and found == sorted(found) and found[0] >= datetime.date.today()
    assert len(re.findall(r">(?:aujourd’hui|dans \d+ jours?)<", text.replace("\xa0", " "))) == len(found)
    assert entrer("groupe").get("/suivi/a-faire/?vue=consolidee&motif=hasard").status_code == 400


def test_what_is_late_is_a_group_of_its_own_the_last_day_first(entrer: Entrer) -> None:
    text = page(entrer("groupe"), "a-faire/?motif=retard", "vue=consolidee")
    (number,) = re.findall(r'aria-current="true">En retard <span class="nb">(\d+)<', text)
    found = days(text)
    assert 0 < len(found) == min(int(number), 25) and found == sorted(found, reverse=True)
    assert max(found) < datetime.date.today() and text.count("passé depuis") == len(found)


def test_the_register_begins_with_what_runs_then_what_ended_then_what_nobody_dates(entrer: Entrer) -> None:
    client = entrer("agent")
    (href,) = re.findall(r'href="([^"]*registre\.csv[^"]*)"', page(client, "registre/"))
    ends, today = [row["derniere_fin"] for row in sheet(client.get(href))], datetime.date.today().isoformat()
    coming = [one for one in ends if one >= today]
    past = [one for one in ends if one and one < today]
    assert coming and past
    assert ends == sorted(coming) + sorted(past, reverse=True) + [""] * (len(ends) - len(coming) - len(past))
