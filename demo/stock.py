"""The three stock files of an invented SIRENE: the layouts of the Insee, written by blocks as CSV, zip or
Parquet.
"""

from __future__ import annotations

import zipfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.csv as pc_csv
import pyarrow.parquet as pq

from demo.territoire import read_yaml

FORMATS = ("csv", "zip", "parquet")
DATE_DU_ZIP = (2026, 11, 1, 0, 0, 0)
Columns = dict[str, pa.Array]


class _Writer(Protocol):
    def write_table(self, table: pa.Table) -> None: ...
    def close(self) -> None: ...


def columns(genre: str) -> list[str]:
    """The columns of a stock file, in their order."""
    return list(read_yaml("sirene.yml")["colonnes"][genre])


def file_name(genre: str, forme: str) -> str:
    """What the Insee calls a stock file."""
    return f"{read_yaml('sirene.yml')['noms_de_fichier'][genre]}.{forme}"


def kind_of(column: str) -> pa.DataType:
    """The type of a column in the Parquet files that the Insee publishes."""
    if column.startswith("dateDernierTraitement"):
        return pa.timestamp("us")
    if column.startswith("date"):
        return pa.date32()
    if column in {"etablissementSiege", "transfertSiege", "continuiteEconomique", "unitePurgeeUniteLegale"}:
        return pa.bool_()
    if column.startswith(("annee", "nombrePeriodes", "categorieJuridique")):
        return pa.int64()
    return pa.string()


class Stock:
    """The three files, written as blocks come; columns that a block does not name are empty."""

    def __init__(self, dossier: Path, forme: str) -> None:
        dossier.mkdir(parents=True, exist_ok=True)
        self.forme, self._stack, self._writers = forme, ExitStack(), dict[str, _Writer]()
        for genre in read_yaml("sirene.yml")["colonnes"]:
            self._writers[genre] = self._opened(genre, dossier / file_name(genre, forme))

    def __enter__(self) -> Stock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in self._writers.values():
            writer.close()
        self._stack.__exit__(kind, value, trace)

    def _opened(self, genre: str, path: Path) -> _Writer:
        names = columns(genre)
        if self.forme == "parquet":
            schema = pa.schema([(name, kind_of(name)) for name in names])
            writer: _Writer = pq.ParquetWriter(path, schema, compression="zstd")
            return writer
        sink: Any = self._sink(path, genre)
        sink.write((",".join(names) + "\n").encode())
        options = pc_csv.WriteOptions(include_header=False, quoting_style="none")
        text: _Writer = pc_csv.CSVWriter(
            sink, pa.schema([(name, pa.string()) for name in names]), write_options=options
        )
        return text

    def _sink(self, path: Path, genre: str) -> Any:
        if self.forme == "csv":
            return self._stack.enter_context(path.open("wb"))
        archive = self._stack.enter_context(zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1))
        entry = zipfile.ZipInfo(file_name(genre, "csv"), DATE_DU_ZIP)
        entry.compress_type = zipfile.ZIP_DEFLATED
        return self._stack.enter_context(archive.open(entry, "w", force_zip64=True))

    def add(self, genre: str, found: Columns) -> None:
        """Writes a block of rows, its columns being texts."""
        rows, arrays, names = len(next(iter(found.values()))), [], columns(genre)
        for name in names:
            array = found.get(name)
            wanted = kind_of(name) if self.forme == "parquet" else pa.string()
            arrays.append(pa.nulls(rows, wanted) if array is None else _typed(array, wanted))
        self._writers[genre].write_table(pa.table(arrays, names=names))


def _typed(array: pa.Array, wanted: pa.DataType) -> pa.Array:
    """A text column as the file holds it: an empty text is no value."""
    if pa.types.is_dictionary(array.type):
        array = array.cast(pa.string())
    if pa.types.is_string(wanted):
        return array
    void = pa.compute.if_else(pa.compute.equal(array, ""), pa.scalar(None, pa.string()), array)
    return void.cast(wanted)
