"""Many names searched by two processes, each one its half: what is found of a name follows from nothing else
than itself and the directory, so that the answers are those of one process alone.

A share is ``python -m achatlas.reconcile.shares FOLDER``: it reads ``demande.json``, writes
``reponse.jsonl``.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.engine import Candidat
from achatlas.reconcile.noms.recherche import Asked, Search
from achatlas.reconcile.noms.voisins import Lieu
from achatlas.reconcile.repertoire import Repertoire
from achatlas.store.engine import Engine

SHARES, MANY = 2, 4_000
MEMORY = "600MB"
ASKED, SAID = "demande.json", "reponse.jsonl"
Answers = Iterator[tuple[Asked, list[Candidat]]]


def search(asked: Sequence[Asked], catalogue: Catalogue, repertoire: Repertoire, least: int) -> Answers:
    """The enterprises of each written name, in the order asked, as ``Search.run``; few names, or names that
    nobody prepared, are searched here.
    """
    if len(asked) < MANY or repertoire.prepared is None:
        yield from Search(catalogue).run(asked, repertoire.directory, repertoire.places, least)
        return
    folders = [repertoire.spill / f"part-{rank}" for rank in range(SHARES)]
    for rank, folder in enumerate(folders):
        _ask(folder, asked[rank::SHARES], catalogue, repertoire, least)
    with ExitStack() as stack:
        children = [stack.enter_context(_started(folder)) for folder in folders]
        statuts = [child.wait() for child in children]
    if any(statuts):
        raise RuntimeError(f"a share of the search of names has stopped: {statuts}")
    streams = [_read(folder) for folder in folders]
    for rank, one in enumerate(asked):
        yield one, next(streams[rank % SHARES])


def _ask(
    folder: Path, asked: Sequence[Asked], catalogue: Catalogue, repertoire: Repertoire, least: int
) -> None:
    """Writes what a share has to search; what a buyer knows stands there once, whatever it asks."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    books = {one.connus: rank for rank, one in enumerate(asked)}
    said = {
        "instance": str(catalogue.instance) if catalogue.instance else None,
        "sirene": str(repertoire.folder),
        "noms": str(repertoire.prepared),
        "depuis": repertoire.depuis,
        "least": least,
        "connus": {rank: sorted(known) for known, rank in books.items()},
        "asked": [
            [one.cle, one.nom, one.lieu.code_postal, one.lieu.commune, str(books[one.connus])]
            for one in asked
        ],
    }
    (folder / ASKED).write_text(json.dumps(said), encoding="utf-8")


def _started(folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", __name__, str(folder)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)


def _read(folder: Path) -> Iterator[list[Candidat]]:
    with (folder / SAID).open(encoding="utf-8") as stream:
        for line in stream:
            yield [Candidat(**{**one, "preuves": tuple(one["preuves"])}) for one in json.loads(line)]


def work(folder: Path) -> None:
    """Searches a share."""
    said: dict[str, Any] = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    catalogue = Catalogue(Path(said["instance"]) if said["instance"] else None)
    books = {rank: frozenset(known) for rank, known in said["connus"].items()}
    asked = [
        Asked(cle, nom, Lieu(code, commune), books[book]) for cle, nom, code, commune, book in said["asked"]
    ]
    with (
        Engine(folder / "tampon", memory=MEMORY, threads=1) as engine,
        (folder / SAID).open("w", encoding="utf-8") as stream,
    ):
        repertoire = Repertoire(engine, catalogue, Path(said["sirene"]), Path(said["noms"]), said["depuis"])
        found = Search(catalogue).run(asked, repertoire.directory, repertoire.places, said["least"])
        for _, candidats in found:
            stream.write(json.dumps([vars(one) for one in candidats]) + "\n")


def _die_with_parent() -> None:
    """Who asked holds our input open: when it closes, nobody waits for us any more."""
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    Thread(target=_die_with_parent, daemon=True).start()
    work(Path(sys.argv[1]))
