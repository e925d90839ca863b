"""Files put together: true lines, damaged one by one, and the rows that are no line at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from tests.campaigns.dirty_twin.damage import DAMAGES, GENTLE, LOST, OPEN, SAME, Spot
from tests.campaigns.dirty_twin.forms import HEADERS, Cell, Form
from tests.campaigns.dirty_twin.lines import Line, invented
from tests.unit.ingest import workbooks

Row = list[Cell]
TOTALS = (
    "Total", "TOTAL GÉNÉRAL", "Sous-total", "sous total 60612", "Report", "Cumul au 31/12", "Totaux",
    "A reporter", "À REPORTER", "Report à nouveau", "Montant total", "Solde", "S/Total",
)  # fmt: skip
BLANK = "blank"
FOOT = ("Édité le 03/02", "Fin d'édition")


@dataclass(frozen=True)
class Truth:
    """What is known of one row: the line that it shows (None for none), what was done to it, its fate."""

    line: Line | None
    damage: str
    fate: str
    objet: str = ""


@dataclass
class Twin:
    """A dirty file, and the truth of each of its rows by the number that it has in the file."""

    path: Path
    form: Form
    declared: bool
    truth: dict[int, Truth] = field(default_factory=dict)

    @property
    def unseen(self) -> int:
        """The blank rows of a workbook: they hold no cell, nothing is there to be counted."""
        return sum(truth.damage == BLANK for truth in self.truth.values()) if self.form.typed else 0


def spoiled(draw: Random, path: Path, form: Form, count: int, *, declared: bool) -> Twin:
    """Writes one file of so many lines; ``declared`` says that its profile is known, so that much more of it
    may be spoiled than what lets the form of its columns be told.
    """
    twin = Twin(path, form, declared)
    rows: list[tuple[Row, Truth]] = [([HEADERS[role] for role in form.roles], Truth(None, "header", LOST))]
    for line in invented(draw, count, draw.randrange(2019, 2026)):
        rows += _rows(draw, form, line, declared)
    if declared:
        rows = [*_loose(["Export des mandats"], []), *rows, *_loose(*([text] for text in FOOT))]
    _write(twin, rows)
    return twin


def _loose(*cells: Row) -> list[tuple[Row, Truth]]:
    return [(one, Truth(None, "preamble or foot" if one else BLANK, LOST)) for one in cells]


def _rows(draw: Random, form: Form, line: Line, declared: bool) -> Iterator[tuple[Row, Truth]]:
    """The rows of one line: itself, whole or spoiled, and what stands around it."""
    chance = draw.random()
    if declared and chance < 0.05:
        yield from _structure(draw, form, line)
    elif chance < (0.7 if declared else 0.3):
        yield _damaged(draw, form, line, declared)
    else:
        yield _whole(form, line)
    if draw.random() < 0.01:
        yield from _between(draw, form, line)


def _whole(form: Form, line: Line) -> tuple[Row, Truth]:
    return [form.cells(line)[role] for role in form.roles], Truth(line, "", SAME, line.objet)


def _damaged(draw: Random, form: Form, line: Line, declared: bool) -> tuple[Row, Truth]:
    cells = form.cells(line)
    damage = draw.choice(DAMAGES if declared else GENTLE)
    fate = damage(cells, Spot(line, form, draw))
    if fate is None:
        return _whole(form, line)
    truth = Truth(line, damage.__name__, fate, str(cells["objet"]))
    return [cells[role] for role in form.roles], truth


def _structure(draw: Random, form: Form, line: Line) -> Iterator[tuple[Row, Truth]]:
    """The cells of a line out of their places."""
    row = _whole(form, line)[0]
    kind = draw.choice(("short", "surplus", "shifted", "twice"))
    if kind == "twice":
        yield row, Truth(line, "", SAME, line.objet)
        yield list(row), Truth(line, "written twice", LOST)
    elif kind == "short":
        yield row[: draw.randrange(1, len(row))] if not form.typed else row, Truth(line, kind, OPEN)
    elif kind == "surplus":
        rank = form.roles.index("objet")
        yield [*row[:rank], "Lot 1", draw.choice(("12", "suite")), *row[rank + 1 :]], Truth(line, kind, OPEN)
    else:
        rank = draw.randrange(len(row))
        yield [*row[:rank], "", *row[rank:]], Truth(line, kind, OPEN)


def _between(draw: Random, form: Form, line: Line) -> Iterator[tuple[Row, Truth]]:
    """Rows that are no line: blank ones, the header again, totals under several names and places."""
    kind = draw.choice((BLANK, "header again", "total", "total", "total"))
    row: Row = ["" for _ in form.roles]
    if kind == "header again":
        row = [HEADERS[role] for role in form.roles]
    elif kind == "total":
        row[form.roles.index(draw.choice(("ex", "nom", "objet")))] = draw.choice(TOTALS)
        row[0] = row[0] or draw.choice(("", form.cells(line)["ex"]))
        row[form.roles.index("ht")] = form.cells(line)["ht"]
    yield row, Truth(None, kind, LOST)


def _write(twin: Twin, rows: Sequence[tuple[Row, Truth]]) -> None:
    cells = [row for row, _ in rows]
    if twin.form.kind == "csv":
        numbers = _write_csv(twin, cells)
    else:
        numbers = range(1, len(rows) + 1)
        typed = [[_typed(cell) for cell in row] for row in cells]
        build = workbooks.ods if twin.form.kind == "ods" else _xlsx
        twin.path.write_bytes(build({"Mandats": typed}))
    twin.truth = {number: truth for number, (_, truth) in zip(numbers, rows, strict=True)}


def _xlsx(sheets: dict[str, list[list[workbooks.Cell]]]) -> bytes:
    return workbooks.xlsx({name: workbooks.sheet_xml(rows) for name, rows in sheets.items()})


def _typed(cell: Cell) -> workbooks.Cell:
    if isinstance(cell, date):
        return workbooks.Day(cell.isoformat(), cell.toordinal() - 693594)
    return None if cell == "" else cell


def _write_csv(twin: Twin, rows: Sequence[Row]) -> Iterator[int]:
    """Writes the rows; the number of each is that of the physical line where it begins."""
    form, texts, numbers, at = twin.form, [], [], 1
    for row in rows:
        out = io.StringIO()
        csv.writer(out, delimiter=form.separator, lineterminator=form.ending).writerow(row)
        text = out.getvalue().encode(form.encoding, "replace").decode(form.encoding)
        if not any(row):
            text = form.separator * (len(row) - 1) + form.ending
        texts.append(text)
        numbers.append(at)
        at += text.count("\n")
    twin.path.write_bytes("".join(texts).encode(form.encoding, "replace"))
    return iter(numbers)
