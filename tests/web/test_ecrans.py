"""Screens: what they say, that every figure leads to its proof, and that they need no JavaScript."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.store.kinds import arrow_schema
from tests.web.atelier import depot_of

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]


class Liens(HTMLParser):
    """Collects the addresses and the identifiers of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.liens: set[str] = set()
        self.ids: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "a" and (href := said.get("href")):
            self.liens.add(href)
        if found := said.get("id"):
            self.ids.append(found)


def page(client: Client, adresse: str) -> str:
    """The text of a page that must be there."""
    response = client.get(adresse, follow=True)
    assert response.status_code == 200, adresse
    return response.content.decode()


def test_the_title_says_the_selection_in_words(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), "/cartographie/?nature=S&sauf.acheteur=000000002")
    assert re.search(r'<h1 id="h1">Services, sans Bourg-Inventé</h1>', lue)
    assert "Ce que les trois achètent" in page(entrer("groupe"), "/cartographie/")
    assert "Ce que Val-Fictif achète" in page(entrer("agent"), "/cartographie/")


def test_the_common_total_shows_what_members_paid_each_other(entrer: Entrer) -> None:
    lue = page(entrer("elu"), "/cartographie/?vue=consolidee")
    assert re.search(r"[\d,]+ − [\d,]+ payés entre eux", lue)


def test_the_classified_share_says_how_much_of_it_is_sure(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), "/cartographie/?vue=consolidee")
    (figure,) = re.findall(r"<dt>Payé HT classé</dt>.*?</div>", lue)
    sure = re.search(r"dont (\d+)\u202f% avec une confiance d’au moins 80\u202f%", figure)
    (share,) = re.findall(r'<dd class="v">([\d,]+)', figure)
    assert sure and 0 < int(sure[1]) < float(share.replace(",", "."))
    assert 'class="doute"' in figure


def kind(href: str) -> tuple[str, ...]:
    """What two links that differ by a value have in common: a room and its page, the form of its file, and
    the names of what they set.
    """
    parts = urlsplit(href)
    return (
        *parts.path.split("/")[1:3],
        parts.path[-4:],
        *sorted({name for name, _ in parse_qsl(parts.query)}),
    )


def test_every_link_of_the_screen_leads_somewhere(entrer: Entrer, request: pytest.FixtureRequest) -> None:
    groupe = entrer("groupe")
    trouves = Liens(page(groupe, "/cartographie/?famille=08"))
    inside = {href for href in trouves.liens if href.startswith("#")}
    assert {href for href in inside if href[1:] not in trouves.ids} == set()
    absent = "/fiche/marche/"  # the payments of this territory cite marchés that it does not hold
    outside = sorted(href for href in trouves.liens - inside if not href.startswith(absent))
    night = request.config.getoption("--nuit") > 1
    kept = outside if night else list({kind(href): href for href in outside}.values())
    assert len(kept) > 20
    for href in kept:
        assert groupe.get(href, follow=True).status_code == 200, href


@pytest.mark.parametrize(
    "adresse", ["/cartographie/", "/marches/", "/bilan/", "/definitions/", "/cartographie/axe/famille/"]
)
def test_identifiers_are_unique_and_there_is_one_title(adresse: str, entrer: Entrer) -> None:
    lue = page(entrer("groupe"), adresse)
    ids = Liens(lue).ids
    assert len(ids) == len(set(ids)), {i for i in ids if ids.count(i) > 1}
    assert lue.count("<h1") == 1


@pytest.mark.parametrize(
    "adresse", ["/connexion/", "/cartographie/", "/bilan/", "/accessibilite/", "/definitions/", "/rien/"]
)
def test_every_screen_of_a_simulated_territory_says_so(adresse: str, entrer: Entrer, client: Client) -> None:
    response = client.get(adresse) if adresse == "/connexion/" else entrer("agent").get(adresse)
    assert "données simulées" in response.content.decode()


def test_a_chosen_member_can_be_released_and_stays_among_its_peers(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), "/cartographie/?famille=08")
    assert 'aria-current="true"><span aria-hidden="true">✓ </span>Hygiène et propreté' in lue
    assert "Sports et loisirs" in lue


