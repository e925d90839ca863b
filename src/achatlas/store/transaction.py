"""One transaction in the register of a home: whole or not at all, on the disk before it is said done."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from achatlas.domain.errors import DiskRefused

REGISTRE = "registre.sqlite3"
PATIENCE_S = 30
RACY_NS = 200_000_000
State = tuple[tuple[int, int], ...]
ROOM = 1 << 17
"""Bytes without which SQLite opens nothing to be written."""
_REFUSED = ("disk is full", "disk I/O error", "unable to open", "readonly database")


class _Open(threading.local):
    """The registers whose writings this thread keeps together."""

    def __init__(self) -> None:
        self.bases: dict[Path, sqlite3.Connection] = {}


_OPEN = _Open()


@contextmanager
def together(path: Path) -> Iterator[None]:
    """Makes one transaction of all that this thread writes within the block; nobody else writes meanwhile."""
    with transaction(path) as base:
        writing(base)
        _OPEN.bases[path] = base
        try:
            yield
        finally:
            del _OPEN.bases[path]


def writing(base: sqlite3.Connection) -> None:
    """Keeps others from writing from now on, until the transaction ends."""
    if not base.in_transaction:
        base.execute("BEGIN IMMEDIATE")


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose changes are kept when the block ends and undone when it raises; another writer is
    waited for. Where nothing can be written, what was written before can still be read.

    Raises DiskRefused when the disk is full, or refuses.
    """
    if base := _OPEN.bases.get(path):
        yield base
        return
    try:
        base = _opened(path)
        try:
            with base:
                yield base
        finally:
            base.close()
    except sqlite3.OperationalError as error:
        if not _of_disk(error):
            raise
        raise _told(error, path) from error


def settled(home: Path) -> State:
    """The state of the register of a home: when its files were written, and their sizes; nothing within
    ``RACY_NS`` of a writing, as another could then leave no trace.
    """
    path = home / REGISTRE
    found: list[tuple[int, int]] = []
    for one in (path, path.with_name(f"{path.name}-wal")):
        try:
            told = one.stat()
        except FileNotFoundError:
            continue
        if told.st_size:
            found.append((told.st_mtime_ns, told.st_size))
    last = max((when for when, _ in found), default=time.time_ns())
    return tuple(found) if time.time_ns() - last > RACY_NS else ()


def _opened(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=PATIENCE_S)
    try:
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
    except sqlite3.OperationalError as error:
        base.close()
        if not _of_disk(error) or not _settled(path):
            raise
        return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    return base


def _settled(path: Path) -> bool:
    """Whether all that was written is in the file itself, and nothing in the journal beside it."""
    journal = path.with_name(f"{path.name}-wal")
    return path.exists() and not (journal.exists() and journal.stat().st_size)


def _of_disk(error: sqlite3.OperationalError) -> bool:
    return any(words in str(error) for words in _REFUSED)


def _told(error: sqlite3.OperationalError, path: Path) -> DiskRefused:
    if "disk is full" in str(error) or shutil.disk_usage(path.parent).free < ROOM:
        return DiskRefused(
            "Le disque est plein",
            str(path),
            "il n'y a plus de place où écrire",
            "libérez-en, puis recommencez : ce qui était enregistré l'est toujours",
        )
    return DiskRefused(
        "Le disque refuse le registre du territoire",
        str(path),
        "il ne peut être ni ouvert ni écrit à cet endroit",
        "vérifiez les droits de ce dossier et l'état du disque, puis recommencez",
    )
