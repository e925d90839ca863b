"""XML elements one by one by lxml, with every door closed: no DTD, no entity, no network, no huge tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from achatlas.containers.xml_guard import refuse_declarations
from achatlas.domain.errors import UnreadableFile

Evenement = tuple[str, str, etree._Element]


def local_name(element: etree._Element) -> str:
    """Return the element's name without its namespace, "" for comments and instructions."""
    nom = element.tag
    return nom.rpartition("}")[2] if isinstance(nom, str) else ""


def iter_elements(path: Path, noms: Iterable[str]) -> Iterator[Evenement]:
    """Yield (start|end, local name, element) for the elements of these local names, in document order.

    The caller frees what it has read with :func:`free`. Raise UnreadableFile at any DOCTYPE, entity, or
    malformed or truncated text.
    """
    refuse_doctype(path)
    filtre = [f"{{*}}{nom}" for nom in noms]
    try:
        with path.open("rb") as flux:
            for evenement, element in etree.iterparse(
                flux,
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
