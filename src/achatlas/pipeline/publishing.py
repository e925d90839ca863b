"""What the screens will read: a publication made whole, counted again, then pointed to."""

import json
import shutil
from pathlib import Path

import ibis.expr.types as ir

from achatlas.catalogue.load import Catalogue
from achatlas.domain.errors import PublicationMissing
from achatlas.marts import publication
from achatlas.marts.reclassement import applied
from achatlas.pipeline import dit
from achatlas.pipeline.following import catch_up
from achatlas.pipeline.order import obeys
from achatlas.pipeline.reclassement import file_of, reclassed
from achatlas.pipeline.workshop import CARTES, PUBLICATION, Progress, Workshop, silent
from achatlas.store import retention
from achatlas.store.engine import VERSION, Engine
from achatlas.store.ledger import balanced
from achatlas.store.publications import (
    FORMAT,
    MANIFESTE,
    POINTEUR,
    PUBLICATIONS,
    REMADE,
    Publication,
    open_publication,
)
from achatlas.store.register import Bilan
from achatlas.store.snapshots import write_whole
from achatlas.store.verification import verify


def publish(atelier: Workshop, progress: Progress = silent) -> str:
    """Publishes the last maps: a file per buyer and one consolidated, then moves the pointer; returns the
    version. A version already there is published again as it is, unless its files no longer hold its maps;
    if it was remade since (``remap``), what was remade stays. What was decided since the maps were made is
    shown too.

    Raises UnbalancedAccount when the files do not hold what the maps do: the pointer has not moved.
    """
    key = atelier.register.pointed(CARTES)
    if key is None:
        raise PublicationMissing(
            quoi="Rien à publier",
            ou=str(atelier.home),
            pourquoi="aucun traitement n'a encore abouti",
            que_faire=f"lancez d'abord {atelier.settings.commande('lancer')}",
        )
    if atelier.snapshots.damaged(CARTES, key):
        raise PublicationMissing(
            quoi="La carte à publier est abîmée",
            ou=str(atelier.snapshots.path(CARTES, key)),
            pourquoi="ses fichiers ne sont plus ceux qui ont été écrits",
            que_faire=f"refaites-la avec {atelier.settings.commande('lancer')}",
        )
    version = key[:12]
    target = atelier.home / PUBLICATIONS / version
    with retention.working(atelier.home):
        if remade := _remade(atelier, version):
            catch_up(atelier)
            return atelier.register.pointed(POINTEUR) or remade
        if target.exists() and not _intact(atelier, target):
            shutil.rmtree(target)
        counted: list[Bilan] = []
        write_whole(target, lambda beside: counted.extend(_publish(atelier, key, beside, progress)))
        counted = counted or [*_published(atelier, target)]
        retention.mark(target)
        atelier.register.settle(POINTEUR, version, {PUBLICATION: tuple(counted)})
    catch_up(atelier)
    retention.prune(atelier.home, atelier.register)
    return atelier.register.pointed(POINTEUR) or version


def _remade(atelier: Workshop, version: str) -> str:
    """What is shown, if it is these maps with new answers and its files still hold it; else nothing, and all
    that was remade of these maps leaves: it may stand on the same damaged files.
    """
    shown = atelier.register.pointed(POINTEUR) or ""
    folder = atelier.home / PUBLICATIONS / shown
    same = shown.startswith(f"{version}{REMADE}") and (folder / MANIFESTE).exists()
    if same and _intact(atelier, folder):
        return shown
    for other in (atelier.home / PUBLICATIONS).glob(f"{version}{REMADE}*") if same else ():
        retention.discard(other)
    return ""


def _publish(atelier: Workshop, key: str, target: Path, progress: Progress) -> tuple[Bilan, ...]:
    """Writes a publication; returns its balances, counted in its files. Raises UnbalancedAccount."""
    version, marts, files = key[:12], atelier.snapshots.path(CARTES, key), {}
    total = publication.count(atelier.territoire)
    with atelier.engine(PUBLICATION) as engine:
        contents = publication.contents(engine, atelier.catalogue, atelier.territoire, marts)
        for rank, content in enumerate(contents, start=1):
            files[content.alias] = publication.write(engine, atelier.catalogue, content, target)
            progress("publication", rank, total)
    manifest = {
        "version": version,
        "format": FORMAT,
        "moteur": VERSION,
        "territoire": atelier.territoire.id,
        "fichiers": files,
        "dit": dit.read(marts),
        "etat": obeys(atelier, key),
    }
    (target / MANIFESTE).write_text(json.dumps(manifest, sort_keys=True, indent=1), encoding="utf-8")
    counted = _published(atelier, target)
    for bilan in counted:
        balanced(bilan.compte, PUBLICATION, bilan.objet)
    return counted


def _intact(atelier: Workshop, folder: Path) -> bool:
    """Whether a publication still holds its maps."""
    try:
        return all(bilan.compte.equilibre for bilan in _published(atelier, folder))
    except (OSError, ValueError):
        return False


def _published(atelier: Workshop, folder: Path) -> tuple[Bilan, ...]:
    """The balance of each fact of a publication, counted now in its files; none when its maps are gone."""
    found = open_publication(folder)
    marts = next(iter(sorted((atelier.snapshots.root / CARTES).glob(f"{found.cartes}*"))), None)
    if marts is None or atelier.snapshots.damaged(CARTES, marts.name):
        return ()
    tables = {fait: atelier.catalogue.tables[f"mart__{fait}"] for fait in publication.FAITS}
    with atelier.engine("controle") as engine:
        rows = {fait: _shown(engine, atelier.catalogue, found, marts, fait) for fait in tables}
        ledgers = verify(engine, found, rows, tables)
    return tuple(Bilan(PUBLICATION, fait, marts.name, ledger) for fait, ledger in ledgers.items())


def _shown(engine: Engine, catalogue: Catalogue, found: Publication, marts: Path, fait: str) -> ir.Table:
    """The lines of a mart as a publication must hold them, with the answers that it was remade for."""
    table = catalogue.tables[f"mart__{fait}"]
    rows = engine.parquet(table, [marts / f"{table.id}.parquet"])
    if not (found.path / file_of(fait)).exists():
        return rows
    return engine.view(applied(rows, reclassed(engine, found, fait), catalogue, fait))


def bilans(atelier: Workshop) -> tuple[Bilan, ...]:
    """Every balance kept; that of what is published is counted again, now, in the published files."""
    kept = atelier.register.bilans()
    version = atelier.register.pointed(POINTEUR)
    folder = atelier.home / PUBLICATIONS / (version or "")
    if version is None or not (folder / MANIFESTE).exists():
        return kept
    counted = _published(atelier, folder)
    return (*(b for b in kept if b.etape != PUBLICATION or not counted), *counted)
