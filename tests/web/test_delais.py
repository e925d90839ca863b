"""The delays of payment on the page of a buyer: what it tells, where it leads, what is closed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]


def part(client: Client, siren: str, suite: str = "?exercice=tous") -> str:
    """The part of the page, its spaces made plain."""
    text = client.get(f"/fiche/acheteur/{siren}/{suite}").content.decode()
    found = text.partition('id="p-delai"')[2].partition("</section>")[0]
    return re.sub(r"[\u202f\u00a0]", " ", unescape(found))


def words(text: str) -> str:
    """What is read of it."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_a_buyer_reads_its_delays_and_the_law(entrer: Entrer) -> None:
    said = words(part(entrer("agent"), MIEN))
    assert re.search(r"Délai moyen \d+,\d jours", said) and re.search(r"au plus \d+,\d jours", said)
    assert re.search(r"Payé dans les délais \d+ à \d+ %", said)
    assert "Délai légal : 30 jours (CCP, art. R. 2192-10)." in said
    assert "à défaut de celle de sa réception" in said and "rien n’en est calculé ici comme dû" in said
    assert re.search(r"Les \d+ lignes en retard, à vérifier, feraient au plus", said)


def test_the_most_that_indemnities_may_be_is_forty_euros_a_line(entrer: Entrer) -> None:
    said = words(part(entrer("agent"), MIEN, "?exercice=2024"))
    lines, told, unit = re.findall(r"Les (\d+) lignes en retard.*?au plus ([\d ,]+) (k?€)", said)[0]
    euros = 40 * int(lines)
    assert unit == "€" and int(told.replace(" ", "")) == euros
    assert not re.search(r"dû[es]* : [\d ]+ €", said)


def test_each_size_and_each_slow_segment_leads_to_its_map_and_its_lines(entrer: Entrer) -> None:
    client, text = entrer("agent"), part(entrer("agent"), MIEN)
    rows = re.findall(r'<th scope="row"><a href="([^"]+)">[^<]+</a>(.*?)</th>', text)
    assert len(rows) > 5 and sum("segment=" in href for href, _ in rows) == 5
    for href, more in (rows[0], rows[-1]):
        lines = re.findall(r'href="([^"]+)"', more)
        assert "/lignes/" in lines[0]
        assert client.get(href).status_code == client.get(lines[0]).status_code == 200


def test_the_late_lines_open_and_are_as_many_as_told(entrer: Entrer) -> None:
    client, text = entrer("agent"), part(entrer("agent"), MIEN)
    href, told = re.findall(r'<a class="sobre-f" href="([^"]+)"[^>]*>([\d ]+) ligne', text)[0]
    page = re.sub(r"[\u202f\u00a0]", " ", client.get(href).content.decode())
    assert "delai=en_retard" in href and f"{told} ligne" in page


def test_the_common_view_tells_the_mean_and_closes_what_is_read_in_lines(entrer: Entrer) -> None:
    text = part(entrer("agent"), AUTRE)
    assert "fermé dans la vue commune" in text and "/lignes/" not in text
    assert re.search(r"Délai moyen \d+,\d jours", words(text))


def test_advances_are_a_share_of_the_marches_that_say_so(entrer: Entrer) -> None:
    said = words(part(entrer("agent"), MIEN))
    yes, known, silent = (
        int(n.replace(" ", ""))
        for n in re.findall(
            r"accordées dans ([\d ]+) marchés sur ([\d ]+) qui .*? ; ([\d ]+) marchés n’en", said
        )[0]
    )
    assert 0 < yes < known and abs(2 * yes - known) <= 1 and silent > 0


def test_a_crossing_of_means_is_in_days_on_the_screen_and_in_files(entrer: Entrer) -> None:
    client, asked = entrer("agent"), "?par=famille&selon=exercice&valeur=delai_moyen&exercice=tous"
    page = client.get(f"/cartographie/croise/{asked}").content.decode()
    cell = re.findall(r">(\d\d,\d)</", page)
    written = b"".join(client.get(f"/cartographie/croise.csv{asked}")).decode("utf-8-sig")
    assert cell and f";{cell[0]}" in written
    table = b"".join(client.get(f"/cartographie/croise.parquet{asked}"))
    days = pq.read_table(io.BytesIO(table)).columns[-1].to_pylist()
    assert any(one is not None and f"{one}".replace(".", ",") in written for one in days)
    assert client.get(f"/cartographie/croise.xlsx{asked}").status_code == 200
