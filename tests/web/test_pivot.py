"""Native pivots: what a spreadsheet finds in the workbook is what the screen says, and nothing is summed that
does not add up.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from lxml import etree

from tests.web.atelier import ACHETEURS
from tests.web.test_exports import octets

if TYPE_CHECKING:
    from django.test import Client

Entrer = Callable[[str], "Client"]
MINE = f"vue=individuelle&pour={ACHETEURS[0][0]}&exercice=tous"
COMMUN = "vue=consolidee&exercice=2025"
DYNAMIQUE = "Croisé dynamique"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = "location pivotFields rowFields rowItems colFields colItems dataFields pivotTableStyleInfo"
PIVOTS = {
    f"cartographie/lignes.xlsx?{MINE}": "lignes",
    "marches/lignes.xlsx?exercice=tous": "lignes",
    f"cartographie/classeur.xlsx?{MINE}": "Detail",
    f"cartographie/classeur.xlsx?{COMMUN}": "Detail",
    f"cartographie/croise.xlsx?{COMMUN}&par=segment&selon=acheteur": "Donnees",
    f"cartographie/croise.xlsx?{COMMUN}&par=acheteur&selon=exercice&valeur=lignes": "Donnees",
}


def cents(value: Any) -> Decimal:
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


@pytest.mark.parametrize("adresse", PIVOTS)
def test_a_pivot_sums_the_rows_that_it_stands_on(adresse: str, entrer: Entrer) -> None:
    content = octets(entrer("groupe"), f"/{adresse}")
    book = openpyxl.load_workbook(io.BytesIO(content))
    (pivot,) = book[DYNAMIQUE]._pivots
    rows = book[PIVOTS[adresse]]
    source = pivot.cache.cacheSource.worksheetSource
    assert (source.sheet, source.ref) == (rows.title, rows.dimensions)
    assert pivot.cache.refreshOnLoad and not pivot.cache.saveData
    heads = [one.value for one in rows[1]]
    assert [one.name for one in pivot.cache.cacheFields] == heads
    places = [pivot.rowFields[0].x, pivot.colFields[0].x, pivot.dataFields[0].fld]
    members = [[one.v for one in pivot.cache.cacheFields[place].sharedItems._fields] for place in places[:2]]
    held: dict[tuple[Any, Any], Decimal] = {}
    for row in rows.iter_rows(min_row=2, values_only=True):
        line, column, value = (row[place] for place in places)
        held[line, column] = held.get((line, column), Decimal(0)) + cents(value)
    assert {one for one, _ in held} == {*members[0]} and {one for _, one in held} == {*members[1]}
    _, head, *body, last = book[DYNAMIQUE][pivot.location.ref]
    assert [one.value for one in head[1:]] == [*members[1], "Total général"]
    assert [one[0].value for one in body] == members[0]
    for line in body:
        for column, cell in zip(members[1], line[1:], strict=False):
            assert cents(cell.value) == held.get((line[0].value, column), Decimal(0))
    assert cents(last[-1].value) == sum(held.values())
    assert "lignes" in adresse.rpartition("valeur=")[2] or last[-1].number_format == '#,##0.00\\ "€"'


def test_a_pivot_has_its_parts_in_the_order_of_the_schema(entrer: Entrer) -> None:
    content = octets(entrer("groupe"), f"/cartographie/croise.xlsx?{COMMUN}&par=segment&selon=acheteur")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        table = etree.fromstring(parts.read("xl/pivotTables/pivotTable1.xml"))
        book = etree.fromstring(parts.read("xl/workbook.xml"))
        styles = etree.fromstring(parts.read("xl/styles.xml"))
    assert [one.tag.removeprefix(MAIN) for one in table] == ORDER.split()
    assert [one.tag.removeprefix(MAIN) for one in book][-2:] == ["calcPr", "pivotCaches"]
    for axis in ("rowItems", "colItems", "pivotFields"):
        found = table.find(MAIN + axis)
        assert found is not None and int(found.get("count", "0")) == len(found)
    formats = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{MAIN}numFmt")}
    (field,) = table.iter(f"{MAIN}dataField")
    assert formats[field.get("numFmtId")] == '#,##0.00\\ "€"'


@pytest.mark.parametrize("valeur", ["fournisseurs", "part_locale", "evolution.montant_paye"])
def test_what_does_not_add_up_has_no_pivot_and_says_so(valeur: str, entrer: Entrer) -> None:
    from achatlas.web.acces import catalogue

    if valeur == "part_locale":
        valeur = next(iter(catalogue().taux))
    adresse = f"/cartographie/croise.xlsx?{COMMUN}&contre=2024&par=segment&selon=acheteur&valeur={valeur}"
    book = openpyxl.load_workbook(io.BytesIO(octets(entrer("groupe"), adresse)))
    assert book.sheetnames == ["croisé", "Définitions et source"]
    about = {row[0].value: row[1].value for row in book["Définitions et source"].iter_rows()}
    assert "ne s’additionne pas" in about["Tableau croisé dynamique"]


def test_no_member_of_a_pivot_is_a_formula(entrer: Entrer, monkeypatch: pytest.MonkeyPatch) -> None:
    from achatlas.web.cartographie.croise import table

    monkeypatch.setattr(table.Lecture, "nom", lambda self, axe, code: f"=HYPERLINK({code[:1]}")
    adresse = f"/cartographie/croise.xlsx?{COMMUN}&par=segment&selon=acheteur"
    book = openpyxl.load_workbook(io.BytesIO(octets(entrer("groupe"), adresse)))
    (pivot,) = book[DYNAMIQUE]._pivots
    names = [one.v for field in pivot.cache.cacheFields for one in field.sharedItems._fields]
    assert names and all(one.startswith("'=") for one in names)
    assert len({one.casefold() for one in names[:7]}) == len(names[:7]), "no two members are alike"
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("forme", ["csv", "xlsx", "parquet"])
def test_a_long_file_begins_before_its_lines_are_read(
    forme: str, entrer: Entrer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from achatlas.analyse import gate

    def late(*_: Any) -> Any:
        raise AssertionError("read too soon")
        yield

    monkeypatch.setattr(gate, "batches", late)
    response = entrer("groupe").get(f"/cartographie/lignes.{forme}?{MINE}")
    found = iter(response)
    begins = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK\x03\x04", "parquet": b"PAR1"}[forme]
    assert response.streaming and next(found).startswith(begins)
    with pytest.raises(AssertionError, match="too soon"):
        b"".join(found)
