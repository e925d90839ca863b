"""The dashboard of operators: shares from the least to the most, and what is local in words wherever it
counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import TYPE_CHECKING

import pytest

from tests.web.atelier import ACHETEURS
from tests.web.test_exports import lignes

if TYPE_CHECKING:
    from django.test import Client

    from achatlas.analyse.taux import Part

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
WHERE = "dans l’intercommunalité d’un membre du groupe"
LOST = " (la commune de 3 membres n’est pas donnée : voyez code_commune dans territoire.yml)"
LOCAL = f"Local : établissement payé {WHERE}{LOST}"
SIEGE = f"Siège local : siège de l’entreprise {WHERE}{LOST}"
SHARES = (
    "Part des PME", "Part locale", "Part à siège local", "Part de l’ESS", "Part des structures inclusives",
)  # fmt: skip


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(unescape(answer.content.decode()).replace("\u00a0", " ").split())


def shares(text: str) -> dict[str, tuple[str, str]]:
    """What the screen tells of each share, by its name: its value and its notes."""
    block = re.search(r'<dl class="chiffres parts".*?</dl>', text)
    assert block
    found = re.findall(r'<div class="ch".*?<dt>(.*?)</dt><dd class="v">(.*?)</dd>.*?<dd class="c">(.*?)</dd>',
                       block.group())  # fmt: skip
    bare = [[re.sub(r"<[^>]+>", "", part).strip() for part in one] for one in found]
    return {name: (value, notes) for name, value, notes in bare}


def asked(name: str, siren: str = MIEN, **clauses: str) -> Part:
    """The share that the screen must tell, in the view of a buyer."""
    from achatlas.analyse import taux
    from achatlas.analyse.selection import Selection
    from achatlas.screens.droits import Droits
    from achatlas.web.acces import catalogue, ouvrir

    selection = Selection()
    for axe, code in {"exercice": "2025", **clauses}.items():
        selection = selection.only(axe, [code])
    return taux.taux(catalogue().taux[name], selection, ouvrir(Droits("agent", siren, "")).scope)


def test_every_share_of_the_dashboard_is_told_with_its_doubt(entrer: Entrer) -> None:
    told = shares(page(entrer("agent"), "/operateurs/?exercice=2025"))
    assert tuple(told) == SHARES
    said, (value, notes) = asked("pme"), told["Part des PME"]
    low, high = 100 * said.bornes[0] // said.base, -(-100 * said.bornes[1] // said.base)
    assert value == f"{low} à {high} %"
    assert [w for w in ("% du connu", "présumés", "hors champ") if w not in notes] == [], notes


def test_a_share_leads_to_its_members(entrer: Entrer) -> None:
    text = page(entrer("agent"), "/operateurs/?exercice=2025")
    links = re.findall(r'<dt><a href="(/operateurs/axe/(\w+)/[^"]*)"', text)
    assert [axe for _, axe in links] == ["taille", "local", "local_siege", "ess", "inclusion"]
    assert all(page(entrer("agent"), unescape(address)) for address, _ in links)


def test_a_share_under_a_filter_of_its_own_axis_is_that_of_the_filter(entrer: Entrer) -> None:
    told = shares(page(entrer("agent"), "/operateurs/?exercice=2025&local=oui"))
    assert asked("local", local="oui").non == 0
    assert told["Part locale"][0] == "100 %"


def test_the_common_view_says_which_shares_are_closed(entrer: Entrer) -> None:
    told = shares(page(entrer("agent"), "/operateurs/?vue=consolidee&mois=03"))
    assert {value for value, _ in told.values()} == {"—"}
    assert {notes for _, notes in told.values()} == {"fermé dans la vue commune"}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/operateurs/", (LOCAL, SIEGE)),
        ("/cartographie/", (LOCAL,)),
        ("/cartographie/?local=oui", (LOCAL,)),
        ("/marches/?local=oui", (LOCAL,)),
        ("/operateurs/axe/local/", (LOCAL,)),
        ("/operateurs/axe/local_siege/", (SIEGE,)),
        ("/operateurs/axe/famille/?part=local", (LOCAL,)),
        ("/cartographie/axe/famille/?local=non", (LOCAL,)),
        (f"/cartographie/lignes/?vue=individuelle&pour={MIEN}&local=oui", (LOCAL,)),
        (f"/marches/lignes/?vue=individuelle&pour={MIEN}&local_siege=oui", (SIEGE,)),
        ("/definitions/", (LOCAL,)),
    ],
)
def test_what_is_local_is_said_under_what_counts_it(
    address: str, said: tuple[str, ...], entrer: Entrer
) -> None:
    text = page(entrer("agent"), address)
    assert [one for one in said if one not in text] == []


@pytest.mark.parametrize(
    "address",
    ["/marches/", "/cartographie/axe/famille/?part=pme", "/operateurs/axe/taille/?part=ess",
     f"/cartographie/lignes/?vue=individuelle&pour={MIEN}", "/marches/axe/local/?exercice=tous"],
)  # fmt: skip
def test_and_is_not_said_elsewhere(address: str, entrer: Entrer) -> None:
    said = LOCAL in page(entrer("agent"), address)
    assert said is ("axe/local" in address)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/operateurs/axe/local.csv", LOCAL),
        ("/operateurs/axe/famille.csv?local=oui", LOCAL),
        ("/operateurs/axe/local_siege.csv", SIEGE),
        (f"/cartographie/lignes.csv?vue=individuelle&pour={MIEN}&local=oui", LOCAL),
        ("/marches/lignes.csv?local=oui", LOCAL),
    ],
)
def test_what_is_local_is_said_at_the_head_of_an_export_that_counts_it(
    address: str, said: str, entrer: Entrer
) -> None:
    head = [line[0] for line in lignes(entrer("agent"), address)[:6] if line]
    assert any(one.startswith("# ") and said in one for one in head), head


def test_an_export_that_counts_nothing_local_does_not_say_it(entrer: Entrer) -> None:
    for line in lignes(entrer("agent"), "/marches/axe/famille.csv")[:6]:
        assert not line or "Local :" not in line[0]


def test_an_export_gives_the_five_parts_of_each_share_and_they_add_up(entrer: Entrer) -> None:
    rows = lignes(entrer("agent"), "/operateurs/axe/famille.csv?exercice=2025&vue=individuelle")
    start = next(rank for rank, row in enumerate(rows) if row[0] == "code")
    head, body = rows[start], rows[start + 1 :]
    cents = [[int(cell.replace(",", "").replace("\u2212", "-") or 0) for cell in row[2:3]] for row in body]
    for name in ("pme", "local", "ess"):
        columns = [rank for rank, cell in enumerate(head) if cell.startswith(f"{name} ")]
        assert len(columns) == 5
        for row, (whole,) in zip(body, cents, strict=True):
            assert sum(int(row[rank].replace(",", "")) for rank in columns) == whole


def test_payments_between_members_stand_on_their_own_line_in_the_common_view(entrer: Entrer) -> None:
    from achatlas.domain.nombres import montant_lisible

    text = page(entrer("groupe"), "/operateurs/?vue=consolidee&exercice=2025")
    line = re.search(r'<p class="averti" id="entre-membres"><a href="([^"]*)">(.*?)</a>', text)
    assert line and line.group(2).startswith("Paiements entre membres : ")
    alone = page(entrer("groupe"), line.group(1))
    assert 'id="entre-membres"' not in alone
    assert montant_lisible(0) not in line.group(2)


def test_the_view_of_one_buyer_has_no_such_line(entrer: Entrer) -> None:
    assert 'id="entre-membres"' not in page(entrer("agent"), "/operateurs/?exercice=2025")


def test_the_definitions_name_every_share_with_its_reference(entrer: Entrer) -> None:
    from achatlas.domain.nombres import lisser
    from achatlas.web.acces import catalogue

    text = page(entrer("agent"), "/definitions/")
    for taux in catalogue().taux.values():
        for part in (taux.libelle, taux.definition, taux.reference):
            assert lisser(part).replace("\u00a0", " ") in text


def test_no_screen_advises_to_choose_what_is_local(entrer: Entrer) -> None:
    text = page(entrer("agent"), "/operateurs/axe/local/")
    assert "mesure de retombées" in text
    assert "ni un critère d’attribution ni une condition d’accès" in text


def test_a_definition_changed_since_the_publication_is_not_said_under_its_figures(
    entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.catalogue.local import Local
    from achatlas.web import acces
    from achatlas.web.cartographie import views

    changed = acces.territoire().model_copy(update={"local": Local(niveau="region")})
    for served in (acces, views):
        monkeypatch.setattr(served, "territoire", lambda: changed)
    told = page(entrer("groupe"), f"/operateurs/?pour={MIEN}&vue=individuelle&exercice=2025")
    assert LOCAL in told and "la région" not in told
    assert "ces chiffres ne suivront la nouvelle qu’une fois publiés" in told


def test_figures_made_without_a_directory_of_enterprises_say_so(entrer: Entrer) -> None:
    said = "Aucun répertoire d’entreprises (SIRENE) n’était importé"
    assert said in page(entrer("groupe"), "/operateurs/?exercice=2025")
