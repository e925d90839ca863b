"""What screens say in another language than French: one folder for each, found by its place.

French is the language of the source: a sentence is written where it is said, ``dire("{n} sur {total}", n=3,
total=9)``, and is the key of its translations. A folder holds ``langue.yml``, how the language is called and
writes its numbers, and any other files of ``French sentence: sentence``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from achatlas.domain.errors import CatalogueError
from achatlas.domain.langue import FRENCH, IN_FORCE, Langue, dire, in_french, langue, nu, spoken, translated

__all__ = [
    "FRENCH",
    "Langue",
    "connues",
    "dire",
    "in_french",
    "langue",
    "nu",
    "parlant",
    "phrases_of",
    "spoken",
    "translated",
]

ROOT = Path(__file__).resolve().parent
ECRITURE = "langue.yml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@contextmanager
def parlant(code: str) -> Iterator[Langue]:
    """Speak a language for a while; French for one that nobody wrote. Raises CatalogueError."""
    said = connues().get(code, FRENCH)
    before = IN_FORCE.set(said)
    try:
        yield said
    finally:
        IN_FORCE.reset(before)


@lru_cache(maxsize=1)
def connues() -> dict[str, Langue]:
    """Every language by its code, French first. Raises CatalogueError."""
    found = (path.parent for path in sorted(ROOT.glob(f"*/{ECRITURE}")))
    return {FRENCH.code: FRENCH, **{folder.name: _read(folder) for folder in found}}


def _read(folder: Path) -> Langue:
    written = _yaml(folder / ECRITURE)
    return Langue(code=folder.name, phrases=phrases_of(folder), **written)


def phrases_of(folder: Path) -> dict[str, str]:
    """The sentences of a language, all files together. Raises CatalogueError when two of them disagree."""
    found: dict[str, tuple[str, Path]] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.name == ECRITURE:
            continue
        for french, said in _yaml(path).items():
            known, where = found.setdefault(french, (said, path))
            if known != said:
                raise _twice(french, where, path)
    return {french: said for french, (said, _) in found.items()}


def _yaml(path: Path) -> dict[str, Any]:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER) or {}


def _twice(french: str, first: Path, second: Path) -> CatalogueError:
    return CatalogueError(
        quoi=f"Phrase traduite de deux façons : « {french} »",
        ou=f"{_place(first, french)} et {_place(second, french)}",
        pourquoi="deux fichiers d'une même langue la disent autrement",
        que_faire="Gardez l'une des deux.",
    )


def _place(path: Path, french: str) -> str:
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    lines = (key.start_mark.line + 1 for key, _ in pairs if key.value == french)
    return f"{path}:{next(lines)}"
