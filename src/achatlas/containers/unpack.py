"""A zip that holds one file, unpacked as a stream: bounds on what it declares, then on what it holds."""

from __future__ import annotations

import copy
import shutil
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from achatlas.containers.archive import RATIO_FROM, RATIO_MAX
from achatlas.containers.nature import DIRECTORY_MAX, directory_size
from achatlas.domain.errors import DiskRefused, UnreadableFile

INFLATED_MAX = 64 << 30
"""Bytes of the largest file taken: some seven times those of the establishments of SIRENE."""
_BLOC = 1 << 20


def unpack_one(path: Path, target: Path, seen: Callable[[bytes], None], most: int = INFLATED_MAX) -> None:
    """Write at ``target`` the only file of a zip; ``seen`` is given each block on its way.

    Raise UnreadableFile for an archive that is damaged, protected, a bomb, or of several files; DiskRefused
    when there is no room for it.
    """
    if directory_size(path) > DIRECTORY_MAX:
        raise _refused(path, "elle contient trop d'entrées")
    try:
        with zipfile.ZipFile(path) as archive:
            entry = _only(path, archive)
            _check(path, entry, target, most)
            _copy(path, archive, entry, target, seen)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as faute:
        raise UnreadableFile(
            "Archive illisible", path.name, "elle est tronquée ou endommagée", "téléchargez-la de nouveau"
        ) from faute


def _only(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) != 1:
        raise _refused(path, f"elle contient {len(entries)} fichiers, un seul est attendu")
    return entries[0]


def _check(path: Path, entry: zipfile.ZipInfo, target: Path, most: int) -> None:
    if entry.flag_bits & 1:
        raise _refused(path, "elle est protégée par un mot de passe")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _refused(path, "sa compression n'est pas celle des fichiers publiés")
    if entry.file_size > most:
        raise _refused(path, "elle est plus grande qu'aucun fichier de cette sorte")
    if entry.file_size > RATIO_FROM and entry.file_size > RATIO_MAX * max(entry.compress_size, 1):
        raise _refused(path, f"elle se décompresse en plus de {RATIO_MAX} fois sa taille, comme un piège")
    if entry.file_size > shutil.disk_usage(target.parent).free:
        raise DiskRefused(
            "Il n'y a pas la place de décompresser cette archive",
            path.name,
            f"elle tient {-(-entry.file_size >> 30)} Gio une fois décompressée",
            "libérez de la place, ou prenez le fichier Parquet : il se lit tel quel",
        )


def _copy(
    path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, seen: Callable[[bytes], None]
) -> None:
    """Inflate by blocks; an entry that holds more or less than it declares is a lie."""
    undeclared, done = copy.copy(entry), 0
    undeclared.file_size = entry.file_size + 1
    with archive.open(undeclared) as stream, target.open("wb") as out:
        while bloc := stream.read(_BLOC):
            done += len(bloc)
            if done > entry.file_size:
                raise _refused(path, "elle est plus grande qu'elle ne le déclare")
            out.write(bloc)
            seen(bloc)
    if done != entry.file_size:
        raise zipfile.BadZipFile("plus courte que déclarée")


def _refused(path: Path, pourquoi: str) -> UnreadableFile:
    return UnreadableFile("Archive refusée", path.name, pourquoi, "téléchargez-la de nouveau")
