"""Long tables: what Arrow writes a column at a time is what a row at a time would say."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from achatlas.containers import lots, streamed
from achatlas.containers.lots import Lots
from achatlas.containers.table import Column
from achatlas.containers.workbook import Sheet
from achatlas.web.exports import SUSPECT, cents, inoffensif

COLONNES = (Column("nom"), Column("paye", "euros"), Column("rang", "nombre"), Column("jour", "date"))
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(
    ["=1+1", "-3", "a;b", '"', "_x0041_", " x "]
)
ROWS = st.lists(
    st.tuples(
        st.none() | TEXTS,
        st.none() | st.integers(-(10**13), 10**13),
        st.none() | st.integers(-(10**9), 10**9),
        st.none() | st.dates(datetime.date(1901, 1, 1), datetime.date(2100, 1, 1)),
    ),
    max_size=6,
)
Row = tuple[Any, ...]


def table(rows: Sequence[Row]) -> Lots:
    """Rows as batches of two."""
    told = lots.schema(COLONNES)
    made = [rows[rank : rank + 2] for rank in range(0, len(rows), 2)]
    return Lots("lignes", COLONNES, [_batch(one, told) for one in made])


def _batch(rows: Sequence[Row], told: pa.Schema) -> pa.RecordBatch:
    nom, paye, rang, jour = (list(column) for column in zip(*rows, strict=True))
    columns = [
        pa.array(nom, pa.string()), lots.euros(pa.array(paye, pa.int64())), pa.array(rang, pa.int64()),
        pa.array(jour, pa.date32()),
    ]  # fmt: skip
    return pa.record_batch(columns, schema=told)


def book(rows: Sequence[Row]) -> openpyxl.Workbook:
    ending = [Sheet("Fin", [["fin"]])], []
    made = streamed.written(streamed.Long(table(rows), (), "Donnees"), lambda _: ending)
    return openpyxl.load_workbook(io.BytesIO(b"".join(made)))


def plain(text: str | None) -> str:
    """A text as it is read again: ends of lines as XML keeps them, what it refuses as workbooks spell it."""
    held = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        one if one in "\n\t" or one >= " " and one not in "\ufffe\uffff" else f"_x{ord(one):04X}_"
        for one in held
    )


@settings(max_examples=60)
@given(ROWS)
@example([("=1+1", -5, 0, None), ("_x0041_\x01&<", None, None, datetime.date(2024, 2, 29))])
def test_a_workbook_holds_what_its_rows_hold(rows: list[Row]) -> None:
    made = book(rows)
    sheet = made["lignes"]
    assert made.sheetnames == ["lignes", "Fin"] and made["Fin"]["A1"].value == "fin"
    for rank, (nom, paye, rang, jour) in enumerate(rows, 2):
        cells = [sheet.cell(rank, place) for place in range(1, 5)]
        assert plain(cells[0].value) == plain(nom)
        assert cells[0].data_type in ("s", "n", "inlineStr") and (cells[0].data_type != "n" or not nom)
        assert (None if paye is None else float(Decimal(paye).scaleb(-2))) == cells[1].value
        assert rang == cells[2].value and (jour is None or cells[3].value.date() == jour)
        assert cells[1].value is None or cells[1].number_format == '#,##0.00\\ "€"'


@settings(max_examples=60)
@given(ROWS)
def test_csv_says_what_the_writer_of_rows_says(rows: list[Row]) -> None:
    said = io.StringIO()
    writer = csv.writer(said, delimiter=";", lineterminator="\r\n")
    writer.writerow([one.nom for one in COLONNES])
    for nom, paye, rang, jour in rows:
        amount = None if paye is None else cents(paye)
        writer.writerow([inoffensif(one) for one in (nom, amount, rang, None if jour is None else str(jour))])
    assert b"".join(lots.csv(table(rows), inoffensif, SUSPECT)).decode() == said.getvalue()


@settings(max_examples=20)
@given(ROWS)
def test_parquet_begins_at_once_and_keeps_every_cent(rows: list[Row]) -> None:
    first, *rest = lots.parquet(table(rows), [("clé", "dit")])
    assert first == b"PAR1"
    read = pq.read_table(io.BytesIO(first + b"".join(rest)))
    assert read["paye"].to_pylist() == [None if p is None else Decimal(p).scaleb(-2) for _, p, _, _ in rows]
    assert read["nom"].to_pylist() == [row[0] for row in rows]


def test_a_long_sheet_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streamed, "ROWS", 5)
    made = book([(f"t{n}", n, n, None) for n in range(7)])
    assert made.sheetnames == ["lignes", "lignes (2)", "lignes (3)", "Fin"]
    found = [row[2] for sheet in made.worksheets[:3] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert found == [*range(7)] and {sheet["A1"].value for sheet in made.worksheets[:3]} == {"nom"}
    assert made.defined_names["Donnees"].attr_text == "lignes!$A$1:$D$4"


def test_a_column_of_many_texts_writes_them_in_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    from achatlas.containers import rows_xml

    monkeypatch.setattr(rows_xml, "OFTEN", 3)
    sheet = book([(f"t{n % 5}", None, None, None) for n in range(9)])["lignes"]
    assert [sheet.cell(rank, 1).value for rank in range(2, 11)] == [f"t{n % 5}" for n in range(9)]


def test_what_fails_midway_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = table([("a", 1, 1, None), ("b", 2, 2, None), ("c", 3, 3, None)])

    def broken() -> Any:
        yield next(iter(whole.lots))
        raise RuntimeError

    long = Lots("lignes", COLONNES, broken())
    kept = []
    with pytest.raises(RuntimeError):
        for content in streamed.written(streamed.Long(long), lambda _: ([], [])):
            kept.append(content)
    assert kept[0].startswith(b"PK\x03\x04") and b"PK\x05\x06" not in b"".join(kept)
    monkeypatch.setattr(lots, "GROUP", 1)
    kept = []
    with pytest.raises(RuntimeError):
        for content in lots.parquet(Lots("lignes", COLONNES, broken())):
            kept.append(content)
    assert len(kept) == 2 and not kept[-1].endswith(b"PAR1")
