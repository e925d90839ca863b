"""The work that a server does aside: files to read, publications to make, and what each has come to.

One table of ``registre.sqlite3`` (ADR 9): a job outlives the server that took it, and says so.
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from achatlas.store.register import now
from achatlas.store.transaction import REGISTRE, transaction, writing

RECU, EN_COURS, A_CONFIRMER, FINI, REFUSE, INTERROMPU = (
    "recu", "lecture", "a_confirmer", "fini", "refuse", "interrompu",
)  # fmt: skip
LIRE, PUBLIER = "lire", "publier"
PENDING = (RECU, EN_COURS)
SCHEMA = """
CREATE TABLE IF NOT EXISTS travail (
  id TEXT PRIMARY KEY, nature TEXT NOT NULL, etat TEXT NOT NULL, fichier TEXT NOT NULL, acheteur_siren TEXT,
  qui TEXT NOT NULL, octets INTEGER NOT NULL, sha256 TEXT NOT NULL, recu_le TEXT NOT NULL,
  etape TEXT NOT NULL, fait INTEGER NOT NULL, total INTEGER NOT NULL, arret INTEGER NOT NULL,
  depot TEXT NOT NULL, demande TEXT NOT NULL, dit TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Job:
    """One piece of work: a file received (``lire``) or a publication to make (``publier``).

    ``demande`` is what was asked (source, profil, reponses), ``dit`` what was answered: the four parts of an
    error, the questions, or the report. ``depot`` is the hash of the deposit that the file has become.
    """

    id: str
    nature: str
    etat: str = RECU
    fichier: str = ""
    acheteur_siren: str | None = None
    qui: str = ""
    octets: int = 0
    sha256: str = ""
    recu_le: str = ""
    etape: str = ""
    fait: int = 0
    total: int = 0
    arret: bool = False
    depot: str = ""
    demande: Mapping[str, Any] = field(default_factory=dict)
    dit: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pending(self) -> bool:
        """Whether it waits for its turn or is being done."""
        return self.etat in PENDING

    @property
    def kept(self) -> bool:
        """Whether the bytes received are still needed: it may be done, or done again."""
        return self.nature == LIRE and self.etat in (*PENDING, A_CONFIRMER, INTERROMPU)


COLUMNS = tuple(one.name for one in fields(Job))
TEXTS = ("demande", "dit")


def new_id() -> str:
    """A name that nobody can guess, for a job and for the bytes received."""
    return uuid.uuid4().hex


class Jobs:
    """Reads and writes the jobs of a home."""

    def __init__(self, home: Path) -> None:
        home.mkdir(parents=True, exist_ok=True)
        self.path = home / REGISTRE
        with transaction(self.path) as base:
            base.executescript(SCHEMA)

    def add(self, job: Job) -> Job:
        """Records a job; a publication that waits for its turn already does for the next."""
        dated = replace(job, recu_le=job.recu_le or now())
        with transaction(self.path) as base:
            writing(base)
            if job.nature == PUBLIER:
                asked = f"SELECT {', '.join(COLUMNS)} FROM travail WHERE nature = ? AND etat = ?"
                waiting = base.execute(asked, (PUBLIER, RECU)).fetchone()
                if waiting:
                    return _job(waiting)
            marks = ", ".join("?" * len(COLUMNS))
            base.execute(f"INSERT INTO travail ({', '.join(COLUMNS)}) VALUES ({marks})", _values(dated))
        return dated

    def get(self, name: str) -> Job | None:
        """The job of this name."""
        return next(iter(self._select("WHERE id = ?", (name,))), None)

    def every(self) -> tuple[Job, ...]:
        """Every job, the last received first."""
        return self._select("ORDER BY recu_le DESC, rowid DESC", ())

    def unfinished(self) -> tuple[Job, ...]:
        """The jobs that are not over, the last received first."""
        return self._select("WHERE etat <> ? ORDER BY recu_le DESC, rowid DESC", (FINI,))

    def following(self) -> Job | None:
        """The oldest job that waits for its turn."""
        return next(iter(self._select("WHERE etat = ? ORDER BY recu_le, rowid LIMIT 1", (RECU,))), None)

    def _select(self, where: str, values: Sequence[object]) -> tuple[Job, ...]:
        with transaction(self.path) as base:
            found = base.execute(f"SELECT {', '.join(COLUMNS)} FROM travail {where}", values).fetchall()
        return tuple(map(_job, found))

    def start(self, name: str) -> bool:
        """Takes a job that waits for its turn; False when it does no longer."""
        return self._set(name, (RECU,), etat=EN_COURS, arret=0, etape="", fait=0, total=0)

    def progress(self, name: str, etape: str, fait: int, total: int) -> None:
        """How far it is."""
        self._set(name, (EN_COURS,), etape=etape, fait=fait, total=total)

    def stop(self, name: str) -> None:
        """Asks that it be stopped; one that had not begun is at once."""
        if not self._set(name, (RECU,), etat=INTERROMPU, arret=1):
            self._set(name, (EN_COURS,), arret=1)

    def end(self, name: str, etat: str, dit: Mapping[str, Any], depot: str = "") -> bool:
        """What it has come to; False when it was interrupted before."""
        return self._set(name, (EN_COURS,), etat=etat, dit=json.dumps(dit, sort_keys=True), depot=depot)

    def again(self, name: str, demande: Mapping[str, Any] | None = None) -> bool:
        """Puts back in the queue what was interrupted or waited for an answer; False for any other."""
        asked = {} if demande is None else {"demande": json.dumps(demande, sort_keys=True)}
        return self._set(name, (INTERROMPU, A_CONFIRMER), etat=RECU, arret=0, **asked)

    def interrupt(self) -> int:
        """Marks what was being done when its server stopped; returns how many."""
        with transaction(self.path) as base:
            done = base.execute("UPDATE travail SET etat = ? WHERE etat = ?", (INTERROMPU, EN_COURS))
            return done.rowcount

    def forget(self, name: str) -> None:
        """Removes a job that is not being done."""
        with transaction(self.path) as base:
            base.execute("DELETE FROM travail WHERE id = ? AND etat <> ?", (name, EN_COURS))

    def _set(self, name: str, states: Sequence[str], **values: object) -> bool:
        """Changes a job that is in one of these states."""
        told = ", ".join(f"{column} = ?" for column in values)
        marks = ", ".join("?" * len(states))
        asked = f"UPDATE travail SET {told} WHERE id = ? AND etat IN ({marks})"
        with transaction(self.path) as base:
            return base.execute(asked, (*values.values(), name, *states)).rowcount == 1


def _values(job: Job) -> tuple[object, ...]:
    plain = {name: getattr(job, name) for name in COLUMNS}
    written = {name: json.dumps(dict(plain[name]), sort_keys=True) for name in TEXTS}
    return tuple({**plain, **written, "arret": int(job.arret)}.values())


def _job(line: Sequence[Any]) -> Job:
    said = dict(zip(COLUMNS, line, strict=True))
    read = {name: json.loads(said[name]) for name in TEXTS}
    return Job(**{**said, **read, "arret": bool(said["arret"])})
