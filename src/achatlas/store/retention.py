"""What is kept on the disk: the current publication, two former ones, those that a signed report rests on,
the snapshots they need, each deposit, the referential in use and its names prepared.

A folder leaves in two steps, a rename that nobody can see half done, then the removal: what a crash left of
either is swept by the next run. A server that holds a removed file open goes on reading it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from achatlas.store.publications import MANIFESTE, POINTEUR, PUBLICATIONS, REMADE
from achatlas.store.rapports import Rapports
from achatlas.store.register import Register
from achatlas.store.snapshots import BRUT, CARTES, HALF, NOMS, SIRENE, Snapshots

FORMER = 2
ASIDE = ".efface-"
NOTE = "bruts.json"
PLACES = ("instantanes", "depots", PUBLICATIONS)


@contextmanager
def working(home: Path) -> Iterator[None]:
    """While something is being made, nothing is swept nor removed, whatever process asks."""
    with (home / "verrou").open("w", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


@contextmanager
def _alone(home: Path) -> Iterator[bool]:
    """Whether nobody is at work; if so nobody begins before the end."""
    with (home / "verrou").open("w", encoding="ascii") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def sweep(home: Path) -> int:
    """Removes what interrupted work left half-written or half-removed; returns how many folders.

    Nothing is removed while another process works in this home.
    """
    with _alone(home) as alone:
        left = _left(home) if alone else []
        for path in left:
            shutil.rmtree(path)
        return len(left)


def _left(home: Path) -> list[Path]:
    marks = (HALF, ASIDE)
    return [p for place in PLACES for mark in marks for p in (home / place).rglob(f"{mark}*") if p.is_dir()]


def note(folder: Path, instantanes: Iterable[str]) -> None:
    """Writes in the maps being made which readings they come from."""
    (folder / NOTE).write_text(json.dumps(sorted(instantanes)), encoding="utf-8")


def mark(publication: Path) -> None:
    """Dates a publication from its last showing: the former ones are kept in that order."""
    os.utime(publication / MANIFESTE)


def prune(home: Path, register: Register) -> int:
    """Removes all publications but the current one, those that a signed report rests on and the ``FORMER``
    last others, and the snapshots that neither they nor the register need; returns how many folders. Nothing
    while another process works.
    """
    with _alone(home) as alone:
        gone = [*_publications(home, register), *_snapshots(home, register)] if alone else []
        return len(gone)


def _publications(home: Path, register: Register) -> list[Path]:
    held = {register.pointed(POINTEUR), *Rapports(home).versions()}
    dated = [(p.stat().st_mtime_ns, p.parent) for p in (home / PUBLICATIONS).glob(f"[!.]*/{MANIFESTE}")]
    former = [folder for _, folder in sorted(dated, reverse=True) if folder.name not in held]
    return [_remove(folder) for folder in former[FORMER:]]


def _snapshots(home: Path, register: Register) -> list[Path]:
    """Removes the snapshots that nothing needs; the publications kept are those that still stand."""
    root = Snapshots(home).root
    versions = tuple(p.name.partition(REMADE)[0] for p in (home / PUBLICATIONS).glob("[!.]*"))
    maps = {p.name for p in root.glob(f"{CARTES}/[!.]*") if versions and p.name.startswith(versions)}
    maps |= {register.pointed(name) or "" for name in (CARTES, SIRENE, NOMS)}
    bruts = {d.instantane for d in register.every_depot()}
    bruts |= {key for name in maps for key in _noted(root / CARTES / name)}
    every = [p for p in root.glob("*/[!.]*") if p.is_dir()]
    return [_remove(p) for p in every if p.name not in (bruts if p.parent.name == BRUT else maps)]


def _noted(folder: Path) -> list[str]:
    path = folder / NOTE
    found: list[str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


def discard(folder: Path) -> None:
    """Removes a folder that nobody may read any more, if it is there."""
    if folder.exists():
        _remove(folder)


def _remove(folder: Path) -> Path:
    aside = folder.rename(folder.parent / f"{ASIDE}{uuid.uuid4().hex}")
    shutil.rmtree(aside)
    return folder
