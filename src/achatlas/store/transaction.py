"""One transaction in the register of a home: whole or not at all, on the disk before it is said done."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REGISTRE = "registre.sqlite3"
PATIENCE_S = 30


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose changes are kept when the block ends and undone when it raises; another writer is
    waited for.
    """
    base = sqlite3.connect(path, timeout=PATIENCE_S)
    try:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        with base:
            yield base
    finally:
        base.close()
