"""A document as a tagged PDF (PDF/UA-1), set by Typst: the layout is a file of its own, which reads the
document as data. No text of the document is ever markup.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from achatlas.containers.documents.modele import Bloc, Document
from achatlas.domain.errors import MissingPart

HERE = Path(__file__).parent
LAYOUT = "gabarit.typ"
DRAWN = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x2002, 0x200A), (0x2010, 0x2027), (0x202F, 0x203A), (0x20AC, 0x20AC),
    (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2248, 0x2248),
    (0x2260, 0x2260), (0x2264, 0x2265), (0x25A1, 0x25A1), (0x25B2, 0x25B2), (0x25BC, 0x25BC),
    (0x25C9, 0x25C9), (0x25CB, 0x25CC), (0x25CF, 0x25CF), (0x2713, 0x2713),
)  # fmt: skip
"""What the fonts that are shipped (``polices/``) draw."""
COUNTED = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)")
"""What the tree of the pages of a PDF says of its length, its root the most."""
MISSING = "\N{WHITE SQUARE}"


def write(document: Document) -> bytes:
    """The bytes of the PDF. Raises MissingPart where Typst is not installed."""
    made = compiler(LAYOUT).compile(
        sys_inputs={"document": json.dumps(told(document), ensure_ascii=False)},
        format="pdf",
        pdf_standards=["ua-1"],
    )
    return bytes(made)


def pages(made: bytes) -> int:
    """How many pages the bytes of a PDF that we made hold."""
    return max((int(found) for found in COUNTED.findall(made)), default=0)


def told(one: Any) -> Any:
    """A document, or a piece of it, as plain data: each block says its class."""
    if is_dataclass(one) and not isinstance(one, type):
        held = {field.name: told(getattr(one, field.name)) for field in fields(one)}
        return {"bloc": type(one).__name__, **held} if isinstance(one, Bloc) else held
    if isinstance(one, str):
        return readable(one)
    return [told(each) for each in one] if isinstance(one, tuple) else one


def readable(text: str) -> str:
    """A text with nothing that our fonts do not draw: without its accents where that is enough, else « □ »;
    a PDF that keeps a letter that nobody sees is no accessible one.
    """
    return "".join(sign if _drawn(sign) else _nearest(sign) for sign in text)


def _drawn(sign: str) -> bool:
    return any(first <= ord(sign) <= last for first, last in DRAWN)


def _nearest(sign: str) -> str:
    """What is left of a sign when its accents are taken off; nothing of one that has no width."""
    if unicodedata.category(sign) in ("Cc", "Cf", "Mn"):
        return " " if sign in "\t\n\r" else ""
    kept = "".join(one for one in unicodedata.normalize("NFKD", sign) if _drawn(one))
    return kept or MISSING


@lru_cache(maxsize=2)
def compiler(layout: str) -> Any:
    """Typst on a layout of ours, with our fonts alone: a document is the same on every machine. Raises
    MissingPart where it is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise MissingPart(
            quoi="Les documents PDF ne sont pas installés",
            ou="bibliothèque « typst »",
            pourquoi="elle pèse 81 Mo : c'est une partie à part",
            que_faire="Installez achatlas[documents], ou prenez le DOCX",
        ) from error
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "polices"]
    )
    return typst.Compiler(HERE / layout, root=HERE, font_paths=fonts)
