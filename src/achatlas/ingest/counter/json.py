"""Counts JSON records by scanning tokens with their depth: no JSON parser, no object built."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

from achatlas.domain.balance import Account, Tally
from achatlas.domain.errors import UnreadableFile
from achatlas.domain.money import centimes_of_number, parse_centimes
from achatlas.ingest.layout import CountSpec

_JETON = re.compile(rb'"((?:[^"\\]++|\\.)*+)"(\s*+:)?|[^\s{}\[\]:,"]++|[{}\[\]]', re.DOTALL)
_ECHAPPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\(.)")


class _Scan:
    """Follows keys and depth through the tokens, and counts the values that stand in the wanted arrays."""

    def __init__(self, spec: CountSpec) -> None:
        self.racines, self.montants = set(spec.racine), [rule.colonne for rule in spec.montants]
        self.feuilles = {
            nom for nom in self.racines if not any(o.startswith(f"{nom}.") for o in self.racines)
        }
        self.vu, self.entete, self.cles_du_document = False, spec.entete, set[str]()
        self.tally, self.rang = Tally(), 0
        self.pile: list[str] = []
        self.cles: list[str] = []
        self.fond = 0
        self.trouves: dict[str, bytes] = {}
        self.cle = ""

    def _path(self) -> str:
        return ".".join(cle for cle in self.cles if cle)

    def _awaits(self) -> bool:
        """Say whether the value to come is a record: it stands in a wanted array."""
        return not self.fond and self.pile[-1:] == ["["] and self._path() in self.racines

    def open(self, jeton: bytes) -> None:
        """Go one level down; an object or a list in a wanted array begins a record."""
        enregistrement = self._awaits() or self._alone(jeton)
        self.pile.append(jeton.decode())
        self.cles.append(self.cle)
        self.vu = self.vu or enregistrement or (jeton == b"[" and self._path() in self.racines)
        if enregistrement:
            self.fond, self.trouves = len(self.pile), {}
        self.cle = ""

    def _alone(self, jeton: bytes) -> bool:
        """Say whether the object to come stands in the place of a list of records."""
        place = ".".join(cle for cle in (*self.cles, self.cle) if cle)
        return not self.fond and jeton == b"{" and self.pile[-1:] == ["{"] and place in self.feuilles - {""}

    def key(self, nom: str) -> None:
        """Note the key of the value to come."""
        self.cle = nom
        if len(self.pile) == 1:
            self.cles_du_document.add(nom)

    def whole(self) -> None:
        """Count the document itself when it is the only record there is."""
        if not self.vu and "" in self.racines and self.entete <= self.cles_du_document:
            self.rang += 1
            self.tally.add(self.rang, self._amount())

    def close(self) -> None:
        """Go one level up; the end of a record counts it."""
        if self.fond and len(self.pile) == self.fond:
            self.rang += 1
            self.tally.add(self.rang, self._amount())
            self.fond = 0
        self.pile.pop()
        self.cles.pop()
        self.cle = ""

    def scalar(self, jeton: bytes) -> None:
        """Keep the amount of the record being read, when this value is it; a bare record has none."""
        if self._awaits():
            self.rang += 1
            self.tally.add(self.rang, 0)
        elif (self.fond or (1 if not self.vu else 0)) == len(self.pile) and self.cle in self.montants:
            self.trouves[self.cle] = jeton

    def _amount(self) -> int:
        for nom in self.montants:
            jeton = self.trouves.get(nom, b"null")
            if jeton != b"null":
                return _centimes(jeton)
        return 0


def _centimes(jeton: bytes) -> int:
    texte = jeton.decode()
    try:
        return parse_centimes(_unescape(texte[1:-1])) if texte.startswith('"') else centimes_of_number(texte)
    except ValueError:
        return 0


def _unescape(texte: str) -> str:
    if "\\" not in texte:
        return texte
    return _ECHAPPE.sub(lambda trouve: chr(int(trouve[1], 16)) if trouve[1] else trouve[2], texte)


def count(path: Path, spec: CountSpec) -> Account:
    """Return the account of a UTF-8 JSON file; records are the values of the arrays at ``spec.racine``, in
    order.
    """
    with path.open("rb") as flux, mmap.mmap(flux.fileno(), 0, access=mmap.ACCESS_READ) as texte:
        scan = _Scan(spec)
        _run(scan, _JETON.finditer(texte, 3 if texte[:3] == b"\xef\xbb\xbf" else 0), path.name)
    if scan.pile:
        raise UnreadableFile("JSON illisible", path.name, "le fichier est tronqué", "refaites l'export")
    scan.whole()
    return scan.tally.account()


def _run(scan: _Scan, jetons: Iterator[re.Match[bytes]], nom: str) -> None:
    """Feed the tokens: a key (a text before a colon), a scalar, or a bracket."""
    for jeton in jetons:
        if jeton.lastindex == 2:
            scan.key(_unescape(jeton[1].decode()))
        elif jeton[0] in (b"{", b"["):
            scan.open(jeton[0])
        elif jeton[0] not in (b"}", b"]"):
            scan.scalar(jeton[0])
            scan.cle = ""
        elif scan.pile:
            scan.close()
        else:
            raise UnreadableFile(
                "JSON illisible", nom, "une accolade est fermée sans être ouverte", "refaites l'export"
            )
