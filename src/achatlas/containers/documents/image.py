"""A drawing as PNG, made from its SVG by what sets the PDF, with our fonts: the same on every machine."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

from achatlas.containers.documents.pdf import compiler
from achatlas.domain.errors import MissingPart

LAYOUT = "image.typ"
DENSITY = 192
"""Points per inch: twice as many as the SVG has on a screen."""


@cache
def offered() -> bool:
    """Whether the library that draws is installed."""
    return find_spec("typst") is not None


def png(svg: bytes) -> bytes:
    """The bytes of the PNG. Raises MissingPart where the library is not installed."""
    if not offered():
        raise MissingPart(
            quoi="Les images PNG ne sont pas faites par ce serveur",
            ou="bibliothèque « typst »",
            pourquoi="elle pèse 81 Mo : c'est une partie à part",
            que_faire="Prenez l'image SVG, ou installez achatlas[documents]",
        )
    made = compiler(LAYOUT).compile(sys_inputs={"svg": svg.decode("utf-8")}, format="png", ppi=DENSITY)
    return bytes(made)
