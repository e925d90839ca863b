"""The file read whole: what each column shows, then what its amounts say of one another."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from itertools import islice

from achatlas.catalogue.models_sources import LIGNES_DE_TOTAL
from achatlas.domain.errors import UnreadableFile
from achatlas.ingest.layout import header
from achatlas.ingest.tabular import is_shifted
from achatlas.propose.evidence import ColumnStats
from achatlas.propose.table import Record, Table

LINES_MAX = 50_000
TAIL = 20
TOTAL = re.compile(LIGNES_DE_TOTAL, re.IGNORECASE)
_SUSPECTS_MAX = 200
_NOTED = 3
_BATCH = 10_000


def scan(table: Table, accounts: Set[str]) -> tuple[Table, list[ColumnStats]]:
    """What every column shows; the table comes back unquoted when its quotes are ordinary characters.

    Raise UnreadableFile when a record cannot be read either way.
    """
    try:
        return _looked_at(table, accounts)
    except UnreadableFile as faute:
        if table.typed or table.guillemet == "":
            raise
        if line := _escaped(table):
            raise UnreadableFile(
                "Guillemets illisibles",
                f"{table.path.name}, ligne {line}",
                'un guillemet y suit une barre oblique inverse (\\") au lieu d\'être doublé ("")',
                "refaites l'export avec des guillemets doublés, ou corrigez ces lignes",
            ) from faute
        bare = table.unquoted()
        width = len(table.heading.names)
        widths = [len(cells) for _, cells in islice(bare.records(), LINES_MAX)]
        if not widths or widths.count(width) < 0.995 * len(widths):
            raise
        return _looked_at(bare, accounts)


def _looked_at(table: Table, accounts: Set[str]) -> tuple[Table, list[ColumnStats]]:
    last: deque[list[str]] = deque(maxlen=TAIL)
    stats = _some(table, _stats(table, accounts, last))
    return replace(table, after=tuple(text for cells in last for text in noted(cells))), stats


def noted(cells: Iterable[str]) -> tuple[str, ...]:
    """The texts of a record that may be a note under a table: it has but a few cells."""
    filled = tuple(cell.strip() for cell in cells if cell.strip())
    return filled if len(filled) < _NOTED else ()


def _escaped(table: Table) -> int:
    """The first line on which a backslash, not a second quote, stands before a quote inside quotes; 0 when
    none does.
    """
    inside = re.compile(rf'\\"(?!{re.escape(table.separateur)}|\s*$)')
    opened = re.compile(rf'(?:^|{re.escape(table.separateur)})"')
    with table.path.open(encoding=table.encodage, errors="replace", newline="") as lines:
        found = (n for n, line in enumerate(lines, 1) if inside.search(line) and opened.search(line))
        return next(found, 0)


def _some(table: Table, found: list[ColumnStats]) -> list[ColumnStats]:
    if not any(stats.filled for stats in found):
        raise UnreadableFile(
            "Le fichier ne contient aucune donnée",
            table.path.name,
            "rien ne suit l'en-tête",
            "refaites l'export",
        )
    return found


def _stats(table: Table, accounts: Set[str], last: deque[list[str]]) -> list[ColumnStats]:
    found = [ColumnStats(accounts, typed=table.typed) for _ in table.heading.names]
    records = data(table, last)
    while batch := [cells[: len(found)] for _, cells in islice(records, _BATCH)]:
        for stats, column in zip(found, zip(*batch, strict=True), strict=True):
            stats.add_all(Counter(column))
    return found


def data(table: Table, last: deque[list[str]] | None = None) -> Iterator[Record]:
    """The records that are data: neither the header again, nor a declared total, nor out of their columns;
    ``last`` keeps the last ones, whatever they are.
    """
    names, keep = table.heading.names, (last if last is not None else deque[list[str]](maxlen=0)).append
    for number, cells in table.records():
        keep(cells)
        if not is_shifted(cells, len(names)) and not _is_header(cells, names) and not _is_total(cells):
            yield number, cells


def _is_header(cells: list[str], names: tuple[str, ...]) -> bool:
    first = next(rank for rank, name in enumerate(names) if name)
    if cells[first] not in names[first] and header(cells[first]) != names[first]:
        return False
    same = sum(header(cell) == name for cell, name in zip(cells, names, strict=False) if name)
    return same >= max(2, len(names) // 2)


def _is_total(cells: list[str]) -> bool:
    return TOTAL.fullmatch(next((cell.strip() for cell in cells if cell.strip()), "")) is not None


@dataclass
class Lines:
    """What the lines say once their amounts can be read: the cents of the amount columns (None when
    unread), the signs met with each value of a column of sense, the lines that bear an amount and nothing
    that names it.
    """

    cents: list[tuple[int | None, ...]] = field(default_factory=list)
    signs: dict[str, list[int]] = field(default_factory=dict)
    suspects: list[str] = field(default_factory=list)
    proven: bool = True
    total: int = 0

    def note(self, cents: tuple[int | None, ...], sense: str | None) -> None:
        """Count an ordinary line: its amounts, and the sign of the first under what its sense says."""
        self.total += next((c for c in cents if c is not None), 0)
        if len(self.cents) < LINES_MAX:
            self.cents.append(cents)
        if sense is not None:
            counts, first = self.signs.setdefault(sense, [0, 0, 0]), cents[0] or 0
            counts[0] += 1
            counts[1] += first < 0
            counts[2] += first > 0


def read_lines(
    table: Table, amounts: list[int], lire: Callable[[str], int], sense: int | None, naming: list[int]
) -> Lines:
    """Read the file again for its amounts: ``amounts`` are ranks of columns, the first the main one."""
    found, running = Lines(), 0
    for _, cells in data(table):
        cents = tuple(cents_of(cells[rank], lire) for rank in amounts)
        main = next((c for c in cents if c is not None), None)
        if main is not None and _nameless(cells, naming):
            running = _suspect(found, cells, main, running)
            continue
        running += main or 0
        found.note(cents, None if sense is None else cells[sense].strip())
    return found


def _nameless(cells: list[str], naming: list[int]) -> bool:
    return bool(naming) and not any(cells[rank].strip() for rank in naming)


def _suspect(found: Lines, cells: list[str], main: int, running: int) -> int:
    """Note a line that bears an amount alone; the sum that goes on after it."""
    if len(found.suspects) < _SUSPECTS_MAX:
        found.suspects.append(next(cell.strip() for cell in cells if cell.strip()))
    if main == running:
        return 0
    found.proven = found.proven and main == found.total
    return running


def cents_of(cell: str, lire: Callable[[str], int]) -> int | None:
    """The cents of a cell, None when it is blank or no amount."""
    if not cell.strip():
        return None
    try:
        return lire(cell)
    except ValueError:
        return None
