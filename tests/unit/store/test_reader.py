"""A session over published files: opened when asked, and what it began to read is read to the end."""

from pathlib import Path

import duckdb
import pytest

from achatlas.domain.errors import PublicationMissing
from achatlas.store.overlays import Change
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
    lots = reader.batches(Prepared('SELECT i FROM "un"."main"."t"'), aliases=["un"])
    first = next(lots)
    reader.close()
    assert sum(sum(lot["i"].to_pylist()) for lot in (first, *lots)) == sum(range(500000))


def test_a_file_that_is_not_asked_need_not_be_there(path: Path, tmp_path: Path) -> None:
    reader = Reader({"un": path, "deux": tmp_path / "deux.duckdb"}, tmp_path / "tampon")
    assert len(reader.rows(ALL, alias="un")) == 500000
    with pytest.raises(PublicationMissing):
        reader.rows(ALL, alias="deux")


def test_what_changes_is_told_over_the_base_and_of_no_other_file(path: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "sur.duckdb")) as over:
        over.execute("CREATE TABLE t AS SELECT i, 1 AS lignes FROM range(3) AS r(i)")
    here = tmp_path / "sur.t.parquet"
    duckdb.execute(f"COPY (SELECT 1::BIGINT AS place, 9 AS i) TO '{here}' (FORMAT PARQUET)")
    changes = {"sur": {"t": Change({"i": "int64", "lignes": "int64"}, here, ["i"])}}
    files = {"sur": tmp_path / "sur.duckdb", "autre": path}
    reader = Reader(files, tmp_path / "tampon", changes)
    here.unlink()
    assert sorted(row["i"] for row in reader.rows(ALL, alias="sur")) == [0, 2, 9]
    assert len(reader.rows(ALL, alias="autre")) == 500000
    both = Prepared('SELECT i FROM "sur"."main"."t" UNION ALL SELECT i FROM "autre"."main"."t" WHERE i < 2')
    assert sorted(row["i"] for row in reader.across(both, aliases=files)) == [0, 0, 1, 2, 9]
    former = Reader(files, tmp_path / "tampon", bases=reader.bases)
    assert sorted(row["i"] for row in former.rows(ALL, alias="sur")) == [0, 1, 2]
    reader.close()
    assert len(former.rows(ALL, alias="sur")) == 3
    former.close()
    assert not [*(tmp_path / "tampon").glob("lecture-*")]


def test_what_changes_and_is_gone_is_told(path: Path, tmp_path: Path) -> None:
    changes = {"un": {"t": Change({"i": "int64"}, tmp_path / "rien.parquet", ["i"])}}
    reader = Reader({"un": path}, tmp_path / "tampon", changes)
    with pytest.raises(PublicationMissing):
        reader.rows(ALL, alias="un")


def test_a_question_that_is_refused_spoils_none_of_the_next(path: Path, tmp_path: Path) -> None:
    reader = Reader({"un": path}, tmp_path / "tampon")
    for _ in range(3):
        with pytest.raises(duckdb.Error):
            reader.rows(Prepared("SELECT 1 / (i - i)::INTEGER, error('non') FROM t"), alias="un")
        assert reader.columns(Prepared("SELECT count(*) AS n FROM t"), alias="un") == ([(500000,)], ["n"])
