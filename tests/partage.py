"""What the workers of a session share: a folder that takes long to make is made by the first who asks."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest

MADE = "fait"


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """What ``make`` made of a folder of this name, once for all the workers of a session: its result when it
    is a path, else the folder. Nobody writes in it.
    """
    own = factory.getbasetemp()
    common = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / f"commun_{name}"
    with common.with_suffix(".verrou").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = common / MADE
        if not told.exists():
            common.mkdir(exist_ok=True)
            made = make(common)
            told.write_text(str(made if isinstance(made, Path) else common))
    return Path(told.read_text())
