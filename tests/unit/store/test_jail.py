"""A session opened on one buyer's file reaches nothing else, whatever is asked of it."""

from pathlib import Path

import duckdb
import pytest

from achatlas.store.reader import Reader
from achatlas.store.templates import Prepared

SECRET = "ligne du voisin"


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    for name in ("moi", "voisin"):
        with duckdb.connect(str(tmp_path / f"{name}.duckdb")) as base:
            base.execute("CREATE TABLE t AS SELECT ? AS objet", [SECRET if name == "voisin" else "la mienne"])
    (tmp_path / "lien.duckdb").symlink_to(tmp_path / "voisin.duckdb")
    (tmp_path / "voisin.csv").write_text(SECRET)
    return Reader({"moi": tmp_path / "moi.duckdb"}, tmp_path / "tampon")


ATTEMPTS = [
    "ATTACH '{here}/voisin.duckdb' AS v (READ_ONLY)",
    "ATTACH '{here}/lien.duckdb' AS v (READ_ONLY)",
    "ATTACH '{here}/tampon/../voisin.duckdb' AS v (READ_ONLY)",
    "SELECT * FROM read_csv('{here}/voisin.csv')",
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM glob('{here}/*')",
    "COPY (SELECT 1) TO '{here}/sortie.csv'",
    "COPY (SELECT 1) TO '{here}/moi.duckdb'",
    "INSTALL httpfs",
    "SET enable_external_access=true",
    "SET allowed_paths=['{here}/voisin.duckdb']",
    "RESET lock_configuration",
    "SELECT * FROM secret_python",
    "INSERT INTO moi.t VALUES ('faux')",
    "CREATE TABLE moi.u AS SELECT 1",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_jail_holds(reader: Reader, tmp_path: Path, attempt: str) -> None:
    secret_python = [SECRET]
    with pytest.raises(duckdb.Error) as refused:
        reader.bases.session.execute(attempt.format(here=tmp_path)).fetchall()
    assert SECRET not in str(refused.value)
    assert secret_python


def test_one_s_own_file_is_read(reader: Reader) -> None:
    assert reader.rows(Prepared("SELECT objet FROM t"), alias="moi") == [{"objet": "la mienne"}]
