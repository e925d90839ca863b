"""A folder that lasts no longer than who made it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from achatlas.store.scratch import ALIVE, Scratch

LEFT = "import os, sys; from pathlib import Path; from achatlas.store.scratch import Scratch; " \
    "Scratch(Path(sys.argv[1]), 'essai-'); os._exit(9)"  # fmt: skip


def test_what_a_dead_process_left_is_removed_and_what_a_live_one_holds_is_not(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", LEFT, str(tmp_path)], check=False)
    (left,) = tmp_path.iterdir()
    held = Scratch(tmp_path, "essai-")
    assert not left.exists() and held.path.stat().st_mode & 0o777 == 0o700
    other = Scratch(tmp_path, "essai-")
    assert {one.path for one in (held, other)} == {*tmp_path.iterdir()} and (held.path / ALIVE).exists()
    held.close()
    assert {*tmp_path.iterdir()} == {other.path}
    other.close()


def test_what_bears_another_name_is_left(tmp_path: Path) -> None:
    (tmp_path / "autre-").mkdir()
    (tmp_path / "autre-" / ALIVE).touch()
    Scratch(tmp_path, "essai-").close()
    assert (tmp_path / "autre-").exists()
