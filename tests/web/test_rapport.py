"""The report of the SPASER: its chapters, its files, its figures that open, signed and compared."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
SEUL, COMMUNE = f"vue=individuelle&pour={MIEN}", "vue=consolidee"
RAPPORT = "/spaser/rapport/"
P03, S01 = "/spaser/p03/", "/spaser/s01/"


@pytest.fixture(autouse=True)
def emptied(maison: Path) -> Iterator[None]:
    """Objectives and reports that nobody wrote yet."""
    from achatlas.store import objectifs, rapports
    from achatlas.store.transaction import REGISTRE

    yield
    with sqlite3.connect(maison / REGISTRE) as base:
        for table in (objectifs.TABLE, rapports.TABLE):
            base.execute(f"DROP TABLE IF EXISTS {table}")


def text(response: Any) -> str:
    return re.sub(r"[\u202f\u00a0]", " ", html.unescape(response.content.decode()))


def page(client: Client, vue: str = COMMUNE, more: str = "") -> str:
    response = client.get(f"{RAPPORT}?{vue}{more}")
    assert response.status_code == 200, text(response)[:2000]
    return text(response)


def aim(client: Client, path: str = P03, cible: str = "99") -> None:
    told = {"annee_0": "2025", "cible_0": cible, "poids": "1", "rang": "0"}
    assert client.post(f"{path}objectif/?{COMMUNE}", told).status_code == 302


def titles(said: str) -> list[str]:
    return re.findall(r'<h2 id="h-\d+">\d+\. ([^<]+)</h2>', said)


def test_a_press_on_the_targets_gives_the_report_and_its_six_files(entrer: Entrer) -> None:
    client = entrer("groupe")
    targets = text(client.get(f"/spaser/?{COMMUNE}"))
    found = re.search(r'href="(/spaser/rapport/[^"]*)">Produire le rapport', targets)
    assert found
    said = text(client.get(found[1]))
    assert titles(said)[0] == "L’essentiel"
    assert titles(said)[-1] == "Méthode et définitions"
    files = re.findall(r'class="bt(?: fort)?" href="(/spaser/rapport/\w+\.\w+[^"]*)"', said)
    kinds = [client.get(one)["Content-Disposition"].rsplit(".", 1)[-1].strip('"') for one in files]
    assert kinds == ["pdf", "docx", "pdf", "docx", "xlsx", "csv"]
