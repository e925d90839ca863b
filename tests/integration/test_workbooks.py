"""Workbooks of the three kinds: one table, one reading, one account; what each hides is said (F09, F10)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.signalements import told
from achatlas.domain.balance import Tally
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.money import NumberFormat
from achatlas.ingest.counter.count import count_file
from achatlas.ingest.layout import AmountRule, CountSpec
from achatlas.ingest.readers.sheet import read_records
from achatlas.ingest.stage import IngestResult
from tests.unit.ingest.atelier import ingest
from tests.unit.ingest.workbooks import (
    ENTETE,
    Cell,
    Day,
    Fault,
    Formula,
    Rows,
    line,
    ods,
    sheet_xml,
    xls,
    xlsx,
)

KINDS: dict[str, Callable[[Rows], bytes]] = {
    "ods": lambda rows: ods({"Mandats": rows}),
    "xls": lambda rows: xls({"Mandats": rows}),
    "xlsx": lambda rows: xlsx({"Mandats": sheet_xml(rows)}),
}
kinds = pytest.mark.parametrize("kind", KINDS)


def read(folder: Path, content: bytes, name: str = "a.xlsx") -> IngestResult:
    return ingest(folder, name, content, "mandats_tableur", "exemple_xlsx")


def written(result: IngestResult, column: str) -> list[str | None]:
    texts: list[str | None] = pq.read_table(result.chemin)[column].to_pylist()
    return texts


def reasons(result: IngestResult) -> dict[str, int]:
    return {motif: account.lignes for motif, account in result.bilan.rejets.items()}


@kinds
def test_the_three_kinds_read_amounts_alike(kind: str, tmp_path: Path) -> None:
    amounts: list[Cell] = [
        1234.56,
        "1 234,56",
        "1234.56",
        0.1 + 0.2,
        -12,
        1e-320,
        10**12,
        "12.345",
        "1E5",
        True,
        "",
    ]
    result = read(tmp_path, KINDS[kind]([ENTETE, *map(line, amounts)]))
    assert result.bilan.acceptes.centimes == 3 * 123456 + 30 - 1200 + 10**14
    assert reasons(result) == {"montant_absent": 1, "montant_illisible": 2, "montant_sous_centime": 1}


@kinds
@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.ods", "a", "a.xlsx.pdf"])
def test_the_bytes_decide_and_not_the_name(kind: str, name: str, tmp_path: Path) -> None:
    assert read(tmp_path, KINDS[kind]([ENTETE, line(5)]), name).bilan.acceptes.centimes == 500


@kinds
def test_an_error_in_the_amount_is_rejected_and_counted(kind: str, tmp_path: Path) -> None:
    result = read(tmp_path, KINDS[kind]([ENTETE, line(5), line(Fault()), line(Fault("#N/A"))]))
    assert reasons(result) == {"cellule_en_erreur": 2}
    assert result.signalements["cellules_en_erreur"] == 2
    assert "#REF!" in pq.read_table(result.rejets)["extrait"][0].as_py()


@kinds
def test_a_date_is_read_as_a_date_and_is_no_euro(kind: str, tmp_path: Path) -> None:
    day = Day("2024-03-04", 45355)
    result = read(tmp_path, KINDS[kind]([ENTETE, line(1, date=day), line(day)]))
    assert written(result, "date_mandat") == ["04/03/2024"]
    assert reasons(result) == {"montant_illisible": 1}


@kinds
def test_a_siret_typed_as_a_number_loses_no_digit(kind: str, tmp_path: Path) -> None:
    typed, text = 35600000000048, "3,56E+13"
    result = read(tmp_path, KINDS[kind]([ENTETE, line(1, siret=typed), line(2, siret=text)]))
    assert written(result, "tiers_siret") == ["35600000000048", "3,56E+13"]


@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_a_formula_never_computed_is_rejected_and_no_text_stands_for_it(kind: str, tmp_path: Path) -> None:
    rows = [ENTETE, line(Formula(5.0)), line(Formula()), line(7, siret=Formula())]
    result = read(tmp_path, KINDS[kind](rows))
    assert result.bilan.acceptes.centimes == 1200
    assert reasons(result) == {"formule_sans_valeur": 1}
    assert result.signalements["formules_sans_valeur"] == 2
    assert written(result, "tiers_siret") == [None, None]


@pytest.mark.parametrize("kind", ["ods", "xlsx"])
def test_rows_and_columns_of_formulas_alone_are_not_lost(kind: str, tmp_path: Path) -> None:
    """What no reader of values sees: a column before the table, a row after it, all of them formulas."""
    rows: Rows = [[None, *ENTETE], [Formula(), *line(5)], [None, *line(6)], [None, None, *[Formula()] * 4]]
    result = read(tmp_path, KINDS[kind](rows))
    assert result.bilan.lu.lignes == 3
    assert result.bilan.acceptes.centimes == 1100


def test_an_error_beside_an_amount_is_never_taken_for_a_blank(tmp_path: Path) -> None:
    """Debit less credit: an error on one side is no zero."""
    rule, path = AmountRule("D", moins="C"), tmp_path / "a.xlsx"
    spec = CountSpec("tableur", (rule,), NumberFormat(), entete=frozenset({"D", "C"}))
    for content in (
        xlsx({"A": sheet_xml([["D", "C"], [Fault(), 5]])}),
        ods({"A": [["D", "C"], [Fault(), 5]]}),
    ):
        path.write_bytes(content)
        assert count_file(path, spec).centimes == 0
        assert list(read_records(path, None)) == [(1, ["D", "C"]), (2, ["#REF!", "5"])]


@kinds
def test_a_credit_left_blank_at_the_end_of_its_row_takes_no_debit_away(kind: str, tmp_path: Path) -> None:
    rule, path = AmountRule("D", moins="C"), tmp_path / "a.xlsx"
    spec = CountSpec("tableur", (rule,), NumberFormat(), entete=frozenset({"D", "C"}))
    path.write_bytes(KINDS[kind]([["N", "D", "C"], ["a", 5, None], ["b", None, 3], ["c", None, None]]))
    expected = Tally()
    for numero, centimes in ((2, 500), (3, -300), (4, 0)):
        expected.add(numero, centimes)
    assert count_file(path, spec) == expected.account()


@pytest.mark.parametrize("kind", ["xls", "xlsx"])
@pytest.mark.parametrize(("since_1904", "expected"), [(False, "04/03/2024"), (True, "05/03/2028")])
def test_both_date_systems_are_followed(kind: str, since_1904: bool, expected: str, tmp_path: Path) -> None:
    rows = [ENTETE, line(1, date=Day("2024-03-04", 45355))]
    books = {
        "xls": lambda: xls({"A": rows}, since_1904=since_1904),
        "xlsx": lambda: xlsx({"A": sheet_xml(rows)}, since_1904=since_1904),
    }
    assert written(read(tmp_path, books[kind]()), "date_mandat") == [expected]


def test_the_sheet_read_is_named_and_the_others_are_told(tmp_path: Path) -> None:
    table: Rows = [ENTETE, line(5)]
    full = {"Cachée": table, "Mandats": table, "Vide": [], "Titres": table, "Notes": [["x"]]}
    hidden = ["Cachée"]
    books = [
        ods(full, hidden=hidden),
        xls(full, hidden=hidden),
        xlsx({nom: sheet_xml(rows) for nom, rows in full.items()}, hidden=hidden),
    ]
    for content in books:
        result = read(tmp_path, content)
        assert result.signalements == {"autres_feuilles": 2, "autres_feuilles_masquees": 1}
        assert set(written(result, "feuille")) == {"Mandats"}


def test_hidden_rows_and_columns_and_merged_cells_are_read_and_told(tmp_path: Path) -> None:
    rows: Rows = [ENTETE, line(5), line(6)]
    expected = {"lignes_masquees": 1, "colonnes_masquees": 2, "cellules_fusionnees": 1}
    head = '<dimension ref="A1:C3"/><cols><col min="2" max="3" hidden="1"/>'
    head += '<col min="20" max="99" hidden="1"/></cols>'
    tail = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    open_xml = xlsx({"A": sheet_xml(rows, head=head, tail=tail, hidden_rows=[2])})
    binary = xls({"A": rows}, hidden_rows=[2], hidden_columns=[1, 2], merged=[(1, 2, 0, 0)])
    for content in (open_xml, binary):
        result = read(tmp_path, content)
        assert (result.signalements, result.bilan.acceptes.centimes) == (expected, 1100)


def test_hidden_rows_of_an_ods_are_told(tmp_path: Path) -> None:
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ["2024", "9", "", "60", "X", "", "Y", "7", "D"]
    )
    twice = 'table:visibility="filter" table:number-rows-repeated="2"'
    filtered = f"<table:table-row {twice}>{cells}</table:table-row>"
    result = read(tmp_path, ods({"A": [ENTETE, line(5)]}, rows_xml=filtered))
    assert (result.signalements["lignes_masquees"], result.bilan.lu.centimes) == (2, 1900)


@pytest.mark.parametrize(("last", "told_of"), [(65_536, 1), (1_048_576, 1), (65_535, 0)])
def test_a_sheet_as_tall_as_excel_allows_is_told(last: int, told_of: int, tmp_path: Path) -> None:
    cells = "".join(f'<c r="{chr(65 + c)}{last}" t="inlineStr"><is><t>x</t></is></c>' for c in range(9))
    rows = sheet_xml([ENTETE, line(5)]).replace("</sheetData>", f'<row r="{last}">{cells}</row></sheetData>')
    assert read(tmp_path, xlsx({"A": rows})).signalements.get("limite_excel", 0) == told_of


def test_every_flag_of_a_workbook_has_its_words() -> None:
    flags = "autres_feuilles autres_feuilles_masquees feuille_masquee lignes_masquees colonnes_masquees"
    more = "cellules_fusionnees formules_sans_valeur cellules_en_erreur"
    for one in told(Catalogue(), dict.fromkeys(f"{flags} {more}".split(), 2)):
        assert one.que_faire, one.nom


@pytest.mark.parametrize("wanted", ["Absente", None])
def test_a_workbook_without_the_sheet_wanted_is_refused(wanted: str | None, tmp_path: Path) -> None:
    path = tmp_path / "a"
    hidden: Rows = [["x"]]
    for content in (ods({"A": hidden}, hidden=["A"]), xlsx({"A": sheet_xml(hidden)}, hidden=["A"])):
        path.write_bytes(content)
        with pytest.raises(UnreadableFile, match="absente|visible"):
            list(read_records(path, wanted))


CENTIMES = st.integers(-(10**11), 10**11)
AMOUNTS = st.one_of(
    CENTIMES.map(lambda cents: cents / 100),
    CENTIMES.map(lambda cents: f"{cents / 100:.2f}".replace(".", ",")),
    st.floats(-1e6, 1e6, allow_nan=False),
    st.sampled_from([None, "", "x", "TOTAL", True, Fault(), Day("2024-03-04", 45355)]),
)


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.lists(AMOUNTS, max_size=8))
def test_reader_and_counter_agree_on_any_column(
    tmp_path_factory: pytest.TempPathFactory, kind: str, amounts: list[Cell]
) -> None:
    result = read(tmp_path_factory.mktemp("a"), KINDS[kind]([ENTETE, line(1), *map(line, amounts)]))
    assert result.bilan.equilibre
    assert result.bilan.lu.lignes == len(amounts) + 1


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(sorted(KINDS)), st.lists(CENTIMES, min_size=1, max_size=8))
def test_cents_up_to_a_billion_euros_survive_the_doubles(
    tmp_path_factory: pytest.TempPathFactory, kind: str, cents: list[int]
) -> None:
    rows = [ENTETE, *(line(amount / 100) for amount in cents)]
    result = read(tmp_path_factory.mktemp("a"), KINDS[kind](rows))
    assert pq.read_table(result.chemin)["montant_ht_centimes"].to_pylist() == cents
