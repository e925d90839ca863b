"""What the screens read: one read-only file per buyer and one consolidated, made whole, then pointed to."""

import json
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from achatlas.domain.errors import PublicationMissing
from achatlas.settings import commande
from achatlas.store.overlays import Change, filed
from achatlas.store.reader import Reader, Readers
from achatlas.store.register import Register
from achatlas.store.transaction import State, settled

CONSOLIDE = "consolide"
CROSSINGS = "croisements"
POINTEUR = "publication"
PUBLICATIONS = "publications"
MANIFESTE = "manifeste.json"
FORMAT = 18
"""What a publication holds, tables, columns and words: one more each time that they change."""
READ = frozenset({17, FORMAT})
"""The formats of former versions that screens open still: those that lack nothing which a page must have."""
CHANGE = "change"
"""Where the manifest says what changes over a file, for each table: the columns (``COLONNES``); of sums, the
measures (``SOMMES``) and, if they are summed whenever they are asked, of which lines (``LUES``), else that
the mark of each group is there (``MARQUES``): not in what former versions remade.
"""
COLONNES, SOMMES, LUES, MARQUES = "colonnes", "sommes", "lues_dans", "marques"
LIGNES = "lignes_du_socle"
"""Where it says how many rows the tables of the file have, whatever changes."""
REMADE = "-"
"""What stands, in the name of a publication that was remade, after the name of its base."""
NAMED = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,99}")
"""What the name of a version looks like: it comes from addresses."""
GRACE_S = 300.0
KEPT, SHORT_S = 4, 20.0
ANSWERS = 4_000
LARGE_ANSWERS = 64
"""Those of one board, two for each of its panels, and some more."""


def alias_of(siren: str) -> str:
    """The name of a buyer's file in a publication, without its ending."""
    return f"acheteur-{siren}"


Held = tuple[str, frozenset[str]]
"""A publication, by its path, and files of it that stand together."""


