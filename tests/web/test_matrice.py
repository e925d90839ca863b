"""The heat map of the territory: its sums, its marks, its orders, and who sees what of it."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from achatlas.domain.nombres import montant_lisible
from tests.web.atelier import ACHETEURS
from tests.web.test_ecrans import Liens, page

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
MAP = "/territoire/?vue=consolidee"


@pytest.fixture
def chez_tous(communs: Path, tmp_path: Path) -> Iterator[None]:
    """A territory whose buyers pay the same suppliers, served instead of the common one."""
    from django.test import override_settings

    with override_settings(ACHATLAS_HOME=str(shutil.copytree(communs, tmp_path / "essai"))):
        yield


def table(client: Client, adresse: str) -> list[list[str]]:
    response = client.get(adresse)
    assert response.status_code == 200, adresse
    text = b"".join(response).decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text), delimiter=";") if not row[0].startswith("#")]


def cents(said: str) -> int:
    return int(said.replace(",", "") or 0)


def test_the_common_view_opens_on_the_map_and_one_buyer_on_its_year(entrer: Entrer) -> None:
    for role in ("groupe", "elu"):
        assert entrer(role).get("/").headers["Location"] == "/territoire/", role
    assert entrer("agent").get("/").headers["Location"] == f"/fiche/acheteur/{MIEN}/"


def test_cells_sum_to_rows_columns_and_to_the_total_of_the_cartography(entrer: Entrer) -> None:
    client = entrer("groupe")
    head, *rows, total = table(client, f"{MAP}&exercice=2025".replace("/?", "/matrice.csv?"))
    first, last = 2, head.index("total")
    for row in rows:
        assert sum(map(cents, row[first:last])) == cents(row[last])
    for rank in range(first, last + 1):
        assert sum(cents(row[rank]) for row in rows) == cents(total[rank])
    other = table(client, "/cartographie/axe/acheteur.csv?vue=consolidee&exercice=2025")
    assert sum(cents(row[2]) for row in other[1:]) == cents(total[last])


def test_every_cell_says_whose_it_is_and_keeps_only_it(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"{MAP}&exercice=2025")
    cell = re.search(r'<td class="q\d[^"]*"><a href="([^"]+)" aria-label="([^"]+)"', lue)
    assert cell and " : " in cell[2] and cell[2].split(",")[0] in {nom for _, nom in ACHETEURS}
    asked = parse_qs(urlsplit(cell[1].replace("&amp;", "&")).query)
    chosen = page(entrer("groupe"), cell[1].replace("&amp;", "&"))
    assert 'aria-current="true"><' in chosen and " sel" in chosen
    assert len(asked["segment"]) == len(asked["acheteur"]) == 1
    assert lue.count("<td class=") == chosen.count("<td class=")


@pytest.mark.usefixtures("chez_tous")
def test_the_sentence_leads_to_the_segments_paid_in_common_without_a_marche(entrer: Entrer) -> None:
    client = entrer("groupe")
    lue = page(client, f"{MAP}&exercice=2025")
    href = next(one for one in Liens(lue).liens if "tri=communs" in one and "rattachement=hors_marche" in one)
    said = re.search(r"(\d+)\s+acheteurs paient (\d+)\s+fournisseurs? communs?</a>", lue)
    assert said
    there = page(client, href)
    first = re.search(r'<td class="cm"><b>(\d+)</b><span class="mut3">/\d+ · (\d+)', there)
    assert first and (first[1], first[2]) == (said[1], said[2])


@pytest.mark.usefixtures("chez_tous")
@pytest.mark.parametrize("tri", ["", "nom", "acheteurs", "communs"])
def test_rows_come_in_the_order_asked(tri: str, entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"{MAP}&exercice=2025&tri={tri}")
    body = lue[lue.index("<tbody>") :]
    totals = [int(one.replace("\u202f", "")) for one in re.findall(r'<td class="tt">([\d\u202f]+)', body)]
    shared = [int(one) for one in re.findall(r'<td class="cm">(?:<b>(\d+)</b>)', body)]
    names = re.findall(r'id="s-[\d.]+"[^>]*>([^<]+)</a>', body)
    assert len(names) > 3
    if tri == "":
        assert totals[: len(names)] == sorted(totals[: len(names)], reverse=True)
    if tri == "nom":
        assert names == sorted(names, key=str.casefold)
    if tri == "communs":
        assert shared == sorted(shared, reverse=True) and shared


@pytest.mark.usefixtures("chez_tous")
def test_what_is_chosen_keeps_the_order_and_is_what_the_total_and_the_sentence_tell(entrer: Entrer) -> None:
    client = entrer("groupe")
    lue = page(client, f"{MAP}&exercice=2025&tri=communs&part=acheteur")
    rows = [one for one in Liens(lue).liens if "/territoire/?" in one and "segment=" in one]
    assert rows and all("tri=communs" in one and "part=acheteur" in one for one in rows)
    one = next(one for one in sorted(rows) if re.search(r"segment=\d", one) and "acheteur=0" not in one)
    chosen = page(client, one)
    total = re.search(r'<tr[^>]* class="m-choisi">.*?<td class="tt">([^<]+)</td>', chosen, re.S)
    told = re.search(r'<p class="registre">.*?<b>([^<]+)</b>\s*<?/?[^<]*d’achats', chosen, re.S)
    code = re.search(r"segment=([\d.]+)", one)
    assert total and told and code
    there = table(client, f"/cartographie/axe/acheteur.csv?vue=consolidee&exercice=2025&segment={code[1]}")
    cents_there = sum(cents(row[2]) for row in there[1:])
    assert f"{round(cents_there / 100_000):,}".replace(",", "\u202f") == total[1]
    assert chosen.index("m-choisi") < chosen.index("<tfoot")
    assert re.search(r"acheteurs? sur \d+ l’achèten?t?", chosen) and "à qualifier</span>" not in chosen


def test_an_order_that_does_not_exist_is_explained(entrer: Entrer) -> None:
    for bad in ("tri=hasard", "part=rien", "page=0"):
        assert entrer("groupe").get(f"{MAP}&{bad}").status_code == 400, bad
    assert entrer("groupe").get("/cartographie/matrice.csv").status_code == 404


def test_one_buyer_sees_its_directions_and_nothing_of_the_others(entrer: Entrer) -> None:
    lue = page(entrer("agent"), f"/territoire/?vue=individuelle&pour={MIEN}&exercice=2025")
    assert "Fournisseurs communs à plusieurs directions" in lue
    assert "CANARI0-Direction" in lue
    assert "CANARI1" not in lue and "CANARI2" not in lue
    rows = table(entrer("agent"), f"/territoire/matrice.csv?vue=individuelle&pour={MIEN}&exercice=2025")
    assert all("Direction" in name for name in rows[0][2:-4])


def test_the_common_map_tells_no_label_of_another_buyer(entrer: Entrer) -> None:
    for role in ("agent", "elu"):
        lue = page(entrer(role), f"{MAP}&exercice=2025")
        assert not re.findall(r"CANARI[12]-(?:Objet|Direction|service|mandats)", lue), role


def test_what_awaits_is_hatched_and_in_the_total(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"{MAP}&exercice=2025")
    row = re.search(r'<tr[^>]* class="inc">.*?</tr>', lue, re.DOTALL)
    assert row and "À qualifier" in row[0]
    assert "à qualifier" in lue[lue.index('class="registre"') : lue.index('class="clefs"')]


def test_depths_are_bounded_by_the_legend() -> None:
    from achatlas.screens.styles import EUROS, depth

    assert [depth(bound * 100_000, 1, False) for bound in EUROS] == [2, 3, 4, 5, 6]
    assert [depth(bound * 100_000 - 1, 1, False) for bound in EUROS] == [1, 2, 3, 4, 5]
    assert depth(0, 1, False) == depth(-5, 1, False) == 0
    assert depth(10, 100, True) == 6 and depth(1, 1000, True) == 1


def test_months_later_is_the_same_day_or_the_last_of_the_month() -> None:
    from achatlas.domain.jours import later

    assert later(date(2026, 11, 26), 18) == date(2028, 5, 26)
    assert later(date(2026, 8, 31), 18) == date(2028, 2, 29)
    assert later(date(2026, 12, 31), 12) == date(2027, 12, 31)


def test_the_whole_table_names_no_filter_that_it_does_not_follow(entrer: Entrer) -> None:
    client, wanted = entrer("groupe"), f"{MAP}&exercice=2025".replace("/?", "/matrice.csv?")
    chosen = f"{wanted}&segment=08.03&acheteur={MIEN}"
    plain, marked = (b"".join(client.get(one)) for one in (wanted, chosen))
    assert plain == marked
    filtered = b"".join(client.get(f"{wanted}&famille=08")).decode()
    assert (
        "08" not in plain.decode().splitlines()[0]
        and filtered.splitlines()[0] != plain.decode().splitlines()[0]
    )
    assert len(filtered.splitlines()) < len(plain.decode().splitlines())


def test_the_sentence_is_that_of_the_buyer_that_is_chosen_and_of_its_segment(entrer: Entrer) -> None:
    client = entrer("groupe")
    head, *rows, total = table(client, f"{MAP}&exercice=2025".replace("/?", "/matrice.csv?"))
    column = next(n for n, cell in enumerate(rows[0]) if n > 1 and cents(cell))
    held = {row[0]: cents(row[column]) for row in rows if cents(row[column])}
    siren = next(one for one, nom, *_ in ACHETEURS if nom in head[column] or one in head[column])
    ecran = page(client, f"{MAP}&exercice=2025&acheteur={siren}")
    said = re.sub(r"<[^>]+>", "", ecran.split('class="phrase">')[1].split("</p>")[0])
    assert montant_lisible(cents(total[column])) in said and "15 acheteurs" not in said
    code, paid = max(held.items(), key=lambda one: one[1])
    ecran = page(client, f"{MAP}&exercice=2025&acheteur={siren}&segment={code}")
    said = re.sub(r"<[^>]+>", "", ecran.split('class="phrase">')[1].split("</p>")[0])
    assert said.startswith(f"{montant_lisible(paid)} sur {montant_lisible(cents(total[column]))} payés"), said
