"""The needs of a buyer are its own: each is named as it names it, and opens the lines that it counts."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.segments import hors_champ
from achatlas.domain.nombres import montant_lisible
from tests.web.atelier import ACHETEURS, achats
from tests.web.conftest import MARQUES

if TYPE_CHECKING:
    from django.test import Client

    from achatlas.screens.suivi.regard import Regard

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
SEUL, TOUS = f"vue=individuelle&pour={MIEN}", "vue=consolidee"
FAMILLE = f"Famille 1001 {MARQUES[MIEN]}Fournitures (votre nomenclature)"
ROWS = [row for row in achats(1, MIEN, MARQUES[MIEN], 400) if row["perimetre"] == "achat"]


def page(client: Client, suite: str = "", vue: str = SEUL) -> str:
    response = client.get(f"/suivi/{suite}{'&' if '?' in suite else '?'}{vue}")
    assert response.status_code == 200, response.status_code
    return re.sub(r"[\u202f\xa0]", " ", html.unescape(response.content.decode()))


def regard(vue: str, pour: str = MIEN) -> Regard:
    from achatlas.screens.droits import Droits
    from achatlas.web.comptes.models import Profil
    from achatlas.web.suivi.demande import regard_of

    told = {"vue": "individuelle", "pour": pour} if vue == SEUL else {"vue": "consolidee"}
    return regard_of(Droits(Profil.Role.GROUPE_PROJET, "", ""), told, "")


def _keeps(row: dict[str, object], pair: str) -> bool:
    name, _, value = pair.partition("=")
    column = {"besoin": "besoin_code", "nature": "nature", "exercice": "exercice"}.get(name.split(".")[-1])
    return column is None or (str(row[column]) == value) != name.startswith("sauf.")


def test_needs_add_up_to_what_is_bought() -> None:
    from achatlas.screens.suivi import besoins

    found = besoins.every(regard(SEUL))
    told = sum(year.besoin_centimes for one in found for year in one.annees)
    assert told == sum(row["montant_ht_centimes"] for row in ROWS)
    assert sum(year.lignes for one in found for year in one.annees) == len(ROWS)


def test_each_need_of_a_year_is_the_sum_of_the_lines_that_it_opens() -> None:
    from achatlas.screens.suivi import besoins

    vue = regard(SEUL)
    for one in besoins.every(vue):
        for year in one.annees:
            chosen = besoins.off(vue, one.besoin, MIEN, one.travaux).to_query()
            told = [f"{name}={value}" for name, value in chosen if name != "rattachement"]
            off = [row for row in ROWS if row["rattachement"] == "hors_marche"]
            kept = [r for r in off if all(_keeps(r, p) for p in (*told, f"exercice={year.debut.year}"))]
            assert sum(row["montant_ht_centimes"] for row in kept) == year.hors_centimes, one.besoin


def test_a_buyer_sees_its_family_and_the_lines_that_it_counts(entrer: Entrer) -> None:
    client = entrer("agent")
    row = next(one for one in page(client, "?besoins=tous").split("<tr>") if FAMILLE in one)
    href, count = re.search(r'href="(/[a-z]+/lignes/[^"]+)"', row), re.search(r"([\d ]+) lignes?</span>", row)
    assert href and count and f"besoin={MIEN}%3A1001" in href[1]
    response = client.get(href[1])
    lines = re.sub(r"[\u202f\xa0]", " ", html.unescape(response.content.decode()))
    assert response.status_code == 200 and f"{count[1].strip()} ligne" in lines


def test_an_alert_names_the_family_of_its_buyer(entrer: Entrer) -> None:
    text = page(entrer("agent"), "seuils/?regle=A")
    assert f"Besoin {FAMILLE}" in text and "1 famille de votre nomenclature" in text


def test_the_common_view_says_that_its_needs_are_segments(entrer: Entrer) -> None:
    text = page(entrer("elu"), "?besoins=tous", TOUS)
    assert "la famille homogène d’un acheteur ne dit rien aux autres" in text
    assert "Famille 1001" not in text


def test_an_achat_is_of_the_family_that_holds_its_segment(entrer: Entrer) -> None:
    client, asked = entrer("agent"), "simuler/?quoi=08.03&combien=30+k€&quand=2026-04-01"
    text = page(client, asked)
    assert f"(besoin {FAMILLE})" in text and "Vos besoins qui tiennent ce segment" in text
    other = re.search(r'href="(/suivi/simuler/[^"]*besoin=08\.03[^"]*)"', text)
    assert other
    told = html.unescape(client.get(other[1]).content.decode())
    assert "(besoin 08.03" in told and f"besoin={MIEN}%3A1001" in told


def test_what_public_procurement_does_not_rule_is_no_go_ahead(entrer: Entrer) -> None:
    out = hors_champ(Catalogue())[0]
    text = page(entrer("agent"), f"simuler/?quoi={out}&combien=30+k€&quand=2026-04-01")
    assert "aucun de ses seuils ne s’applique" in text and "L. 2512-5" in text
    assert "achat possible" not in text and "paliers-s" not in text


def test_another_buyer_never_reads_the_families_of_this_one(entrer: Entrer) -> None:
    autre = ACHETEURS[1][0]
    text = page(entrer("autre"), "?besoins=tous", f"vue=individuelle&pour={autre}")
    assert f"Famille 1001 {MARQUES[autre]}" in text and f"Famille 1001 {MARQUES[MIEN]}" not in text


def test_twelve_months_of_a_need_open_the_lines_of_these_months_only() -> None:
    from achatlas.screens.suivi import besoins

    vue = regard(SEUL)
    found = [(one, one.glissante) for one in besoins.every(vue)]
    slid = [(one, window) for one, window in found if len({month.year for month in window.mois}) == 2]
    assert slid
    for one, window in slid:
        kept = besoins.off(vue, one.besoin, MIEN, one.travaux)
        links = besoins.opened(vue, kept, window.mois)
        asked = [parse_qs(urlsplit(href).query, keep_blank_values=True) for _, href in links]
        told = sum(row["montant_ht_centimes"] for some in asked for row in ROWS if _opened(row, some))
        assert told == window.hors_centimes, window.texte


def _opened(row: dict[str, object], asked: dict[str, list[str]]) -> bool:
    columns = {"besoin": "besoin_code", "nature": "nature", "exercice": "exercice", "mois": "mois"}
    kept = ((column, asked[name]) for name, column in columns.items() if name in asked)
    out = [str(row["nature"])] == asked.get("sauf.nature", [])
    return row["rattachement"] == "hors_marche" and not out and all(str(row[c]) in some for c, some in kept)


def test_what_nobody_knows_is_no_go_ahead(entrer: Entrer) -> None:
    client, asked = entrer("agent"), "simuler/?quoi=08.03&combien=100&quand="
    assert "<h1>Rien n’est connu de ce qui est acheté alors" in page(client, f"{asked}2019-06-01")
    assert "Les seuils ne sont connus que jusqu’au 31/12/2027" in page(client, f"{asked}2028-06-01")


def test_an_elu_is_not_led_to_a_question_that_needs_a_buyer(entrer: Entrer) -> None:
    assert "/suivi/simuler/" not in page(entrer("elu"), "", TOUS)
    assert "/suivi/simuler/" in page(entrer("agent"))


def test_the_digest_names_needs_and_opens_their_lines() -> None:
    from achatlas.screens.suivi.digest import digest

    text = digest(regard(SEUL), 90, frozenset(), None, "https://a.fr").texte
    assert f"{FAMILLE} ;" in re.sub(r"[\u202f\xa0]", " ", text)
    assert re.search(rf"https://a\.fr/[a-z]+/lignes/\S*besoin={MIEN}%3A1001", text)


def test_what_is_paid_to_members_within_a_need_is_said_beside_it() -> None:
    from achatlas.domain.besoins import FAMILLE, genre_of
    from achatlas.screens.suivi import besoins, hors_marche

    ccas, vue = ACHETEURS[2][0], regard(SEUL, ACHETEURS[2][0])
    bought = [row for row in achats(1, ccas, MARQUES[ccas], 400) if row["perimetre"] == "achat"]
    off = [row for row in bought if row["flux"] == "interne" and row["rattachement"] == "hors_marche"]
    told = hors_marche.internes(vue)
    assert sum(told.values()) == sum(row["montant_ht_centimes"] for row in off) != 0
    assert hors_marche.internes(regard(TOUS)) == {}
    ((code, _, year), cents) = next(one for one in told.items() if genre_of(one[0][0]) == FAMILLE)
    (passe,) = [one for one in hors_marche.passed(besoins.needs(vue)) if one.besoin.besoin == code]
    years = {str(one.debut.year): one for one in passe.besoin.annees}
    rows = hors_marche.rangs(vue, [replace(passe, fenetre=window) for window in years.values()])
    said = dict(zip(years, [row.internes for row in rows], strict=True))
    paid = f"dont {montant_lisible(cents)} payés à des membres du groupe"
    assert said == {one: paid if one == year else "" for one in years}
