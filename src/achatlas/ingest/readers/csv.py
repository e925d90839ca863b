"""CSV records by the standard library, in an explicit dialect, each with the physical line it begins on."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TextIO, cast

import pyarrow as pa
import pyarrow.csv as arrow_csv

from achatlas.domain.errors import UnreadableFile

Enregistrement = tuple[int, list[str]]
_CHAMP_MAX = 1 << 20
_BLOCK = 1 << 18
_NEVER_PLAIN = ("\r", "\0", "\ufeff")


@dataclass(frozen=True)
class Block:
    """Whole lines without a quote: one record each, cut at every separator."""

    numero: int
    lignes: list[str]
    separateur: str

    @property
    def numeros(self) -> range:
        """The line of each."""
        return range(self.numero, self.numero + len(self.lignes))

    def records(self) -> list[Enregistrement]:
        """Return (line, cells) for each, as the reader would."""
        return [
            (numero, ligne.split(self.separateur) if ligne else [])
            for numero, ligne in enumerate(self.lignes, start=self.numero)
        ]

    def columns(self, largeur: int) -> list[Any] | None:
        """Return as many Arrow columns of text; None when a line is wider, narrower or blank."""
        if "" in self.lignes:
            return None
        names = [str(rang) for rang in range(largeur)]
        content = "\n".join([*self.lignes, ""]).encode()
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(content),
                arrow_csv.ReadOptions(use_threads=False, block_size=len(content) + 1, column_names=names),
                arrow_csv.ParseOptions(delimiter=self.separateur, quote_char=False, ignore_empty_lines=False),
                arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
            )
        except pa.ArrowInvalid:
            return None
        whole = table.num_rows == len(self.lignes)
        return [column.combine_chunks() for column in table.columns] if whole else None


class _Text:
    """The lines of a text that are still to be read: some held, the rest in the file."""

    def __init__(self, nom: str) -> None:
        self.nom, self.flux = nom, cast("TextIO | None", None)
        self.held, self.debut, self.skipped = io.StringIO(), 1, 0

    def more(self) -> str:
        """Read some whole lines more; raise UnreadableFile when they are in another encoding."""
        try:
            return self.flux.read(_BLOCK) + self.flux.readline() if self.flux and not self.flux.closed else ""
        except UnicodeError as faute:
            raise UnreadableFile(
                "Encodage illisible",
                f"{self.nom}, après la ligne {self.debut}",
                f"la suite du fichier n'est pas en {self.flux.encoding if self.flux else ''}",
                "réenregistrez-le en UTF-8",
            ) from faute

    def lines(self) -> Iterator[str]:
        """Yield the lines that no block takes."""
        while True:
            line = self.held.readline()
            if not line:
                self.held = io.StringIO(self.more(), newline="")
                line = self.held.readline()
            if not line:
                return
            yield line


class Records(Iterator[Enregistrement]):
    """The records of a file, one by one; between two of them, the block of plain lines that comes next."""

    def __init__(self, path: Path, encodage: str, separateur: str, guillemet: str) -> None:
        self.separateur, self.text = separateur, _Text(path.name)
        self.unlike = (guillemet or "\r", *_NEVER_PLAIN)
        self.reading = _read(path, encodage, separateur, guillemet, self.text)

    def __next__(self) -> Enregistrement:
        """Return the next record."""
        return next(self.reading)

    def block(self) -> Block | None:
        """Return the plain lines that come next, to be read no more; None when something else comes."""
        text = self.text
        said = text.held.read() or text.more()
        plain = said.replace("\r\n", "\n")
        if not plain or any(mark in plain for mark in self.unlike):
            text.held = io.StringIO(said, newline="")
            return None
        lignes, numero = plain.removesuffix("\n").split("\n"), text.debut
        text.skipped += len(lignes)
        text.debut += len(lignes)
        return Block(numero, lignes, self.separateur)


def _read(
    path: Path, encodage: str, separateur: str, guillemet: str, text: _Text
) -> Iterator[Enregistrement]:
    csv.field_size_limit(_CHAMP_MAX)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if guillemet else csv.QUOTE_NONE
    with path.open(encoding=encodage, newline="", errors="strict") as text.flux:
        lecteur = csv.reader(
            text.lines(), delimiter=separateur, quotechar=guillemet or None, quoting=quoting, strict=True
        )
        try:
            for cellules in lecteur:
                debut, text.debut = text.debut, lecteur.line_num + text.skipped + 1
                yield debut, cellules
        except csv.Error as faute:
            raise UnreadableFile(
                "Enregistrement illisible",
                f"{path.name}, ligne {text.debut}",
                _cause(faute),
                "corrigez cette ligne ou refaites l'export",
            ) from faute


def read_records(path: Path, encodage: str, separateur: str, guillemet: str) -> Records:
    """Return the (line, cells) of every record, blank ones included; lines are those of the file, from 1.

    They raise UnreadableFile at an unclosed quote, at text after a closing quote or at a field above one
    million characters.
    """
    return Records(path, encodage, separateur, guillemet)


def _cause(faute: csv.Error) -> str:
    texte = str(faute)
    if "unexpected end" in texte:
        return "un guillemet ouvert n'est jamais refermé : le fichier est peut-être tronqué"
    if "field larger" in texte:
        return "un champ dépasse un million de caractères : un guillemet n'est sans doute pas refermé"
    return "du texte suit un guillemet fermant"
