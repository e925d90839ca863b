"""The last net of the command line: a failure that nobody foresaw becomes one French sentence and a file."""

from __future__ import annotations

import errno
import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from achatlas.domain.errors import AchatlasError, DiskRefused

STATUT = 3
CAUSES = {
    errno.EACCES: ("Le système refuse l'accès", "vérifiez à qui appartient ce fichier et ses droits"),
    errno.EPERM: ("Le système refuse l'accès", "vérifiez à qui appartient ce fichier et ses droits"),
    errno.EROFS: ("Ce disque ne peut pas être écrit", "choisissez un autre dossier avec ACHATLAS_HOME"),
    errno.ENOSPC: ("Le disque est plein", "libérez de la place, puis recommencez : rien n'est perdu"),
    errno.EDQUOT: ("Votre quota de disque est atteint", "libérez de la place, puis recommencez"),
    errno.EMFILE: ("Trop de fichiers sont ouverts", "augmentez la limite (ulimit -n), puis recommencez"),
}
FULL = (errno.ENOSPC, errno.EDQUOT)


class Panne(AchatlasError):
    """Made by the command line alone of an error that nobody foresaw: a defect, or a machine that refuses."""


def foreseen(error: Exception) -> DiskRefused | None:
    """The refusal of a disk that is full, told without details: there is nowhere to write them."""
    code = getattr(error, "errno", None)
    if code not in FULL:
        if os.strerror(errno.ENOSPC) not in str(error):
            return None
        code = errno.ENOSPC
    quoi, que_faire = CAUSES[code]
    return DiskRefused(quoi, str(getattr(error, "filename", None) or ""), "", que_faire)


def told(error: Exception, journaux: Path) -> Panne:
    """The failure in one sentence; its details are written in a new file of ``journaux``, named in it."""
    written = _write(error, journaux)
    if isinstance(error, OSError) and error.errno in CAUSES:
        quoi, que_faire = CAUSES[error.errno]
        return Panne(quoi, str(error.filename or ""), f"détails dans {written}", que_faire)
    return Panne(
        "Achatlas a rencontré un défaut qu'il ne connaît pas",
        type(error).__name__,
        f"détails dans {written}",
        "ce qui était déjà enregistré l'est toujours ; signalez ce défaut avec ce fichier",
    )


def _write(error: Exception, journaux: Path) -> str:
    """The path of the details; when no file can be written, they go to the standard error."""
    now = datetime.now(UTC)
    details = "".join(traceback.format_exception(error))
    text = f"{now.isoformat()}\nPython {platform.python_version()}\n{' '.join(sys.argv)}\n\n{details}"
    path = journaux / f"panne-{now:%Y-%m-%dT%H-%M-%S-%f}.txt"
    try:
        journaux.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        print(text, file=sys.stderr)
        return "les lignes qui précèdent"
    return str(path)
