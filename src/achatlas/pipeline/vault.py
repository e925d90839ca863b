"""The bytes deposited, each under its SHA-256: kept once, checked before they are relied upon, healed by the
same file dropped again.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from achatlas.domain.errors import UnreadableFile
from achatlas.store import retention
from achatlas.store.register import Depot
from achatlas.store.snapshots import sha256, write_whole

VAULT, CONTENU = "depots", "contenu"


def kept(home: Path, sha: str) -> Path:
    """Where the bytes of this SHA-256 stand, kept or not."""
    return home / VAULT / sha / CONTENU


def holds(home: Path, sha: str) -> bool:
    """Whether the bytes kept are still those that their folder is named after."""
    path = kept(home, sha)
    return path.is_file() and sha256(path) == sha


def keep(home: Path, path: Path, sha: str) -> None:
    """Keeps the bytes of a file (``sha`` is theirs), in the place of a copy that was damaged or lost."""
    if holds(home, sha):
        return
    retention.discard(home / VAULT / sha)
    write_whole(home / VAULT / sha, lambda target: _copy(path, target))


def _copy(path: Path, target: Path) -> None:
    """The bytes as they were given, personal data included: for the owner of the process alone."""
    target.parent.chmod(0o700)
    (target / CONTENU).touch(0o600)
    shutil.copyfile(path, target / CONTENU)


def fault(home: Path, depot: Depot) -> UnreadableFile | None:
    """What is wrong with the bytes of a deposit, None when nothing is."""
    if holds(home, depot.sha256):
        return None
    path = kept(home, depot.sha256)
    became = "ont changé" if path.exists() else "manquent"
    return UnreadableFile(
        quoi="Le fichier déposé n'est plus celui qui a été donné",
        ou=f"{depot.fichier}, déposé le {depot.depose_le[:10]} ({path})",
        pourquoi=f"ses octets {became} sur le disque",
        que_faire="déposez de nouveau ce fichier, il reprendra sa place",
    )


def check(home: Path, depot: Depot) -> Path:
    """The bytes of a deposit, once they are known to be those that were given; raises UnreadableFile."""
    wrong = fault(home, depot)
    if wrong:
        raise wrong
    return kept(home, depot.sha256)