def test_the_table_beside_a_drawing_says_what_is_chosen_and_what_is_out(entrer: Entrer) -> None:
    choisi = page(entrer("groupe"), "/cartographie/?departement=69")
    assert re.search(r"<caption[^>]*>Départements[^<]*; choisi : Rhône \(69\)</caption>", choisi)
    exclu = page(entrer("groupe"), "/cartographie/?sauf.departement=69")
    assert re.search(r"<caption[^>]*>Départements[^<]*; exclu : Rhône \(69\)</caption>", exclu)


@pytest.mark.parametrize("tableau", ["cartographie", "marches"])
@pytest.mark.parametrize("vue", ["vue=consolidee", "vue=individuelle&pour=000000001"])
def test_the_panels_fill_rows_of_twelve_columns(tableau: str, vue: str, entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"/{tableau}/?{vue}")
    widths = [int(found) for found in re.findall(r'<div class="colonne s(\d+)">', lue)]
    row = 0
    for width in widths:
        row = (row or 0) + width
        assert row <= 12
        row %= 12
    assert row == 0 and len(widths) > 4
    panels = re.findall(r'<section class="pan" id="p-(\w+)"', lue)
    assert len(panels) == len(set(panels))
    assert ("acheteur" in panels) == ("consolidee" in vue)
    assert {"nature", "classement"} <= set(panels) or tableau == "marches"


def test_contracts_speak_of_titulaires_and_of_lines_of_marche(entrer: Entrer) -> None:
    lue = page(entrer("elu"), "/marches/")
    assert ">Titulaires</a></h2>" in lue
    liste = page(entrer("groupe"), "/marches/lignes/")
    assert re.search(r"lignes de marché, chacune avec le fichier", liste)


def test_an_empty_selection_says_why_and_gives_the_way_out(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), "/cartographie/?famille=29")
    assert "Aucune ligne" in lue and "Retirer" in lue and 'class="planche"' not in lue


def test_a_view_of_payments_between_members_alone_says_so(
    entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.screens import chiffres

    monkeypatch.setattr(chiffres, "entre_membres", lambda _: 123_456_00)
    lue = page(entrer("groupe"), "/cartographie/?famille=29")
    assert "123\u202fk€ de cette vue sont tous payés d’un membre à un autre" in lue
    assert "aucun fichier" not in lue and "flux=interne" in lue and "Retirer" in lue
    monkeypatch.setattr(chiffres, "entre_membres", lambda _: 0)
    assert "Aucune ligne" in page(entrer("groupe"), "/cartographie/?famille=29")


def test_names_from_the_data_are_written_as_text(entrer: Entrer) -> None:
    lue = page(entrer("agent"), "/cartographie/axe/fournisseur/?cherche=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in lue and "&lt;script&gt;" in lue


def test_one_line_says_its_file_its_row_and_why(entrer: Entrer) -> None:
    agent = entrer("agent")
    lien = next(x for x in Liens(page(agent, "/cartographie/")).liens if x.startswith("/ligne/"))
    lue = page(agent, lien)
    assert "CANARI0-mandats_000000001.csv" in lue and "Pourquoi elle est comptée ainsi" in lue


STATES = (
    "/cartographie/?vue=consolidee&exercice=2024&contre=rien&rattachement=sous_marche&sauf.departement=75",
    "/cartographie/?vue=individuelle&pour=000000001&exercice=tous&classement=texte",
    "/cartographie/lignes/?vue=consolidee&exercice=tous&page=2&tri=montant&cherche=objet&nature=S",
    "/marches/lignes/?vue=individuelle&pour=000000002&exercice=2024&page=1&tri=-date",
    "/marches/?vue=consolidee&exercice=tous&nature=T",
)


@pytest.mark.parametrize("adresse", STATES)
def test_the_way_back_from_a_line_leads_where_one_was(adresse: str, entrer: Entrer) -> None:
    groupe = entrer("groupe")
    lien = next(x for x in sorted(Liens(page(groupe, adresse)).liens) if x.startswith("/ligne/"))
    (retour,) = re.findall(r'<a class="bt" href="([^"]+)">← Retour</a>', page(groupe, lien))
    back, left = urlsplit(unescape(retour)), urlsplit(adresse)
    assert back.path == left.path and sorted(parse_qsl(back.query)) == sorted(parse_qsl(left.query))
    assert groupe.get(unescape(retour)).status_code == 200


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("tableau=//ailleurs.fr", 404),
        ("tableau=bilan", 404),
        ("couleur=bleu", 404),
        ("fait=rien", 404),
        ("de=lignes&page=zero", 400),
        ("de=lignes&tri=hasard", 400),
        ("de=https://ailleurs.fr", 200),
    ],
)
def test_the_way_back_from_a_line_leaves_by_no_other_door(state: str, status: int, entrer: Entrer) -> None:
    response = entrer("agent").get(f"/ligne/{depot_of('000000001')}/12/?{state}")
    assert response.status_code == status
    assert b'href="https://ailleurs' not in response.content and b'href="//' not in response.content


