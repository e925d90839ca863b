"""An expat parser with entities refused: the counters' only way into XML."""

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


def safe_parser(
    nom: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> expat.XMLParserType:
    """Return a parser calling back with local names; UnreadableFile at any DOCTYPE or entity (F41)."""

    def refuse(*_: object) -> None:
        raise UnreadableFile(
            "XML refusé",
            nom,
            "il déclare un DOCTYPE ou des entités, ce qu'aucun flux attendu ne fait",
            "demandez un export conforme au schéma",
        )

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
