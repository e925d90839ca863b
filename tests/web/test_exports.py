"""Exports: what they say of themselves, and what a spreadsheet must never run."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import category

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.web.exports import cents, inoffensif
from tests.web.atelier import ACHETEURS, depot_of

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
PAYE = f"vue=individuelle&pour={ACHETEURS[0][0]}&exercice=2025"


def lignes(client: Client, adresse: str) -> list[list[str]]:
    """The records of a CSV."""
    brut = b"".join(client.get(adresse)).decode("utf-8-sig")  # type: ignore[arg-type]
    return list(csv.reader(io.StringIO(brut), delimiter=";"))


@pytest.mark.parametrize(
    "adresse",
    ["/cartographie/axe/famille.csv", "/cartographie/lignes.csv", "/bilan/rejets.csv", "/marches/lignes.csv"],
)
def test_a_simulated_export_says_so_in_its_name_and_in_its_text(adresse: str, entrer: Entrer) -> None:
    agent = entrer("agent")
    assert "-simule.csv" in agent.get(adresse)["Content-Disposition"]
    assert ["# territoire de démonstration, données simulées"] in lignes(agent, adresse)[:3]


def test_a_real_territory_says_nothing_of_the_kind(entrer: Entrer, tmp_path: Path, maison: Path) -> None:
    from achatlas.catalogue.territoire import load_territoire
    from achatlas.web.exports import entete

    vrai = load_territoire(maison).model_copy(update={"simule": False})
    assert not any("simul" in ligne[0] for ligne in entete(vrai, "v1", "x") if isinstance(ligne[0], str))


def test_an_axis_adds_up_to_the_total_of_the_screen(entrer: Entrer) -> None:
    from achatlas.analyse import query
    from achatlas.analyse.selection import Selection
    from achatlas.screens.droits import Droits
    from achatlas.web.acces import ouvrir

    trouvees = lignes(entrer("agent"), "/cartographie/axe/famille.csv?exercice=2025")
    debut = next(i for i, ligne in enumerate(trouvees) if ligne[0] == "code")
    somme = sum(int(ligne[2].replace(",", "")) for ligne in trouvees[debut + 1 :])
    scope = ouvrir(Droits("agent", "000000001", "")).scope
    selection = Selection().only("exercice", ["2025"])
    assert somme == query.figures(["montant_paye"], selection, scope).valeurs["montant_paye"]


@pytest.mark.parametrize("tableau", ["cartographie", "marches"])
def test_lines_say_who_was_paid_and_from_which_deposit(tableau: str, entrer: Entrer) -> None:
    trouvees = lignes(entrer("agent"), f"/{tableau}/lignes.csv?exercice=tous")
    debut = next(i for i, ligne in enumerate(trouvees) if ligne[0] == "acheteur_siren")
    rows = [dict(zip(trouvees[debut], ligne, strict=True)) for ligne in trouvees[debut + 1 :]]
    assert {row["fournisseur_identifiant"] for row in rows} == {"00090007600001", "sans identifiant"}
    assert {row["depot"] for row in rows} == {depot_of("000000001")[:12]}


def test_the_shares_of_a_board_are_made_again_from_its_lines(entrer: Entrer) -> None:
    client = entrer("agent")
    read = {what: lignes(client, f"/cartographie/{what}.csv?{PAYE}") for what in ("lignes", "axe/local")}
    held: dict[str, Decimal] = {}
    head = next(one for one in read["lignes"] if one[0] == "acheteur_siren")
    place, paid = head.index("local_libelle"), head.index("montant_ht")
    for row in read["lignes"][read["lignes"].index(head) + 1 :]:
        held[row[place]] = held.get(row[place], Decimal(0)) + Decimal(row[paid].replace(",", "."))
    start = next(rank for rank, row in enumerate(read["axe/local"]) if row[0] == "code")
    told = {row[1]: Decimal(row[2].replace(",", ".")) for row in read["axe/local"][start + 1 :]}
    assert held and held == {name: value for name, value in told.items() if name in held}
    assert sum(held.values()) == sum(value for name, value in told.items() if name != "Total")


def test_a_formula_read_in_a_file_is_disarmed(entrer: Entrer) -> None:
    assert "'=1+1;abc" in lignes(entrer("agent"), "/bilan/rejets.csv")[-1]


@given(st.text() | st.text("\ufeff\u200b \x00=＝|a1-", max_size=6))
def test_no_text_cell_starts_a_formula(texte: str) -> None:
    sortie = inoffensif(texte)
    assert isinstance(sortie, str)
    assert not any(category(sign) == "Cc" and sign not in "\t\r\n" for sign in sortie if sign < "\x80")
    assert not sortie.lstrip("\ufeff\u200b\u2060\u00a0 ").startswith(tuple("=+@|\t\r\n＝＋－＠｜"))
    assert not sortie.startswith("-") or sortie.lstrip("-").replace(",", "").replace(".", "").isdigit()


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_cents_survive_their_writing(centimes: int) -> None:
    assert int(cents(centimes).replace(",", "")) == centimes


FORMES = ("csv", "xlsx", "parquet")


def octets(client: Client, adresse: str) -> bytes:
    response = client.get(adresse)
    assert response.status_code == 200, adresse
    return b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]


@pytest.mark.parametrize("chemin", ["cartographie/axe/famille", "cartographie/lignes", "territoire/matrice"])
def test_the_three_formats_hold_the_same_rows(chemin: str, entrer: Entrer) -> None:
    client = entrer("groupe")
    plain = [one for one in lignes(client, f"/{chemin}.csv?{PAYE}") if not one[0].startswith("# ")]
    table = pq.read_table(io.BytesIO(octets(client, f"/{chemin}.parquet?{PAYE}")))
    sheet = openpyxl.load_workbook(io.BytesIO(octets(client, f"/{chemin}.xlsx?{PAYE}"))).worksheets[0]
    assert table.column_names == plain[0] == [one.value for one in sheet[1]]
    ends = 1 if chemin == "territoire/matrice" else 0
    assert (
        len(plain) - 1 - ends == table.num_rows == sheet.max_row - 1 - bool(chemin != "cartographie/lignes")
    )
    for name in (one for one in plain[0] if "montant" in one):
        rank = plain[0].index(name)
        said = [Decimal(one[rank].replace(",", ".") or 0) for one in plain[1 : table.num_rows + 1]]
        assert [one or 0 for one in table[name].to_pylist()] == said, name
        held = [sheet.cell(n, rank + 1).value or 0 for n in range(2, table.num_rows + 2)]
        assert [Decimal(str(one)) for one in held] == said, name


def test_what_must_be_known_travels_with_the_table(entrer: Entrer) -> None:
    client = entrer("groupe")
    wanted = f"?{PAYE}&famille=08"
    book = openpyxl.load_workbook(io.BytesIO(octets(client, f"/cartographie/axe/segment.xlsx{wanted}")))
    about = {row[0].value: row[1].value for row in book["Définitions et source"].iter_rows()}
    table = pq.read_table(io.BytesIO(octets(client, f"/cartographie/axe/segment.parquet{wanted}")))
    assert about == dict(json.loads(table.schema.metadata[b"achatlas"]))
    assert {"Filtre", "Qui la voit", "Masqué", "Source", "Version des données", "Emporté le"} <= set(about)
    assert about["Avertissement"] == "territoire de démonstration, données simulées"
    assert "Donnees" in book.defined_names


def test_a_format_that_does_not_exist_is_no_address(entrer: Entrer) -> None:
    for chemin in ("axe/famille", "lignes", "matrice"):
        assert entrer("groupe").get(f"/cartographie/{chemin}.exe").status_code == 404


@pytest.mark.parametrize("forme", FORMES)
def test_lines_leave_in_no_format_for_who_may_not_read_them(forme: str, entrer: Entrer) -> None:
    assert entrer("elu").get(f"/cartographie/lignes.{forme}").status_code == 404
    other = f"vue=individuelle&pour={ACHETEURS[1][0]}"
    assert entrer("agent").get(f"/cartographie/lignes.{forme}?{other}").status_code == 404


def test_a_dashboard_is_a_workbook_of_sheets_that_bear_their_charts(entrer: Entrer) -> None:
    client = entrer("agent")
    held = io.BytesIO(octets(client, f"/cartographie/classeur.xlsx?{PAYE}"))
    book = openpyxl.load_workbook(held)
    ends = ["Croisé dynamique", "Detail", "Définitions et source"]
    assert book.sheetnames[0] == "Sommaire" and book.sheetnames[-3:] == ends
    told = {row[0]: row[1:3] for row in book["Sommaire"].iter_rows(min_row=2, values_only=True)}
    assert told["Lignes"][0] > 0 and 0 < told["Payé HT classé"][0] <= 1
    assert all(0 <= least <= most <= 1 for least, most in (told["Part des PME"], told["Part locale"]))
    with zipfile.ZipFile(held) as parts:
        charts = [name for name in parts.namelist() if name.startswith("xl/charts/chart")]
    panels = book.worksheets[1:-3]
    assert len(charts) == len(panels) > 5
    for sheet in panels:
        *rows, last = sheet.iter_rows(min_row=2, values_only=True)
        assert last[1] == "Total" and sheet.freeze_panes == "C2" and sheet.auto_filter.ref
        if sheet.title != "Fournisseurs":
            assert round(sum(row[2] for row in rows), 2) == round(last[2], 2), sheet.title
    assert book.defined_names["Detail"].attr_text.startswith("Detail!$A$1:")


CHARTS = {
    "territoire/matrice": (2, "barChart", {"matrice"}),
    "cartographie/axe/departement": (1, "barChart", {"departement"}),
    "cartographie/axe/fournisseur": (2, "lineChart", {"fournisseur", "Cumul"}),
    "cartographie/axe/mois": (2, "barChart", {"mois", "Calendrier"}),
    "cartographie/croise": (2, "barChart", {"croisé", "Croisé dynamique", "Donnees"}),
}


@pytest.mark.parametrize("chemin", CHARTS)
def test_tables_of_the_map_bear_native_charts_over_their_cells(chemin: str, entrer: Entrer) -> None:
    count, kind, sheets = CHARTS[chemin]
    held = io.BytesIO(octets(entrer("groupe"), f"/{chemin}.xlsx?vue=consolidee&exercice=2025"))
    book = openpyxl.load_workbook(held)
    assert {*book.sheetnames} == sheets | {"Définitions et source"}
    with zipfile.ZipFile(held) as parts:
        charts = [parts.read(one).decode() for one in parts.namelist() if one.startswith("xl/charts/chart")]
    assert len(charts) == count and any(kind in one for one in charts)
    for rows, values in ((sheet, ref) for sheet in book for ref in _drawn(charts, sheet.title)):
        cells = [cell.value for row in rows[values] for cell in row]
        assert cells and all(isinstance(one, int | float | None) for one in cells), values


def _drawn(charts: list[str], nom: str) -> list[str]:
    """The cells of a sheet whose values charts draw."""
    found = [one for chart in charts for one in re.findall(r"<c:val><c:numRef><c:f>(.*?)</c:f>", chart)]
    return [one.rpartition("!")[2] for one in found if one.rpartition("!")[0].strip("'") == nom]


def test_the_map_shades_its_cells_and_totals_what_it_draws(entrer: Entrer) -> None:
    content = octets(entrer("groupe"), "/territoire/matrice.xlsx?vue=consolidee&exercice=2025")
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    (shaded,) = sheet.conditional_formatting
    assert str(shaded.sqref).startswith("C2:") and sheet.cell(sheet.max_row, 2).value == "Total"
    last = openpyxl.utils.cell.range_boundaries(str(shaded.sqref))
    assert sheet.cell(1, last[2] + 1).value == "total" and last[3] == sheet.max_row - 1


def test_no_cell_of_an_export_is_a_formula(entrer: Entrer) -> None:
    for chemin in ("cartographie/classeur", "cartographie/lignes", "marches/lignes"):
        book = openpyxl.load_workbook(io.BytesIO(octets(entrer("agent"), f"/{chemin}.xlsx?exercice=tous")))
        assert not [c for s in book for row in s.iter_rows() for c in row if c.data_type == "f"]


def test_a_sheet_that_is_full_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from achatlas.containers import workbook

    monkeypatch.setattr(workbook, "ROWS", 5)
    rows = [["n"], *([str(n)] for n in range(10))]
    workbook.poured(tmp_path / "a.xlsx", [workbook.Sheet("long", iter(rows), filtre=True)])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["long", "long (2)", "long (3)", "long (4)"]
    found = [row[0] for sheet in book for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == [str(n) for n in range(10)] and {sheet["A1"].value for sheet in book} == {"n"}


def test_a_heat_map_leaves_in_the_order_of_the_screen(entrer: Entrer) -> None:
    client, asked = entrer("groupe"), "vue=consolidee&exercice=2025"
    for tri in ("", "nom", "communs"):
        page = client.get(f"/territoire/?{asked}&tri={tri}").content.decode()
        table = page.split('<table class="mat')[1].split("</table>")[0]
        head = next(
            row for row in lignes(client, f"/territoire/matrice.csv?{asked}&tri={tri}") if row[0] == "code"
        )
        rows = [
            row for row in lignes(client, f"/territoire/matrice.csv?{asked}&tri={tri}") if row[0][2:3] == "."
        ]
        shown = [code for code in re.findall(r'<tr data-l="([^"]+)"', table) if code[2:3] == "."]
        assert [row[0] for row in rows][: len(shown)] == shown, tri
        names = re.findall(r'<th scope="col" data-c="[^"]*" class="col[^>]*><a[^>]* title="([^"]+)"', table)
        assert head[2 : 2 + len(names)] == [html.unescape(one) for one in names]


def test_the_file_of_an_axis_says_who_is_no_longer_there(entrer: Entrer) -> None:
    client = entrer("groupe")
    asked = f"vue=individuelle&pour={ACHETEURS[0][0]}&exercice=2025&contre=2024&mois=01"
    page = client.get(f"/cartographie/axe/fournisseur/?{asked}").content.decode()
    said = re.search(r'<p class="note partis">([^<]+)\. <a', page)
    head = [
        row[0] for row in lignes(client, f"/cartographie/axe/fournisseur.csv?{asked}") if row[0][:1] == "#"
    ]
    assert bool(said) == any("hors de cette table" in one for one in head)
    assert said is None or any(html.unescape(said[1]) in one for one in head)
