"""A workbook whose first sheet is as long as a table is, sent while it is made: its rows are the first part
of its archive, and what counts them (the book, the other sheets, pivots) comes after.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import pyarrow as pa

from achatlas.containers import pivot, workbook
from achatlas.containers.lots import Lots, Sink
from achatlas.containers.package import BOOK, Package
from achatlas.containers.rows_xml import RowsXml, Shared
from achatlas.containers.workbook import ROWS, Cell, Number, Sheet

FULL = 1_800_000_000
"""Beyond so many bytes of XML, a sheet is full too: archives say longer parts in a way that not all read."""
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
SAMPLES: dict[str, Cell] = {"texte": "x", "date": date(2000, 1, 1)}
LEVEL = 2
"""How hard archives are pressed: harder takes four times as long for a tenth less."""


@dataclass
class Poured:
    """What was poured: how many rows each sheet holds, and what the cells of a pivot sum (cents)."""

    counts: list[int] = field(default_factory=list)
    sommes: dict[tuple[str, str], int] = field(default_factory=dict)


Ending = Callable[[Poured], tuple[Sequence[Sheet], Sequence[pivot.Pivot]]]


@dataclass(frozen=True)
class Long:
    """A long sheet: its table, the widths of its columns, a name for all of it; the names of the columns
    whose crossing is summed (rows, columns, euros), if any.
    """

    table: Lots
    widths: Sequence[int] = ()
    repere: str = ""
    crossing: tuple[str, str, str] | None = None

    def sheets(self, counts: Sequence[int]) -> list[Sheet]:
        """Its sheets but their rows, of which it is told how many there are; a sample of them is written
        twice, since the last row of a sheet takes its styles after those of all the others.
        """
        sample = [SAMPLES.get(one.genre) or Number(0, one.genre) for one in self.table.colonnes]
        rows: list[Sequence[Cell]] = [self.table.noms, sample, sample]
        return [
            Sheet(self.table.nom, rows, self.widths, filtre=True, hauteur=count,
                  repere=self.repere if not rank else "")
            for rank, count in enumerate(counts)
        ]  # fmt: skip


def written(long: Long, ending: Ending) -> Iterator[bytes]:
    """The bytes of a workbook as they are made; ``ending`` tells the other sheets once the rows are known."""
    poured, shared, sink = Poured(), Shared(), Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        rows = _Rows(long.table.lots)
        while not poured.counts or rows.more():
            name = f"xl/worksheets/sheet{len(poured.counts) + 1}.xml"
            with archive.open(name, "w") as part:
                yield sink.taken()
                for content in _sheet(rows, long, poured, shared):
                    part.write(content)
                    yield sink.taken()
        for name, content in _rest(long, poured, shared, ending):
            archive.writestr(name, content)
            yield sink.taken()
    yield sink.taken()


class _Rows:
    """Batches, of which a part may be left for the next sheet."""

    def __init__(self, lots: Iterable[pa.RecordBatch]) -> None:
        self._lots, self._left = iter(lots), pa.record_batch({})

    def more(self) -> bool:
        """Whether some are left."""
        while not self._left.num_rows:
            found = next(self._lots, None)
            if found is None:
                return False
            self._left = found
        return True

    def take(self, most: int) -> pa.RecordBatch:
        """The next ones, at most so many."""
        lot, self._left = self._left.slice(0, most), self._left.slice(most)
        return lot


def _sheet(rows: _Rows, long: Long, poured: Poured, shared: Shared) -> Iterator[bytes]:
    """The XML of one sheet of the table, as far as it holds."""
    head, styles = _head(long, len(poured.counts))
    xml, count, size = RowsXml(long.table.colonnes, styles, shared), 0, 0
    yield head
    while count < ROWS - 2 and size < FULL and rows.more():
        lot = rows.take(ROWS - 2 - count)
        content = xml.xml(lot, count + 2)
        _sum(poured, lot, long)
        count, size = count + lot.num_rows, size + len(content)
        yield content
    poured.counts.append(count)
    yield _tail(long, poured.counts)


def _head(long: Long, rank: int) -> tuple[bytes, list[str]]:
    """What stands before the rows of a sheet, by its rank, the heading too; the style of each column."""
    text = Package(workbook.inline(long.sheets([1] * (rank + 1)))).text(f"xl/worksheets/sheet{rank + 1}.xml")
    head, _, sample = re.sub("<dimension [^>]*/>", "", text).partition('<row r="2"')
    return head.encode(), re.findall(r'<c r="[A-Z]+2" s="(\d+)"', sample)


def _tail(long: Long, counts: Sequence[int]) -> bytes:
    """What stands after the rows of the last sheet."""
    text = Package(workbook.inline(long.sheets(counts))).text(f"xl/worksheets/sheet{len(counts)}.xml")
    return text[text.index("</sheetData>") :].encode()


def _rest(long: Long, poured: Poured, shared: Shared, ending: Ending) -> Iterator[tuple[str, bytes]]:
    """Every part but the sheets that are written."""
    sheets, pivots = ending(poured)
    package = Package(workbook.inline([*long.sheets(poured.counts), *sheets]))
    pivot.graft(package, pivots)
    package.add("xl/sharedStrings.xml", shared.xml(pivot.MAIN), KIND)
    package.relate(BOOK, "sharedStrings.xml", "sharedStrings")
    done = {f"xl/worksheets/sheet{rank}.xml" for rank in range(1, len(poured.counts) + 1)}
    yield from ((name, content) for name, content in package if name not in done)


def _sum(poured: Poured, lot: pa.RecordBatch, long: Long) -> None:
    if not long.crossing:
        return
    rows, columns, value = long.crossing
    found = pa.Table.from_batches([lot]).group_by([rows, columns]).aggregate([(value, "sum")])
    for one in found.to_pylist():
        key = (str(one[rows] or ""), str(one[columns] or ""))
        poured.sommes[key] = poured.sommes.get(key, 0) + int((one[f"{value}_sum"] or 0) * 100)
