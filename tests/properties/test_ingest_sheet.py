"""Rows of a workbook taken by blocks, kept as Arrow columns, are those taken one by one."""

from __future__ import annotations

import itertools
import re
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.containers.survey.found import UNCACHED, Survey
from achatlas.ingest import tabular
from achatlas.ingest.gather import typed_dates
from achatlas.ingest.readers import sheet
from achatlas.ingest.stage import IngestResult
from tests.unit.ingest.atelier import ingest
from tests.unit.ingest.workbooks import ENTETE, Cell, Day, Fault, Formula, Rows, line, sheet_xml, xlsx

WIDTH, BASE = 3, 1
Record = tuple[int, list[str]]
texts = st.sampled_from([None, "", "a", " ", "2024-03-04 00:00:00", "2024-03-04 10:00:00", "é\n", UNCACHED])
tables = st.lists(st.tuples(*[texts] * WIDTH), max_size=12)
faults = st.dictionaries(
    st.tuples(st.integers(1, 14), st.integers(0, 5)), st.sampled_from(["#REF!", UNCACHED]), max_size=3
)


def records(rows: list[tuple[str | None, ...]], shown: dict[tuple[int, int], str]) -> sheet.Records:
    columns = [pa.array([row[rank] for row in rows], pa.string()) for rank in range(WIDTH)]
    batch = pa.RecordBatch.from_arrays(columns, names=["a", "b", "c"])
    found = Survey("A", faults=dict(shown), base=BASE)
    return sheet.Records(batch, found, sheet._by_row(found, None))


def expected(rows: list[tuple[str | None, ...]], shown: dict[tuple[int, int], str]) -> list[Record]:
    """The same, said cell by cell: the table begins at the base, or at a fault before it."""
    first = min([BASE, *(column for _, column in shown)])
    found = []
    for row in sorted({*range(1, len(rows) + 1), *(row for row, _ in shown)}):
        inside = row <= len(rows)
        cells = [""] * (BASE - first if inside and shown else 0)
        cells += [(text or "").removesuffix(" 00:00:00") for text in (rows[row - 1] if inside else ())]
        for column in sorted(column for at, column in shown if at == row):
            cells += [""] * (column - first + 1 - len(cells))
            cells[column - first] = cells[column - first] or shown[row, column]
        if any(cells):
            found.append((row, cells))
    return found


def in_turn(source: sheet.Records, turns: list[bool]) -> list[Record]:
    found: list[Record] = []
    for turn in itertools.chain(turns, itertools.cycle([True, False])):
        block = source.block() if turn else None
        if block is not None:
            found += block.records()
        elif (one := next(source, None)) is not None:
            found.append(one)
        elif not turn:
            return found
    return found


@given(tables, faults, st.integers(1, 5), st.lists(st.booleans(), max_size=10))
def test_blocks_and_records_taken_in_turn_are_the_rows(
    rows: list[tuple[str | None, ...]], shown: dict[tuple[int, int], str], size: int, turns: list[bool]
) -> None:
    with patch.object(sheet, "_BLOCK", size):
        assert list(records(rows, shown)) == expected(rows, shown)
        assert in_turn(records(rows, shown), turns) == expected(rows, shown)


AMOUNTS: list[Cell] = [
    5, 12.5, -3.25, 1234.56, 0.1 + 0.2, "1 234,56", "12,345", "1.234", "1E5", "x", "NC", None, "", " ",
    Fault(), Formula(), Formula(2.5), Day("2024-03-04", 45355),
]  # fmt: skip
NAMES: list[Cell] = [
    "X",
    "Total",
    "jean.dupont@exemple.fr",
    "1 85 05 78 006 084 36",
    "né le 01/02/1970",
    None,
]


@st.composite
def lines(draw: st.DrawFn) -> list[Cell]:
    """One row, ordinary or dirty."""
    amount = draw(st.one_of(st.just(5), st.sampled_from(AMOUNTS)))
    date = draw(st.sampled_from([Day("2024-03-04", 45355), "04/03/2024", "2024-03-04", None]))
    row = line(amount, date=date, siret=draw(st.sampled_from([None, "00000000000000", 12])))
    row[4] = draw(st.one_of(st.just("X"), st.sampled_from(NAMES)))
    kind = draw(st.integers(0, 12))
    others: dict[int, list[Cell]] = {
        0: [],
        1: list(ENTETE),
        2: ["Total", *[None] * 6, 5],
        3: row[:4],
        4: [*row, "Z"],
    }
    return others.get(kind, row)


def taken(content: bytes, size: int, *, by_block: bool) -> tuple[object, ...]:
    """All that an import leaves, blocks allowed or not."""
    with ExitStack() as stack, tempfile.TemporaryDirectory() as folder:
        for module, name, value in (
            (sheet, "_BLOCK", size), (tabular, "PART", size), (tabular, "TOGETHER", 2 * size),
        ):  # fmt: skip
            stack.enter_context(patch.object(module, name, value))
        if not by_block:
            stack.enter_context(patch.object(sheet.Records, "block", lambda _: None))
            stack.enter_context(patch.object(tabular, "TOGETHER", 1))
        return _left(ingest(Path(folder), "a.xlsx", content, "mandats_tableur", "exemple_xlsx"))


def _left(result: IngestResult) -> tuple[object, ...]:
    written = [pq.read_table(path).to_pylist() for path in (result.chemin, result.rejets)]
    nowhere = replace(result, chemin=Path(), rejets=Path())
    return (*written, nowhere)


@settings(max_examples=30, deadline=None)
@given(st.lists(lines(), min_size=1, max_size=60), st.sampled_from([2, 7, 25]))
def test_what_blocks_leave_is_what_records_leave(rows: Rows, size: int) -> None:
    content = xlsx({"Mandats": sheet_xml([ENTETE, line(5), *rows])})
    assert taken(content, size, by_block=True) == taken(content, size, by_block=False)


ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?: 00:00:00)?")


@given(
    st.lists(
        st.from_regex(r"[\d٣]{3,4}-\d\d-\d\d( 00:00:00)?[\n ]?", fullmatch=True) | st.text(max_size=8),
        max_size=8,
    ),
    st.sampled_from(["%d/%m/%Y", "%Y%m%d", r"%d\1%m\\%Y", "%d/%m", "%d.%m.%Y %H"]),
)
def test_typed_dates_are_written_as_one_by_one(texts: list[str], fmt: str) -> None:
    def one(text: str) -> str:
        found = ISO.fullmatch(text)
        if not found or not all(part in fmt for part in ("%Y", "%m", "%d")):
            return text
        return fmt.replace("%Y", found[1]).replace("%m", found[2]).replace("%d", found[3])

    columns = {"date_mandat": pa.array(texts, pa.string()), "objet": texts}
    typed_dates(columns, fmt)
    assert columns["date_mandat"].to_pylist() == list(map(one, texts))
    assert columns["objet"] == texts
