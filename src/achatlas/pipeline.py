"""The only file that knows the order of the stages: ingest → cleanse → reconcile → classify → marts →
publication.
"""

import json
import shutil
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from achatlas.catalogue.fingerprint import code_version
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Fichier, Territoire, load_territoire
from achatlas.classify import stage as classify
from achatlas.cleanse import stage as cleanse
from achatlas.domain.balance import Ledger
from achatlas.domain.errors import AchatlasError, CatalogueError, PublicationMissing
from achatlas.ingest.discover import discover
from achatlas.ingest.probe import displayable
from achatlas.ingest.recognise import recognise
from achatlas.ingest.stage import IngestResult, ingest_file
from achatlas.marts import achats, marches, publication
from achatlas.reconcile import stage as reconcile
from achatlas.settings import Settings
from achatlas.store import retention, snapshots
from achatlas.store.engine import Engine
from achatlas.store.ledger import balanced
from achatlas.store.publications import MANIFESTE, POINTEUR, PUBLICATIONS, open_publication
from achatlas.store.register import Bilan, Depot, Register, now
from achatlas.store.snapshots import BRUT, Snapshots, digest, sha256, write_whole
from achatlas.store.verification import verify

Progress = Callable[[str, int, int], None]
CARTES = snapshots.CARTES
LECTURE, PUBLICATION = "lecture", "publication"
ETAPES = (LECTURE, "nettoyage", "cartographie", PUBLICATION)
ENTREES = ("brut__mandats", "brut__marches")


def silent(etape: str, fait: int, total: int) -> None:
    """A progress that shows nothing."""


@dataclass(frozen=True)
class Workshop:
    """All that a run needs: settings, definitions, territory, register, snapshots."""

    settings: Settings
    catalogue: Catalogue
    territoire: Territoire
    register: Register
    snapshots: Snapshots

    @property
    def home(self) -> Path:
        """The folder of the territory."""
        return self.settings.home

    def engine(self, name: str) -> Engine:
        """A batch engine with a spill folder of its own."""
        return Engine(self.home / "tampon" / name, memory=self.settings.memoire)


def open_workshop(settings: Settings) -> Workshop:
    """Opens the territory of the settings; raises CatalogueError when it is not described."""
    catalogue = Catalogue(settings.instance)
    home = settings.home
    return Workshop(settings, catalogue, load_territoire(home), Register(home), Snapshots(home))


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


def run(atelier: Workshop, progress: Progress = silent) -> tuple[Bilan, ...]:
    """Runs every stage on the files deposited; returns the balances. A stage already made is not made again.

    Raises UnbalancedAccount when a record is lost: nothing is then pointed to.
    """
    depots = atelier.register.depots()
    if not depots:
        raise PublicationMissing(
            quoi="Aucun fichier déposé",
            ou=str(atelier.home),
            pourquoi="il n'y a rien à traiter",
            que_faire="déposez d'abord vos fichiers : "
            + atelier.settings.commande("importer FICHIER --acheteur SIREN"),
        )
    retention.sweep(atelier.home)
    with retention.working(atelier.home):
        return _run(atelier, depots, progress)


def _run(atelier: Workshop, depots: tuple[Depot, ...], progress: Progress) -> tuple[Bilan, ...]:
    territoire = atelier.territoire.model_dump_json(exclude={"fichiers"})
    key = digest([code_version(atelier.catalogue), territoire, *sorted(d.instantane for d in depots)])
    progress("nettoyage", 0, 4)
    net = atelier.snapshots.make("net", key, lambda target: _cleanse(atelier, depots, target))
    progress("rapprochement", 1, 4)
    lien = atelier.snapshots.make("lien", key, lambda target: _reconcile(atelier, net, target))
    progress("classement", 2, 4)
    classe = atelier.snapshots.make("classe", key, lambda target: _classify(atelier, net, target))
    progress("cartes", 3, 4)
    folders = (net, lien, classe)
    cartes = atelier.snapshots.make(CARTES, key, lambda target: _marts(atelier, folders, depots, target))
    progress("cartes", 4, 4)
    for etape, folder in (("nettoyage", net), ("cartographie", cartes)):
        atelier.register.put_bilans(etape, _read_ledgers(etape, folder, key))
    atelier.register.point(CARTES, key)
    return atelier.register.bilans()


def _cleanse(atelier: Workshop, depots: tuple[Depot, ...], target: Path) -> None:
    folders = [atelier.snapshots.path(BRUT, depot.instantane) for depot in depots]
    paths = {
        name: [f / f"{name}.parquet" for f in folders if (f / f"{name}.parquet").exists()] for name in ENTREES
    }
    with atelier.engine("nettoyage") as engine:
        ledgers = cleanse.run(engine, atelier.catalogue, paths, target, atelier.territoire)
    _write_ledgers(ledgers, target)


