"""The unit of the amounts: euros, unless a header, a title, a note or the name of a sheet says another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from achatlas.catalogue.synonymes import Synonymes
from achatlas.domain.money import NumberFormat
from achatlas.ingest.amounts import amount_reader
from achatlas.ingest.layout import Layout
from achatlas.propose.forms import ASKED, ROLES
from achatlas.propose.model import Board, Draft, Question
from achatlas.propose.scan import read_lines
from achatlas.propose.table import Table

EUROS, CENTIMES = "euros", "centimes"
_SCALES = {"milliers": 1_000, "millions": 1_000_000}
_AGREE = 0.95
_FEW = 3
_TOLD = {
    CENTIMES: ("des centimes", "Des centimes : les diviser par 100"),
    "milliers": ("des milliers d'euros", "Des milliers d'euros : les multiplier par 1 000"),
    "millions": ("des millions d'euros", "Des millions d'euros : les multiplier par 1 000 000"),
    EUROS: ("des euros", "Des euros : les lire tels quels"),
}


def settle_unit(
    board: Board, found: list[Draft], table: Table, known: Synonymes, fmt: NumberFormat | None
) -> str:
    """The unit of the amounts, "" when nothing says one or while it is asked.

    A header that says centimes over whole numbers is believed; whatever else is said is asked.
    """
    if fmt is not None:
        _leave_restated(found, table, known, fmt)
    left = [c for c in found if c.open]
    headed = [c for c in left if known.units_of(c.name)]
    said = [*(c.name for c in headed), *_around(board, table, known)]
    units = _units(said, known)
    if units == [CENTIMES] and _proven(headed):
        _leave_euros(left)
        return CENTIMES
    return _asked(board, headed, said[0], units) if said else ""


def _leave_euros(found: list[Draft]) -> None:
    """Drop the columns that cannot be centimes beside an amount that is."""
    for column in [c for c in found if not _whole(c)]:
        column.drop("autre unité que le montant lu")


def _proven(headed: list[Draft]) -> bool:
    """Whether columns that say centimes hold whole numbers only, the amount being one of them."""
    return any(c.role in ASKED for c in headed) and all(map(_whole, headed))


def _units(said: list[str], known: Synonymes) -> list[str]:
    return sorted({unit for text in said for unit in known.units_of(text)})


def _around(board: Board, table: Table, known: Synonymes) -> list[str]:
    """What says a unit outside the headers: titles, notes, the sheet, a column that only says it."""
    texts = [*table.heading.before, *table.after, table.feuille or ""]
    columns = [f"{c.name} : {next(iter(c.stats.values))}" for c in board.columns if _says(c, known)]
    return [text for text in [*texts, *columns] if known.units_of(text)]


def _says(column: Draft, known: Synonymes) -> bool:
    """Whether a column holds nothing but names of units."""
    values = column.stats.values
    return 0 < len(values) < _FEW and not column.stats.overflow and all(map(known.only_unit, values))


def _whole(column: Draft) -> bool:
    """Whether a column holds whole numbers."""
    numbers = column.stats.numbers
    return all(
        not shape.rstrip("- ").partition(mark)[2].strip("0- €") for shape in numbers.counts for mark in ",."
    )


def _asked(board: Board, headed: list[Draft], said: str, units: list[str]) -> str:
    announced = " ou ".join(_TOLD[unit][0] for unit in units)
    texte = f"« {said[:80]} » annonce {announced}. Que sont les montants de ce fichier ?"
    choix = tuple((unit, _TOLD[unit][1]) for unit in (*units, EUROS))
    column = headed[0].name if headed else None
    likely = units[0] if headed and len(units) == 1 else None
    return board.ask(Question("unite", column, texte, choix, likely)) or ""


def _leave_restated(found: list[Draft], table: Table, known: Synonymes, fmt: NumberFormat) -> None:
    """Drop a column that gives again, in another unit, the amounts that a column of euros gives."""
    left = [c for c in found if c.open]
    for column in left:
        units = _units([column.name], known)
        plain = [c for c in left if c.role == column.role and not known.units_of(c.name)]
        if len(units) == 1 and any(_restates(column, one, table, fmt, units[0]) for one in plain):
            column.drop(f"répète {_TOLD[units[0]][0]}, les euros sont lus")


def _restates(column: Draft, euros: Draft, table: Table, fmt: NumberFormat, unite: str) -> bool:
    one, two = (
        [
            cents
            for (cents,) in read_lines(table, [draft.rank], amount_reader(form, table.typed), None, []).cents
        ]
        for draft, form in ((column, replace(fmt, unite=unite)), (euros, fmt))
    )
    pairs = [(a, b) for a, b in zip(one, two, strict=True) if a and b]
    near = sum(abs(a - b) <= _SCALES.get(unite, 0) for a, b in pairs)
    return bool(pairs) and near >= _AGREE * len(pairs)


def same_unit(aside: list[str], lines: list[dict[str, str]], layout: Layout, known: Synonymes) -> bool:
    """Whether a file says of its amounts the unit that a profile reads; ``aside`` is what it holds beside its
    lines. A profile that was told euros serves a file that says another unit, and no other.
    """
    headers = [nom for nom in layout.known if (one := known.meaning(nom)) and one.role in ROLES]
    columns = [_only_units([line.get(nom, "") for line in lines], known) for nom in layout.ignore]
    said = {unit for text in [*aside, *headers, *columns] for unit in known.units_of(text)}
    unite = layout.nombres.unite
    return bool(said) if unite == EUROS else unite in said if unite else not said


def _only_units(cells: list[str], known: Synonymes) -> str:
    """The first unit that the cells of a column name, "" when they say anything else."""
    first = next((cell for cell in cells if cell.strip()), "")
    if not known.only_unit(first):
        return ""
    values = {cell.strip() for cell in cells} - {""}
    return first if len(values) < _FEW and all(map(known.only_unit, values)) else ""


def as_written(lire: Callable[[str], int], unite: str) -> Callable[[str], int]:
    """A reader of amounts in hundredths of the unit in which they are written, rounded: sums hold there but
    for the last figure.
    """
    scale = _SCALES.get(unite)
    return lire if scale is None else lambda text: (lire(text) + scale // 2) // scale


def told(board: Board, unite: str) -> None:
    """Say in what unit the amounts that are read are written."""
    for column in board.columns:
        if (
            unite
            and column.etat != "a_decider"
            and column.cible in ("montant_ht", "montant_ttc", "montant_tva")
        ):
            column.why += f" ; {_TOLD[unite][0]}"
