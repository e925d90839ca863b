"""Where the bytes received wait to be read: under the territory, named by their job alone."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from achatlas.store.jobs import Job

RECUS = "recus"


def received(home: Path, name: str) -> Path:
    """Where the bytes of a job stand; the name that the person gave is never part of a path (rule F44)."""
    if not (name.isalnum() and name.isascii()):
        raise ValueError(name)
    return home / "tampon" / RECUS / name


def sweep(home: Path, jobs: Iterable[Job]) -> int:
    """Removes the bytes that no job needs any more; returns how many files."""
    kept = {job.id for job in jobs if job.kept}
    folder = home / "tampon" / RECUS
    left = [path for path in folder.glob("*") if path.name not in kept] if folder.is_dir() else []
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
