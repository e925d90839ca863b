"""The counter of workbooks sees the same rows by its fast lane and by expat, or leaves them to expat."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.ingest.counter.plain_sheet import NotPlain, PlainRows, _column, _letters
from achatlas.ingest.counter.xlsx import _date_styles, _Rows, _rows, _shared_strings, _sheet_path, _Values
from tests.sources.golden import examples

TEXTS = ["Réf. A & B", "<1>", "12", "-3.5", "1.5E3", "", "a\nb", "\u00e9\u20ac"]
VALUES = _Values(TEXTS, {"3"})
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="x"><dimension ref="A1"/><sheetData>'
TAIL = "</sheetData><pageMargins/></worksheet>"

texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]), max_size=6)


@st.composite
def cells(draw: st.DrawFn, row: int, column: str) -> str:
    """One cell as spreadsheet programs write it."""
    place, style = f'r="{column}{row}"', draw(st.sampled_from(["", ' s="3"', ' s="1"']))
    said = escape(draw(texts), {'"': "&quot;"})
    number = draw(st.sampled_from(["12", "-3.5", "1.5E3", "0"]))
    return draw(
        st.sampled_from(
            [
                f"<c {place}{style}/>",
                f"<c {place}{style}><v>{number}</v></c>",
                f'<c {place}{style} t="s"><v>{draw(st.integers(0, len(TEXTS) - 1))}</v></c>',
                f'<c {place} t="inlineStr"><is><t>{said}</t></is></c>',
                f'<c {place} t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>',
                f'<c {place} t="str"><f>A1&amp;"x"</f><v>{said}</v></c>',
                f'<c {place}{style}><f t="shared" ref="A1" si="0">1+1</f><v>{number}</v></c>',
                f'<c {place}><f t="shared" si="0"/></c>',
                f'<c {place} t="e"><v>#REF!</v></c>',
                f'<c {place} t="b"><v>1</v></c>',
                f"<c {place}><v>&#49;2</v></c>",
            ]
        )
    )


@st.composite
def sheets(draw: st.DrawFn) -> str:
    """A sheet of a few rows, some empty, some left out."""
    rows = []
    for number in sorted(draw(st.sets(st.integers(1, 12), max_size=6))):
        columns = sorted(draw(st.sets(st.sampled_from("ABCDE"), max_size=4)))
        inside = "".join(draw(cells(number, column)) for column in columns)
        rows.append(
            draw(st.sampled_from([f'<row r="{number}" spans="1:5">{inside}</row>', f'<row r="{number}"/>']))
        )
    return HEAD + draw(st.sampled_from(["", "\n"])).join(rows) + TAIL


def by_expat(xml: bytes) -> list[tuple[int, list[str]]]:
    return list(_rows(io.BytesIO(xml), _Rows(VALUES), "feuille"))


def fast(xml: bytes) -> PlainRows:
    return PlainRows(io.BytesIO(xml), VALUES.of, len(TEXTS))


def narrowed(xml: bytes, rangs: list[int]) -> list[tuple[int, list[str]]]:
    """What is read by the fast lane when only some columns matter."""
    rows = fast(xml)
    rows.only(rangs)
    return [(numero, _those(cells, rangs)) for numero, cells in rows]


def _those(cells: list[str], rangs: list[int]) -> list[str]:
    return ["".join(cells[rang : rang + 1]) for rang in rangs]


wanted = st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True)


@given(sheets())
def test_both_lanes_see_the_same_rows(sheet: str) -> None:
    xml = sheet.encode()
    assert list(fast(xml)) == by_expat(xml)


@given(sheets().filter(lambda sheet: "<c " in sheet), st.data())
def test_a_changed_byte_of_a_cell_is_seen_alike_or_left_to_expat(sheet: str, data: st.DataObject) -> None:
    xml = bytearray(sheet.encode())
    place = data.draw(st.integers(xml.index(b"<c "), xml.rindex(b"</row>")))
    xml[place] = data.draw(st.sampled_from(b"<>/\"' &;!?xc0\r"))
    try:
        plain = list(fast(bytes(xml)))
    except (NotPlain, ValueError, LookupError):
        return
    assert plain == by_expat(bytes(xml))


@given(sheets(), wanted, st.data())
def test_the_columns_that_matter_hold_the_same_and_no_row_is_lost(
    sheet: str, rangs: list[int], data: st.DataObject
) -> None:
    """On sheets as they are written, and with a byte changed."""
    xml = sheet.encode()
    assert narrowed(xml, rangs) == [(numero, _those(cells, rangs)) for numero, cells in by_expat(xml)]
    changed = bytearray(xml)
    place = data.draw(st.integers(len(HEAD), len(xml) - len(TAIL)))
    changed[place] = data.draw(st.sampled_from(b"<>/\"' &;!?xcst09AE\r"))
    assert _outcome(narrowed, bytes(changed), rangs) == _outcome(_whole, bytes(changed), rangs)


def _whole(xml: bytes, rangs: list[int]) -> list[tuple[int, list[str]]]:
    return [(numero, _those(cells, rangs)) for numero, cells in fast(xml)]


def _outcome(read: Callable[[bytes, list[int]], object], xml: bytes, rangs: list[int]) -> object:
    try:
        return read(xml, rangs)
    except (NotPlain, ValueError, LookupError) as fault:
        return type(fault)


@pytest.mark.parametrize("index", ["8", "99", "-1", "x"])
def test_a_shared_text_that_does_not_exist_is_seen_in_a_column_that_does_not_matter(index: str) -> None:
    row = f'<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>{index}</v></c></row>'
    xml = (HEAD + row + TAIL).encode()
    assert _outcome(narrowed, xml, [0]) == _outcome(_whole, xml, [0])


@pytest.mark.parametrize("rang", [0, 25, 26, 27, 51, 52, 701, 702, 703, 16_383])
def test_the_letters_of_a_column_give_its_rank_back(rang: int) -> None:
    assert _column(_letters(rang)) == rang


@pytest.mark.parametrize(
    "odd",
    [
        HEAD + '<row r="1"><c r="A1"><v>1</v></c><!-- x --></row>' + TAIL,
        HEAD + '<row r="1"><c t="n" r="A1"><v>1</v></c></row>' + TAIL,
        HEAD + "<row><c><v>1</v></c></row>" + TAIL,
        HEAD + '<row r="1"><c r="A1" t="str"><v><![CDATA[1]]></v></c></row>' + TAIL,
        HEAD + '<row r="1"><c r="A1" t="str"><v>&deux;</v></c></row>' + TAIL,
        HEAD + '<row r="1"><c r="A1"><v>1</v></c></row>',
        HEAD.replace("UTF-8", "ISO-8859-1") + TAIL,
        HEAD.replace("<worksheet", "<!DOCTYPE x><worksheet") + TAIL,
        "",
    ],
)
def test_what_is_not_plainly_written_is_left_to_expat(odd: str) -> None:
    with pytest.raises(NotPlain):
        list(fast(odd.encode()))


WORKBOOKS = [path for _, path in examples() if path.suffix == ".xlsx"]


@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.name)
def test_the_workbooks_of_the_examples_go_by_the_fast_lane(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        values = _Values(_shared_strings(archive), _date_styles(archive))
        entry = _sheet_path(archive, None)
        with archive.open(entry) as flux:
            plain = list(PlainRows(flux, values.of, len(values.textes)))
        with archive.open(entry) as flux:
            assert plain == list(_rows(flux, _Rows(values), "feuille"))
