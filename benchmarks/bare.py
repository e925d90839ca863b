"""The library alone, over the same file: what no import goes below. `python -m benchmarks.bare KIND FILE`."""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import fastexcel
from lxml import etree


def read_csv(path: Path) -> int:
    """Every record by the csv module, kept nowhere."""
    with path.open(encoding="cp1252", newline="") as stream:
        return sum(1 for _ in csv.reader(stream, delimiter=";"))


def read_xlsx(path: Path) -> int:
    """The first sheet by calamine, as columns of text."""
    sheet = fastexcel.read_excel(path.read_bytes()).load_sheet(0, header_row=None, dtypes="string")
    return int(sheet.to_arrow().num_rows)


def read_pes(path: Path) -> int:
    """Every line of piece by lxml, thrown away when it ends."""
    count = 0
    for _, element in etree.iterparse(str(path), tag="{*}LigneDePiece"):
        count += 1
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def count_sirene(*paths: Path) -> int:
    """The rows of CSV files, counted by the engine alone."""
    read = "SELECT count(*) FROM read_csv($1, header=true, all_varchar=true)"
    counted = [duckdb.execute(read, [str(path)]).fetchone() for path in paths]
    return sum(int(found[0]) for found in counted if found)


READERS: dict[str, Callable[..., int]] = {
    "csv": read_csv, "classeur": read_xlsx, "pes": read_pes, "sirene": count_sirene,
}  # fmt: skip

if __name__ == "__main__":
    print(READERS[sys.argv[1]](*map(Path, sys.argv[2:])))
