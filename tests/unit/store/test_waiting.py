"""What was shown waits to be kept: whole, for two days, and nothing else is read there."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from achatlas.store.waiting import FOLDER, KEPT_S, wait, waiting


def test_what_waits_is_found_whole_under_its_seal(tmp_path: Path) -> None:
    content = "é" * 500_000
    seal = wait(tmp_path, content)
    assert waiting(tmp_path, seal) == content and wait(tmp_path, content) == seal
    assert waiting(tmp_path, wait(tmp_path, "")) == ""
    assert len(list((tmp_path / FOLDER).iterdir())) == 2


def test_what_waited_for_too_long_is_gone(tmp_path: Path) -> None:
    seal, recent = wait(tmp_path, "a"), wait(tmp_path, "b")
    old = time.time() - KEPT_S - 60
    os.utime(tmp_path / FOLDER / seal, (old, old))
    wait(tmp_path, "c")
    assert waiting(tmp_path, seal) is None and waiting(tmp_path, recent) == "b"


def test_what_was_damaged_is_gone(tmp_path: Path) -> None:
    seal = wait(tmp_path, "a")
    (tmp_path / FOLDER / seal).write_text("b", encoding="utf-8")
    assert waiting(tmp_path, seal) is None


@pytest.mark.parametrize("seal", ["", "abc", "../../registre.sqlite3", "A" * 64, "0" * 64])
def test_what_is_no_seal_of_ours_is_nothing(tmp_path: Path, seal: str) -> None:
    assert waiting(tmp_path, seal) is None
