"""Immutable results of the stages: one folder per stage and key, written beside, synchronised, then
renamed.
"""

import errno
import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path

BRUT, CARTES, SIRENE, NOMS = "brut", "cartes", "sirene", "noms"
HALF = ".en-cours-"
SEAL = "scelle.json"


def digest(parts: Iterable[str]) -> str:
    """The key of a result: hash of what it was made from."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, read by blocks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync(path: Path) -> None:
    """Forces a file or a folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(target: Path, build: Callable[[Path], None]) -> Path:
    """Makes a folder appear whole or not at all; returns it, built once only.

    ``build`` fills a temporary sibling; every file then the folder are synchronised before the rename.
    """
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.parent / f"{HALF}{uuid.uuid4().hex}"
    beside.mkdir()
    try:
        build(beside)
        for path in sorted(beside.rglob("*")):
            sync(path)
        sync(beside)
        _place(beside, target)
    finally:
        if beside.exists():
            shutil.rmtree(beside)
    sync(target.parent)
    return target


def _place(beside: Path, target: Path) -> None:
    """Gives a finished folder its name; another process may have made the same one meanwhile."""
    try:
        beside.rename(target)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise


class Snapshots:
    """The snapshots of a territory, under ``instantanes/<etape>/<cle>/``."""

    def __init__(self, home: Path) -> None:
        self.root = home / "instantanes"

    def path(self, etape: str, cle: str) -> Path:
        """Where a result stands, made or not."""
        return self.root / etape / cle

    def make(self, etape: str, cle: str, build: Callable[[Path], None]) -> Path:
        """The result of a stage for a key, built if it is not there yet, then sealed."""

        def sealed(target: Path) -> None:
            build(target)
            files = sorted(path for path in target.rglob("*") if path.is_file())
            marks = {str(path.relative_to(target)): sha256(path) for path in files}
            (target / SEAL).write_text(json.dumps(marks, sort_keys=True), encoding="utf-8")

        return write_whole(self.path(etape, cle), sealed)

    def damaged(self, etape: str, cle: str) -> tuple[str, ...]:
        """The files of a result that are missing or no longer hold what was sealed; none for a result made
        without a seal: nothing can be said of it.
        """
        folder = self.path(etape, cle)
        try:
            marks: dict[str, str] = json.loads((folder / SEAL).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return () if folder.is_dir() else (folder.name,)
        except ValueError:
            return (SEAL,)
        return tuple(name for name, mark in marks.items() if not _holds(folder / name, mark))


def _holds(path: Path, mark: str) -> bool:
    return path.is_file() and sha256(path) == mark
