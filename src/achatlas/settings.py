"""The only file that reads the environment: one frozen object, made at the edge and passed down."""

import os
import pwd
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from achatlas.domain.errors import CatalogueError

TERRITOIRE = "demonstration"
COMMANDE = "./go achatlas"
PROCESSES = 2
"""How many processes answer the screens, unless it is said: each holds what it reads."""
BEHIND = 10
"""The priority of what fills a territory: of a core that both want, Linux gives readers nine parts in ten."""
COURRIEL = ("serveur", "utilisateur", "mot_de_passe", "protection", "expediteur")
PROTECTIONS = ("starttls", "tls", "aucune")
_WHOLE = re.compile(r"(\d{1,9}) ?(MB|GB)?", re.IGNORECASE)
_UNITS = {"": 1, "MB": 1 << 20, "GB": 1 << 30}


@dataclass(frozen=True)
class Settings:
    """Where the data live, which territory is meant, the overlay of definitions, the engine's memory; what
    the reading of one file may use (bytes, seconds); how many processes answer the screens.
    """

    racine: Path
    territoire: str
    instance: Path | None
    memoire: str
    memoire_lecture: int = 2 << 30
    duree_lecture: int = 3_600
    processes: int = 1

    @property
    def home(self) -> Path:
        """The folder of the territory."""
        return self.racine / self.territoire

    @property
    def journaux(self) -> Path:
        """Where the details of an unexpected failure are written."""
        return self.racine / "journaux"

    def commande(self, suite: str) -> str:
        """A command that a person can type, for this territory."""
        return commande(suite, self.territoire)


@dataclass(frozen=True)
class Mailer:
    """How e-mails leave: the server and its port, who signs in there, under which protection (``starttls``,
    ``tls`` or ``aucune``), who writes; and the address of the site that they lead to, without a final slash.
    """

    serveur: str = ""
    port: int = 587
    user: str = ""
    mot_de_passe: str = ""
    protection: str = "starttls"
    expediteur: str = ""
    site: str = "http://127.0.0.1:8000"

    @property
    def missing(self) -> tuple[str, ...]:
        """The variables without which nothing can be sent."""
        told = {"ACHATLAS_COURRIEL_SERVEUR": self.serveur, "ACHATLAS_COURRIEL_EXPEDITEUR": self.expediteur}
        return tuple(name for name, value in told.items() if not value)


def mailer(environment: Mapping[str, str] | None = None) -> Mailer:
    """How e-mails leave: ``ACHATLAS_COURRIEL_SERVEUR``, ``_PORT``, ``_UTILISATEUR``, ``_MOT_DE_PASSE``,
    ``_PROTECTION``, ``_EXPEDITEUR``; and ``ACHATLAS_SITE``. Raises CatalogueError for a port that is no
    number, a protection that does not exist.
    """
    env = os.environ if environment is None else environment
    said = {name: env.get(f"ACHATLAS_COURRIEL_{name.upper()}", "") for name in COURRIEL}
    protection = said["protection"] or Mailer.protection
    if protection not in PROTECTIONS:
        raise CatalogueError(
            "Réglage illisible",
            "ACHATLAS_COURRIEL_PROTECTION",
            f"il vaut « {protection} »",
            f"écrivez {', '.join(PROTECTIONS)}",
        )
    return Mailer(
        said["serveur"],
        _whole(env, "ACHATLAS_COURRIEL_PORT", str(Mailer.port)),
        said["utilisateur"],
        said["mot_de_passe"],
        protection,
        said["expediteur"],
        (env.get("ACHATLAS_SITE") or Mailer.site).rstrip("/"),
    )


def commande(suite: str, territoire: str) -> str:
    """A command that a person can type: the territory is named unless it is the usual one."""
    return f"{COMMANDE} {suite}" + ("" if territoire == TERRITOIRE else f" --territoire {territoire}")


def overlay(home: Path, environment: Mapping[str, str] | None = None) -> Path | None:
    """The overlay of the territory of this home: the one that ``ACHATLAS_INSTANCE`` names, else its own
    ``instance/``, else none.
    """
    named = (os.environ if environment is None else environment).get("ACHATLAS_INSTANCE")
    own = home / "instance"
    return Path(named).resolve() if named else (own if own.is_dir() else None)


def read(territoire: str | None = None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process: ``ACHATLAS_HOME``, ``ACHATLAS_TERRITOIRE``, ``ACHATLAS_INSTANCE``,
    ``ACHATLAS_MEMOIRE``; ``ACHATLAS_MEMOIRE_LECTURE`` (2GB) and ``ACHATLAS_DUREE_LECTURE`` (seconds) for the
    reading of one file; ``ACHATLAS_PROCESSUS`` (two, or the processors of the machine when it has fewer).

    A territory's own overlay stands in ``instance/`` of its folder, unless ``ACHATLAS_INSTANCE`` names
    another.
    """
    env = os.environ if environment is None else environment
    racine = Path(env.get("ACHATLAS_HOME") or "donnees").resolve()
    nom = territoire or env.get("ACHATLAS_TERRITOIRE") or TERRITOIRE
    return Settings(
        racine,
        nom,
        overlay(racine / nom, env),
        env.get("ACHATLAS_MEMOIRE") or "900MB",
        _whole(env, "ACHATLAS_MEMOIRE_LECTURE", "2GB"),
        _whole(env, "ACHATLAS_DUREE_LECTURE", "3600"),
        max(1, _whole(env, "ACHATLAS_PROCESSUS", str(min(PROCESSES, os.cpu_count() or 1)))),
    )


def _whole(env: Mapping[str, str], name: str, usual: str) -> int:
    """The whole number of a variable, a size in MB or GB made bytes; raises CatalogueError otherwise."""
    said = env.get(name) or usual
    found = _WHOLE.fullmatch(said)
    if found is None:
        raise CatalogueError(
            "Réglage illisible",
            name,
            f"il vaut « {said} »",
            "écrivez un nombre entier, suivi ou non de MB ou GB",
        )
    return int(found[1]) * _UNITS[(found[2] or "").upper()]


def at(home: Path) -> Settings:
    """The settings of a process that serves the territory of this home, or works for who serves it."""
    return replace(read(home.name), racine=home.parent, instance=overlay(home))


def person(environment: Mapping[str, str] | None = None) -> str:
    """Who answers for a command: the user of the machine, as it names them; the number of the account when
    nothing does: an act is never unsigned.
    """
    env = os.environ if environment is None else environment
    said = env.get("SUDO_USER") or env.get("USER") or env.get("LOGNAME")
    return said or _account(os.getuid())


def _account(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"compte {number}"


def behind() -> None:
    """Leaves the processors to whoever reads: this process, and those that it begins, take what is left."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, max(BEHIND, os.getpriority(os.PRIO_PROCESS, 0)))
