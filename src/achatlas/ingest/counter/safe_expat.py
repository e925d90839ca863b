"""An expat parser with entities refused: the counters' only way into XML."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from achatlas.domain.errors import UnreadableFile

Start = Callable[[str, dict[str, str]], None]


def safe_parser(nom: str, start: Start, end: Callable[[str], None] | None = None,
                data: Callable[[str], None] | None = None) -> expat.XMLParserType:
    """Return a parser calling back with local names; it raises UnreadableFile at any DOCTYPE or entity (F41)."""
    def refuse(*_: object) -> None:
        raise UnreadableFile("XML refusé", nom, "il déclare un DOCTYPE ou des entités, ce qu'aucun flux attendu ne fait",
                             "demandez un export conforme au schéma")

    analyseur = expat.ParserCreate()
    analyseur.buffer_text = True
    analyseur.StartDoctypeDeclHandler = refuse
    analyseur.EntityDeclHandler = refuse
    analyseur.StartElementHandler = lambda nom, attributs: start(nom.rpartition(":")[2], attributs)
    if end is not None:
        fermer = end
        analyseur.EndElementHandler = lambda nom: fermer(nom.rpartition(":")[2])
    analyseur.CharacterDataHandler = data
    return analyseur
