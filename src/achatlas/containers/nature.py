"""What kind of container a file is, told from its bytes and never from its name; and the remedy when it is
none that is read (F17).
"""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
from pathlib import Path
from typing import NamedTuple

from achatlas.domain.errors import UnreadableFile
from achatlas.domain.shapes.encodings import HEAD, told_by_head

FORMATS = {
    "csv": "un fichier texte à colonnes (CSV)",
    "tableur": "un classeur (.xlsx, .ods ou .xls)",
    "json": "un fichier JSON",
    "xml": "un fichier XML",
}
CLASSEURS = frozenset({"xlsx", "ods", "xls"})
DIRECTORY_MAX = 4 << 20
_MIMETYPE = b"application/vnd.oasis.opendocument."
_EN_CLASSEUR = "ouvrez-le dans un tableur et réenregistrez-le en .xlsx"
_EN_CSV = "demandez un export en CSV ou en classeur .xlsx"
_SPREADSHEETML = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet|progid=[\"']Excel\.Sheet")
_HTML = re.compile(
    rb"(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE | re.DOTALL
)


class Nature(NamedTuple):
    """What a file is: its kind (csv, json, xml, xlsx, ods, xls; "" when it is not read), its French name, and
    the remedy when it is not read.
    """

    genre: str
    nom: str
    que_faire: str = "exportez-le en CSV, en XLSX, en JSON ou en XML"

    def is_a(self, format_: str) -> bool:
        """Say whether a source that reads this format (csv, tableur, json, xml) reads this kind."""
        return self.genre in CLASSEURS if format_ == "tableur" else self.genre == format_


_MAGIC = {
    b"%PDF": Nature("", "un PDF", _EN_CSV),
    b"{\\rtf": Nature("", "un texte mis en forme (RTF)", _EN_CSV),
    b"\x1f\x8b": Nature("", "une archive gzip", "décompressez-la et importez son contenu"),
    b"7z\xbc\xaf": Nature("", "une archive 7-Zip", "décompressez-la et importez son contenu"),
    b"Rar!": Nature("", "une archive RAR", "décompressez-la et importez son contenu"),
    b"BZh": Nature("", "une archive bzip2", "décompressez-la et importez son contenu"),
    b"\xfd7zXZ": Nature("", "une archive xz", "décompressez-la et importez son contenu"),
    b"\x28\xb5\x2f\xfd": Nature("", "une archive Zstandard", "décompressez-la et importez son contenu"),
    b"\x89PNG": Nature("", "une image", _EN_CSV),
    b"\xff\xd8\xff": Nature("", "une image", _EN_CSV),
    b"GIF8": Nature("", "une image", _EN_CSV),
    b"PAR1": Nature("", "un fichier Parquet", _EN_CSV),
    b"SQLite format 3": Nature("", "une base SQLite", _EN_CSV),
    b"\x09\x08\x10\x00\x00\x06": Nature("", "un classeur Excel sans enveloppe", _EN_CLASSEUR),
    b"\x09\x04\x06\x00": Nature("", "un classeur Excel d'avant 1997", _EN_CLASSEUR),
    b"\x09\x02\x06\x00": Nature("", "un classeur Excel d'avant 1997", _EN_CLASSEUR),
    b"\x09\x00\x04\x00": Nature("", "un classeur Excel d'avant 1997", _EN_CLASSEUR),
}
_ZIP = {
    "xl/workbook.xml": Nature("xlsx", "un classeur Excel (.xlsx)"),
    "xl/workbook.bin": Nature("", "un classeur Excel binaire (.xlsb)", _EN_CLASSEUR),
    "word/document.xml": Nature("", "un texte Word", _EN_CSV),
    "ppt/presentation.xml": Nature("", "une présentation PowerPoint", _EN_CSV),
    "Index/Document.iwa": Nature("", "un document Numbers ou Pages", _EN_CSV),
}
_OLE = {
    "EncryptedPackage": Nature(
        "", "un classeur protégé par un mot de passe", "retirez le mot de passe et réenregistrez-le"
    ),
    "Workbook": Nature("xls", "un ancien classeur Excel (.xls)"),
    "Book": Nature("", "un classeur Excel d'avant 1997 (.xls)", _EN_CLASSEUR),
    "WordDocument": Nature("", "un texte Word (.doc)", _EN_CSV),
    "PowerPoint Document": Nature("", "une présentation PowerPoint (.ppt)", _EN_CSV),
}
DAMAGED = Nature(
    "", "un classeur ou une archive zip, tronqués ou endommagés", "refaites l'export ou le téléchargement"
)


_UNMARKED = Nature("", "un texte en UTF-16 sans marque d'ordre (BOM)", "réenregistrez-le en UTF-8")
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0e-\x19\x1b-\x1f]")


def nature_of(path: Path) -> Nature:
    """Return what the file is; raise UnreadableFile when it is absent, no ordinary file, or empty (F17)."""
    try:
        present = path.is_file()
    except OSError:  # a name that no file may bear
        present = False
    if not present:
        raise UnreadableFile("Fichier introuvable", path.name, "", "vérifiez le chemin")
    with path.open("rb") as flux:
        tete = flux.read(HEAD)
    if not tete.strip(b" \t\r\n\x0b\x0c"):
        raise UnreadableFile("Le fichier est vide", path.name, "", "refaites l'export")
    if tete.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(path)
    if tete.startswith(b"\xd0\xcf\x11\xe0"):
        return _of_compound(path)
    return next((nature for magic, nature in _MAGIC.items() if tete.startswith(magic)), None) or _of_text(
        tete
    )


