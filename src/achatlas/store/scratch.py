"""A folder that lasts no longer than who made it: what a stopped process left is removed by the next."""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from pathlib import Path

ALIVE = "vivant"


class Scratch:
    """A new folder of its owner alone, beside those of other processes; those that nobody holds any more are
    removed. A process that was forked from the one that made it holds it too.
    """

    def __init__(self, beside: Path, prefix: str) -> None:
        beside.mkdir(parents=True, exist_ok=True)
        _sweep(beside, prefix)
        name = f"{prefix}{uuid.uuid4().hex}"
        self.path, hidden = beside / name, beside / f".{name}"  # held before anybody may find it
        hidden.mkdir(mode=0o700)
        self._alive = os.open(hidden / ALIVE, os.O_WRONLY | os.O_CREAT, 0o600)
        fcntl.flock(self._alive, fcntl.LOCK_EX)
        hidden.rename(self.path)

    def close(self) -> None:
        """Removes the folder."""
        os.close(self._alive)
        shutil.rmtree(self.path, ignore_errors=True)


def _sweep(beside: Path, prefix: str) -> None:
    """Removes the folders of processes that died."""
    for path in beside.glob(f"{prefix}*/{ALIVE}"):
        with path.open("a", encoding="ascii") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(path.parent, ignore_errors=True)
