"""The native pivot of a crossing: the rows under it, and which crossings have none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from achatlas.analyse import gate
from achatlas.analyse.crossed import crossed
from achatlas.catalogue.models import Mesure
from achatlas.containers.pivot import Pivot, Source, shown
from achatlas.containers.table import Column, Genre, Table, Value, cells
from achatlas.containers.workbook import Sheet
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser
from achatlas.web.cartographie.croise import table
from achatlas.web.cartographie.croise.demande import Crossing, named
from achatlas.web.cartographie.croise.table import Lecture
from achatlas.web.cartographie.emporter import sending, tables
from achatlas.web.exports import inoffensif

DONNEES, PIVOTED = "Donnees", "Croisé dynamique"
MORE = ("exercice", "acheteur", "famille", "segment")
MOST = 50_000
"""How many rows are worth a finer detail than the cells."""
Names = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Held:
    """The sheets of a pivot and of its rows; ``note`` says what they are, or why there are none."""

    note: str
    sheets: Sequence[Sheet] = ()
    pivots: Sequence[Pivot] = ()


def of(lu: Lecture[Any]) -> Held:
    """The pivot of a crossing whose cells add up."""
    valeur = lu.demande.valeur
    if table.whole(valeur) or not isinstance(valeur, Mesure):
        return Held(
            f"Aucun : « {named(valeur)} » ne s’additionne pas, et un tableau croisé dynamique additionne."
        )
    detail = _detail(lu, valeur)
    made = _pivot(lu, valeur, detail)
    if not made.fits:
        return Held("Aucun : il n’y a rien à croiser, ou plus de lignes que n’en tient une feuille.")
    rows = Sheet(DONNEES, cells(detail), sending.widths(detail), filtre=True, repere=DONNEES)
    return Held(f"Calculé par le tableur sur la feuille « {DONNEES} ».", (shown(made), rows), (made,))


def _detail(lu: Lecture[Any], mesure: Mesure) -> Table:
    """What each combination of members holds: of the two axes and, where the view crosses them and they are
    not too many, of the year, the buyer, the family and the segment.
    """
    demande, own = lu.demande, lu.axes
    more = [axe for axe in MORE if axe in demande.axes and axe not in own]
    found = _asked(lu, mesure, [*own, *more]) if more else None
    axes = [*own, *(more if found else ())]
    names = {axe: _names(lu, axe, rank < len(own)) for rank, axe in enumerate(axes)}
    columns = [Column(f"{axe}{end}") for axe in axes for end in ("_code", "_libelle")]
    genre: Genre = "euros" if mesure.unite == "centimes" else "nombre"
    columns.append(Column(mesure.id, genre, mesure.definition))
    rows = found or _plain(lu, mesure)
    return Table(DONNEES, columns, [[*_told(one, names), one[mesure.id]] for one in rows])


def _plain(lu: Lecture[Any], mesure: Mesure) -> Sequence[Mapping[str, Any]]:
    """The cells of the crossing as rows."""
    first, second = lu.axes
    cells = lu.croix.cases.items()
    return [{first: par, second: selon, mesure.id: value} for (par, selon), value in cells]


def _asked(lu: Lecture[Any], mesure: Mesure, axes: Sequence[str]) -> Sequence[Mapping[str, Any]] | None:
    """The rows of more axes; None where the view does not cross them, or where they are too many."""
    asked = lu.demande.question
    try:
        found = crossed(axes, [mesure.id], asked.free, asked.scope)
    except ClosedCrossing:
        return None
    return found if len(found) <= MOST else None


def _names(lu: Lecture[Any], axe: str, own: bool) -> Mapping[str, str]:
    """What each member of an axis is called: no two alike to a spreadsheet, whatever their case, and nothing
    that it would run.
    """
    demande = lu.demande
    known = gate.libelles(demande.axes[axe], demande.acces.scope)
    codes = [*(lu.croix.lignes if axe == lu.axes[0] else lu.croix.colonnes)] if own else [*known]
    plain = [(lu.nom(axe, code) if own else lisser(known[code])) or axe for code in codes]
    alike = tables.unlike([one.casefold() for one in plain], codes)
    return {
        code: str(inoffensif(one if told == one.casefold() else f"{one} ({code})"))
        for code, one, told in zip(codes, plain, alike, strict=True)
    }


def _told(one: Mapping[str, Any], names: Names) -> Iterator[Value]:
    for axe, known in names.items():
        code = str(one[axe])
        yield str(inoffensif(code))
        yield known.get(code) or str(inoffensif(code))


def _pivot(lu: Lecture[Any], mesure: Mesure, detail: Table) -> Pivot:
    rows = [*detail.lignes]
    sommes: dict[tuple[str, str], int] = {}
    for one in rows:
        key = (str(one[1]), str(one[3]))
        sommes[key] = sommes.get(key, 0) + int(one[-1] or 0)  # type: ignore[arg-type]
    titre = _titre(lu.demande)
    ordered = {rank for rank, axe in enumerate(lu.axes) if lu.demande.axes[axe].ordre == "code"}
    source = Source(DONNEES, len(rows), detail.noms)
    forme: Literal["euros", "nombre"] = "euros" if mesure.unite == "centimes" else "nombre"
    return Pivot(
        PIVOTED, titre, source, (1, 3, len(detail.noms) - 1), sommes, forme, frozenset(ordered)
    )  # fmt: skip


def _titre(demande: Crossing) -> str:
    par, selon = (lisser(demande.axes[axe].pluriel) for axe in demande.reglages.axes)
    return f"{named(demande.valeur)}, {par} et {selon}"
