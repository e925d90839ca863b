"""A stock file opened: what contains it, its columns, its kind, its records counted apart."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.containers.unpack import unpack_one
from achatlas.domain.errors import UnreadableFile
from achatlas.sirene.counter import Records, counted
from achatlas.sirene.layout import Layout, told

HEAD = 1 << 16
SEPARATEURS = ",;\t"
ZIP, PARQUET = b"PK\x03\x04", b"PAR1"


@dataclass(frozen=True)
class Stock:
    """A file ready to be read: the one given, the one that holds its rows, its kind and its columns; the
    records counted in it; the dialect of a text, none for a Parquet.
    """

    fichier: str
    path: Path
    layout: Layout
    colonnes: tuple[str, ...]
    lues: int
    separateur: str = ""
    fin: str = ""

    @property
    def inconnues(self) -> tuple[str, ...]:
        """The columns that nobody expected: named, and not read."""
        return self.layout.unknown(self.colonnes)

    @property
    def absentes(self) -> tuple[str, ...]:
        """The columns that would have been read and are not there: what they tell stays unknown."""
        return tuple(name for name in self.layout.lues if name not in self.colonnes)


def opened(given: Path, spill: Path, kinds: tuple[Layout, ...]) -> Stock:
    """Opens a CSV, a Parquet, or a zip of one CSV, which is unpacked under ``spill``.

    Raises UnreadableFile, UnknownSource, UnknownColumn or DiskRefused.
    """
    try:
        with given.open("rb") as stream:
            head = stream.read(len(ZIP))
    except OSError as error:
        raise UnreadableFile(
            f"Fichier introuvable : « {given.name} »", str(given), "rien ne s'y lit", "vérifiez le chemin"
        ) from error
    if head == PARQUET:
        return _parquet(given, kinds)
    if head == ZIP:
        return _zipped(given, spill, kinds)
    return _text(given, given, kinds, None)


def _zipped(given: Path, spill: Path, kinds: tuple[Layout, ...]) -> Stock:
    records, target = Records(), spill / f"{len(list(spill.iterdir()))}.csv"
    unpack_one(given, target, records.feed)
    return _text(given, target, kinds, records.total())


def _parquet(given: Path, kinds: tuple[Layout, ...]) -> Stock:
    try:
        with pq.ParquetFile(given) as file:
            columns, lues = tuple(file.schema_arrow.names), file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(
            "Parquet illisible", given.name, "il est tronqué ou endommagé", "téléchargez-le de nouveau"
        ) from error
    return Stock(given.name, given, told(columns, kinds, given.name), columns, lues)


def _text(given: Path, path: Path, kinds: tuple[Layout, ...], lues: int | None) -> Stock:
    with path.open("rb") as stream:
        head, feed, _ = stream.read(HEAD).partition(b"\n")
    try:
        line = head.decode("utf-8-sig")
    except UnicodeDecodeError:
        _no_text(given, "son en-tête n'est pas en UTF-8")
    if not feed or "\0" in line:
        _no_text(given, "ce n'est ni un CSV, ni un Parquet, ni un zip d'un seul CSV")
    separateur = max(SEPARATEURS, key=line.count)
    columns = tuple(name.strip() for name in next(csv.reader([line.rstrip("\r")], delimiter=separateur), []))
    layout = told(columns, kinds, given.name)
    if len(set(columns)) < len(columns):
        _no_text(given, "deux de ses colonnes portent le même nom")
    fin = r"\r\n" if line.endswith("\r") else r"\n"
    return Stock(given.name, path, layout, columns, counted(path) if lues is None else lues, separateur, fin)


def _no_text(given: Path, pourquoi: str) -> NoReturn:
    raise UnreadableFile(
        "Ce fichier n'est pas un fichier stock de SIRENE",
        given.name,
        pourquoi,
        "téléchargez-le de nouveau sur data.gouv.fr, sans le remanier",
    )
