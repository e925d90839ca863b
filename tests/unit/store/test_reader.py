"""A session over published files: opened when asked, and what it began to read is read to the end."""

from pathlib import Path

import duckdb
import pytest

from achatlas.domain.errors import PublicationMissing
from achatlas.store.reader import Reader
from achatlas.store.templates import Prepared

ALL = Prepared("SELECT i FROM t")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with duckdb.connect(str(tmp_path / "un.duckdb")) as base:
        base.execute("CREATE TABLE t AS SELECT i FROM range(500000) AS r(i)")
    return tmp_path / "un.duckdb"


def test_an_export_goes_on_after_its_session_is_closed(path: Path, tmp_path: Path) -> None:
    reader = Reader({"un": path}, tmp_path / "tampon")
    lines = reader.stream(ALL, alias="un")
    first = next(lines)
    reader.close()
    assert first["i"] + sum(line["i"] for line in lines) == sum(range(500000))


def test_a_file_that_is_not_asked_need_not_be_there(path: Path, tmp_path: Path) -> None:
    reader = Reader({"un": path, "deux": tmp_path / "deux.duckdb"}, tmp_path / "tampon")
    assert len(reader.rows(ALL, alias="un")) == 500000
    with pytest.raises(PublicationMissing):
        reader.rows(ALL, alias="deux")


def test_what_a_file_lacks_is_read_in_its_base_and_in_no_other(path: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "sur.duckdb")) as over:
        over.execute("CREATE TABLE u AS SELECT 1 AS i")
    reader = Reader({"sur": tmp_path / "sur.duckdb", "sur__base": path, "autre": path}, tmp_path / "tampon")
    assert reader.rows(Prepared("SELECT i FROM u"), alias="sur") == [{"i": 1}]
    assert len(reader.rows(ALL, alias="sur")) == 500000
    with pytest.raises(duckdb.Error):
        reader.rows(Prepared("SELECT i FROM u"), alias="autre")