def _of_text(tete: bytes) -> Nature:
    """Return what the first bytes of a text are; plain text passes for CSV."""
    debut = tete.replace(b"\x00", b"").removeprefix(codecs.BOM_UTF8).lstrip(b"\xff\xfe \t\r\n")
    if b"\x00" in tete and not tete.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _of_zeros(tete, debut)
    if _HTML.match(debut):
        return Nature("", "une page HTML", _EN_CLASSEUR)
    if debut.startswith(b"<"):
        if _SPREADSHEETML.search(debut):
            return Nature("", "un classeur XML de 2003", _EN_CLASSEUR)
        return Nature("xml", FORMATS["xml"])
    genre = "json" if debut[:1] in (b"{", b"[") else "csv"
    return Nature(genre, FORMATS[genre])


def _of_zeros(tete: bytes, debut: bytes) -> Nature:
    """Return what first bytes that hold zeros and no mark are: a table in UTF-16, or nothing that is read."""
    if not told_by_head(tete):
        return _with_nul(tete)
    return _UNMARKED if debut[:1] in (b"<", b"{", b"[") else Nature("csv", FORMATS["csv"])


def _with_nul(tete: bytes) -> Nature:
    """Return what first bytes that hold a zero are: a text that a few of them spoil, or no text."""
    if 20 * tete.count(b"\x00") > len(tete) or _CONTROLS.search(tete):
        return Nature("", "un fichier binaire", _EN_CSV)
    ligne = len((tete[: tete.index(b"\x00")] + b".").splitlines())
    nom = f"un texte qui porte un caractère nul (octet 00), ligne {ligne}"
    return Nature("", nom, "supprimez ce caractère dans un éditeur de texte, ou refaites l'export")


def _of_zip(path: Path) -> Nature:
    """Return what an archive holds, from the names of its entries."""
    if directory_size(path) > DIRECTORY_MAX:
        return Nature("", "une archive zip aux entrées innombrables", "demandez un autre export")
    try:
        with zipfile.ZipFile(path) as archive:
            noms = archive.namelist()
            if "mimetype" in noms:
                with archive.open("mimetype") as flux:
                    return _of_mimetype(flux.read(128).strip())
    except (
        zipfile.BadZipFile,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        struct.error,
    ):
        return DAMAGED
    found = next((nature for nom, nature in _ZIP.items() if nom in noms), None)
    return found or Nature("", _archive_of(noms), "décompressez-la et importez chaque fichier")


def _archive_of(noms: list[str]) -> str:
    dedans = [nom for nom in noms if not nom.endswith("/")][:3]
    return f"une archive zip ({', '.join(nom[-40:] for nom in dedans)})" if dedans else "une archive zip vide"


def _of_mimetype(mimetype: bytes) -> Nature:
    if mimetype in (_MIMETYPE + b"spreadsheet", _MIMETYPE + b"spreadsheet-template"):
        return Nature("ods", "un classeur LibreOffice (.ods)")
    if mimetype.startswith(_MIMETYPE):
        return Nature("", "un document LibreOffice qui n'est pas un classeur", _EN_CSV)
    return Nature("", "une archive zip d'un genre inconnu", _EN_CSV)


def directory_size(path: Path) -> int:
    """Return how many bytes the list of entries of a zip archive takes, by its last record; 0 when there is
    none.
    """
    with path.open("rb") as flux:
        longueur = flux.seek(0, 2)
        flux.seek(max(0, longueur - (1 << 16) - 22 - 76))
        queue = flux.read()
    at = queue.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(queue):
        return 0
    size: int = struct.unpack_from("<I", queue, at + 12)[0]
    wide = queue[max(0, at - 76) : at]
    if wide[56:60] == b"PK\x06\x07" and wide[:4] == b"PK\x06\x06":
        size = max(size % 0xFFFFFFFF, struct.unpack_from("<Q", wide, 40)[0])
    return size


def _of_compound(path: Path) -> Nature:
    """Return what a compound file (OLE2) is, from the names of its streams."""
    try:
        noms = _streams(path.read_bytes() if path.stat().st_size < 1 << 28 else b"")
    except (struct.error, IndexError, ValueError):
        noms = set()
    found = next((nature for nom, nature in _OLE.items() if nom in noms), None)
    return found or Nature("", "un ancien document Office tronqué ou d'un genre inconnu", _EN_CLASSEUR)


def _streams(octets: bytes) -> set[str]:
    """Return the names of the streams of a compound file: its directory, followed through its sectors."""
    shift = struct.unpack_from("<H", octets, 30)[0]
    if not 7 <= shift <= 16:
        raise ValueError("taille de secteur invraisemblable")
    size, sector = 1 << shift, struct.unpack_from("<I", octets, 48)[0]
    table = [place for place in struct.unpack_from("<109I", octets, 76) if place < 0xFFFFFFFA]
    noms: set[str] = set()
    for _ in range(4096):
        if sector >= 0xFFFFFFFA:
            break
        for at in range((sector + 1) << shift, (sector + 2) << shift, 128):
            length = struct.unpack_from("<H", octets, at + 64)[0]
            noms.add(octets[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"))
        fat, rank = divmod(sector, size // 4)
        sector = struct.unpack_from("<I", octets, ((table[fat] + 1) << shift) + 4 * rank)[0]
    return noms
