"""Any axis by any other: what the table says, where it leads, who sees what of it, what is taken away."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest

from tests.web.atelier import ACHETEURS
from tests.web.test_ecrans import Liens, page

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MIEN = ACHETEURS[0][0]
COMMUN = "vue=consolidee&exercice=2025"
PAR_AN = f"/cartographie/croise/?{COMMUN}&par=acheteur&selon=exercice"
CLOSED = f"/cartographie/croise/?{COMMUN}&par=direction&selon=mois"
FAITS = {"achats": "cartographie", "marches": "marches"}


def table(client: Client, adresse: str) -> list[list[str]]:
    response = client.get(adresse.replace("croise/?", "croise.csv?"))
    assert response.status_code == 200, adresse
    text = b"".join(response).decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text), delimiter=";") if not row[0].startswith("#")]


def book(client: Client, adresse: str) -> openpyxl.Workbook:
    response = client.get(adresse.replace("croise/?", "croise.xlsx?"))
    assert response.status_code == 200, adresse
    return openpyxl.load_workbook(io.BytesIO(response.content))


def cents(said: str) -> int:
    return int(said.replace(",", "") or 0)


def cell(lue: str) -> tuple[str, str]:
    """The address and the words of the first cell that leads somewhere."""
    found = re.search(r'<td class="q\d[^"]*"><a href="([^"]+)" aria-label="([^"]+)"', lue)
    assert found
    return html.unescape(found[1]), html.unescape(found[2])


def test_the_first_crossing_is_that_of_families_and_years(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"/cartographie/croise/?{COMMUN}")
    assert re.search(r'id="menu-par".*?<b>Familles', lue) and re.search(
        r'id="menu-selon".*?<b>Exercices', lue
    )
    assert re.search(r'id="menu-valeur".*?<b>Payé HT', lue)


@pytest.mark.parametrize("fait", FAITS)
def test_every_axis_and_every_value_of_a_fact_is_offered_and_answers(fait: str, entrer: Entrer) -> None:
    from achatlas.web.acces import catalogue

    client, known = entrer("groupe"), catalogue()
    lue = page(client, f"/{FAITS[fait]}/croise/?vue=consolidee&exercice=tous")
    offered = [parse_qs(urlsplit(one).query) for one in Liens(lue).liens if "/croise/?" in one]
    assert {one["par"][0] for one in offered} | {"exercice"} == set(known.axes_of(fait))
    shares = {nom for nom, one in known.taux.items() if one.fait == fait}
    assert {one["valeur"][0] for one in offered} == set(known.mesures_of(fait)) | shares
    for axe in sorted(set(known.axes_of(fait)) - {"acheteur"}):
        page(client, f"/{FAITS[fait]}/croise/?vue=consolidee&exercice=tous&par={axe}&selon=acheteur")
    for valeur in sorted(set(known.mesures_of(fait)) | shares):
        page(client, f"/{FAITS[fait]}/croise/?vue=consolidee&exercice=tous&valeur={valeur}")


@pytest.mark.parametrize("autre", ["acheteur", "mois", "fournisseur"])
def test_sums_are_those_of_the_cartography(autre: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    head, *rows, total = table(client, f"/cartographie/croise/?{COMMUN}&par=famille&selon={autre}")
    for row in rows:
        assert sum(map(cents, row[2:-1])) == cents(row[-1])
    for rank in range(2, len(head)):
        assert sum(cents(row[rank]) for row in rows) == cents(total[rank])
    _, *others = table(client, f"/cartographie/axe/famille.csv?{COMMUN}")
    assert {row[0]: row[2] for row in others} == {row[0]: row[-1] for row in rows}


def test_a_count_without_repetition_is_never_summed(entrer: Entrer) -> None:
    client = entrer("groupe")
    head, *rows, whole = table(client, f"{PAR_AN}&valeur=fournisseurs")
    assert (head[-1], whole[1]) == ("Ensemble", "Ensemble")
    for row in [*rows, whole]:
        assert int(row[-1]) < sum(int(one) for one in row[2:-1] if one)
    lue = page(client, f"{PAR_AN}&valeur=fournisseurs")
    assert "ne s’additionnent pas" in lue and f'<td class="tt" title="{whole[-1]}\u00a0fournisseurs">' in lue


def test_a_share_is_told_by_its_five_amounts_and_by_its_bounds(entrer: Entrer) -> None:
    client = entrer("groupe")
    head, *rows = table(client, f"{PAR_AN}&valeur=local")
    assert head[-5:] == [f"Ensemble {kind}" for kind in ("oui", "présumé", "non", "inconnu", "hors champ")]
    _, *others = table(client, f"/cartographie/croise/?{COMMUN}&par=acheteur&selon=exercice")
    for row, other in zip(rows, others, strict=True):
        assert sum(map(cents, row[-5:])) == cents(other[-1])
    sheet = book(client, f"{PAR_AN}&valeur=local")["croisé"]
    last = [one.value for one in sheet[sheet.max_row]][-7:]
    oui, presume, non, inconnu, _ = (cents(one) for one in rows[-1][-5:])
    base = oui + presume + non + inconnu
    assert last[0] == pytest.approx(oui / base) and last[1] == pytest.approx((oui + presume + inconnu) / base)
    lue = page(client, f"{PAR_AN}&valeur=local")
    assert re.search(r"\d+(?: à \d+)?\u202f%", lue) and "n’est jamais un non" in lue
    assert "inconnus" in cell(lue)[1] or inconnu == 0


def test_an_evolution_is_told_from_both_periods(entrer: Entrer) -> None:
    client = entrer("groupe")
    crossed = f"/cartographie/croise/?{COMMUN}&par=famille&selon=acheteur"
    head, *rows = table(client, f"{crossed}&valeur=evolution.montant_paye")
    years = {an: table(client, crossed.replace("2025", an))[1:] for an in ("2025", "2024")}
    assert head[-2:] == ["Ensemble 2025", "Ensemble 2024"]
    for rank, an in ((-2, "2025"), (-1, "2024")):
        whole = {row[0]: cents(row[-1]) for row in years[an]}
        assert {row[0]: cents(row[rank]) for row in rows if cents(row[rank])} == {
            k: v for k, v in whole.items() if v
        }
        assert sum(map(cents, rows[-1][2 + (rank == -1) : -2 : 2])) == cents(rows[-1][rank])
    lue = page(client, f"{crossed}&valeur=evolution.montant_paye")
    assert "contre 2024" in lue and re.search(r"contre [^<]+ \(2024\), (?:[+−]|×|nouveau|—)", lue)
    now, before = (cents(one) for one in rows[-1][-2:])
    sheet = book(client, f"{crossed}&valeur=evolution.montant_paye")["croisé"]
    assert sheet[sheet.max_row][-1].value == pytest.approx((now - before) / before)


@pytest.mark.parametrize(
    "asked", [PAR_AN, f"/cartographie/croise/?{COMMUN}&contre=rien&par=famille&selon=acheteur"]
)
def test_where_nothing_is_compared_the_measure_is_shown(asked: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    lue = page(client, f"{asked}&valeur=evolution.montant_paye")
    assert "non son évolution" in lue and "Évolutions" not in lue
    assert table(client, f"{asked}&valeur=evolution.montant_paye") == table(client, asked)


def test_a_cell_keeps_only_it_and_sets_the_year_when_years_are_an_axis(entrer: Entrer) -> None:
    client = entrer("groupe")
    lue = page(client, f"{PAR_AN}&famille=08")
    href, said = cell(lue)
    asked = parse_qs(urlsplit(href).query)
    assert (
        len(asked["acheteur"]) == 1 and asked["famille"] == ["08"] and said.startswith(asked["exercice"][0])
    )
    chosen = page(client, href)
    assert chosen.count("<td class=") == lue.count("<td class=")
    assert re.search(r'id="choisie"><b>[^<]+ : ', chosen)
    lines = next(one for one in Liens(chosen[chosen.index('id="choisie"') :]).liens if "/lignes/?" in one)
    there = parse_qs(urlsplit(lines).query)
    assert (there["exercice"], there["acheteur"]) == (asked["exercice"], asked["acheteur"])
    assert client.get(lines).status_code == 200


@pytest.mark.parametrize("valeur", ["montant_paye", "fournisseurs", "local"])
def test_the_sentence_tells_what_is_chosen_then_the_whole_table(valeur: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    asked = f"/cartographie/croise/?{COMMUN}&par=famille&selon=acheteur&valeur={valeur}"
    free = re.search(r'<p class="phrase">([^<]+)</p>', page(client, asked))
    lue = page(client, f"{asked}&famille=08")
    said = re.search(r'<p class="phrase">(.+?) Tout le tableau : ([^<]+)</p>', lue)
    row = re.search(r'<tr[^>]* class="m-choisi">.*?<td class="tt" title="([^"]*)"', lue, re.S)
    assert free and said and row
    assert free[1].endswith(said[2]) and row[1] in said[1]
    assert re.search(r"<h1[^>]*>Ce que ", lue) is None


def test_a_row_that_is_chosen_is_on_every_page(entrer: Entrer) -> None:
    client = entrer("groupe")
    asked = f"/cartographie/croise/?{COMMUN}&par=fournisseur&selon=acheteur"
    _, *rows, _ = table(client, asked)
    assert len(rows) > 26
    lue = page(client, f"{asked}&fournisseur={rows[-1][0] or rows[-2][0]}")
    assert lue.count('class="m-choisi"') == 1 and lue.count('<th scope="row" class="lb">') > 26


def test_who_may_not_read_payments_is_told_so_under_the_cell(entrer: Entrer) -> None:
    chosen = page(entrer("elu"), f"{PAR_AN}&acheteur={MIEN}")
    assert "restent chez chaque acheteur" in chosen and "/lignes/?" not in chosen
    public = page(entrer("elu"), f"/marches/croise/?{COMMUN}&par=acheteur&selon=exercice&acheteur={MIEN}")
    assert "/marches/lignes/?" in public


@pytest.mark.parametrize("role", ["elu", "agent"])
def test_a_closed_crossing_says_what_opens_it_and_exports_refuse(role: str, entrer: Entrer) -> None:
    client = entrer(role)
    lue = page(client, CLOSED)
    assert "Croisement fermé" in lue and "<table" not in lue
    opening = [one for one in openings(lue) if "/croise/?" in one]
    assert opening
    for href in opening:
        assert "<h2>Croisement fermé" not in page(client, href), href
    for genre in ("csv", "xlsx"):
        assert client.get(CLOSED.replace("croise/?", f"croise.{genre}?")).status_code == 403


def test_a_filter_that_closes_is_the_first_to_be_taken_off(entrer: Entrer) -> None:
    client = entrer("elu")
    lue = page(client, f"{PAR_AN}&mois=03&direction={MIEN}/1&valeur=local")
    assert "Croisement fermé" in lue
    lue = page(client, f"{PAR_AN}&mois=03&valeur=local")
    first = openings(lue)[0]
    assert "mois=" not in first and "<h2>Croisement fermé" not in page(client, first)


def test_one_buyer_crosses_whatever_it_wants_of_its_own(entrer: Entrer) -> None:
    own = f"vue=individuelle&pour={MIEN}&exercice=2025"
    lue = page(entrer("agent"), f"/cartographie/croise/?{own}&par=direction&selon=mois&valeur=local")
    assert "CANARI0-Direction" in lue and not re.search(r"CANARI[12]", lue)
    assert "fermé ici" not in lue and "Fermés ici" not in lue
    wanted = f"/cartographie/croise/?vue=individuelle&pour={ACHETEURS[1][0]}"
    assert entrer("agent").get(wanted).status_code == 404
    assert entrer("agent").get(wanted.replace("croise/", "croise.xlsx")).status_code == 404


@pytest.mark.parametrize("role", ["agent", "elu"])
def test_the_common_view_tells_no_label_of_the_lines_of_another(role: str, entrer: Entrer) -> None:
    client = entrer(role)
    for par in ("fournisseur", "segment", "direction", "compte"):
        lue = page(client, f"/cartographie/croise/?{COMMUN}&par={par}&selon=exercice")
        assert not re.findall(r"CANARI[12]-(?:Objet|mot|service|mandats)", lue), par


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("par=rien", "famille"),
        ("selon=rien", "exercice"),
        ("valeur=rien", "montant_paye"),
        ("valeur=marches", "montant_paye"),
        ("par=famille&selon=famille", "autre axe"),
        ("tri=hasard", "total"),
        ("tri=col.zz", "total"),
        ("page=0", "page"),
        ("par=famille&par=mois", "par"),
    ],
)
def test_an_address_that_makes_no_sense_is_explained(bad: str, said: str, entrer: Entrer) -> None:
    for genre in ("croise/", "croise.csv", "croise.xlsx"):
        response = entrer("groupe").get(f"/cartographie/{genre}?{bad}")
        body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
        assert response.status_code == 400 and said in body.decode(), (genre, bad)


def test_a_page_past_the_last_leads_to_the_last(entrer: Entrer) -> None:
    response = entrer("groupe").get(f"{PAR_AN}&page=99")
    assert response.status_code == 404 and "par=acheteur" in response.content.decode()


def test_whatever_is_changed_keeps_the_rest(entrer: Entrer) -> None:
    asked = f"/cartographie/croise/?{COMMUN}&par=segment&selon=acheteur&valeur=lignes&famille=08&tri=total"
    lue = page(entrer("groupe"), asked)
    hrefs = [one for one in Liens(lue).liens if "/cartographie/croise/?" in one]
    assert len(hrefs) > 60
    for href in hrefs:
        said = parse_qs(urlsplit(href).query)
        kept = {"par": ["segment"], "selon": ["acheteur"], "valeur": ["lignes"], "famille": ["08"]}
        assert sum(said.get(nom) != value for nom, value in kept.items()) <= 2, href
    swap = html.unescape(re.search(r'id="echanger" href="([^"]+)"', lue)[1])  # type: ignore[index]
    said = parse_qs(urlsplit(swap).query)
    assert (said["par"], said["selon"], said["famille"]) == (["acheteur"], ["segment"], ["08"])


def openings(lue: str) -> list[str]:
    """Where the section that says a crossing is closed leads, in its order."""
    section = lue[lue.index('<section class="vide">') : lue.index("</section>", lue.index('class="vide"'))]
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', section)]


def names(lue: str) -> list[str]:
    body = lue[lue.index("<tbody>") : lue.index("<tfoot>")]
    return re.findall(r'<tr[^>]*><th scope="row" class="lb"><a [^>]*>([^<]+)</a>', body)


def test_rows_come_in_the_order_asked(entrer: Entrer) -> None:
    client = entrer("groupe")
    wanted = f"/cartographie/croise/?{COMMUN}&par=segment&selon=acheteur"
    head, *rows, _ = table(client, wanted)
    totals = [cents(row[-1]) for row in rows if row[0]]
    assert totals == sorted(totals, reverse=True) and rows[-1][0] == ""
    by_name = [row[1].casefold() for row in table(client, f"{wanted}&tri=nom")[1:-1] if row[0]]
    assert by_name == sorted(by_name)
    rank = head.index(ACHETEURS[1][1])
    by_column = table(client, f"{wanted}&tri=col.{ACHETEURS[1][0]}")[1:-1]
    held = [cents(row[rank]) for row in by_column if row[0] and row[rank]]
    assert held == sorted(held, reverse=True)
    assert 'aria-sort="descending"' in page(client, f"{wanted}&tri=col.{ACHETEURS[1][0]}")
    months = page(client, f"/cartographie/croise/?{COMMUN}&par=mois&selon=acheteur")
    assert names(months)[:3] == ["janvier", "février", "mars"]


def test_what_has_no_member_stands_last_and_hatched(entrer: Entrer) -> None:
    lue = page(entrer("groupe"), f"/cartographie/croise/?{COMMUN}&par=acheteur&selon=segment")
    heads = re.findall(r'<th scope="col"[^>]* class="col([^"]*)"', lue)
    assert len(heads) <= 16 and heads[-1].strip() == "inc"
    lue = page(entrer("groupe"), f"/cartographie/croise/?{COMMUN}&par=segment&selon=acheteur")
    assert re.findall(r'<tr[^>]*? class="([^"]*)"', lue)[-2:] == ["inc", "tot"]


def test_members_beyond_the_page_fold_into_others(entrer: Entrer) -> None:
    client = entrer("groupe")
    wanted = f"/cartographie/croise/?{COMMUN}&par=fournisseur&selon=acheteur&valeur=fournisseurs"
    _, *rows, whole = table(client, wanted)
    known = len([row for row in rows if row[0]])
    lue = page(client, wanted)
    assert len(names(lue)) <= 26 and known > 25
    folded = re.search(r'<tr[^>]* class="autre">.*?<td class="tt"[^>]*>([^<]+)<', lue, re.DOTALL)
    assert folded and int(folded[1]) == known - 25
    assert f'<td class="tt" title="{whole[-1]}\u00a0fournisseurs">{whole[-1]}' in lue


def test_payments_between_members_are_shown_where_they_are_crossed(entrer: Entrer) -> None:
    client = entrer("groupe")
    rows = table(client, f"/cartographie/croise/?{COMMUN}&par=flux&selon=acheteur")
    assert "interne" in {row[0] for row in rows}
    assert "paiements entre membres retranchés" not in page(
        client, f"/cartographie/croise/?{COMMUN}&par=flux"
    )
    assert "paiements entre membres retranchés" in page(client, PAR_AN)


def test_a_workbook_is_made_of_numbers_and_says_what_it_is(entrer: Entrer) -> None:
    client = entrer("groupe")
    wanted = f"{PAR_AN}&famille=08"
    made = book(client, wanted)
    assert made.sheetnames == ["croisé", "Croisé dynamique", "Donnees", "Définitions et source"]
    sheet: Any = made["croisé"]
    _, *rows = table(client, wanted)
    for row, line in zip(sheet.iter_rows(min_row=2), rows, strict=True):
        assert row[0].value in (line[0], None) and row[1].value == line[1]
        assert [round((one.value or 0) * 100) for one in row[2:]] == [cents(one) for one in line[2:]]
        assert all(
            one.data_type == "n" and "€" in one.number_format for one in row[2:] if one.value is not None
        )
        assert row[0].data_type != "n"
    assert sheet.freeze_panes == "C2"
    about = {row[0].value: row[1].value for row in made["Définitions et source"].iter_rows()}
    assert about["Avertissement"] == "territoire de démonstration, données simulées"
    assert about["Filtre"].startswith("Famille") and about["Période"].startswith("de ")
    assert about["Valeur"].startswith("Payé HT. Somme") and about["Lignes"].startswith("Acheteurs. ")
    assert about["Version des données"] and re.fullmatch(r"\d\d/\d\d/\d{4}", about["Emporté le"])
    named = client.get(wanted.replace("croise/?", "croise.xlsx?"))["Content-Disposition"]
    assert named.endswith("cartographie-croise-simule.xlsx")


def test_no_text_of_a_workbook_is_a_formula() -> None:
    from achatlas.containers.workbook import Number, Sheet, written

    bad = ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "{=1}", "15.10", "00012"]
    found: Any = openpyxl.load_workbook(io.BytesIO(written([Sheet("s", [bad, [Number(1), None]])])))["s"]
    assert [one.value for one in found[1]] == bad
    assert {one.data_type for one in found[1]} == {"s"} and found["A2"].data_type == "n"


def test_a_table_that_no_sheet_holds_is_refused(entrer: Entrer, monkeypatch: pytest.MonkeyPatch) -> None:
    from achatlas.containers import workbook

    monkeypatch.setattr(workbook, "COLUMNS", 4)
    response = entrer("groupe").get(PAR_AN.replace("croise/?", "croise.xlsx?"))
    assert response.status_code == 400 and "Emportez-le en CSV" in response.content.decode()


def test_the_cartography_the_map_and_each_axis_lead_to_it(entrer: Entrer) -> None:
    client = entrer("groupe")
    for start in ("/cartographie/", "/territoire/", "/operateurs/", "/marches/"):
        lue = page(client, f"{start}?{COMMUN}&acheteur={MIEN}")
        href = next(one for one in Liens(lue).liens if f"{start}croise/?" in one)
        assert f"acheteur={MIEN}" in href and client.get(href).status_code == 200
    heat = next(one for one in Liens(page(client, f"/territoire/?{COMMUN}")).liens if "croise/?" in one)
    assert "par=segment" in heat and "selon=acheteur" in heat
    lue = page(client, f"/cartographie/axe/direction/?{COMMUN}")
    href = next(one for one in Liens(lue).liens if "croise/?" in one)
    assert "par=direction" in href and re.search(r'id="menu-par".*?<b>Directions', page(client, href))


def test_depths_have_round_bounds_up_to_the_greatest() -> None:
    from achatlas.screens.styles import Montants, Nombres, ladder

    assert ladder(41_234) == [1_000, 2_000, 5_000, 10_000, 20_000]
    assert ladder(7) == [2, 5] and ladder(1) == ladder(0) == ladder(-4) == []
    counts = Nombres.of(7, "fournisseurs")
    assert [counts.fond(n, 0) for n in (-1, 0, 1, 2, 5, 7)] == [0, 0, 1, 2, 3, 3]
    assert (counts.dit(1), counts.dit(7)) == ("1\u00a0fournisseur", "7\u00a0fournisseurs")
    assert Montants.of(999_999).unite == "€" and Montants.of(1_000_000).unite == "k€"


def test_a_share_is_as_deep_as_its_middle_and_not_at_all_in_doubt() -> None:
    from achatlas.analyse.taux import Part
    from achatlas.screens.styles import Taux

    style = Taux()
    sure, doubt, none = Part(60, 0, 40, 0, 7), Part(10, 0, 20, 70, 0), Part(-5, 0, 3, 0, 0)
    assert style.fond(sure, sure) == 4 and not style.doubtful(sure)
    assert style.fond(doubt, doubt) == 0 and style.doubtful(doubt)
    assert style.fond(none, none) == 0 and style.ensemble(none) == "—"
    assert style.fond(Part(95, 0, 5, 0, 0), sure) == 6 and style.fond(Part(5, 0, 95, 0, 0), sure) == 1
