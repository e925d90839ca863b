"""The guard of zipped workbooks: how much they hold once inflated, how their entries are named, what their
XML declares. Everything is inflated by blocks and thrown away: memory stays flat (F40, F41, F44).
"""

from __future__ import annotations

import copy
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from achatlas.containers.nature import DIRECTORY_MAX, directory_size
from achatlas.domain.errors import UnreadableFile

INFLATED_MAX = 2 << 30
ENTRIES_MAX = 1_000
RATIO_MAX = 500
RATIO_FROM = 64 << 20
NAME_MAX = 255
_BLOC = 1 << 20
_DECLARES = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
_ODD_NAME = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|[\x00-\x1f]")


def check_archive(path: Path) -> None:
    """Raise UnreadableFile when a zipped workbook is truncated, protected by a password, a bomb, or built to
    deceive: names that leave the folder, two entries of one name, a DOCTYPE or an entity.

    The sizes that the archive declares are checked first, then those that it really has.
    """
    if directory_size(path) > DIRECTORY_MAX:
        raise _refused(path, "il contient trop d'entrées")
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(path, entries)
            _check_declared(path, entries)
            _check_inflated(path, archive, entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as faute:
        raise UnreadableFile(
            "Classeur illisible", path.name, "l'archive est tronquée ou endommagée", "refaites l'export"
        ) from faute


def _refused(path: Path, pourquoi: str) -> UnreadableFile:
    return UnreadableFile(
        "Classeur refusé", path.name, pourquoi, "ouvrez-le dans un tableur et exportez-le en CSV"
    )


def _too_large(path: Path, pourquoi: str) -> UnreadableFile:
    return UnreadableFile("Classeur trop volumineux", path.name, pourquoi, "exportez-le en CSV")


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES_MAX:
        raise _refused(path, f"il contient {len(entries)} entrées, {ENTRIES_MAX} au plus sont admises")
    noms = [entry.filename for entry in entries]
    if len(set(noms)) < len(noms):
        raise _refused(path, "deux de ses entrées portent le même nom")
    if any(_ODD_NAME.search(entry.orig_filename) or len(entry.orig_filename) > NAME_MAX for entry in entries):
        raise _refused(path, "une de ses entrées porte un nom qui n'est pas celui d'un classeur")
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(
            "Classeur refusé",
            path.name,
            "il est protégé par un mot de passe",
            "retirez le mot de passe et réenregistrez-le",
        )


def _check_declared(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    declared, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if declared > INFLATED_MAX:
        raise _too_large(path, "il dépasse 2 Gio une fois décompressé")
    if declared > RATIO_FROM and declared > RATIO_MAX * max(packed, 1):
        raise _too_large(
            path, f"il se décompresse en plus de {RATIO_MAX} fois sa taille, comme un fichier piégé"
        )


def _check_inflated(path: Path, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Inflate everything once: an entry larger than it declares is a lie, a DOCTYPE in its XML a trap."""
    for entry in entries:
        xml, seen, tail = bool(_XML.search(entry.filename)), 0, b""
        for bloc in _inflate(archive, entry):
            seen += len(bloc)
            if seen > entry.file_size:
                raise _too_large(path, "une de ses entrées est plus grande qu'elle ne le déclare")
            if xml:
                tail = _check_xml(path, tail, bloc)
        if seen != entry.file_size:
            raise zipfile.BadZipFile("entrée plus courte que déclarée")


def _check_xml(path: Path, tail: bytes, bloc: bytes) -> bytes:
    """Look for a DOCTYPE or an entity across two blocks, in one or two bytes a character; return what to look
    at again with the next one.
    """
    text = (tail + bloc).replace(b"\x00", b"")
    if _DECLARES.search(text):
        raise UnreadableFile(
            "Classeur refusé",
            path.name,
            "son XML déclare un DOCTYPE ou des entités, ce qu'aucun tableur ne fait",
            "ouvrez-le dans un tableur et réenregistrez-le",
        )
    return text[-16:]


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what an entry really holds, whatever size it declares; it must be deflated or stored."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("compression inconnue")
    undeclared = copy.copy(entry)
    undeclared.file_size = INFLATED_MAX + 1
    with archive.open(undeclared) as flux:
        while bloc := flux.read(_BLOC):
            yield bloc
