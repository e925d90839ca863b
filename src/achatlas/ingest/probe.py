"""What a file is before it is opened: its magic bytes, its encoding, its separator. Refused early, in clear
words.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from pathlib import Path

from achatlas.containers.accents import SURE, likelier
from achatlas.containers.nature import FORMATS, Nature, nature_of
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.shapes.encodings import told_by

_BLOC = 1 << 20
HEAD = 1 << 18
_LONE_BYTE = re.compile("[\udc80-\udcff]")

_UN_OCTET = frozenset({"cp1252", "cp1250", "iso8859-1", "iso8859-15", "mac-roman", "cp850", "cp437"})
_UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def displayable(texte: str) -> str:
    """Return a file name, or a text that holds one, without what cannot be shown: a byte that is not UTF-8 is
    read in Latin-1, or is U+FFFD when it is no character there; so is a control or a change of direction
    (F44).
    """
    lisible = _LONE_BYTE.sub(lambda octet: _latin(ord(octet[0]) - 0xDC00), texte)
    return _UNSHOWN.sub("\ufffd", lisible)


def _latin(octet: int) -> str:
    return chr(octet) if octet >= 0xA0 else "\ufffd"


def sha256(path: Path) -> str:
    """Return the SHA-256 of the file, in hexadecimal: the name of the deposit."""
    with path.open("rb") as flux:
        return hashlib.file_digest(flux, "sha256").hexdigest()


def check_container(path: Path, attendu: str) -> Nature:
    """Return what the file is; raise UnreadableFile when it is absent, empty, or not of the format expected
    (csv, tableur, json, xml). Its bytes decide, not its name (F17).
    """
    nature = nature_of(path)
    if not nature.is_a(attendu):
        remede = "vérifiez la source choisie" if nature.genre else nature.que_faire
        raise UnreadableFile(
            f"Ce fichier n'est pas {FORMATS[attendu]}", path.name, f"son contenu est {nature.nom}", remede
        )
    return nature


def choose_encoding(path: Path, encodages: tuple[str, ...], limite: int | None = None) -> str:
    """Return the first declared encoding that decodes the file strictly, or its first ``limite`` bytes; a
    BOM, or what shows UTF-16 without one, decides before all (F04).

    Raise UnreadableFile naming the first line that no declared encoding can read, or when a file declared in
    an encoding that accepts any byte is in fact UTF-8: its accents would be written wrong.
    """
    if told := told_by(path):
        encodages = (told,)
    lignes = []
    for encodage in encodages:
        faute = _first_bad_line(path, encodage, limite)
        if faute is None:
            _refuse_utf8(path, encodage, limite)
            _refuse_other(path, encodage, limite)
            return encodage
        lignes.append(faute)
    raise UnreadableFile(
        "Encodage illisible",
        f"{path.name}, ligne {max(lignes)}",
        f"le fichier n'est pas en {' ni en '.join(encodages)}",
        "réenregistrez-le en UTF-8, ou corrigez encodage dans le profil",
    )


def _refuse_utf8(path: Path, encodage: str, limite: int | None) -> None:
    """Raise UnreadableFile when a file whose accents are in UTF-8 is about to be read in a one-byte code."""
    if codecs.lookup(encodage).name not in _UN_OCTET or _first_bad_line(path, "utf-8", limite) is not None:
        return
    ligne = _first_bad_line(path, "ascii", limite)
    if ligne is not None:
        raise UnreadableFile(
            f"Le fichier est en UTF-8, et son profil le dit en {encodage}",
            f"{path.name}, ligne {ligne}",
            "ses accents seraient mal lus",
            "écrivez encodage: utf-8 dans le profil, ou refaites l'export dans l'autre encodage",
        )


def _refuse_other(path: Path, encodage: str, limite: int | None) -> None:
    """Raise UnreadableFile when the accents are surely those of another one-byte code."""
    other, seen = likelier(path, encodage) if limite is None else ("", 0)
    if seen >= SURE:
        raise UnreadableFile(
            f"Le fichier semble en {other}, et son profil le dit en {encodage}",
            path.name,
            f"{seen} caractères y seraient mal lus",
            f"écrivez encodage: {other} dans le profil, ou refaites l'export en UTF-8",
        )


def _first_bad_line(path: Path, encodage: str, limite: int | None) -> int | None:
    """Return the first line that the encoding cannot decode, None when it decodes everything."""
    decodeur = codecs.getincrementaldecoder(encodage)("strict")
    ligne = 1
    with path.open("rb") as flux:
        while bloc := flux.read(_BLOC if limite is None else limite):
            try:
                ligne += decodeur.decode(bloc).count("\n")
            except UnicodeError as faute:
                return ligne + _lines_before(faute)
            if limite is not None:
                return None
    try:
        decodeur.decode(b"", final=True)
    except UnicodeError:
        return ligne
    return None


def _lines_before(faute: UnicodeError) -> int:
    """How many lines of a block come before what cannot be decoded: none when UTF-16 lacks its mark."""
    return bytes(faute.object[: faute.start]).count(b"\n") if isinstance(faute, UnicodeDecodeError) else 0


def choose_separator(path: Path, encodage: str, separateurs: tuple[str, ...], entete: frozenset[str]) -> str:
    """Return the declared separator that cuts the first lines into the expected headers; the first one by
    default.
    """
    if len(separateurs) == 1:
        return separateurs[0]
    with path.open(encoding=encodage, newline="") as flux:
        debut = flux.read(1 << 16).splitlines()[:20]
    trouves = {
        sep: max(
            (len(entete & {champ.strip(' "') for champ in ligne.split(sep)}) for ligne in debut), default=0
        )
        for sep in separateurs
    }
    return max(separateurs, key=lambda sep: trouves[sep])
