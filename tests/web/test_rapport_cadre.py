"""What each buyer pays, beside the threshold of the law: the amount, and the very lines that it opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.web.atelier import ACHETEURS
from tests.web.test_couverture import sheet
from tests.web.test_rapport import COMMUNE, MIEN, SEUL, page, sign

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.usefixtures("spaser_vide")
Entrer = Callable[[str], "Client"]
YEARS = 2


def paid(said: str) -> list[tuple[str, str]]:
    """Each amount of the table, with the address that it opens; "" without any."""
    part = said[said.index("Ce que chaque acheteur paie dans l’année") :]
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", part[: part.index("</table>")], re.S)
    cells = [cell for row in rows for cell in re.findall(r'<td[^>]*>(?:<a href="([^"]+)">)?([^<]*€)', row)]
    return [(amount, address) for address, amount in cells]


@pytest.mark.parametrize(("vue", "buyers"), [(COMMUNE, len(ACHETEURS)), (SEUL, 1)])
def test_what_a_buyer_pays_is_the_sum_of_the_lines_that_it_opens(
    vue: str, buyers: int, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.screens.spaser.rapport.chapitres import c20_cadre

    monkeypatch.setattr(c20_cadre, "montant_lisible", lambda cents: f"{cents} €")
    client = entrer("groupe")
    told = paid(page(client, vue))
    assert len(told) == buyers * YEARS
    members = 0
    for amount, address in told:
        rows = sheet(client.get(address.replace("/lignes/?", "/lignes.csv?")))
        total = sum(int(row["montant_ht"].replace(",", "")) for row in rows)
        assert amount == f"{total} €"
        inside = sheet(client.get(f"{address}&flux=interne".replace("/lignes/?", "/lignes.csv?")))
        members += len(inside)
    assert members


def test_the_amounts_are_the_same_in_both_views_and_their_caption_says_what_they_are(entrer: Entrer) -> None:
    client = entrer("groupe")
    joint, own = page(client), page(client, SEUL)
    assert [cell for cell in paid(joint) if f"pour={MIEN}" in cell[1]] == paid(own)
    for said in (joint, own):
        assert "achats seuls, sans les options hors commande publique ni les rabais" in said


@pytest.mark.parametrize(("role", "opened"), [("agent", YEARS), ("elu", 0)])
def test_an_amount_opens_where_the_person_may_open_the_view_of_its_buyer(
    role: str, opened: int, entrer: Entrer
) -> None:
    client = entrer("groupe")
    sign(client)
    client = entrer(role)
    for more in ("", "&arrete=1"):
        told = paid(page(client, COMMUNE, more))
        links = [address for _, address in told if address]
        assert len(told) == len(ACHETEURS) * YEARS
        assert len(links) == opened
        assert all(client.get(one).status_code == 200 for one in links)
