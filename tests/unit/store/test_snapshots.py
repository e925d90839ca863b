from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import PublicationMissing
from achatlas.store import snapshots
from achatlas.store.engine import Engine


def test_a_folder_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    def half(target: Path) -> None:
        (target / "a").write_text("1")
        raise OSError("panne")

    with pytest.raises(OSError, match="panne"):
        snapshots.write_whole(tmp_path / "cible", half)
    assert list(tmp_path.iterdir()) == []


def test_what_is_built_is_not_built_again(tmp_path: Path) -> None:
    built: list[Path] = []
    for _ in range(2):
        snapshots.write_whole(tmp_path / "cible", built.append)
    assert len(built) == 1


def test_bytes_are_on_the_disk_before_the_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    real_sync, real_rename = snapshots.sync, Path.rename
    monkeypatch.setattr(snapshots, "sync", lambda p: (said.append(f"sync {p.name[:3]}"), real_sync(p))[1])
    monkeypatch.setattr(Path, "rename", lambda p, t: (said.append("rename"), real_rename(p, t))[1])
    snapshots.write_whole(tmp_path / "cible", lambda target: (target / "fichier").write_text("1"))
    assert said == ["sync fic", "sync .en", "rename", f"sync {tmp_path.name[:3]}"]


def test_the_key_tells_its_parts_apart() -> None:
    assert snapshots.digest(["a", "bc"]) != snapshots.digest(["ab", "c"])


def test_rows_of_another_version_are_said_to_be_so(tmp_path: Path) -> None:
    table = Catalogue().tables["brut__mandats"]
    pq.write_table(pa.table({"source": ["x"]}), tmp_path / "ancien.parquet")
    with Engine(tmp_path / "tampon") as engine, pytest.raises(PublicationMissing, match="autre version"):
        engine.parquet(table, [tmp_path / "ancien.parquet"])
