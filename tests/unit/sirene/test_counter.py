"""Records are counted without a parser, and as a parser counts them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.sirene.counter import Records, again, counted

CELLS = st.text(alphabet='ab,;"\n\r é', max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=8)


def fed(content: bytes, size: int) -> int:
    """The count of a content given by blocks of a size."""
    records = Records()
    for start in range(0, len(content), size):
        records.feed(content[start : start + size])
    return records.total()


@given(rows=ROWS, size=st.integers(1, 40), fin=st.sampled_from(["\n", "\r\n"]))
def test_quoted_line_feeds_are_no_records_wherever_blocks_are_cut(
    rows: list[list[str]], size: int, fin: str
) -> None:
    out = io.StringIO()
    csv.writer(out, lineterminator=fin, quoting=csv.QUOTE_ALL).writerows(rows)
    assert fed(out.getvalue().encode(), size) == len(rows) - 1


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", 0),
        (b"a,b", 0),
        (b"a,b\n", 0),
        (b"a,b\n1,2", 1),
        (b"a,b\n1,2\n", 1),
        (b"a,b\r\n1,2\r\n3,4", 2),
        (b"a,b\n\n1,2\n\n\n3,4\n\n", 2),
        (b"a,b\r\n\r\n1,2\r\n\r\n", 1),
        (b'a,b\n"1\n\n2",3\n', 1),
        (b'a,b\n"",""\n"x","y"\n', 2),
    ],
)
def test_blank_lines_and_open_ends(content: bytes, expected: int) -> None:
    assert {fed(content, size) for size in (1, 2, 3, 100)} == {expected}


def test_a_misplaced_quote_is_seen_by_the_second_count(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'a,b\nBAR 12",2\n3,4\n5,6\n')
    assert (counted(path), again(path, ",")) == (1, 3)
