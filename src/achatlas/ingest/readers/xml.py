"""XML elements one by one by lxml, with every door closed: no DTD, no entity, no network, no huge tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from achatlas.containers.xml_guard import refuse_declarations
from achatlas.domain.errors import UnreadableFile

_BLOC, _TAG = 1 << 16, 1 << 10
"""Bytes read at once; beyond that many, what follows a "<" is no tag of an element to leave out."""
Evenement = tuple[str, str, etree._Element]


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace, "" for comments and instructions."""
    nom = element.tag
    return nom.rpartition("}")[2] if isinstance(nom, str) else ""


def iter_elements(path: Path, noms: Iterable[str], sauf: Sequence[str] = ()) -> Iterator[Evenement]:
    """Yield (start|end, local name, element) for the elements of these local names, in document order;
    those named ``sauf``, whatever their weight, are as if they were not there.

    The caller frees what it has read with :func:`free`. Raise UnreadableFile at any DOCTYPE, entity, or
    malformed or truncated text.
    """
    refuse_doctype(path)
    filtre = [f"{{*}}{nom}" for nom in noms]
    try:
        with path.open("rb") as flux:
            for evenement, element in etree.iterparse(
                _Without(flux, sauf) if sauf else flux,
                events=("start", "end"),
                tag=filtre,
                resolve_entities=False,
                no_network=True,
                load_dtd=False,
                huge_tree=False,
                remove_comments=True,
                remove_pis=True,
            ):
                yield evenement, local_name(element), element
    except etree.XMLSyntaxError as faute:
        raise UnreadableFile(
            "XML illisible",
            f"{path.name}, ligne {faute.lineno or 1}",
            "le fichier est tronqué, mal formé ou dépasse les limites de sûreté",
            "vérifiez que le fichier est complet et refaites l'export",
        ) from faute


class _Without:
    """A binary stream where the elements of some names are left out, their ends of line kept: what they hold
    is never in memory. Their tags are told by their bytes: in UTF-16, nothing is left out.
    """

    def __init__(self, flux: BinaryIO, noms: Sequence[str]) -> None:
        self.flux, self.tail = flux, b""
        names = b"|".join(re.escape(nom.encode()) for nom in noms)
        self.opens = re.compile(rb"<((?:[\w.-]+:)?(?:" + names + rb"))(?:\s[^<>]*)?(?<!/)>")
        self.closes: re.Pattern[bytes] | None = None

    def read(self, size: int = -1) -> bytes:
        """Return some of what is kept, b"" at the end."""
        while block := self.flux.read(max(size, _BLOC)):
            if kept := self._kept(self.tail + block):
                return kept
        rest, self.tail = self.tail, b""
        return b"" if self.closes else rest

    def _kept(self, text: bytes) -> bytes:
        kept, place = list[bytes](), 0
        while found := (self.closes or self.opens).search(text, place):
            kept += [self._seen(text[place : found.start()]), b"\n" * found[0].count(b"\n")]
            opened = None if self.closes else re.escape(found[1])
            self.closes = re.compile(rb"</" + opened + rb"\s*>") if opened else None
            place = found.end()
        end = text.rfind(b"<", max(place, len(text) - _TAG))
        end = len(text) if end < 0 else end
        self.tail = text[end:]
        return b"".join([*kept, self._seen(text[place:end])])

    def _seen(self, text: bytes) -> bytes:
        return b"\n" * text.count(b"\n") if self.closes else text


def free(element: etree._Element) -> None:
    """Release an element that has been read, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def refuse_doctype(path: Path) -> None:
    """Raise UnreadableFile when a document type is declared: no French public file needs one (F41)."""
    with path.open("rb") as flux:
        refuse_declarations(flux.read(1 << 16), path.name)
