"""Files deposited: bytes in the vault, rows in a snapshot, and the balance of their reading."""

import json
import shutil
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from achatlas.catalogue.fingerprint import code_version
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Fichier
from achatlas.domain.balance import Ledger
from achatlas.domain.errors import AchatlasError, CatalogueError
from achatlas.ingest.discover import discover
from achatlas.ingest.probe import displayable
from achatlas.ingest.recognise import recognise
from achatlas.ingest.stage import IngestResult, ingest_file
from achatlas.pipeline.workshop import LECTURE, Progress, Workshop, open_workshop, silent
from achatlas.settings import Settings
from achatlas.store import retention
from achatlas.store.register import Bilan, Depot, now
from achatlas.store.snapshots import BRUT, digest, sha256, write_whole


@dataclass(frozen=True)
class Imported:
    """What happened to a file: its result and its flags, or that the same bytes were there since a date."""

    fichier: str
    bilan: Ledger
    deja: str | None
    signalements: Mapping[str, int]


@dataclass(frozen=True)
class Asked:
    """A file to import: its buyer (SIREN, or None when the file names them), its source and its profile."""

    path: Path
    acheteur: str | None
    source: str
    profil: str | None

    @property
    def name(self) -> str:
        """Its name as it is shown and kept, whatever the bytes of the real one."""
        return displayable(self.path.name)

    def key(self, sha: str, catalogue: Catalogue) -> str:
        """What its result is made from."""
        names = (self.acheteur or "", self.source, self.profil or "", self.path.name)
        return digest([sha, *names, code_version(catalogue)])


def import_file(
    atelier: Workshop, path: Path, acheteur: str | None, source: str | None, profil: str | None
) -> Imported:
    """Deposits a file and ingests it; the same bytes again change nothing.

    ``acheteur`` is a SIREN, or None when the file names its buyers; the source is recognised when it is None.
    Raises any AchatlasError of the ingestion; nothing is then recorded.
    """
    try:
        return _import(atelier, path, acheteur, source, profil)
    except AchatlasError as error:
        error.quoi, error.ou = displayable(error.quoi), displayable(error.ou)
        raise


def _import(
    atelier: Workshop, path: Path, acheteur: str | None, source: str | None, profil: str | None
) -> Imported:
    if acheteur is not None:
        atelier.territoire.acheteur(acheteur)
    if source is None:
        source, profil = recognise(path, atelier.catalogue, profil)
    asked = Asked(path, acheteur, source, profil)
    sha = sha256(path)
    _check_acheteur(atelier, asked, sha)
    key = asked.key(sha, atelier.catalogue)
    with retention.working(atelier.home):
        return _known(atelier, sha, key, asked.name) or _deposit(atelier, asked, sha, key)


def _check_acheteur(atelier: Workshop, asked: Asked, sha: str) -> None:
    """A file of mandats has one buyer, always the same; raises CatalogueError otherwise."""
    name = asked.name
    found = discover(atelier.catalogue).get(asked.source)
    if asked.acheteur is None and found is not None and found.definition.ecrit == "brut__mandats":
        raise CatalogueError(
            quoi="Acheteur non précisé",
            ou=name,
            pourquoi="un fichier de mandats ne nomme pas son acheteur",
            que_faire="ajoutez --acheteur suivi de son SIREN",
        )
    before = atelier.register.depot(sha)
    if before is not None and before.acheteur_siren != asked.acheteur:
        raise CatalogueError(
            quoi="Fichier déjà déposé pour un autre acheteur",
            ou=f"{name}, déposé le {before.depose_le[:10]} sous le nom {before.fichier}",
            pourquoi=f"ces octets sont à l'acheteur {before.acheteur_siren or 'nommé dans le fichier'}",
            que_faire="vérifiez lequel des deux est le bon",
        )


def _known(atelier: Workshop, sha: str, key: str, name: str) -> Imported | None:
    """What was already imported from the same bytes, in the same way."""
    before = atelier.register.depot(sha)
    if before is None or before.instantane != key or not atelier.snapshots.path(BRUT, key).exists():
        return None
    account = next(b.compte for b in atelier.register.bilans() if b.instantane == key)
    return Imported(name, account, before.depose_le, before.signalements)


def _deposit(atelier: Workshop, asked: Asked, sha: str, key: str) -> Imported:
    def build(target: Path) -> None:
        result = ingest_file(
            asked.path,
            acheteur_siren=asked.acheteur,
            source=asked.source,
            profil=asked.profil,
            cible=target,
            catalogue=atelier.catalogue,
            regroupes=atelier.territoire.acheteurs_regroupes,
        )
        (target / "compte.json").write_text(json.dumps(_result(result), sort_keys=True), encoding="utf-8")

    folder = atelier.snapshots.make(BRUT, key, build)
    said = json.loads((folder / "compte.json").read_text(encoding="utf-8"))
    ledger, name, size = Ledger.from_dict(said["bilan"]), asked.name, asked.path.stat().st_size
    write_whole(atelier.home / "depots" / sha, lambda target: _keep(asked.path, target))
    depot = Depot(
        sha, name, asked.acheteur, asked.source, asked.profil, size, now(), key, said["signalements"]
    )
    atelier.register.add_depot(depot, Bilan(LECTURE, f"{name} ({sha[:8]})", key, ledger))
    return Imported(name, ledger, None, depot.signalements)


def _result(result: IngestResult) -> dict[str, object]:
    return {"bilan": result.bilan.as_dict(), "signalements": result.signalements, "encodage": result.encodage}


def _keep(path: Path, target: Path) -> None:
    shutil.copyfile(path, target / "contenu")


def _import_one(settings: Settings, fichier: Fichier) -> Imported:
    atelier = open_workshop(settings)
    path = atelier.home / fichier.chemin
    return import_file(atelier, path, fichier.acheteur, fichier.source, fichier.profil)


def _quiet_child() -> None:
    """A child stopped from the keyboard ends without a trace: its parent says it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _already(atelier: Workshop, fichier: Fichier) -> Imported | None:
    path = atelier.home / fichier.chemin
    asked = Asked(path, fichier.acheteur, fichier.source, fichier.profil)
    sha = sha256(path)
    return _known(atelier, sha, asked.key(sha, atelier.catalogue), asked.name)


def import_all(atelier: Workshop, fichiers: Iterable[Fichier], progress: Progress = silent) -> list[Imported]:
    """Imports many files, each in a child process, two at a time; those already imported cost a reading."""
    asked = list(fichiers)
    before = [(fichier, _already(atelier, fichier)) for fichier in asked]
    done = [known for _, known in before if known]
    todo = [fichier for fichier, known in before if known is None]
    progress("lecture des fichiers", len(done), len(asked))
    for one in _import_each(atelier.settings, todo):
        done.append(one)
        progress("lecture des fichiers", len(done), len(asked))
    return sorted(done, key=lambda one: one.fichier)


def _import_each(settings: Settings, todo: Sequence[Fichier]) -> Iterator[Imported]:
    """Each file as its child is done with it; at the first refusal those that wait are given up."""
    if not todo:
        return
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_quiet_child) as pool:
        try:
            for future in as_completed([pool.submit(_import_one, settings, fichier) for fichier in todo]):
                yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
