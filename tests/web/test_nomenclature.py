"""The guide of the nomenclature: open to all, searched by words and by codes, its euros within the rights."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from achatlas.catalogue.load import Catalogue
from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
PAGE = "/nomenclature/"


def raw(client: Client, path: str = PAGE, statut: int = 200, **asked: str) -> str:
    response = client.get(f"{path}?{urlencode(asked)}")
    assert response.status_code == statut, response.content.decode()[:600]
    return response.content.decode()


def plain(page: str) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


def shown(client: Client, path: str = PAGE, **asked: str) -> str:
    return plain(raw(client, path, **asked))


def found(client: Client, words: str) -> list[str]:
    """The codes of the segments that a search finds, in the order of the page."""
    page = raw(client, q=words).partition('id="resultats"')[2]
    return re.findall(r'<a class="no" href="/nomenclature/(\d\d\.\d\d)/', page)


@pytest.mark.parametrize("role", ["agent", "autre", "groupe", "elu"])
def test_it_is_open_to_every_account_and_in_its_menu(role: str, entrer: Entrer) -> None:
    client = entrer(role)
    assert 'href="/nomenclature/" aria-current="page">Nomenclature' in raw(client)
    assert "Nettoyage des locaux" in shown(client, "/nomenclature/08.03/")


def test_the_tree_holds_every_family_and_every_segment(entrer: Entrer) -> None:
    page = raw(entrer("elu"))
    assert page.count('<details class="fam">') == 30
    tree = page.partition('id="p-arbre"')[2].partition("</section>")[0]
    codes = re.findall(r'class="li" href="/nomenclature/(\d\d\.\d\d)/', tree)
    assert codes == list(Catalogue().segments)


@pytest.mark.parametrize("words", ["toner", "Toners", "TONÉR", "j’ai besoin de toners"])
def test_a_plain_word_finds_its_segment_whatever_its_accents_and_its_number(
    words: str, entrer: Entrer
) -> None:
    assert found(entrer("elu"), words)[0] == "06.03"


def test_the_machine_says_why_in_the_words_that_were_typed_and_how_sure_it_is(entrer: Entrer) -> None:
    page = shown(entrer("elu"), q="nettoyage de locaux")
    assert "« nettoyage de locaux » : 08.03" in page
    assert "Sûr (" in page and "« locaux »" in page and "« locau »" not in page


def test_five_segments_are_proposed_each_saying_what_the_guide_says_of_it(entrer: Entrer) -> None:
    client = entrer("elu")
    page = raw(client, q="toner compris").partition('id="t-avis"')[2].partition("</section>")[0]
    assert page.count('class="no"') == 5
    assert "Comprend « toner compris" in plain(page) and "Le guide n’en dit rien" in plain(page)


def test_what_the_guide_puts_elsewhere_than_the_machine_is_said_and_comes_first(entrer: Entrer) -> None:
    client = entrer("elu")
    assert found(client, "grille-pain")[:2] == ["01.10", "01.05"]
    page = shown(client, q="grille-pain")
    assert "« grille-pain » : 2 segments possibles" in page and "Grille-pain électriques" in page
    assert "Incertain . Le guide met ces mots ailleurs que la machine" in page


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("08.03", "08.03"),
        ("segment 08.03", "08.03"),
        ("CPV 90911200", "08.03"),
        ("90911200-8", "08.03"),
        ("compte 6283", "08.03"),
        ("6283", "08.03"),
        ("M49 6062", "14.06"),
        ("cpv 909", "08.03"),
        ("08", "08.01"),
    ],
)
def test_a_code_finds_its_segment(asked: str, code: str, entrer: Entrer) -> None:
    assert found(entrer("elu"), asked)[0] == code


def test_an_account_that_only_suggests_says_so(entrer: Entrer) -> None:
    page = shown(entrer("elu"), q="compte 6283")
    assert "Compte 6283 : il le désigne" in page and "en M31 : simple indice" in page


@pytest.mark.parametrize("asked", ["zzqx blorf", "99.99", "CPV 99", "compte 999", "!!!", "12345678901234"])
def test_nothing_found_is_said_with_what_to_do(asked: str, entrer: Entrer) -> None:
    page = shown(entrer("elu"), q=asked)
    assert f"Aucun segment trouvé pour « {asked} »" in page or asked == "!!!"
    assert "Que faire" in page and found(entrer("elu"), asked) == []


def test_an_empty_search_is_the_tree(entrer: Entrer) -> None:
    page = shown(entrer("elu"), q="   ")
    assert "Trouver le bon segment" in page and "Que faire" not in page


def test_what_is_typed_is_shown_as_text(entrer: Entrer) -> None:
    assert "<b>toner" not in raw(entrer("elu"), q="<b>toner</b>")


def test_a_segment_says_all_that_the_guide_knows_of_it(entrer: Entrer) -> None:
    page = raw(entrer("elu"), "/nomenclature/08.03/")
    text = plain(page)
    for one in ("Exemples", "Comprend aussi", "Ne comprend pas", "Services de nettoyage", "Mots-clés"):
        assert one in text
    line = next(one for one in Catalogue().lines("nomenclature/guide.csv") if one["code"] == "08.03")
    for case in line["exclut"].split("|"):
        assert f'href="/nomenclature/{case.rpartition(" → ")[2]}/' in page
    assert "Réservable" in text or "réservable" in text
    assert "le désigne" in text


def test_an_account_of_a_chart_without_labels_says_that_it_has_none(entrer: Entrer) -> None:
    assert "libellé inconnu d’Achatlas" in shown(entrer("elu"), "/nomenclature/06.03/")


def test_a_whole_class_of_accounts_is_not_said_to_decide(entrer: Entrer) -> None:
    assert "Immobilisations corporelles trop large" in shown(entrer("elu"), "/nomenclature/30.99/")


def test_every_segment_has_its_page(entrer: Entrer) -> None:
    client = entrer("agent")
    refused = [code for code in Catalogue().segments if client.get(f"{PAGE}{code}/").status_code != 200]
    assert refused == []


@pytest.mark.parametrize("code", ["99.99", "08", "toner", "08.03%00"])
def test_an_unknown_code_is_not_found(code: str, entrer: Entrer) -> None:
    response = entrer("agent").get(f"{PAGE}{code}/")
    assert response.status_code == 404 and "Page introuvable" in response.content.decode()


def amounts(page: str) -> dict[str, str]:
    """The address on the map of each segment that bears euros."""
    links = re.findall(r'class="va nb" href="([^"]+segment=(\d\d\.\d\d)[^"]*)"', html.unescape(page))
    return {code: href for href, code in links}


@pytest.mark.parametrize("role", ["agent", "groupe", "elu"])
def test_the_euros_are_those_of_the_map_that_they_lead_to(role: str, entrer: Entrer) -> None:
    client = entrer(role)
    links = amounts(raw(client))
    code, href = next((code, href) for code, href in links.items() if code != "30.99")
    told = re.search(
        r">([^<]+)<span class=\"vh\"> [^<]+sur la carte", raw(client).partition(html.escape(href))[2]
    )
    assert told and told[1].strip() in shown(client, href.partition("?")[0], **_query(href))
    assert client.get(href).status_code == 200, code


def _query(href: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in href.partition("?")[2].split("&"))


def test_what_is_not_classed_stands_under_its_own_segment(entrer: Entrer) -> None:
    href = amounts(raw(entrer("groupe")))["30.99"]
    assert "segment=&" in f"{href}&" and entrer("groupe").get(href).status_code == 200


def test_the_figures_are_those_of_the_view_of_the_person(entrer: Entrer) -> None:
    own = raw(entrer("agent"))
    assert f"pour={MIEN}" in own and AUTRE not in own
    assert "vue=consolidee" in raw(entrer("elu"))


@pytest.mark.parametrize(("role", "statut"), [("agent", 404), ("autre", 200), ("groupe", 200), ("elu", 404)])
@pytest.mark.parametrize("path", [PAGE, "/nomenclature/08.03/"])
def test_the_view_of_a_buyer_is_open_to_who_may_open_it(
    path: str, role: str, statut: int, entrer: Entrer
) -> None:
    raw(entrer(role), path, statut, vue="individuelle", pour=AUTRE)


def test_a_view_or_a_year_that_does_not_exist_is_not_found(entrer: Entrer) -> None:
    raw(entrer("elu"), PAGE, 404, vue="secrete")
    raw(entrer("elu"), PAGE, 404, exercice="1999")
    raw(entrer("elu"), PAGE, 400, q="a" * 301)


def test_another_year_keeps_what_is_looked_for(entrer: Entrer) -> None:
    page = html.unescape(raw(entrer("elu"), q="toner"))
    assert re.search(r'href="/nomenclature/\?q=toner&vue=consolidee&exercice=tous"', page) or (
        re.search(r'href="/nomenclature/\?[^"]*q=toner[^"]*exercice=tous', page)
    )


def test_without_a_publication_the_guide_stands_without_euros(chez: Path, entrer: Entrer) -> None:
    page = shown(entrer("agent"))
    assert "Rien n’est encore publié" in page and "Nettoyage des locaux" in page and "€" not in page
    assert found(entrer("agent"), "toner")[0] == "06.03"
    assert "Payé par exercice" not in shown(entrer("agent"), "/nomenclature/08.03/")


def test_the_guide_is_sent_whole_as_a_table(entrer: Entrer) -> None:
    response = entrer("elu").get("/nomenclature.csv")
    sent = b"".join(response)  # type: ignore[arg-type]
    assert sent.startswith(b"\xef\xbb\xbf") and 'nomenclature.csv"' not in response["Content-Disposition"]
    assert response["Content-Disposition"].endswith("nomenclature.csv")
    table = list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig")), delimiter=";"))
    assert [line["code"] for line in table] == list(Catalogue().segments)
    expected: set[str] = set()
    for name in ("pivot", "guide", "leviers"):
        expected |= set(next(Catalogue().lines(f"nomenclature/{name}.csv")))
    assert set(table[0]) == expected
    told = next(Catalogue().lines("nomenclature/guide.csv"))
    assert {name: table[0][name] for name in told} == told


def test_what_members_paid_each_other_is_said_where_the_common_map_takes_it_out(
    entrer: Entrer, django: None
) -> None:
    from achatlas.domain.nombres import lisser, montant_lisible
    from achatlas.pipeline.written import Portee
    from achatlas.web.qualifier.membres import included

    client, everybody = entrer("groupe"), Portee(frozenset({MIEN, AUTRE}))
    asked = urlencode({"vue": "consolidee", "exercice": "tous", "flux": "interne"})
    text = b"".join(client.get(f"/cartographie/axe/segment.csv?{asked}")).decode("utf-8-sig")
    told = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    rows = [*csv.DictReader(io.StringIO(told), delimiter=";")]
    assert rows, "members pay each other in this territory"
    column = next(name for name in rows[0] if "HT" in name or "montant" in name.lower())
    cents = {row["code"]: round(float(row[column].replace(",", ".")) * 100) for row in rows}
    first = max(cents, key=lambda code: cents[code])
    assert lisser(montant_lisible(cents[first])) in included(everybody, [first])
    assert lisser(montant_lisible(sum(cents.values()))) in included(everybody)
    assert "sur ces segments" in included(everybody, sorted(cents)[:2])
    assert included(Portee(frozenset({MIEN})), [first]) == "", "in its own view, nothing is taken out"
    assert included(everybody, ["99.99"]) == ""
