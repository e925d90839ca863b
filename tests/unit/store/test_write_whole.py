"""What the system calls say of `write_whole`: bytes first, then the name, then the folder that holds it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from achatlas.store.snapshots import Snapshots, sha256, write_whole

Calls = list[tuple[str, str]]


def _two_files(target: Path) -> None:
    (target / "a").write_text("1")
    (target / "sous").mkdir()
    (target / "sous" / "b").write_text("2")


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Every fsync and rename of the process, in order, with the name of what it touches."""
    said: Calls = []
    fsync, rename = os.fsync, os.rename

    def spied_fsync(handle: int) -> None:
        said.append(("fsync", os.readlink(f"/proc/self/fd/{handle}")))
        fsync(handle)

    def spied_rename(source: str, target: str, **_: int) -> None:
        said.append(("rename", str(target)))
        rename(source, target)

    monkeypatch.setattr(os, "fsync", spied_fsync)
    monkeypatch.setattr(os, "rename", spied_rename)
    return said


def test_every_file_is_synchronised_then_renamed_then_the_folder(tmp_path: Path, calls: Calls) -> None:
    target = write_whole(tmp_path / "net" / "cle", _two_files)
    place = calls.index(("rename", str(target)))
    before = {Path(path).name for name, path in calls[:place] if name == "fsync"}
    assert {"a", "b", "sous"} <= before
    assert any(name.startswith(".en-cours-") for name in before)
    assert calls[place + 1 :] == [("fsync", str(target.parent))]


def test_nothing_is_renamed_when_the_disk_refuses_to_synchronise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="disque plein"):
        write_whole(tmp_path / "cle", _two_files)
    assert list(tmp_path.iterdir()) == []


def test_a_crash_leaves_the_former_result_alone(tmp_path: Path) -> None:
    kept = write_whole(tmp_path / "ancienne", _two_files)

    def crash(target: Path) -> None:
        _two_files(target)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "nouvelle", crash)
    assert [p.name for p in tmp_path.iterdir()] == ["ancienne"]
    assert (kept / "sous" / "b").read_text() == "2"


def test_a_snapshot_stands_under_its_stage_and_key(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    made = snapshots.make("net", "cle", _two_files)
    assert made == tmp_path / "instantanes" / "net" / "cle" == snapshots.path("net", "cle")


def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "vide").write_bytes(b"")
    assert sha256(tmp_path / "vide").startswith("e3b0c44298fc1c149afbf4c8996fb924")


def test_another_process_that_makes_the_same_folder_meanwhile_is_no_failure(tmp_path: Path) -> None:
    def overtaken(target: Path) -> None:
        _two_files(target)
        write_whole(tmp_path / "cle", _two_files)

    assert (write_whole(tmp_path / "cle", overtaken) / "a").read_text() == "1"
    assert [p.name for p in tmp_path.iterdir()] == ["cle"]
