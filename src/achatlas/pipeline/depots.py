"""Files deposited: bytes in the vault, rows in a snapshot, and the balance of their reading."""

import json
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

from achatlas.catalogue.fingerprint import reading_version
from achatlas.catalogue.territoire import Fichier
from achatlas.domain.balance import Ledger
from achatlas.domain.errors import AchatlasError, ActeConcurrent, CatalogueError
from achatlas.ingest.context import Told
from achatlas.ingest.discover import discover
from achatlas.ingest.persons import persons
from achatlas.ingest.probe import displayable
from achatlas.ingest.recognise import recognise
from achatlas.pipeline import vault
from achatlas.pipeline.confined import Task, read
from achatlas.pipeline.slices import MANDATS, Touched, described, replaced, touched
from achatlas.pipeline.workshop import LECTURE, Progress, Workshop, open_workshop, silent
from achatlas.settings import Settings
from achatlas.store import retention
from achatlas.store.register import Acte, Bilan, Depot, now
from achatlas.store.snapshots import BRUT, digest, sha256

ACCEPTE, AVEC_REJETS, A_CONFIRMER, REFUSE = "accepte", "accepte_avec_rejets", "a_confirmer", "refuse"
REMPLACER, AJOUTER, ATTENDRE = "remplacer", "ajouter", "attendre"
CHOIX = (REMPLACER, AJOUTER)
CORRECTION = "correction_de_rejets"
TRIES = 50
Refused = Callable[[Fichier, AchatlasError], None]
"""What is done with a file that is refused."""


@dataclass(frozen=True)
class Imported:
    """What happened to a file: its deposit, the balance of its reading, whether it counts, and what it would
    replace.

    ``deja`` is the day when the same bytes, or the same rows (``same_rows``: the deposit that holds them),
    came; ``touches`` what must be confirmed before it counts.
    """

    depot: Depot
    bilan: Ledger
    deja: str | None = None
    same_rows: str | None = None
    touches: tuple[Touched, ...] = ()

    @property
    def fichier(self) -> str:
        """The name of the file."""
        return self.depot.fichier

    @property
    def signalements(self) -> Mapping[str, int]:
        """What deserves notice, counted."""
        return self.depot.signalements

    @property
    def statut(self) -> str:
        """One of ``accepte``, ``accepte_avec_rejets``, ``a_confirmer``."""
        if self.touches:
            return A_CONFIRMER
        return AVEC_REJETS if self.bilan.rejets else ACCEPTE


@dataclass(frozen=True)
class Asked:
    """A file to import: its buyer (SIREN, or None when the file names them), its source and its profile, the
    name under which it is kept.

    ``choix`` says what becomes of the deposits that hold the same payments: ``remplacer``, ``ajouter``,
    None to be asked, or ``attendre`` for a file that counts only once somebody says so; ``qui`` who answers
    for it.
    """

    path: Path
    acheteur: str | None
    source: str
    profil: str | None
    name: str
    choix: str | None = None
    qui: str = ""

    def key(self, sha: str, atelier: Workshop) -> str:
        """What its result is made from; the accounts of persons follow the type and the plan of its buyer."""
        names = (self.acheteur or "", self.source, self.profil or "", self.name)
        version = reading_version(atelier.catalogue, self.source, self.profil)
        named = persons(atelier.catalogue, atelier.territoire.kind_of(self.acheteur))
        return digest([sha, *names, version, *named.lists])


def import_file(
    atelier: Workshop,
    path: Path,
    acheteur: str | None,
    source: str | None,
    profil: str | None,
    *,
    choix: str | None = None,
    qui: str = "",
    nom: str | None = None,
) -> Imported:
    """Deposits a file and ingests it; the same bytes again change nothing, whatever their name.

    ``acheteur`` is a SIREN, or None when the file names its buyers; the source is recognised when it is None.
    ``nom`` is the name that the person gave, when the path does not bear it.
    A file of mandats that holds payments already there waits to be confirmed unless ``choix`` says what to
    do. Raises any AchatlasError of the ingestion; nothing is then recorded.
    """
    try:
        return _import(atelier, path, acheteur, source, profil, (nom or path.name, choix, qui))
    except AchatlasError as error:
        error.quoi = displayable(error.quoi)
        error.ou = displayable(error.ou.replace(path.name, nom or path.name))
        raise


def _import(
    atelier: Workshop,
    path: Path,
    acheteur: str | None,
    source: str | None,
    profil: str | None,
    said: tuple[str, str | None, str],
) -> Imported:
    if acheteur is not None:
        atelier.territoire.acheteur(acheteur)
    sha = sha256(path)
    before = atelier.register.depot(sha)
    if source is None:
        source, profil = recognise(path, atelier.catalogue, profil)
    name = before.fichier if before else displayable(said[0])
    asked = Asked(path, acheteur, source, profil, name, *said[1:])
    _check_acheteur(atelier, asked, before)
    key = asked.key(sha, atelier)
    with retention.working(atelier.home):
        known = _known(atelier, sha, key)
        if known and known.depot.actif:
            vault.keep(atelier.home, path, sha)
            return known
        return _admitted(atelier, asked, _read(atelier, asked, sha, key))


