"""XML elements as the objects that JSON would hold, one at a time: no document stands whole in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from lxml import etree

from achatlas.domain.errors import AutreFlux, UnreadableFile
from achatlas.ingest.readers.xml import free, iter_elements, local_name, refuse_doctype

DEPTH_MAX = 16
TEXT = "#texte"


def read_records(
    path: Path, racines: tuple[str, ...], attribut: str = ""
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield (rank from 1, place, object) of every element that stands at one of ``racines`` (dotted paths of
    local names from the root on).

    Raise UnreadableFile at a DOCTYPE, at a malformed or truncated text, at elements nested deeper than
    DEPTH_MAX, or when the root is of another kind.
    """
    rang, noms = 0, {racine.rpartition(".")[2] for racine in racines}
    for evenement, _, element in iter_elements(path, noms):
        if evenement == "end" and (racine := place(element)) in racines:
            rang += 1
            yield rang, racine, _record(path, element, attribut)
            free(element)
    if not rang and not holds(path, tuple(racine.partition(".")[0] for racine in racines)):
        raise other_kind(path, racines)


def place(element: etree._Element) -> str:
    """Return the dotted path of an element, by local names from the root on."""
    return ".".join(
        [*(local_name(one) for one in reversed(list(element.iterancestors()))), local_name(element)]
    )


def _record(path: Path, element: etree._Element, attribut: str) -> dict[str, Any]:
    try:
        lu = to_object(element, attribut)
    except ValueError as faute:
        raise UnreadableFile(
            "XML refusé",
            f"{path.name}, ligne {element.sourceline}",
            f"plus de {DEPTH_MAX} éléments y sont emboîtés, ce qu'aucun flux attendu ne fait",
            "demandez un export conforme au schéma",
        ) from faute
    return lu if isinstance(lu, dict) else {TEXT: lu}


def to_object(element: etree._Element, attribut: str = "", depth: int = 1) -> Any:
    """Return an element as a text, None when it is empty, or an object: its children by local name, repeated
    ones as a list.

    ``attribut`` is the attribute that carries the value of a leaf, when it is not the text. Any other one is
    kept under @name, and texts among children under #texte, so that no content goes unseen. Raise ValueError
    below DEPTH_MAX.
    """
    if depth > DEPTH_MAX:
        raise ValueError(depth)
    objet: dict[str, Any] = _attributes(element, attribut)
    textes = [element.text or ""]
    for child in element.iterchildren("*"):
        _append(objet, local_name(child), to_object(child, attribut, depth + 1))
        textes.append(child.tail or "")
    texte = (element.get(attribut, "") if attribut else "".join(textes)).strip()
    if not objet:
        return texte or None
    return {**objet, TEXT: texte} if texte else objet


def _attributes(element: etree._Element, attribut: str) -> dict[str, Any]:
    """Return the attributes that are nobody's value, those of another namespace (xsi:nil) left out."""
    named = {str(nom): valeur for nom, valeur in element.attrib.items()}
    return {f"@{nom}": valeur for nom, valeur in named.items() if nom[0] != "{" and nom != attribut}


def _append(objet: dict[str, Any], nom: str, valeur: Any) -> None:
    if nom not in objet:
        objet[nom] = [valeur] if isinstance(valeur, list) else valeur
    elif isinstance(objet[nom], list):
        objet[nom].append(valeur)
    else:
        objet[nom] = [objet[nom], valeur]


class _Sections:
    """A target of lxml that builds no tree: only remembers the paths of the first levels."""

    def __init__(self, depth: int) -> None:
        self.depth, self.place, self.seen = depth, list[str](), dict[str, None]()

    def start(self, tag: str | bytes, attrib: object) -> None:
        """Enter an element, whose attributes do not matter."""
        self.place.append((tag if isinstance(tag, str) else tag.decode()).rpartition("}")[2])
        if len(self.place) <= self.depth:
            self.seen[".".join(self.place)] = None

    def end(self, tag: str | bytes) -> None:
        """Leave an element."""
        self.place.pop()

    def data(self, data: str | bytes) -> None:
        """Leave texts unread."""

    def comment(self, text: str | bytes) -> None:
        """Leave comments unread."""

    def close(self) -> None:
        """End the document."""


def _sections(path: Path, depth: int) -> Iterator[set[str]]:
    """Yield the paths seen so far, a block of the file after another."""
    refuse_doctype(path)
    target = _Sections(depth)
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
    with path.open("rb") as flux:
        try:
            while bloc := flux.read(1 << 16):
                parser.feed(bloc)
                yield set(target.seen)
        except etree.XMLSyntaxError:
            yield set(target.seen)


def holds(path: Path, racines: tuple[str, ...]) -> bool:
    """Say whether an element stands at one of ``racines``; reading stops at the first, or at what is
    malformed.
    """
    depth = max(racine.count(".") + 1 for racine in racines)
    return any(seen & set(racines) for seen in _sections(path, depth))


def other_kind(
    path: Path, racines: tuple[str, ...], ailleurs: Mapping[str, str] | None = None
) -> UnreadableFile:
    """Return the error of an XML file that holds none of the expected elements, naming those that it has, or
    saying what it is when one of ``ailleurs`` is there.
    """
    *_, seen = _sections(path, min(2, max(racine.count(".") + 1 for racine in racines)))
    tops = sorted(one for one in seen if one.count(".") == 0)
    if not tops:
        return UnreadableFile(
            "XML illisible", path.name, "le fichier est tronqué ou mal formé", "refaites l'export"
        )
    if said := next((said for one, said in (ailleurs or {}).items() if one in seen), ""):
        return _elsewhere(path, racines, said)
    return _other(path, racines, tops, seen)


def _other(path: Path, racines: tuple[str, ...], tops: list[str], seen: set[str]) -> UnreadableFile:
    found = sorted(seen - set(tops)) or tops
    return UnreadableFile(
        "Ce XML est d'un autre genre",
        path.name,
        f"sa racine est « {tops[0]} », il contient « {' », « '.join(found[:5])} », et l'on attendait "
        f"« {' » ou « '.join(racines)} »",
        "vérifiez quel flux a été exporté",
    )


def _elsewhere(path: Path, racines: tuple[str, ...], said: str) -> AutreFlux:
    wanted = " ou ".join(racine.rpartition(".")[2] for racine in racines)
    return AutreFlux(said, path.name, "", f"demandez à l'éditeur l'export qui porte {wanted}")
