"""XML with entities refused: an expat parser for the counters, and the refusal itself."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from achatlas.domain.errors import UnreadableFile

Start = Callable[[str, dict[str, str]], None]


class _Locals(dict[str, str]):
    """Prefixed name → local name, each worked out once."""

    def __missing__(self, nom: str) -> str:
        """Return the local name and remember it."""
        self[nom] = local = nom.rpartition(":")[2]
        return local


def refused(nom: str) -> UnreadableFile:
    """Return the error of a document that declares a type or entities: no French public file needs one
    (F41).
    """
    return UnreadableFile(
        "XML refusé",
        nom,
        "il déclare un DOCTYPE ou des entités, ce qu'aucun flux attendu ne fait",
        "demandez un export conforme au schéma",
    )


def refuse_declarations(tete: bytes, nom: str) -> None:
    """Raise UnreadableFile when the beginning of a document declares a type or entities."""
    lisible = tete.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in lisible or b"<!ENTITY" in lisible:
        raise refused(nom)


def safe_parser(
    nom: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """Return a parser calling back with local names; UnreadableFile at any DOCTYPE or entity (F41)."""

    def refuse(*_: object) -> None:
        raise refused(nom)

    analyseur = expat.ParserCreate()
    analyseur.buffer_text = True
    analyseur.StartDoctypeDeclHandler = refuse
    analyseur.EntityDeclHandler = refuse
    local_names = _Locals()
    analyseur.StartElementHandler = lambda nom, attributs: start(local_names[nom], attributs)
    if end is not None:
        fermer = end
        analyseur.EndElementHandler = lambda nom: fermer(local_names[nom])
    analyseur.CharacterDataHandler = data
    return analyseur