def _check_acheteur(atelier: Workshop, asked: Asked, before: Depot | None) -> None:
    """A file of mandats has one buyer, always the same; raises CatalogueError otherwise."""
    name = asked.name
    found = discover(atelier.catalogue).get(asked.source)
    if asked.acheteur is None and found is not None and found.definition.ecrit == MANDATS:
        raise CatalogueError(
            quoi="Acheteur non précisé",
            ou=name,
            pourquoi="un fichier de mandats ne nomme pas son acheteur",
            que_faire="ajoutez --acheteur suivi de son SIREN",
        )
    if before is not None and before.acheteur_siren != asked.acheteur:
        raise CatalogueError(
            quoi="Fichier déjà déposé pour un autre acheteur",
            ou=f"{name}, déposé le {before.depose_le[:10]} sous le nom {before.fichier}",
            pourquoi=f"ces octets sont à l'acheteur {before.acheteur_siren or 'nommé dans le fichier'}",
            que_faire="vérifiez lequel des deux est le bon",
        )


def _known(atelier: Workshop, sha: str, key: str) -> Imported | None:
    """What was already imported from the same bytes, in the same way."""
    before = atelier.register.depot(sha)
    if before is None or before.instantane != key or atelier.snapshots.damaged(BRUT, key):
        return None
    account = atelier.register.reading(key)
    return Imported(before, account, before.depose_le) if account else None


def _read(atelier: Workshop, asked: Asked, sha: str, key: str) -> tuple[Depot, Ledger]:
    """The deposit of a file and the balance of its reading, its bytes in the vault and its rows in a
    snapshot; nothing of it counts yet.
    """
    if atelier.snapshots.damaged(BRUT, key):
        retention.discard(atelier.snapshots.path(BRUT, key))
    folder = atelier.snapshots.make(BRUT, key, lambda target: _ingest(atelier, asked, target))
    said = json.loads((folder / "compte.json").read_text(encoding="utf-8"))
    vault.keep(atelier.home, asked.path, sha)
    size = asked.path.stat().st_size
    depot = Depot(
        sha, asked.name, asked.acheteur, asked.source, asked.profil, size, now(), key, said["signalements"],
        actif=False, lecture=said["lecture"],
    )  # fmt: skip
    return depot, Ledger.from_dict(said["bilan"])


def _ingest(atelier: Workshop, asked: Asked, target: Path) -> None:
    task = Task(
        asked.path, asked.acheteur, asked.source, asked.profil, asked.name, target,
        atelier.catalogue.roots,
        Told(atelier.territoire.acheteurs_regroupes, *atelier.territoire.kind_of(asked.acheteur)),
    )  # fmt: skip
    result = read(task, atelier.settings)
    with atelier.engine(f"depot-{target.name}") as engine:
        seen = described(engine, atelier.catalogue.tables[result.table], result.chemin)
    flags = {**result.signalements, **seen.pop("manques")}
    first = {**result.premieres_lignes, **seen.pop("premieres_lignes")}
    lecture = {
        "encodage": result.encodage, "separateur": result.separateur, "table": result.table,
        "premieres_lignes": {flag: first[flag] for flag in sorted(first) if flag in flags},
        "repere": discover(atelier.catalogue)[asked.source].definition.repere, **seen,
    }  # fmt: skip
    said = {"bilan": result.bilan.as_dict(), "signalements": flags, "lecture": lecture}
    (target / "compte.json").write_text(json.dumps(said, sort_keys=True), encoding="utf-8")


def _admitted(atelier: Workshop, asked: Asked, read: tuple[Depot, Ledger]) -> Imported:
    """Makes a deposit count, unless its rows are already there or something must be confirmed first.

    What is decided is decided upon the last act: when another comes in between, it is looked at again.
    """
    for _ in range(TRIES):
        done = atelier.register.depot(read[0].sha256)
        if done and done.actif and done.instantane == read[0].instantane:
            return Imported(done, read[1], done.depose_le)
        try:
            return _decided(atelier, asked, *read)
        except ActeConcurrent:
            continue
    raise ActeConcurrent(
        quoi="Trop d'imports à la fois",
        ou=asked.name,
        pourquoi="d'autres dépôts n'ont cessé de changer ce qui compte",
        que_faire="recommencez cet import quand les autres sont finis",
    )