def _reconcile(atelier: Workshop, net: Path, target: Path) -> None:
    with atelier.engine("rapprochement") as engine:
        reconcile.run(engine, atelier.catalogue, net, target)


def _classify(atelier: Workshop, net: Path, target: Path) -> None:
    with atelier.engine("classement") as engine:
        classify.run(engine, atelier.catalogue, net, target, atelier.territoire)


def _marts(
    atelier: Workshop, folders: tuple[Path, Path, Path], depots: tuple[Depot, ...], target: Path
) -> None:
    with atelier.engine("cartes") as engine:
        ledgers = {
            "achats": achats.run(engine, atelier.catalogue, atelier.territoire, folders, target),
            "marches": marches.run(engine, atelier.catalogue, atelier.territoire, folders, target),
        }
    retention.note(target, [depot.instantane for depot in depots])
    _write_ledgers(ledgers, target)


def _write_ledgers(ledgers: dict[str, Ledger], target: Path) -> None:
    said = {name: ledger.as_dict() for name, ledger in ledgers.items()}
    (target / "comptes.json").write_text(json.dumps(said, sort_keys=True), encoding="utf-8")


def _read_ledgers(etape: str, folder: Path, key: str) -> tuple[Bilan, ...]:
    said = json.loads((folder / "comptes.json").read_text(encoding="utf-8"))
    return tuple(Bilan(etape, name, key, Ledger.from_dict(ledger)) for name, ledger in said.items())


def publish(atelier: Workshop, progress: Progress = silent) -> str:
    """Publishes the last maps: a file per buyer and one consolidated, then moves the pointer; returns the
    version. A version already there is published again as it is, unless its files no longer hold its maps.

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
    version = key[:12]
    target = atelier.home / PUBLICATIONS / version
    with retention.working(atelier.home):
        if target.exists() and not _intact(atelier, target):
            shutil.rmtree(target)
        write_whole(target, lambda beside: _publish(atelier, key, beside, progress))
        atelier.register.put_bilans(PUBLICATION, _published(atelier, target))
        retention.mark(target)
        atelier.register.point(POINTEUR, version)
    retention.prune(atelier.home, atelier.register)
    return version


def _publish(atelier: Workshop, key: str, target: Path, progress: Progress) -> None:
    version, marts, files = key[:12], atelier.snapshots.path(CARTES, key), {}
    total = publication.count(atelier.territoire)
    with atelier.engine(PUBLICATION) as engine:
        contents = publication.contents(engine, atelier.catalogue, atelier.territoire, marts)
        for rank, content in enumerate(contents, start=1):
            files[content.alias] = publication.write(engine, atelier.catalogue, content, target)
            progress("publication", rank, total)
    manifest = {"version": version, "territoire": atelier.territoire.id, "fichiers": files}
    (target / MANIFESTE).write_text(json.dumps(manifest, sort_keys=True, indent=1), encoding="utf-8")
    for bilan in _published(atelier, target):
        balanced(bilan.compte, PUBLICATION, bilan.objet)


def _intact(atelier: Workshop, folder: Path) -> bool:
    """Whether a publication still holds its maps."""
    try:
        return all(bilan.compte.equilibre for bilan in _published(atelier, folder))
    except (OSError, ValueError):
        return False


def _published(atelier: Workshop, folder: Path) -> tuple[Bilan, ...]:
    """The balance of each fact of a publication, counted now in its files; none when its maps are gone."""
    found = open_publication(folder)
    marts = next(iter(sorted((atelier.snapshots.root / CARTES).glob(f"{found.version}*"))), None)
    if marts is None:
        return ()
    tables = {fait: atelier.catalogue.tables[f"mart__{fait}"] for fait in publication.FAITS}
    with atelier.engine("controle") as engine:
        ledgers = verify(engine, found, marts, tables)
    return tuple(Bilan(PUBLICATION, fait, marts.name, ledger) for fait, ledger in ledgers.items())


def bilans(atelier: Workshop) -> tuple[Bilan, ...]:
    """Every balance kept; that of what is published is counted again, now, in the published files."""
    kept = atelier.register.bilans()
    version = atelier.register.pointed(POINTEUR)
    folder = atelier.home / PUBLICATIONS / (version or "")
    if version is None or not (folder / MANIFESTE).exists():
        return kept
    counted = _published(atelier, folder)
    return (*(b for b in kept if b.etape != PUBLICATION or not counted), *counted)
