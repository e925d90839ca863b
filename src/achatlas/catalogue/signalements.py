"""What deserves notice about a file that was read: each flag counted, in words, with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.text import read_yaml
from achatlas.domain.nombres import entier

REGLES = "regles/motifs_ingestion.yml"
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Signalement:
    """A flag of a file: its name, how many times it was raised, one French sentence, and what to do."""

    nom: str
    nombre: int
    phrase: str
    que_faire: str

    def as_dict(self) -> dict[str, str | int]:
        """Plain values for machines."""
        return asdict(self)

    def __str__(self) -> str:
        """The sentence, then the remedy."""
        remede = f" ; {self.que_faire}" if self.que_faire else ""
        return f"{self.phrase[:1].upper()}{self.phrase[1:]}{remede}."


@lru_cache(maxsize=16)
def words(path: Path, kind: str) -> Words:
    """What the closed list says of each reason of a kind: ``rejet``, ``exclu``, ``doublon``, or
    ``signalement``.
    """
    said: dict[str, Words] = read_yaml(path)
    return said.get(kind, {})


def told(catalogue: Catalogue, counted: Mapping[str, int]) -> tuple[Signalement, ...]:
    """The flags of a file in words, in the order of their names; a flag without words keeps its name."""
    known = words(catalogue.file(REGLES), "signalement")
    return tuple(_told(nom, nombre, known.get(nom, {})) for nom, nombre in sorted(counted.items()) if nombre)


def _told(nom: str, nombre: int, said: Mapping[str, str]) -> Signalement:
    bare = nom.replace("_", " ")
    phrase = said.get("un", bare) if nombre == 1 else f"{entier(nombre)} {said.get('plusieurs', bare)}"
    return Signalement(nom, nombre, phrase, said.get("que_faire", ""))