def _decided(atelier: Workshop, asked: Asked, depot: Depot, account: Ledger) -> Imported:
    rang, every = atelier.register.last_act(), atelier.register.depots()
    active = [d for d in every if d.sha256 != depot.sha256]
    new = len(active) == len(every)
    same = next((d for d in active if _same(d, depot)), None)
    if same and new and asked.choix not in CHOIX:
        return Imported(depot, account, same.depose_le, same.fichier)
    touches = compared(atelier, depot, active) if new and asked.choix != AJOUTER else ()
    bilan = Bilan(LECTURE, f"{depot.fichier} ({depot.sha256[:8]})", depot.instantane, account)
    if (touches and asked.choix is None) or (new and asked.choix == ATTENDRE):
        atelier.register.add_depot(depot, bilan)
        return Imported(depot, account, touches=touches)
    counted = replace(depot, actif=True)
    atelier.register.add_depot(counted, bilan, _act(asked, depot, touches, rang, new))
    return Imported(counted, account)


def reread(atelier: Workshop, depot: Depot) -> Imported:
    """Reads a deposit that counts again from its bytes in the vault. Raises UnreadableFile when they are
    lost.
    """
    path = vault.check(atelier.home, depot)
    asked = Asked(path, depot.acheteur_siren, depot.source, depot.profil, depot.fichier, AJOUTER)
    key = asked.key(depot.sha256, atelier)
    return _admitted(atelier, asked, _read(atelier, asked, depot.sha256, key))


def _same(former: Depot, depot: Depot) -> bool:
    """Whether two deposits of a buyer hold the same rows, in other bytes."""
    asked = (depot.acheteur_siren, depot.source, depot.lecture["contenu"])
    return asked == (former.acheteur_siren, former.source, former.lecture.get("contenu"))


def _act(asked: Asked, depot: Depot, touches: tuple[Touched, ...], rang: int, new: bool) -> Acte:
    """The act of a deposit; the one that reads again what already counts brings nothing in."""
    out = tuple(one.depot.sha256 for one in touches if one.entier)
    nature = "remplacement" if touches else "depot" if new else "relecture"
    entrants = (depot.sha256,) if new else ()
    return Acte(rang, now(), asked.qui, nature, entrants, out, replaced(depot, touches))


def compared(atelier: Workshop, depot: Depot, active: Sequence[Depot]) -> tuple[Touched, ...]:
    """What a deposit of mandats would count again among those that count: see ``slices.touched``."""
    if depot.lecture.get("table") != MANDATS:
        return ()
    siblings = [d for d in active if d.acheteur_siren == depot.acheteur_siren and d.lecture.get("mois")]
    former = {rows_of(atelier, d): d for d in siblings}
    if not former:
        return ()
    with atelier.engine(f"compare-{depot.sha256[:12]}") as engine:
        return touched(engine, atelier.catalogue.tables[MANDATS], depot, former, rows_of(atelier, depot))


def rows_of(atelier: Workshop, depot: Depot) -> Path:
    """Where the rows of a deposit of mandats stand."""
    return atelier.snapshots.path(BRUT, depot.instantane) / f"{MANDATS}.parquet"


def _import_one(settings: Settings, fichier: Fichier) -> Imported:
    atelier = open_workshop(settings)
    path = atelier.home / fichier.chemin
    return import_file(atelier, path, fichier.acheteur, fichier.source, fichier.profil, choix=AJOUTER)


def _quiet_child() -> None:
    """A child stopped from the keyboard ends without a trace: its parent says it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _already(atelier: Workshop, fichier: Fichier) -> Imported | None:
    path = atelier.home / fichier.chemin
    sha = sha256(path)
    before = atelier.register.depot(sha)
    if before is None or not before.actif or not vault.holds(atelier.home, sha):
        return None
    asked = Asked(path, fichier.acheteur, fichier.source, fichier.profil, before.fichier)
    return _known(atelier, sha, asked.key(sha, atelier))


def import_all(
    atelier: Workshop,
    fichiers: Iterable[Fichier],
    progress: Progress = silent,
    refused: Refused | None = None,
) -> list[Imported]:
    """Imports the files that a territory declares, each in a child process, two at a time; those already
    imported cost a reading. They were chosen together: none asks whether it replaces another.

    Each refusal is given to ``refused`` and the others go on; without it, the first one is raised.
    """
    asked = list(fichiers)
    before = [(fichier, _already(atelier, fichier)) for fichier in asked]
    done = [known for _, known in before if known]
    todo = [fichier for fichier, known in before if known is None]
    progress("lecture des fichiers", len(done), len(asked))
    for one in _import_each(atelier.settings, todo, refused):
        done.append(one)
        progress("lecture des fichiers", len(done), len(asked))
    return sorted(done, key=lambda one: one.fichier)


def _import_each(settings: Settings, todo: Sequence[Fichier], refused: Refused | None) -> Iterator[Imported]:
    """Each file as its child is done with it; at the first refusal that nobody takes those that wait are
    given up.
    """
    if not todo:
        return
    with ProcessPoolExecutor(2, mp_context=get_context("spawn"), initializer=_quiet_child) as pool:
        try:
            asked = {pool.submit(_import_one, settings, fichier): fichier for fichier in todo}
            for future in as_completed(asked):
                error = future.exception()
                if refused and isinstance(error, AchatlasError):
                    refused(asked[future], error)
                else:
                    yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
