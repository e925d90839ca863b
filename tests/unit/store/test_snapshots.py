from pathlib import Path

import pytest

from achatlas.store import snapshots


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
