"""A file read in confined processes: one parses while another counts, and what they saw is held together
here.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from achatlas.catalogue.load import PACKAGE, Catalogue
from achatlas.domain.balance import Account
from achatlas.ingest.context import Told
from achatlas.ingest.sandbox import sandboxed
from achatlas.ingest.stage import IngestResult, Reading, count_again, read_file, settle
from achatlas.ingest.zygote import Limits
from achatlas.settings import Settings

LARGE = 8 << 20
"""Bytes above which a second process is worth its start."""


@dataclass(frozen=True)
class Task:
    """Plain arguments of a reading, as a confined process takes them: where the file is, whose it is, how it
    is read, under which name, where its rows go, which definitions hold, and
    what the territory says of its buyer.
    """

    path: Path
    acheteur: str | None
    source: str
    profil: str | None
    name: str
    target: Path
    roots: Sequence[Path]
    told: Told

    @property
    def catalogue(self) -> Catalogue:
        """The definitions, read where they are used."""
        return Catalogue(next((root for root in self.roots if root != PACKAGE), None))


def read(task: Task, settings: Settings) -> IngestResult:
    """The balanced result of a file: a hostile or endless one takes nothing else down (F40). Raises what
    ``ingest_file`` does, and UnreadableFile when a limit is met.
    """
    limits = Limits(memory=settings.memoire_lecture, wall=settings.duree_lecture)
    if task.path.stat().st_size < LARGE:
        return sandboxed(partial(_whole, task), task.name, limits)
    pool = ThreadPoolExecutor(1)
    try:
        counted: Future[Account] = pool.submit(sandboxed, partial(_counted, task), task.name, limits)
        return settle(sandboxed(partial(_parsed, task), task.name, limits), counted.result())
    finally:
        pool.shutdown(wait=False)


def _whole(task: Task) -> IngestResult:
    return settle(_parsed(task), _counted(task))


def _parsed(task: Task) -> Reading:
    return read_file(
        task.path,
        acheteur_siren=task.acheteur,
        source=task.source,
        profil=task.profil,
        cible=task.target,
        catalogue=task.catalogue,
        fichier=task.name,
        told=task.told,
    )


def _counted(task: Task) -> Account:
    return count_again(task.path, task.source, task.profil, task.catalogue, task.name)
