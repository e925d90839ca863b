"""The stock cut into lots by SIREN: what a lot needs is in it, so that each is joined, sorted and written
alone, in memory, and the whole in a time that follows its size.

All the rows of an enterprise are of one lot: its establishments, its names, the links that leave it. A SIREN
has eight free digits: no more than a million units stand behind two first ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir
import pyarrow.parquet as pq

from achatlas.sirene.layout import UNITES
from achatlas.sirene.lines import OK, SIREN, SIRET
from achatlas.store.engine import Engine

PREFIX, ENOUGH = 2, 1_500_000
OFTEN = 4
Span = tuple[int, int, int]


@dataclass(frozen=True)
class Lot:
    """The SIREN whose first digits go from ``first`` to ``last``, both included."""

    first: int
    last: int

    def bounds(self, genre: str) -> tuple[int, int]:
        """The least number of a key of this kind in the lot, and the least beyond it."""
        return self.first * width(genre), (self.last + 1) * width(genre)


def width(genre: str) -> int:
    """How many numbers of a kind begin by the same digits."""
    return int(10 ** ((SIREN if genre == UNITES else SIRET) - PREFIX))


def lots(counts: Mapping[int, int], enough: int = ENOUGH) -> list[Lot]:
    """Lots in the order of SIREN, from the rows behind each prefix: neighbours together while they hold no
    more than ``enough`` rows.
    """
    made: list[Lot] = []
    held = 0
    for prefix, rows in sorted(counts.items()):
        if made and held + rows <= enough:
            made[-1], held = Lot(made[-1].first, prefix), held + rows
        else:
            made.append(Lot(prefix, prefix))
            held = rows
    return made


class Shelf:
    """The rows of a kind as they were read, a part for each file, taken back lot by lot."""

    def __init__(self, engine: Engine, genre: str) -> None:
        self._engine, self.genre = engine, genre
        self._parts: list[tuple[ir.Table, Path]] = []

    def __bool__(self) -> bool:
        return bool(self._parts)

    def add(self, rows: ir.Table, path: Path) -> None:
        """Takes the rows of a file, stored in ``path``."""
        self._parts.append((rows, path))

    def counts(self) -> Counter[int]:
        """The well-formed rows behind each prefix."""
        found: Counter[int] = Counter()
        for rows, _ in self._parts:
            good = rows.filter(rows.motif == OK).mutate(prefix=rows.cle // width(self.genre))
            for said in self._engine.dicts(good.group_by("prefix").aggregate(n=good.count())):
                found[said["prefix"]] += said["n"]
        return found

    def arrange(self, made: Sequence[Lot]) -> None:
        """Puts apart the rows of each prefix, of a part whose rows would otherwise be read again for too many
        lots: the files of the Insee are in order and need it not.
        """
        for rank, (rows, path) in enumerate(self._parts):
            if readings(path, [lot.bounds(self.genre) for lot in made]) > OFTEN:
                apart = rows.filter(rows.motif == OK)
                apart = apart.mutate(prefixe=apart.cle // width(self.genre))
                self._parts[rank] = (self._engine.parted(apart, "prefixe"), path)
                path.unlink()

    def lot(self, lot: Lot) -> ir.Table:
        """The well-formed rows of a lot, under the same name whatever the lot."""
        low, high = lot.bounds(self.genre)
        kept = [r.filter((r.motif == OK) & (r.cle >= low) & (r.cle < high)) for r, _ in self._parts]
        return self._engine.view(kept[0].union(*kept[1:]) if kept[1:] else kept[0], f"lus_{self.genre}")


def readings(path: Path, ranges: Sequence[tuple[int, int]]) -> float:
    """How many times a row of a stored file is read, on average, when each range of keys is asked for."""
    spans = list(_spans(pq.read_metadata(path)))
    total = sum(rows for _, _, rows in spans)
    read = sum(rows for least, most, rows in spans for low, high in ranges if low <= most and least < high)
    return read / total if total else 0.0


def _spans(metadata: pq.FileMetaData) -> Iterator[Span]:
    """The least and greatest key of each row group, and its rows; a group that tells none is left out."""
    rank = metadata.schema.names.index("cle")
    for group in range(metadata.num_row_groups):
        said = metadata.row_group(group)
        bounds = said.column(rank).statistics
        if bounds is not None and bounds.has_min_max:
            yield bounds.min, bounds.max, said.num_rows