@dataclass(frozen=True)
class Publication:
    """A published version: its folder and what its manifest says of every file."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def version(self) -> str:
        """The name of the version, carried by every screen and export."""
        return str(self.manifest["version"])

    def local(self, vue: str = "") -> str:
        """What is local in its figures, in words, as the territory defined it when they were made."""
        said = self.manifest["dit"]["local"]
        return str(said.get(vue, said[""]))

    @property
    def repertoire(self) -> bool:
        """Whether a directory of enterprises was there when its figures were made."""
        return bool(self.manifest["dit"]["repertoire"])

    @cached_property
    def aliases(self) -> frozenset[str]:
        """The files that it holds."""
        return frozenset(self.manifest["fichiers"])

    def tables(self, alias: str) -> Mapping[str, Mapping[str, Any]]:
        """The tables of a file: columns and number of rows, smallest first."""
        found: Mapping[str, Mapping[str, Any]] = self.manifest["fichiers"][alias]["tables"]
        return found

    def shared(self, fait: str) -> int:
        """How many tables of the common files hold all the euros of a fact."""
        common = self.aliases & {CONSOLIDE, CROSSINGS}
        return sum(table["fait"] == fait for alias in common for table in self.tables(alias).values())

    @property
    def cartes(self) -> str:
        """The first letters of the key of the maps that it was made from."""
        return self.version.partition(REMADE)[0]

    @property
    def etat(self) -> str:
        """What persons had decided when it was made or remade; empty when nobody said."""
        return str(self.manifest.get("etat", ""))

    def file(self, alias: str) -> Path:
        """The path of a file."""
        return self.path / f"{alias}.duckdb"

    def overlaid(self, alias: str) -> bool:
        """Whether something changes over a file."""
        return bool(self.manifest["fichiers"][alias].get(CHANGE))

    def counted(self, alias: str) -> dict[str, int]:
        """How many rows each table of a file has, whatever changes over it."""
        first = self.manifest["fichiers"][alias].get(LIGNES, {})
        return {name: first.get(name, table["lignes"]) for name, table in self.tables(alias).items()}

    def files(self, aliases: Iterable[str]) -> dict[str, Path]:
        """The paths of these files."""
        return {alias: self.file(alias) for alias in sorted(aliases)}

    def changes(self, aliases: Iterable[str]) -> dict[str, dict[str, Change]]:
        """What changes over these files, table by table."""
        return {
            alias: {
                table: self._change(alias, table, said)
                for table, said in self.manifest["fichiers"][alias][CHANGE].items()
            }
            for alias in sorted(aliases)
            if self.overlaid(alias)
        }

    def said(self, alias: str, table: str) -> dict[str, Any]:
        """What the manifest says of what changes in a table."""
        found: dict[str, Any] = self.manifest["fichiers"][alias][CHANGE][table]
        return found

    def _change(self, alias: str, table: str, said: Mapping[str, Any]) -> Change:
        columns = ordered(self.tables(alias)[table])
        lines = said.get(LUES, "")
        path = None if lines else self.path / filed(alias, table)
        told = said.get(COLONNES, ()), said.get(SOMMES, ())
        return Change(columns, path, *told, lines, bool(said.get(MARQUES)))

    def reader(self, aliases: Iterable[str], spill: Path, like: Reader | None = None) -> Reader:
        """A session over these files and no other; ``like``: one over the same files, whatever changed in
        them, whose open files serve again.
        """
        asked = sorted(aliases)
        bases = like.bases if like else None
        return Reader(self.files(asked), spill, self.changes(asked), bases=bases)

    def mark(self, aliases: Iterable[str]) -> Hashable:
        """The same for two publications that stand on the same files; nothing when one is missing."""
        try:
            return tuple(self.file(alias).stat().st_ino for alias in sorted(aliases))
        except OSError:
            return ()


def ordered(said: Mapping[str, Any]) -> dict[str, str]:
    """The columns of a table of the manifest in the order of its file, with their kinds."""
    return {column: said["colonnes"][column] for column in said["ordre"]}


def open_publication(path: Path) -> Publication:
    """The publication of a folder that holds a manifest."""
    said = (path / MANIFESTE).stat()
    return Publication(path, _manifest(path / MANIFESTE, said.st_mtime_ns, said.st_ino))


@lru_cache(maxsize=KEPT)
def _manifest(path: Path, _written: int, _file: int) -> dict[str, Any]:
    """What a manifest says; it is written once, and read by every request."""
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return said


def _version(home: Path) -> str | None:
    """The version that the register points to, read again when the register is written."""
    state = settled(home)
    return _pointed(home, state) if state else Register(home).pointed(POINTEUR)


@lru_cache(maxsize=KEPT)
def _pointed(home: Path, _state: State) -> str | None:
    return Register(home).pointed(POINTEUR)


def current(home: Path) -> Publication:
    """The publication that the register points to; raises PublicationMissing when there is none."""
    version = _version(home)
    path = home / PUBLICATIONS / (version or "")
    if version is None or not (path / MANIFESTE).exists():
        raise PublicationMissing(
            quoi="Aucune publication",
            ou=str(home),
            pourquoi="le territoire n'a pas encore été publié",
            que_faire=f"lancez {commande('lancer', home.name)} puis {commande('publier', home.name)}",
        )
    found = open_publication(path)
    if found.manifest.get("format") != FORMAT:
        raise PublicationMissing(
            quoi="La publication a été faite par une autre version d'Achatlas",
            ou=str(path),
            pourquoi="elle n'a pas les colonnes que les écrans demandent",
            que_faire=f"lancez {commande('lancer', home.name)} puis {commande('publier', home.name)}",
        )
    return found


def kept(home: Path, version: str) -> Publication | None:
    """The version of this name when it is kept and these screens can read it: the current one, or one of the
    former ones that ``retention`` leaves; None otherwise.
    """
    path = home / PUBLICATIONS / version
    if not NAMED.fullmatch(version) or not (path / MANIFESTE).exists():
        return None
    found = open_publication(path)
    return found if found.manifest.get("format") in READ else None


def members(publication: Publication) -> frozenset[str]:
    """The SIREN of the buyers that a version holds."""
    common, head = {CONSOLIDE, CROSSINGS}, alias_of("")
    return frozenset(alias.removeprefix(head) for alias in publication.aliases - common)


def _parts(aliases: frozenset[str]) -> list[frozenset[str]]:
    """The files of a scope by reader: each common file alone, since all scopes ask it; the others together,
    since a question may ask for the lines of them all.
    """
    common = [frozenset({alias}) for alias in sorted(aliases & {CONSOLIDE, CROSSINGS})]
    own = aliases - {CONSOLIDE, CROSSINGS}
    return [*common, own] if own else common


class Sessions:
    """Readers kept open, one per publication and set of files that stand together: opening is paid once.

    Those of another publication than the one being read are closed once nobody has asked for them for
    ``grace`` seconds, longer than any request lives; beyond the last ``KEPT`` publications, for ``SHORT_S``.
    """

    def __init__(self, spill: Path, grace: float = GRACE_S) -> None:
        self._spill, self._grace = spill, grace
        self._readers: dict[Held, Reader] = {}
        self._asked: dict[Held, float] = {}
        self._marks: dict[Held, Hashable] = {}
        self.answers: OrderedDict[Hashable, Any] = OrderedDict()
        self.large: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def reader(self, publication: Publication, aliases: frozenset[str]) -> Readers:
        """Jailed readers over exactly these files of the publication."""
        path = str(publication.path)
        with self._lock:
            found = {alias: self._reader(publication, part) for part in _parts(aliases) for alias in part}
            self._close_former(path)
            return Readers(found)

    def _reader(self, publication: Publication, part: frozenset[str]) -> Reader:
        key = (str(publication.path), part)
        if key not in self._readers:
            like = self._like(publication, part)
            self._readers[key] = publication.reader(part, self._spill, like)
        self._asked[key] = time.monotonic()
        return self._readers[key]

    def _like(self, publication: Publication, part: frozenset[str]) -> Reader | None:
        """A reader of the same files, if one is open: another decision changes them, opening is not paid
        again.
        """
        mark = publication.mark(part)
        self._marks[str(publication.path), part] = mark
        same = (key for key in self._readers if key[1] == part and mark and self._marks.get(key) == mark)
        found = next((self._readers[key] for key in same if self._readers[key].bases.linked), None)
        return found

    def _close_former(self, path: str) -> None:
        """Closes the readers of other publications that nobody uses any more; sooner, but for the last few,
        when decisions follow one another: each holds the dictionaries of its files.
        """
        now, last = time.monotonic(), dict[str, float]()
        for (one, _), asked in self._asked.items():
            last[one] = max(asked, last.get(one, 0.0))
        recent = sorted((one for one in last if one != path), key=last.__getitem__, reverse=True)[:KEPT]
        for key in [one for one in self._asked if one[0] != path]:
            grace = self._grace if key[0] in recent else min(self._grace, SHORT_S)
            if self._asked[key] <= now - grace:
                self._readers.pop(key).close()
                del self._asked[key], self._marks[key]

    def answer(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The answer already given to a question (scope and version in its key), or computed now."""
        return self._kept(self.answers, ANSWERS, key, compute)

    def recent(self, key: Hashable, compute: Callable[[], Any]) -> Any:
        """The same for an answer of many rows: only the last few are kept."""
        return self._kept(self.large, LARGE_ANSWERS, key, compute)

    def _kept(
        self, answers: OrderedDict[Hashable, Any], size: int, key: Hashable, compute: Callable[[], Any]
    ) -> Any:
        with self._lock:
            if key in answers:
                answers.move_to_end(key)
                return answers[key]
        found = compute()
        with self._lock:
            answers[key] = found
            while len(answers) > size:
                answers.popitem(last=False)
        return found

    def forget(self) -> None:
        """Drops every answer kept."""
        with self._lock:
            self.answers.clear()
            self.large.clear()

    def close(self) -> None:
        """Closes every reader."""
        with self._lock:
            for reader in self._readers.values():
                reader.close()
            self._readers.clear()
            self._asked.clear()
            self._marks.clear()
