"""CSV records by the standard library, in an explicit dialect, each with the physical line it begins on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from achatlas.domain.errors import UnreadableFile

Enregistrement = tuple[int, list[str]]
_CHAMP_MAX = 1 << 20


def read_records(path: Path, encodage: str, separateur: str, guillemet: str) -> Iterator[Enregistrement]:
    """Yield (line, cells) for every record, blank ones included; lines are those of the file, from 1.

    Raise UnreadableFile at an unclosed quote, at text after a closing quote or at a field above one million
    characters.
    """
    csv.field_size_limit(_CHAMP_MAX)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if guillemet else csv.QUOTE_NONE
    with path.open(encoding=encodage, newline="", errors="strict") as flux:
        lecteur = csv.reader(
            flux, delimiter=separateur, quotechar=guillemet or None, quoting=quoting, strict=True
        )
        debut = 1
        try:
            for cellules in lecteur:
                yield debut, cellules
                debut = lecteur.line_num + 1
        except csv.Error as faute:
            raise UnreadableFile(
                "Enregistrement illisible",
                f"{path.name}, ligne {debut}",
                _cause(faute),
                "corrigez cette ligne ou refaites l'export",
            ) from faute


def _cause(faute: csv.Error) -> str:
    texte = str(faute)
    if "unexpected end" in texte:
        return "un guillemet ouvert n'est jamais refermé : le fichier est peut-être tronqué"
    if "field larger" in texte:
        return "un champ dépasse un million de caractères : un guillemet n'est sans doute pas refermé"
    return "du texte suit un guillemet fermant"
