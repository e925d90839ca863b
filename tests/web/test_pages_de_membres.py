"""The pages of members: who may open them, figures that are those of the map, what the common view closes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from achatlas.domain.errors import CatalogueError
from achatlas.domain.nombres import montant_lisible
from tests.web.atelier import ACHETEURS

if TYPE_CHECKING:
    from django.test import Client

    from achatlas.analyse.scope import Scope

Entrer = Callable[[str], "Client"]
MIEN, AUTRE = ACHETEURS[0][0], ACHETEURS[1][0]
DIRECTION = "{}/CANARI{}-Direction 1"
SERVICE = "{0}/CANARI{1}-Direction 1 › CANARI{1}-Bureau 1"
GENRES = {
    "segment": "08.03",
    "famille": "08",
    "acheteur": MIEN,
    "direction": DIRECTION.format(MIEN, 0),
    "service": SERVICE.format(MIEN, 0),
    "marche": f"{MIEN}/CANARI0-1",
}


def page(client: Client, genre: str, identifiant: str, suite: str = "") -> str:
    """The text of the page of a member."""
    response = client.get(f"/fiche/{genre}/{quote(identifiant, safe='/')}/{suite}")
    assert response.status_code == 200, (genre, identifiant, suite)
    return response.content.decode()


def scope(role: str = "agent", acheteur: str = MIEN, vue: str = "") -> Scope:
    """What a person may open."""
    from achatlas.screens.droits import Droits
    from achatlas.web.acces import ouvrir

    return ouvrir(Droits(role, acheteur, ""), vue).scope


def test_every_kind_has_a_page_and_every_part_that_it_names(entrer: Entrer) -> None:
    from achatlas.web.acces import catalogue
    from achatlas.web.fiches import sections

    known = catalogue().fiches
    assert set(known) == set(GENRES)
    named = {bloc.section for one in known.values() for bloc in one.blocs if bloc.section}
    assert named == set(sections.noms())
    for role in ("agent", "groupe", "elu"):
        client = entrer(role)
        for genre, identifiant in GENRES.items():
            text = page(client, genre, identifiant)
            assert len(re.findall(r"<h1", text)) == 1 and re.search(r"<h1>.*\w", text), (role, genre)
            ids = re.findall(r' id="([^"]+)"', text)
            assert len(ids) == len(set(ids)), (role, genre)


def test_a_part_that_does_not_exist_is_refused(entrer: Entrer) -> None:
    from achatlas.web.fiches import sections

    asked: Any = SimpleNamespace(definition=SimpleNamespace(id="segment"))
    with pytest.raises(CatalogueError, match="Section inconnue"):
        sections.contenu("rien", asked)


@pytest.mark.parametrize(
    "chemin",
    [
        "segment/99.99", "acheteur/000000009", f"direction/{MIEN}/Nulle part", f"marche/{MIEN}/rien",
        f"service/{MIEN}/Nulle part", "nature/S", "segment/08.03/?vue=ailleurs",
        f"acheteur/{MIEN}/?exercice=1999",
    ],
)  # fmt: skip
def test_what_does_not_exist_is_not_found(chemin: str, entrer: Entrer) -> None:
    path, _, asked = chemin.partition("?")
    assert entrer("groupe").get(f"/fiche/{quote(path.rstrip('/'), safe='/')}/?{asked}").status_code == 404


@pytest.mark.parametrize("vue", ["vue=consolidee", f"vue=individuelle&pour={MIEN}"])
def test_the_total_of_a_page_is_that_of_the_map(vue: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    for axe, code in (("segment", "08.03"), ("famille", "26"), ("segment", "01.01")):
        text = page(client, axe, code, f"?{vue}&exercice=2025")
        carte = client.get(f"/cartographie/?{vue}&exercice=2025&{axe}={code}").content.decode()
        first = r'<dt>Payé HT</dt><dd class="v">([^<]+)<small>([^<]+)</small>'
        (here,), (there,) = re.findall(first, text), re.findall(first, carte)
        assert here == there, (axe, code)


def test_a_page_of_another_buyer_is_told_in_the_common_view_only(entrer: Entrer) -> None:
    agent = entrer("agent")
    for asked in ("", f"?vue=individuelle&pour={AUTRE}", f"?vue=individuelle&pour={MIEN}"):
        text = page(agent, "acheteur", AUTRE, asked)
        assert "vue commune" in text and f"pour={AUTRE}" not in text
        assert not re.findall(r"CANARI1-(?:Objet|mandats|service)", text)
    assert "vue commune" not in page(agent, "acheteur", MIEN)


def test_the_direction_of_another_buyer_tells_no_supplier(entrer: Entrer) -> None:
    text = page(entrer("agent"), "direction", DIRECTION.format(AUTRE, 1))
    assert "Fermé dans la vue commune" in text
    assert not re.findall(r"CANARI1-(?:F\d|Objet|mandats|service)", text)
    assert "p-fournisseur" in page(entrer("groupe"), "direction", DIRECTION.format(AUTRE, 1))


def test_the_service_of_another_buyer_tells_no_supplier(entrer: Entrer) -> None:
    text = page(entrer("agent"), "service", SERVICE.format(AUTRE, 1))
    assert "Fermé dans la vue commune" in text
    assert not re.findall(r"CANARI1-(?:F\d|Objet|mandats|service)", text)
    assert "p-fournisseur" in page(entrer("groupe"), "service", SERVICE.format(AUTRE, 1))


def test_a_direction_opens_its_services_and_a_service_says_its_direction(entrer: Entrer) -> None:
    agent = entrer("agent")
    panel = page(agent, "direction", DIRECTION.format(MIEN, 0), "?exercice=tous").partition('id="p-service"')[
        2
    ]
    panel = panel.partition("</section>")[0]
    assert len(set(re.findall(r"fiche/service/[^?\"]+", panel))) == 2 and "Service non renseigné" in panel
    assert "CANARI0-Bureau 1 (" not in panel
    text = page(agent, "service", SERVICE.format(MIEN, 0))
    assert re.search(r"<h1>CANARI0-Bureau 1\W", text)
    assert re.search(r'class="fil-f">[^<]+<a href="/fiche/direction/[^"]+">CANARI0-Direction 1</a>', text)
    alone = page(agent, "service", f"{MIEN}/CANARI0-Bureau 1")
    assert "<h1>CANARI0-Bureau 1" in alone and "/fiche/direction/" not in alone.partition("</h1>")[0]


def test_the_common_board_shows_services_once_something_above_them_is_kept(entrer: Entrer) -> None:
    groupe, direction = entrer("groupe"), DIRECTION.format(MIEN, 0)
    seen = {
        asked: 'id="p-service"' in groupe.get(f"/cartographie/?vue=consolidee{asked}").content.decode()
        for asked in ("", "&famille=08", f"&acheteur={MIEN}", f"&direction={direction}")
    }
    assert list(seen.values()) == [False, False, True, True]


def test_a_buyer_that_names_services_and_no_direction_sees_its_services(
    entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.screens import levels

    groupe = entrer("groupe")
    for told, year in (("service", "2023"), ("direction", "2024")):
        monkeypatch.setattr(levels, "names", lambda _, nom, told=told: nom == told)
        asked = f"?vue=individuelle&pour={MIEN}&exercice={year}&contre=rien"
        carte = groupe.get(f"/cartographie/{asked}").content.decode()
        assert re.findall(r'id="p-(direction|service)"', carte) == [told]
        territoire = groupe.get(f"/territoire/{asked}").content.decode()
        assert f"Fournisseurs communs à plusieurs {told}s" in territoire


def test_the_payments_of_a_marche_are_told_one_by_one_in_the_view_of_its_buyer_only(entrer: Entrer) -> None:
    text = page(entrer("agent"), "marche", f"{AUTRE}/CANARI1-1")
    assert "un par un" in text and "CANARI1-Notifié 1" in text
    assert "CANARI1-Objet" not in text and "CANARI1-mandats" not in text


def test_what_is_paid_on_a_marche_is_told_to_all_as_its_buyer_reads_it(entrer: Entrer) -> None:
    from achatlas.analyse.contrat import mandats, paid_of

    cle, own = f"{MIEN}/PUBLIC-3", scope()
    rows = mandats(cle, own)
    told = (sum(one["montant_ht_centimes"] for one in rows), len(rows))
    assert rows and paid_of(cle, own) == told == paid_of(cle, scope(vue="consolidee"))
    other = page(entrer("agent"), "marche", f"{AUTRE}/CANARI1-1")
    assert "0\u00a0ligne de mandat rattachée à ce marché" in other


def test_what_cites_a_marche_is_what_its_lines_say(entrer: Entrer) -> None:
    from achatlas.analyse import lines
    from achatlas.analyse.contrat import mandats
    from achatlas.analyse.selection import Selection

    cle, own = f"{MIEN}/PUBLIC-3", scope()
    counted = [one for one in lines.stream(Selection(), own) if one["marche_cle"] == cle]
    found = mandats(cle, own)
    assert counted and sorted(one["numero_ligne"] for one in found) == sorted(
        one["numero_ligne"] for one in counted
    )
    assert mandats(f"{AUTRE}/PUBLIC-3", own) == ()


def test_fewer_peers_than_the_rule_asks_show_nothing_of_them(entrer: Entrer) -> None:
    text = page(entrer("agent"), "acheteur", MIEN)
    assert "Aucune comparaison" in text
    assert 'class="pair"' not in text and 'class="med"' not in text
    assert len(re.findall(r"rien n’est montré", text)) == len(re.findall(r'class="bande-f"', text)) > 3


def test_a_figure_among_peers_is_the_one_that_each_buyer_reads_of_itself() -> None:
    from achatlas.analyse import peers, taux
    from achatlas.analyse.selection import Selection
    from achatlas.web.acces import catalogue

    lu, year = catalogue(), Selection().only("exercice", ["2025"])
    for siren, _ in ACHETEURS:
        for nom in ("pme", "local"):
            here = taux.taux(lu.taux[nom], year, scope(acheteur=siren))
            told = peers.told(lu.reperes[nom], year, scope(vue="consolidee"), {}, lu.taux[nom])
            if here.dicible:
                least, most = told[siren]
                assert (least * here.base, most * here.base) == here.bornes, (siren, nom)
            else:
                assert siren not in told


@pytest.mark.parametrize("chemin", ["/cartographie/", "/operateurs/", "/marches/", "/fiche/segment/08.03/"])
def test_every_figure_says_how_it_is_made_on_the_screen_and_on_paper(chemin: str, entrer: Entrer) -> None:
    text = entrer("groupe").get(f"{chemin}?vue=consolidee&exercice=2025").content.decode()
    figures = re.findall(r'<div class="ch"', text)
    said = re.findall(r'<details class="calcul"><summary>Calcul', text)
    assert figures and len(said) == len(figures)
    printed = text.partition('<section class="calculs-p"')[2]
    assert len(re.findall(r'<ul class="calcul-l">', printed)) == len(figures)
    assert text.count("version ") > len(figures)


def test_the_lines_behind_a_figure_are_those_of_its_filter(entrer: Entrer) -> None:
    agent = entrer("agent")
    text = page(agent, "segment", "08.03", "?exercice=2025")
    (count, href), *_ = re.findall(r"version \w+, ([\d\u202f]+)\xa0lignes?, <a href=\"([^\"]+)\"", text)
    lines = agent.get(unescape(href)).content.decode()
    assert f"{count}\xa0ligne" in lines


def test_sentences_tell_what_the_filter_shows_and_lead_to_it(entrer: Entrer) -> None:
    from achatlas.analyse import query
    from achatlas.analyse.selection import Selection

    asked = Selection().only("exercice", ["2025"])
    rows = query.rows("segment", ["montant_paye"], asked, scope()).lignes
    first = max((row for row in rows if row.code), key=lambda row: row.valeurs["montant_paye"])
    text = entrer("agent").get("/cartographie/?exercice=2025").content.decode()
    (phrase,) = re.findall(r'<p class="phrase">(.*?)</p>', text)
    assert f"vient en tête des segments\xa0: {montant_lisible(first.valeurs['montant_paye'])}" in phrase
    anchors = re.findall(r'href="#([^"]+)"', phrase)
    assert anchors and all(f'id="{one}"' in text for one in anchors)


@pytest.mark.parametrize("asked", ["famille=29", "segment=08.03&vue=consolidee&mois=03"])
def test_nothing_is_said_of_nothing_nor_of_what_is_closed(asked: str, entrer: Entrer) -> None:
    text = entrer("agent").get(f"/cartographie/?exercice=2025&{asked}").content.decode()
    assert "vient en tête" not in text and "a le plus changé" not in text and "en font la moitié" not in text


def test_names_lead_to_their_page_and_still_filter(entrer: Entrer) -> None:
    groupe = entrer("groupe")
    carte = groupe.get(f"/cartographie/?vue=consolidee&segment=08.03&acheteur={MIEN}").content.decode()
    assert re.search(r'class="nomme"[^>]+href="/cartographie/[^"]*acheteur=', carte)
    assert re.search(r'class="sauf vers"[^>]+href="/fiche/acheteur/', carte)
    assert re.search(r'<a class="m" href="/fiche/segment/08.03/', carte)
    assert "/fiche/segment/" in groupe.get("/territoire/?vue=consolidee").content.decode()
    lines = groupe.get(f"/cartographie/lignes/?vue=individuelle&pour={MIEN}").content.decode()
    assert [
        g for g in ("segment", "direction", "service", "marche") if f'href="/fiche/{g}/' not in lines
    ] == []


def test_the_versions_of_a_marche_name_only_whom_the_view_names(
    entrer: Entrer, maison: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.web.acces import publication

    held = json.dumps([{"type": "", "id": "", "nom": "DOROAC NADIA"}])
    told = {
        "rang": 0, "montant_ht_centimes": 100, "date_notification": None, "duree_mois": 12,
        "ordre": "origine", "titulaires": held, "fichier": "registre.csv", "numero_ligne": 2, "temoin": "[]",
    }  # fmt: skip
    monkeypatch.setattr("achatlas.store.controles.versions", lambda _folder, _cle: [told])
    folder = maison / "instantanes" / "net" / f"{publication().cartes}-essai"
    folder.mkdir(parents=True)
    try:
        said = {role: page(entrer(role), "marche", GENRES["marche"]) for role in ("groupe", "agent", "elu")}
        other = page(entrer("agent"), "marche", f"{AUTRE}/CANARI1-1")
    finally:
        folder.rmdir()
    assert all("registre.csv" in one for one in (*said.values(), other))
    assert {role: "DOROAC" in one for role, one in said.items()} == {
        "groupe": True,
        "agent": True,
        "elu": False,
    }
    assert "DOROAC" not in other and "ne nomme pas" in other and "ne nomme pas" in said["elu"]
