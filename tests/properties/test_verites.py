"""A file of titles loses none in silence, wherever a quote strays."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.cli.classement import COLUMNS, WANTED, _whole
from achatlas.cli.verites import Verite
from achatlas.domain.errors import UnreadableFile

WORDS = st.text(alphabet='ab, "é', min_size=1, max_size=12).filter(str.strip)
CODES = st.sampled_from(["77310000-6", "45261900", "30197630-1"])
ROWS = st.lists(st.tuples(WORDS, CODES), min_size=1, max_size=8)


def read(path: Path, text: str) -> list[tuple[str, str]]:
    path.write_text(text, encoding="utf-8", newline="")
    verite = Verite(path, ("objet",), COLUMNS, WANTED, _whole)
    return [(one.cells["objet"], one.cells["cpv"]) for one in verite.records()]


@given(ROWS, st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), st.sampled_from(["\n", "\r\n"]))
def test_what_a_tool_wrote_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], quoting: int, end: str
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting, lineterminator=end).writerows([("objet", "cpv"), *rows])  # type: ignore[arg-type]
    path = tmp_path_factory.getbasetemp() / "verite.csv"
    assert read(path, out.getvalue()) == [(objet.strip(), cpv) for objet, cpv in rows]


@given(ROWS, st.data())
def test_a_quote_strays_anywhere_and_every_line_is_a_title_or_the_file_is_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], data: st.DataObject
) -> None:
    plain = [(objet.replace(",", " ").replace('"', " ") + "x", cpv) for objet, cpv in rows]
    text = "\n".join(",".join(row) for row in plain) + "\n"
    places = sorted(data.draw(st.sets(st.integers(0, len(text) - 1), min_size=1, max_size=3)), reverse=True)
    for at in places:
        text = f'{text[:at]}"{text[at:]}'
    path = tmp_path_factory.getbasetemp() / "verite.csv"
    try:
        found = read(path, f"objet,cpv\n{text}")
    except UnreadableFile as refused:
        assert "ligne" in refused.ou
    else:
        assert len(found) == len(rows)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xef\xbb\xbfobjet,cpv\nTravaux,45261900\nR\xe9fection,45261900\n", "ligne 3, octet 2"),
        (b"objet,cpv\n\n", "aucune ligne"),
    ],
)
def test_a_file_that_is_not_what_it_says_or_that_says_nothing_is_refused(
    tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "verite.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as refused:
        list(Verite(path, ("objet",), COLUMNS, WANTED, _whole).records())
    assert said in refused.value.pourquoi