def test_the_balance_ticks_only_what_balances(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), "/bilan/")
    assert "aucune perdue" in lue and lue.count("✓ équilibré") == 6
    assert page(entrer("agent"), "/bilan/").count("✓ équilibré") == 2


def test_what_was_borrowed_is_what_the_lock_says() -> None:
    import achatlas.web

    folder = Path(achatlas.web.__file__).parent / "static/vendor"
    lock = json.loads((folder / "vendor.lock").read_text(encoding="utf-8"))
    assert {line["fichier"] for line in lock} == {p.name for p in folder.iterdir()} - {"vendor.lock"}
    for line in lock:
        assert hashlib.sha256((folder / line["fichier"]).read_bytes()).hexdigest() == line["sha256"]
        assert line["licence"] and line["version"]


def test_no_page_calls_another_site(entrer: Entrer) -> None:
    import achatlas.web

    static = Path(achatlas.web.__file__).parent / "static"
    for path in [*static.rglob("*.css"), *static.glob("js/*.js")]:
        assert not re.search(r"https?://", path.read_text(encoding="utf-8")), path
    assert not re.search(r'(src|href)="https?://', page(entrer("groupe"), "/cartographie/"))


def test_the_outline_of_every_departement_has_its_code(client: Client) -> None:
    sprite = client.get("/fond/departements.svg")
    assert sprite["Content-Type"] == "image/svg+xml" and "public" in sprite["Cache-Control"]
    codes = set(re.findall(r'id="d(\w+)"', sprite.content.decode()))
    assert {"01", "2A", "69", "75", "971", "976"} <= codes and len(codes) == 101


def test_a_territory_without_payments_lands_on_its_contracts(
    entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.analyse import query
    from achatlas.analyse.answers import Figures

    monkeypatch.setattr(query, "figures", lambda mesures, *_: Figures(dict.fromkeys(mesures, 0), None))
    assert entrer("elu").get("/")["Location"] == "/marches/"


def test_a_series_keeps_the_months_in_which_nothing_was_paid(entrer: Entrer) -> None:
    lue = page(
        entrer("groupe"), "/cartographie/?segment=01.01&departement=75&nature=T&fournisseur=CANARI0-F000"
    )
    assert "Aucune ligne" in lue or all(mois in lue for mois in ("janvier", "juin", "décembre"))


def test_january_after_the_year_stands_apart_from_january(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), "/cartographie/?vue=consolidee&exercice=2025")
    serie = lue.partition('id="p-mois"')[2].partition("</section>")[0]
    assert '<tspan x="' in serie and ">suivant</tspan>" in serie and ">suiv.</tspan>" in serie
    assert "journée complémentaire" in serie and "hors exercice</a>" not in serie
    assert serie.index(">décembre</a>") < serie.index(">janvier suivant</a>") < serie.index(">Total</th>")
    alone = page(entrer("groupe"), "/cartographie/?vue=consolidee&exercice=2025&mois=13")
    assert '<h1 id="h1">Janvier suivant</h1>' in alone
    csv = b"".join(entrer("groupe").get("/cartographie/axe/mois.csv?exercice=2025").streaming_content)  # type: ignore[attr-defined]
    assert "13;janvier suivant;" in csv.decode()


