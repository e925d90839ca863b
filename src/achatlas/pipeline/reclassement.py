"""A publication remade at once with new answers of classification: what changes stands over what was
published, and the pointer moves.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import threading
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.classify import appris, stage
from achatlas.classify import reclassement as classify
from achatlas.classify.engine import Cascade
from achatlas.classify.habitudes import Habitudes, held
from achatlas.classify.reclassement import Asked, Folders, Suspects
from achatlas.classify.stage import Dits
from achatlas.domain.errors import PublicationMissing
from achatlas.marts.reclassement import Remaking, Written
from achatlas.pipeline import dits
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.store import retention
from achatlas.store.engine import VERSION, Engine
from achatlas.store.overlays import link
from achatlas.store.publications import CHANGE, LIGNES, MANIFESTE, POINTEUR, REMADE, Publication, current
from achatlas.store.snapshots import digest, sha256, write_whole

FAITS = ("achats", "marches")
LOCK = "reclassement.verrou"
LETTERS = 8


def remap(
    atelier: Workshop,
    suspects: Suspects | None = None,
    etat: str = "",
    cascades: Mapping[str, Asked] | None = None,
    before: str | None = None,
) -> str:
    """Shows what the cascade says now: asks it again about the cases that may have changed, and moves the
    pointer to the publication so remade; returns its version.

    ``suspects`` tells these cases, of payments and of marchés (columns of ``classe__cas`` but its number);
    None: all. ``etat`` is kept in the publication: what had been decided; ``before``: what it must show for
    the suspects to be enough, all cases being asked otherwise. ``cascades`` (of payments, of
    marchés) are those of ``stage`` with what persons say now, unless others are given. What former calls
    changed stays unless it is asked again.

    Raises PublicationMissing when nothing is published, or when its cases are no longer kept.
    """
    with alone(atelier.home), retention.working(atelier.home):
        version = None
        while version is None:
            known = before is None or current(atelier.home).etat == before
            version = _remap(atelier, suspects if known else None, etat, cascades)
    retention.prune(atelier.home, atelier.register)
    return version


def cascades(atelier: Workshop, classe: Path, said: Dits | None = None) -> Mapping[str, Cascade]:
    """The cascades with what persons say now, unless something else is ``said``, and what the base (its
    folder ``classe``) was made with: the habits of payees, what decisions had taught.
    """
    path = classe / "classe__habitudes.parquet"
    told = dits.read(atelier) if said is None else said
    marked = (atelier.catalogue, told, classe, sorted(atelier.territoire.sirens))
    (same, recodes), ended = stage.since(*marked), stage.projected(*marked)
    habits = _habits(path, path.stat().st_mtime_ns)
    steady = same | recodes.keys()
    return stage.cascades(atelier.catalogue, told, habits, appris.couche(classe), steady, recodes, ended)


@lru_cache(maxsize=2)
def _habits(path: Path, _stamp: int) -> Habitudes:
    with pq.ParquetFile(path) as file:
        return held(file.read().to_pylist())


class _Locked(threading.local):
    """The homes whose lock this thread holds."""

    def __init__(self) -> None:
        self.homes: set[Path] = set()


_LOCKED = _Locked()


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """One at a time: each starts from what the one before has shown. Who holds it may ask it again."""
    if home in _LOCKED.homes:
        yield
        return
    with (home / LOCK).open("w", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _LOCKED.homes.add(home)
        try:
            yield
        finally:
            _LOCKED.homes.remove(home)


def _remap(
    atelier: Workshop,
    suspects: Suspects | None,
    etat: str,
    given: Mapping[str, Asked] | None,
) -> str | None:
    """One attempt; None when something else was published meanwhile: all is to be done again from it."""
    shown = current(atelier.home)
    if shown.manifest.get("moteur") != VERSION:
        raise _impossible(atelier, shown.path, "une autre version du moteur a fait la publication")
    with _held(atelier, shown).apart() as engine:
        asked = given or cascades(atelier, folder_of(atelier, "classe", shown))
        said = _reclassed(atelier, engine, shown, suspects, asked)
        work = engine.spill / "reclasses"
        work.mkdir(parents=True)
        kept = {fait: _kept(engine, rows, fait, work / file_of(fait)) for fait, rows in said.items()}
        marks = [sha256(work / file_of(fait)) for fait in FAITS]
        version = f"{shown.cartes}{REMADE}{digest([etat, *marks])[:LETTERS]}"

        def build(target: Path) -> None:
            for fait in FAITS:
                shutil.copyfile(work / file_of(fait), target / file_of(fait))
            _write(atelier, engine, shown, kept, target, {"version": version, "etat": etat})

        target = write_whole(shown.path.parent / version, build)
    retention.mark(target)
    return version if atelier.register.move(POINTEUR, shown.version, version) else None


def _kept(engine: Engine, rows: ir.Table, fait: str, path: Path) -> ir.Table:
    """What is reclassed, written so that the same bytes say the same."""
    schema = classify.schema(fait)
    pq.write_table(pa.Table.from_batches(engine.batches(rows), rows.schema().to_pyarrow()).cast(schema), path)
    return engine.files([path])


_HELD: dict[Path, tuple[Hashable, Engine, TemporaryDirectory[str]]] = {}


def _held(atelier: Workshop, shown: Publication) -> Engine:
    """The engine of a home, kept from one time to the next: the bases that it opens stay open as long as they
    are those of what is shown. Opening them takes longer than all the rest.
    """
    mark = tuple(os.stat(shown.file(alias)).st_ino for alias in sorted(shown.aliases))
    if atelier.home in _HELD and _HELD[atelier.home][0] != mark:
        close(atelier.home)
    if atelier.home not in _HELD:
        (atelier.home / "tampon").mkdir(exist_ok=True)
        spill = TemporaryDirectory(prefix="reclassement-", dir=atelier.home / "tampon")
        engine = Engine(Path(spill.name), memory=atelier.settings.memoire)
        _HELD[atelier.home] = (mark, engine, spill)
    return _HELD[atelier.home][1]


def warm(atelier: Workshop) -> None:
    """Opens what the first decision of a process would have to; nothing when nothing is published."""
    with suppress(PublicationMissing), alone(atelier.home):
        shown = current(atelier.home)
        engine = _held(atelier, shown)
        for alias in sorted(shown.aliases):
            engine.attach(alias, shown.file(alias))
        cascades(atelier, folder_of(atelier, "classe", shown))


def close(home: Path) -> None:
    """Closes what is kept open of a home."""
    if home in _HELD:
        _, engine, spill = _HELD.pop(home)
        with engine:
            pass
        spill.cleanup()


def etat(atelier: Workshop, key: str = "") -> str | None:
    """What had been decided when what is published was made or remade; None when nothing is, or not from the
    maps of a key.
    """
    try:
        shown = current(atelier.home)
    except PublicationMissing:
        return None
    return shown.etat if key.startswith(shown.cartes) or not key else None


def over(atelier: Workshop, key: str, fait: str = "achats") -> Path | None:
    """Where the cases of a fact that these maps no longer tell stand; None when there is none."""
    try:
        shown = current(atelier.home)
    except PublicationMissing:
        return None
    path = shown.path / file_of(fait)
    return path if key.startswith(shown.cartes) and path.exists() else None


def file_of(fait: str) -> str:
    """Where a publication keeps the cases of a fact whose answer is not that of its base."""
    return f"reclasses__{fait}.parquet"


def folder_of(atelier: Workshop, etape: str, shown: Publication) -> Path:
    """What a publication was made from, of a stage; raises PublicationMissing when it is gone."""
    for folder in sorted((atelier.snapshots.root / etape).glob(f"{shown.cartes}*")):
        return folder
    where = atelier.snapshots.root / etape
    raise _impossible(atelier, where, "ce dont la publication a été faite n'est plus là")


def _impossible(atelier: Workshop, where: Path, why: str) -> PublicationMissing:
    again = f"lancez {atelier.settings.commande('lancer')} puis {atelier.settings.commande('publier')}"
    return PublicationMissing("Le reclassement est impossible", str(where), why, again)


def _reclassed(
    atelier: Workshop,
    engine: Engine,
    shown: Publication,
    suspects: Suspects | None,
    cascades: Mapping[str, Asked],
) -> dict[str, ir.Table]:
    """For each fact, the cases whose answer differs from the base, those of before included."""
    folders = Folders(folder_of(atelier, "net", shown), folder_of(atelier, "classe", shown))
    found = {}
    for fait in FAITS:
        rows = classify.cases(engine, atelier.catalogue, folders, fait)
        former = reclassed(engine, shown, fait)
        asked = rows if suspects is None else rows.filter(suspects.of(rows, former, classify.CLE[fait]))
        found[fait] = classify.reclassed(engine, asked, former, cascades[fait], fait)
    return found


def reclassed(engine: Engine, shown: Publication, fait: str) -> ir.Table:
    """The cases of a fact whose answer differs, in a publication, from that of its base."""
    path = shown.path / file_of(fait)
    return engine.files([path]) if path.exists() else engine.keep(classify.schema(fait).empty_table())


def _write(
    atelier: Workshop,
    engine: Engine,
    shown: Publication,
    said: Mapping[str, ir.Table],
    target: Path,
    named: Mapping[str, str],
) -> None:
    """Writes a publication remade: a link to each file of the base, and beside those that change, what
    does.
    """
    former = {fait: reclassed(engine, shown, fait) for fait in FAITS}
    making = Remaking(engine, atelier.catalogue, shown, said, former)
    for alias in sorted(shown.aliases):
        link(shown.file(alias), target / f"{alias}.duckdb")
    written = making.write(folder_of(atelier, CARTES, shown), target)
    files = {}
    for alias in sorted(shown.aliases):
        if alias in making.anew or alias not in making.over:
            files[alias] = _described(shown, alias, written.get(alias, Written()))
        else:
            files[alias] = _same(shown, alias, target)
    manifest = {**shown.manifest, **named, "fichiers": files}
    (target / MANIFESTE).write_text(json.dumps(manifest, sort_keys=True), encoding="utf-8")


def _same(shown: Publication, alias: str, target: Path) -> dict[str, Any]:
    """What changes over a file, as it is shown already; returns what the manifest says of it."""
    for change in shown.changes([alias]).get(alias, {}).values():
        if change.path:
            link(change.path, target / change.path.name)
    said: dict[str, Any] = shown.manifest["fichiers"][alias]
    return said


def _described(shown: Publication, alias: str, written: Written) -> dict[str, Any]:
    """What the manifest says of a file; the numbers of rows are those of what it shows."""
    counts = shown.counted(alias)
    tables = {
        name: {**table, "lignes": counts[name] + written.more.get(name, 0)}
        for name, table in shown.tables(alias).items()
    }
    return {"tables": tables} | ({CHANGE: written.change, LIGNES: counts} if written.change else {})
