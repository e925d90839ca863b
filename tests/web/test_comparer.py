"""Two buyers side by side: the same figures as each alone, within what the common view crosses."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.web.atelier import ACHETEURS
from tests.web.test_ecrans import page

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
COMMUN = "vue=consolidee&exercice=2025"
FACE = f"/cartographie/comparer/?{COMMUN}&entre={MIEN}&et={AUTRE}"


def figures(lue: str) -> dict[str, tuple[str, str]]:
    table = lue.split('<table class="face-chiffres"')[1].split("</table>", maxsplit=1)[0]
    row = r'<th scope="row"[^>]*>([^<]+)<.*?</th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)</td>'
    found = re.findall(row, table)
    return {name: (un, autre) for name, un, autre in found}


def alone(entrer: Entrer, siren: str) -> list[str]:
    lue = page(entrer("groupe"), f"/cartographie/?{COMMUN}&acheteur={siren}")
    return re.findall(r'<dd class="v">([^<]+?)(?: <small>|</dd>)', lue)


def test_both_sides_are_what_each_buyer_is_alone_in_the_common_view(entrer: Entrer) -> None:
    told = figures(page(entrer("groupe"), FACE))
    un, autre = alone(entrer, MIEN), alone(entrer, AUTRE)
    assert told["Fournisseurs"] == (un[1], autre[1]) and told["Lignes"] == (un[2], autre[2])
    assert all(
        side.startswith(one[0].strip()) for side, one in zip(told["Payé HT"], (un, autre), strict=True)
    )


def test_exchanging_the_sides_exchanges_the_figures(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), FACE)
    found = re.search(r'id="echanger" href="([^"]+)"', lue)
    assert found
    other = figures(page(entrer("groupe"), html.unescape(found[1])))
    assert {name: pair[::-1] for name, pair in figures(lue).items()} == other


def test_all_the_others_are_without_the_first(entrer: Entrer) -> None:
    rest = ",".join(siren for siren, _ in ACHETEURS[1:])
    lue = page(entrer("groupe"), f"/cartographie/comparer/?{COMMUN}&entre={MIEN}&et=reste")
    named = page(entrer("groupe"), f"/cartographie/comparer/?{COMMUN}&entre={MIEN}&et={rest}")
    kind = page(entrer("groupe"), f"/cartographie/comparer/?{COMMUN}&entre={MIEN}&et=type.commune")
    assert figures(lue) == figures(named) == figures(kind)
    assert "les deux autres" in lue and "sans l’autre côté" in kind


@pytest.mark.parametrize("role", ["agent", "groupe", "elu"])
def test_the_comparison_is_of_the_common_view_for_every_role(role: str, entrer: Entrer) -> None:
    lue = page(entrer(role), FACE)
    links = re.search(r'<table class="face">.*?</table>', lue)
    assert links and ("/lignes/" in links[0]) == (role == "groupe"), "lines only for who may read them"
    assert "CANARI1-Objet" not in lue


def test_from_the_view_of_one_buyer_one_comes_to_the_common_one(entrer: Entrer) -> None:
    response = entrer("agent").get(f"/cartographie/comparer/?vue=individuelle&pour={MIEN}&exercice=2025")
    assert response.status_code == 302
    address = response["Location"]
    assert "vue=consolidee" in address and f"entre={MIEN}" in address and "et=reste" in address
    assert "pour=" not in address and entrer("agent").get(address).status_code == 200


def test_what_is_closed_in_the_common_view_is_closed_side_by_side(entrer: Entrer) -> None:
    closed = f"{FACE}&mois=03&famille=08"
    lue = page(entrer("elu"), closed)
    assert "Fermé ici" in lue
    shown = {name for name in re.findall(r'id="p-([a-z_]+)"', lue)}
    for axe in shown:
        section = lue.split(f'id="p-{axe}"')[1].split("</section>")[0]
        solo = entrer("elu").get(f"/cartographie/axe/{axe}/?{COMMUN}&mois=03&famille=08&acheteur={MIEN}")
        assert (solo.status_code == 403) == ("Fermé ici" in section), axe


def test_shares_are_of_each_side_and_euros_are_on_request(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), FACE)
    shares = lue.split('id="p-nature"')[1].split("</table>")[0]
    for side in (0, 1):
        cells = re.findall(r'<td class="d nb[^"]*">(?:<a[^>]*>)?([^<]+)', shares)[side::2]
        tenths = [
            int(one.replace("\u202f%", "").replace(",", "")) for one in cells if "," in one and "<" not in one
        ]
        assert abs(sum(tenths) - 1000) <= 3
    assert "part de chaque côté" in lue
    assert "€ HT" in page(entrer("groupe"), f"{FACE}&en=euros").split('id="p-nature"')[1][:400]


def test_intervals_that_overlap_are_not_ranked() -> None:
    from achatlas.analyse.taux import Part
    from achatlas.screens.ecarts import parted

    sure, doubt = Part(80, 0, 20, 0, 0), Part(40, 0, 20, 40, 0)
    assert "trancher" in parted(sure, doubt)
    assert parted(sure, Part(10, 0, 80, 10, 0)) == "plus, à coup sûr"
    assert parted(Part(10, 0, 80, 10, 0), sure) == "moins, à coup sûr"


@pytest.mark.parametrize(
    ("asked", "dit"),
    [
        ("entre=123456789", "Acheteur inconnu"),
        ("entre=type.licorne", "Type d’acheteur inconnu"),
        (f"entre={MIEN}&et={MIEN}", "le second côté est vide"),
        (f"entre={MIEN}&en=dollars", "Réglage inconnu"),
    ],
)
def test_a_side_that_does_not_exist_is_explained(asked: str, dit: str, entrer: Entrer) -> None:
    response = entrer("groupe").get(f"/cartographie/comparer/?{COMMUN}&{asked}")
    assert response.status_code == 400 and dit in html.unescape(response.content.decode())


def told(entrer: Entrer, address: str, role: str = "groupe") -> list[list[str]]:
    """The rows of a comparison as CSV, without what stands above the heads."""
    response = entrer(role).get(address.replace("comparer/?", "comparer.csv?"))
    assert response.status_code == 200
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    return [row for row in csv.reader(io.StringIO(text), delimiter=";") if not row[0].startswith("#")]


@pytest.mark.parametrize("unite", ["", "&en=euros"])
def test_the_file_holds_all_that_the_page_shows_on_both_sides(unite: str, entrer: Entrer) -> None:
    lue = page(entrer("groupe"), FACE + unite)
    heads, *rows = told(entrer, FACE + unite)
    assert heads[:3] == ["tableau", "code", "libelle"] and heads[5] == "ecart"
    held = {(row[2], row[3], row[4]) for row in rows}
    shown = {(name, *pair) for name, pair in figures(lue).items()}
    for table in re.findall(r'<table class="face">.*?</tbody>', lue):
        side = r'<td class="d nb{}">(.*?)</td>'
        cells = r'<th scope="row"><a[^>]*>([^<]+)</a></th>.*?' + side.format("") + side.format(" autre")
        for name, *pair in re.findall(cells, table):
            shown.add((html.unescape(name), *(re.sub("<[^>]+>", "", one) for one in pair)))
    assert len(shown) > 20 and shown <= held


def test_the_amounts_of_a_panel_add_up_to_the_figure_of_each_side(entrer: Entrer) -> None:
    heads, *rows = told(entrer, FACE)
    for side in (6, 7):
        assert heads[side].endswith(" montant")
        paid = next(row[side] for row in rows if row[1] == "montant_paye")
        cents = [int(row[side].replace(",", "") or 0) for row in rows if row[0] == "Familles d’achat"]
        assert cents and sum(cents) == int(paid.replace(",", ""))


def test_the_file_says_its_two_sides_its_address_and_what_is_closed(entrer: Entrer) -> None:
    address = f"{FACE}&mois=03&famille=08".replace("comparer/?", "comparer.xlsx?")
    response = entrer("elu").get(address)
    assert response.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    about = [[cell.value for cell in row] for row in book["Définitions et source"].iter_rows()]
    said = {name: value for name, value in about}
    assert {
        "Premier côté",
        "Second côté",
        "Adresse",
        "Fermé",
        "Version des données",
        "Emporté le",
    } <= said.keys()
    assert f"entre={MIEN}" in said["Adresse"] and "CANARI1-Objet" not in str(about)
    assert entrer("elu").get(FACE.replace("comparer/?", "comparer.zip?")).status_code == 404


def test_nothing_on_either_side_is_said_as_on_a_dashboard(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"{FACE}&mois=zz")
    assert "Rien ne répond à ce filtre" in lue and "plus grand écart" not in lue
    kept = page(entrer("groupe"), f"{FACE}&mois=03")
    assert "plus grand écart des mois" not in kept