def test_a_leaderboard_without_a_row_says_why() -> None:
    from django.template.loader import render_to_string

    from achatlas import marks
    from achatlas.marks import Planche

    vide = Planche((), 0, "€", 600)
    for marque in ("palmares", "pareto", "carte"):
        contexte = {"planche": vide, "d": marks.trouver(marque)(vide), "p": {"titre": "Rien", "nombre": 0}}
        lue = render_to_string(f"marques/{marque}.html", contexte)
        assert "Rien ne répond aux autres filtres." in lue and "<table" not in lue


@pytest.mark.parametrize("marque", ["palmares", "treemap"])
def test_a_narrow_screen_folds_a_long_list_that_still_adds_up(marque: str) -> None:
    from achatlas import marks
    from achatlas.marks import Planche, Trait

    etats = {8: "choisi", 10: "autres", 11: "incertain"}
    traits = tuple(
        Trait(str(n), f"M{n}", 100 - n, "1", 7, etat=etats.get(n, ""), id=f"m{n}") for n in range(12)
    )
    planche = Planche(traits, sum(t.valeur for t in traits), "€", 600, nombre=40)
    folded = marks.trouver(marque)(planche)["court"]
    assert folded["plies"] == {"m5", "m6", "m7", "m9", "m10"} and folded["part"] == 35
    assert folded["libelle"] == "33\xa0autres"
    kept = sum(t.valeur for t in traits if t.id not in folded["plies"])
    assert kept + sum(t.valeur for t in traits if t.id in folded["plies"]) == planche.total
    assert marks.trouver(marque)(Planche(traits[:6], 1, "€", 600))["court"] is None


def test_a_name_without_its_accents_is_shown_as_read_and_marked() -> None:
    from django.template.loader import render_to_string

    from achatlas.marks import Planche, Trait, palmares

    traits = (Trait("1", "\ufffdtablissements Fouraac", 200, "2", 67), Trait("2", "Établi Sûr", 100, "1", 33))
    planche = Planche(traits, 300, "€", 600)
    panneau = {"titre": "Qui", "nombre": 2, "liste": "#", "mesure": "Montant payé"}
    contexte = {"planche": planche, "d": palmares.dessiner(planche), "p": panneau}
    lue = render_to_string("marques/palmares.html", contexte)
    assert ">\ufffdtablissements Fouraac</a>" in lue
    assert lue.count("accents perdus</abbr>") == 1 and "sans deviner" in lue


@pytest.mark.parametrize(("fait", "dit"), [("achats", "achète"), ("marches", "a notifié")])
def test_a_territory_of_one_buyer_is_named_in_the_singular(fait: str, dit: str) -> None:
    from achatlas.screens import mots

    seul = SimpleNamespace(acheteurs=[SimpleNamespace(dit="Val-Fictif")])
    demande: Any = SimpleNamespace(consolidee=True, territoire=seul, tableau=SimpleNamespace(fait=fait))
    assert mots.titre(demande, {}) == f"Ce que Val-Fictif {dit}"


def test_a_line_says_that_all_its_bytes_are_kept(entrer: Entrer) -> None:
    agent = entrer("agent")
    lien = next(x for x in Liens(page(agent, "/cartographie/")).liens if x.startswith("/ligne/"))
    assert "Les octets d’origine sont gardés" in page(agent, lien)


@pytest.fixture
def lu(maison: Path) -> Iterator[None]:
    """The record of a line of the first buyer, as reading left it."""
    schema = arrow_schema(Catalogue().tables["brut__mandats"])
    said = {
        "numero_ligne": 12,
        "empreinte": 255,
        "source": "mandats_tableur",
        "date_mandat": "03/02/2025",
        "format_date": "%d/%m/%Y",
        "objet": "Balais",
        "montant_ht_centimes": 123_456,
    }
    path = maison / "instantanes/brut/000000001/brut__mandats.parquet"
    pq.write_table(pa.table({n: [said.get(n)] for n in schema.names}, schema=schema), path)
    yield
    path.unlink()


