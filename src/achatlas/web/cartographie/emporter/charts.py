"""Native charts of the tables that are taken away: each over cells of its sheet, where it says something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from achatlas.analyse import gate
from achatlas.analyse.crossed import crossed
from achatlas.analyse.grid import Croix
from achatlas.catalogue.models import Axe
from achatlas.catalogue.names import EXERCICE
from achatlas.containers import table as written
from achatlas.containers.table import Column, Table, Value
from achatlas.containers.workbook import Chart, Sheet
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser
from achatlas.screens import dessins
from achatlas.screens.demande import Demande
from achatlas.web.cartographie.emporter import sending

FIRST, WIDE = 20, 40
"""How many members bars draw, and how many columns."""
TEMPS = frozenset({"serie", "calendrier"})
CUMUL, CALENDRIER = "Cumul", "Calendrier"


def drawing(demande: Demande, axe: Axe) -> str:
    """How the dashboard draws an axis, as it was chosen; by its nature where no panel shows it."""
    panel = next((one for one in demande.tableau.panneaux if one.axe == axe.id), None)
    if panel is None:
        return "serie" if axe.nature == "temps" else "palmares"
    return dessins.retenu(demande.dessins, panel, axe).marque


def of_axis(demande: Demande, axe: Axe, columns: Sequence[Column], count: int) -> Chart:
    """The amounts of an axis, beside those of the compared period: columns of times, else bars of the first
    members.
    """
    mesure, names = demande.tableau.mesure, [one.nom for one in columns]
    drawn = [2, *(n for n, name in enumerate(names) if name == f"{mesure} {demande.contre}")]
    titre = lisser(axe.pluriel)
    if axe.nature == "temps":
        return Chart("column", titre, count, 1, drawn)
    head = f"{titre}, les {FIRST} premiers rangs" if count > FIRST else titre
    return Chart("bar", head, min(count, FIRST), 1, drawn)


def beside(demande: Demande, axe: Axe, rows: Sequence[Sequence[Value]]) -> Iterator[Sheet]:
    """The sheets of what the drawing of an axis tells and its table does not: the cumulated share, the months
    of every year.
    """
    if drawing(demande, axe) == "pareto":
        yield _cumul(axe, rows)
    if axe.nature == "temps" and axe.id != EXERCICE and EXERCICE in demande.axes:
        yield from _calendrier(demande, axe)


def _cumul(axe: Axe, rows: Sequence[Sequence[Value]]) -> Sheet:
    amounts = [one[2] if isinstance(one[2], int) else 0 for one in rows]
    base = sum(amounts)
    columns = [Column("rang", "nombre"), Column("libelle"), Column("montant", "euros")]
    columns.append(Column("part cumulee", "part"))
    told = [
        [rank, row[1], amount, Decimal(held) / Decimal(base) if base else None]
        for rank, (row, amount, held) in enumerate(zip(rows, amounts, accumulate(amounts), strict=True), 1)
    ]
    chart = Chart("line", f"{lisser(axe.pluriel)}, part cumulée par rang", len(told), 0, [3])
    return _sheet(Table(CUMUL, columns, told), [chart])


def _calendrier(demande: Demande, axe: Axe) -> Iterator[Sheet]:
    """The months of every year, one column a year; nothing where the view does not cross them."""
    mesure, scope = demande.tableau.mesure, demande.acces.scope
    try:
        found = crossed(
            (axe.id, EXERCICE), [mesure], demande.retenue.without(axe.id).without(EXERCICE), scope
        )  # fmt: skip
    except ClosedCrossing:
        return
    cells = {(row[axe.id], row[EXERCICE]): int(row[mesure]) for row in found}
    months, years = (sorted({key[place] for key in cells} - {""}) for place in (0, 1))
    if not months or not years:
        return
    names = gate.libelles(axe, scope)
    rows = [[lisser(names.get(one, one)), *(cells.get((one, year)) for year in years)] for one in months]
    columns = [Column("libelle"), *(Column(year, "euros") for year in years)]
    ranks = range(1, len(years) + 1)
    chart = Chart("column", f"{lisser(axe.pluriel)} de chaque exercice", len(rows), 0, [*ranks])
    yield _sheet(Table(CALENDRIER, columns, rows), [chart], (1, len(years)))


def _sheet(table: Table, charts: Sequence[Chart], teinte: tuple[int, int] | None = None) -> Sheet:
    return Sheet(
        table.nom, written.cells(table), sending.widths(table), (1, 1), charts=charts, teinte=teinte
    )  # fmt: skip


def of_cross(titres: tuple[str, str], croix: Croix[int], first: int, total: int) -> list[Chart]:
    """What a crossing that adds up holds of each row, then of each column: ``first`` is its first column of
    amounts, ``total`` that of the totals.
    """
    rows, columns = len(croix.lignes), len(croix.colonnes)
    told = [Chart("bar", f"{titres[0]}, total", min(rows, FIRST), 1, [total])] if rows > 1 else []
    if 1 < columns <= WIDE:
        across = (first, first + columns - 1)
        told.append(Chart("column", f"{titres[1]}, total", rows + 1, 1, across, total=True))
    return told


def names_of(demande: Demande, axes: Sequence[str]) -> tuple[str, str]:
    """What two axes are called."""
    first, second = (lisser(demande.axes[axe].pluriel) for axe in axes)
    return first, second
