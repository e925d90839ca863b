"""A zip of one file: what is declared is checked, then what is really there."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from achatlas.containers import unpack
from achatlas.domain.errors import DiskRefused, UnreadableFile


def archive(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content)
    return path


def unpacked(path: Path, most: int = unpack.INFLATED_MAX) -> tuple[bytes, bytes]:
    seen: list[bytes] = []
    target = path.with_suffix(".csv")
    unpack.unpack_one(path, target, seen.append, most)
    return target.read_bytes(), b"".join(seen)


def test_the_only_file_is_written_and_shown_on_its_way(tmp_path: Path) -> None:
    content = b"a,b\n" * 900_000
    assert unpacked(archive(tmp_path / "a.zip", a=content)) == (content, content)


def test_several_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="2 fichiers"):
        unpacked(archive(tmp_path / "a.zip", a=b"1", b=b"2"))


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", a=b"x" * 10_000)
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UnreadableFile, match="tronquée|endommagée"):
        unpacked(path)


def test_a_bomb_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", a=b"\0" * (unpack.RATIO_FROM + 1))
    with pytest.raises(UnreadableFile, match="piège"):
        unpacked(path)


def test_a_file_larger_than_any_stock_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="plus grande"):
        unpacked(archive(tmp_path / "a.zip", a=b"x" * 1_000), most=999)


def test_an_entry_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", a=b"x" * 1_000)
    said = (1_000).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(said, (10).to_bytes(4, "little")))
    with pytest.raises(UnreadableFile):
        unpacked(path)


def test_without_room_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = unpack.shutil.disk_usage(tmp_path)._replace(free=10)
    monkeypatch.setattr(unpack.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskRefused, match="place"):
        unpacked(archive(tmp_path / "a.zip", a=b"x" * 1_000))
    assert not (tmp_path / "a.csv").exists()
