"""The line that names the columns: the one that says most known names, on one line or on two."""

from __future__ import annotations

from dataclasses import dataclass

from achatlas.catalogue.synonymes import Meaning, Synonymes
from achatlas.domain.shapes.dates import readings
from achatlas.domain.shapes.numbers import TEXT, shape_of
from achatlas.ingest.layout import header, header_names

Record = tuple[int, list[str]]
KNOWN_MIN = 2


@dataclass(frozen=True)
class Heading:
    """The header found: its line, the names as the reader will know them, what each means, the texts
    before.
    """

    number: int
    names: tuple[str, ...]
    meanings: tuple[Meaning | None, ...]
    deux_lignes: bool
    before: tuple[str, ...]

    @property
    def known(self) -> int:
        """How many names are known."""
        return sum(meaning is not None for meaning in self.meanings)


def find_heading(records: list[Record], known: Synonymes) -> Heading | None:
    """The header among the first records; None when no record is one."""
    scores = [_score(cells, known) for _, cells in records]
    best = max(range(len(records)), key=lambda i: scores[i], default=-1)
    if best >= 0 and scores[best] < KNOWN_MIN:
        best = next((i for i in range(len(records)) if _names_columns(records, i)), -1)
    return _heading(records, best, known) if best >= 0 else None


def _is_value(cell: str) -> bool:
    return shape_of(cell.strip()) != TEXT or bool(readings(cell.strip()))


def _worded(cells: list[str]) -> bool:
    """Whether a record holds words only."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(_is_value, filled)) <= len(filled) // 10


def _score(cells: list[str], known: Synonymes) -> int:
    if not _worded(cells):
        return 0
    return len({header(cell) for cell in cells if cell.strip() and known.meaning(cell)})


def _names_columns(records: list[Record], i: int) -> bool:
    """Whether a record of unknown words stands over records of the same width that hold numbers."""
    cells = records[i][1]
    filled = [cell for cell in cells if cell.strip()]
    if len(set(filled)) < max(2, len(cells) // 2, len(filled)) or not _worded(cells):
        return False
    alike = [below for _, below in records[i + 1 : i + 20] if len(below) == len(cells) and any(below)]
    return bool(alike) and all(any(map(_is_value, below)) for below in alike)


def _heading(records: list[Record], best: int, known: Synonymes) -> Heading:
    lower = best
    if any(_completes(records[best][1], below, known) for _, below in records[best + 1 : best + 2]):
        lower = best + 1
    cells, above = records[lower][1], _groups(records, lower)
    two = _hangs(above, _padded(cells, above))
    bare = header_names(cells, (), above if two else None)
    names = header_names(cells, frozenset(_numbered(bare)), above if two else None)
    columns = zip(_spread(above, len(names)), _padded(cells, names), bare, strict=True)
    meanings = tuple(_meaning(known, *column) for column in columns)
    before = tuple(cell for _, row in records[: lower - two] for cell in row if cell.strip())
    return Heading(records[lower][0], tuple(names), meanings, two, before)


def _hangs(above: list[str], cells: list[str]) -> bool:
    """Whether a column is named by the upper line alone: the two lines make one header."""
    return any(upper.strip() and not lower.strip() for upper, lower in zip(above, cells, strict=False))


def _groups(records: list[Record], lower: int) -> list[str]:
    """The record of words over the header, which groups its columns; empty when there is none."""
    above = records[lower - 1][1] if lower else []
    return above if sum(bool(cell.strip()) for cell in above) >= 2 and _worded(above) else []


def _meaning(known: Synonymes, group: str, cell: str, name: str) -> Meaning | None:
    """What a column means, the words above it counted when they make a known name."""
    alone = known.meaning(cell) if cell.strip() else known.meaning(name)
    if not group or (alone and not known.generic(cell)):
        return alone
    return known.meaning(f"{group} {cell}") or alone or known.meaning(name)


def _completes(upper: list[str], lower: list[str], known: Synonymes) -> bool:
    """Whether a record goes on with the header above it: words only, some of them under blank cells."""
    under_blank = [
        c for u, c in zip(_padded(upper, lower), lower, strict=False) if c.strip() and not u.strip()
    ]
    return bool(under_blank) and _worded(lower) and any(map(known.meaning, under_blank))


def _padded(cells: list[str], other: list[str]) -> list[str]:
    return [*cells, *[""] * (len(other) - len(cells))]


def _spread(above: list[str], width: int) -> list[str]:
    """The group over each column: a merged cell names those at its right."""
    groups, last = [], ""
    for cell in [*above, *[""] * width][:width]:
        last = cell.strip() or last
        groups.append(last)
    return groups


def _numbered(names: list[str]) -> list[str]:
    """The names that repeated columns will bear: ``Montant (2)``."""
    return [f"{name} ({rank})" for name in names if name for rank in range(2, names.count(name) + 1)]