def test_a_line_parts_what_its_file_says_from_what_was_made_of_it(lu: None, entrer: Entrer) -> None:
    lue = page(entrer("agent"), f"/ligne/{depot_of('000000001')}/12/")
    said, made = (lue.partition(f'id="{name}"')[2].partition("</section>")[0] for name in ("brut", "fait"))
    assert "Balais" in said and "03/02/2025" in said
    for computed in ("%d/%m/%Y", "1\u202f234,56\u202f€", "00000000000000ff", "mandats_tableur"):
        assert computed in made and computed not in said
    assert "123456" not in lue and "Montant hors taxes, en euros" in made


def test_the_lists_of_a_marche_are_said_in_words() -> None:
    from achatlas.web.cartographie.detail import _valeur

    liste = '[{"id": "1", "montant_ht_centimes": 1200, "titulaires": [{"nom": "Fouraac"}], "objet": null}]'
    said = _valeur("modifications", liste)
    assert said == "id : 1, montant_ht : 12,00\u202f€, titulaires : nom : Fouraac"


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("pes_depense", "4\u202f749e élément LigneDePiece"),
        ("decp_2022", "4\u202f749e marché ou contrat"),
        ("mandats_tableur", ""),
    ],
)
def test_a_rank_is_not_called_a_line(
    source: str, place: str, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.web.cartographie import detail

    depose = SimpleNamespace(source=source, instantane="")
    monkeypatch.setattr(detail, "Register", lambda _: SimpleNamespace(depot=lambda _: depose))
    assert detail.place("d", 4749) == place
    agent = entrer("agent")
    lien = next(x for x in Liens(page(agent, "/cartographie/")).liens if x.startswith("/ligne/"))
    lue = page(agent, lien)
    assert ("rouvrir le fichier à cette ligne" in lue) is (not place)
    assert ("<dt>Rang</dt>" in lue) is bool(place)


def test_the_sentence_speaks_of_half_only_over_all_suppliers(entrer: Entrer) -> None:
    client = entrer("groupe")
    whole = page(client, "/cartographie/")
    assert "la moitié des" in whole
    chosen = next(lien for lien in Liens(whole).liens if re.search(r"[?&]fournisseur=", lien))
    assert "la moitié des" not in page(client, chosen)


def test_what_the_data_are_worth_is_said_without_the_filters(entrer: Entrer) -> None:
    client = entrer("groupe")
    assert "Sans les filtres" not in page(client, "/cartographie/")
    assert re.search(r"Sans les filtres\s?: données de", page(client, "/cartographie/?nature=S"))


def test_what_is_classed_for_want_of_anything_better_is_said_and_leads_to_its_view(
    entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.screens.constats import segment_divers

    monkeypatch.setattr(segment_divers, "DIVERS", "08.03")
    lue = unescape(page(entrer("groupe"), "/cartographie/?vue=consolidee&exercice=2025"))
    said = re.search(
        r'<a href="([^"]+)"[^>]*>Du classé, (.+?) \((.+?)\) sont en «[^<]+»</a>, faute de mieux\.', lue
    )
    assert said and "segment=08.03" in said[1]
    alone = unescape(page(entrer("groupe"), said[1]))
    first = re.search(r'<dd class="v">([^<]+) <small>([^<]+)</small>', alone)
    assert first and said[2] == f"{first[1]}\u202f{first[2]}"
    assert "faute de mieux" not in alone


@pytest.mark.parametrize(("rattachement", "lost"), [("cite_introuvable", True), ("sous_marche", False)])
def test_a_marche_that_is_cited_and_not_found_says_so_on_its_line(rattachement: str, lost: bool) -> None:
    from achatlas.screens.lignes import _paiement

    brute = {
        "date_mandat": None,
        "direction_libelle": "",
        "num_marche": "2024-1",
        "rattachement": rattachement,
    }
    assert _paiement(brute)["introuvable"] is lost


def test_the_nomenclature_and_the_suppliers_in_common_tell_how_they_are_counted(entrer: Entrer) -> None:
    client = entrer("groupe")
    guide = page(client, "/nomenclature/?vue=consolidee&exercice=2025")
    assert 'class="calcul"' in guide and "/cartographie/lignes/?" in guide.split('class="calcul-l"')[1][:4000]
    common = page(client, "/territoire/?vue=consolidee&exercice=2025").split('id="p-communs"')[1]
    assert 'class="calcul"' in common.split("</section>")[0]
