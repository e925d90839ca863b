"""Two buyers side by side: the same figures as each alone, within what the common view crosses."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

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
