"""A crossing as a file: every row and every column of what is asked, in the order asked, without a cap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponseBase

from achatlas.analyse.changes import Change
from achatlas.analyse.taux import NOTHING, Part
from achatlas.catalogue.models import Taux
from achatlas.containers import pivot, workbook
from achatlas.containers.table import Column, Genre, Table
from achatlas.containers.workbook import Cell, Chart, Number, Sheet
from achatlas.domain.errors import BadAddress
from achatlas.domain.nombres import entier, lisser
from achatlas.screens import mots, parts
from achatlas.web import exports
from achatlas.web.cartographie.croise import pivots, table, views
from achatlas.web.cartographie.croise.demande import Crossing, Evolution, lire, named
from achatlas.web.cartographie.croise.table import Lecture
from achatlas.web.cartographie.emporter import charts, dit
from achatlas.web.cartographie.emporter.sending import Fichier, send
from achatlas.web.cartographie.emporter.tables import AXE, unlike
from achatlas.web.cartographie.views import demande_de
from achatlas.web.exports import Cellule
from achatlas.web.policies import Requete

BOUNDS = ("au moins", "au plus")
FEUILLE, WIDTHS = "croisé", (14, 38)
Value = int | Part | Change


def csv(request: Requete, tableau: str) -> HttpResponseBase:
    """Send the whole table as CSV; a share as the five amounts that make it. Raises Http404, BadAddress,
    ClosedCrossing.
    """
    demande = lire(request.GET, demande_de(request, tableau))
    lu = table.lire(demande)
    mention = parts.mention(demande, *views.used(demande))
    acces = demande.acces
    head = exports.entete(demande.territoire, acces.scope.version, _content(demande), mention, acces.lost)
    body = ([_plain(cell) for cell in row] for row in _rows(lu, bounds=False))
    return exports.repondre(f"{tableau}-croise", [*head, *body], demande.territoire)


def xlsx(request: Requete, tableau: str) -> HttpResponseBase:
    """Send the whole table as a workbook of numbers, with what must be known to read it. Raises Http404,
    BadAddress (more columns than a sheet holds), ClosedCrossing.
    """
    demande = lire(request.GET, demande_de(request, tableau))
    lu = table.lire(demande)
    _fits(lu)
    more = pivots.of(lu)
    *rows, last = _rows(lu, bounds=True)
    sheets = [
        Sheet(
            FEUILLE,
            rows,
            (*WIDTHS, *[18] * (len(last) - 2)),
            (1, 2),
            total=last,
            charts=_charts(lu),
            teinte=_scale(lu),
        ),
        *more.sheets,
        Sheet(dit.FEUILLE, [*_about(demande, ("Tableau croisé dynamique", more.note))], dit.WIDTHS, (0, 1)),
    ]
    made = pivot.grafted(workbook.written(sheets), more.pivots)
    return exports.classeur(f"{tableau}-croise", made, demande.territoire)


def _charts(lu: Lecture[Any]) -> list[Chart]:
    """The totals of the rows and of the columns, of what adds up."""
    if table.whole(lu.demande.valeur):
        return []
    names = charts.names_of(lu.demande, lu.axes)
    return charts.of_cross(names, lu.croix, 2, 2 + len(lu.croix.colonnes))


def _scale(lu: Lecture[Any]) -> tuple[int, int] | None:
    """The columns of the cells, where each holds one number."""
    alone = len(_kinds(lu.demande, bounds=True)) == 1 and lu.croix.colonnes
    return (2, 1 + len(lu.croix.colonnes)) if alone else None


def parquet(request: Requete, tableau: str) -> HttpResponseBase:
    """Send the whole table as Parquet; a share as the five amounts that make it. Raises Http404, BadAddress,
    ClosedCrossing.
    """
    demande = lire(request.GET, demande_de(request, tableau))
    lu = table.lire(demande)
    rows = _rows(lu, bounds=False)
    names = [str(name) for name in next(rows)]
    genre = _genre(demande)
    told = unlike(names, [str(rank) for rank in range(len(names))])
    columns = [*AXE, *(Column(name, genre) for name in told[2:])]
    body = [[_bare(cell) for cell in row] for row in rows]
    found = Table(f"{tableau}-croise", columns, body[:-1])
    return send("parquet", demande, Fichier(found.nom, _content(demande), found, tuple(_about(demande))))


def _bare(cell: Cell) -> str | int | Decimal | None:
    """A cell as a table holds it: euros in cents."""
    if isinstance(cell, Number):
        euros = isinstance(cell.valeur, Decimal) and cell.forme != "jours"
        return int(cell.valeur * 100) if euros else cell.valeur
    return None if cell is None else str(cell)


def _content(demande: Crossing) -> str:
    par, selon = (lisser(demande.axes[axe].pluriel) for axe in demande.reglages.axes)
    title = mots.titre(demande.whole, mots.noms_choisis(demande.whole))
    return f"{named(demande.valeur)}, {par} et {selon}, {title}, {mots.periode(demande.whole)}"


def _fits(lu: Lecture[Any]) -> None:
    each = len(_kinds(lu.demande, bounds=True))
    columns, rows = 2 + each * (len(lu.croix.colonnes) + 1), 2 + len(lu.croix.lignes)
    if columns > workbook.COLUMNS or rows > workbook.ROWS:
        raise BadAddress(
            quoi="Tableau trop grand pour un classeur",
            ou=f"{entier(rows)} lignes et {entier(columns)} colonnes",
            pourquoi=f"une feuille en tient {entier(workbook.ROWS)} et {entier(workbook.COLUMNS)}",
            que_faire="Emportez-le en CSV, ou mettez en colonnes l’axe qui a le moins de membres",
        )


def _kinds(demande: Crossing, *, bounds: bool) -> Sequence[str]:
    """What each column of the table is told by, in the file."""
    if isinstance(demande.valeur, Evolution):
        return (_shown(demande), demande.contre_dit, *(["évolution"] if bounds else []))
    if not isinstance(demande.valeur, Taux):
        return ("",)
    return (*BOUNDS, *parts.CELLS) if bounds else parts.CELLS


def _shown(demande: Crossing) -> str:
    """The period of an evolution, as the one that it is compared with is told."""
    return demande.periode.worded if demande.periode else mots.periode(demande)


def _rows(lu: Lecture[Any], *, bounds: bool) -> Iterator[Sequence[Cell]]:
    """The heading, every row, the unknown, then the whole."""
    par, selon = lu.axes
    columns = [*table.natural(lu, selon, lu.croix.colonnes), *([""] if "" in lu.croix.colonnes else [])]
    whole = "Ensemble" if table.whole(lu.demande.valeur) else "Total"
    kinds = _kinds(lu.demande, bounds=bounds)
    names = [*(lu.nom(selon, code) for code in columns), whole]
    yield ["code", "libelle", *(f"{name} {kind}".strip() for name in names for kind in kinds)]
    for code in [*table.rows(lu), *([""] if "" in lu.croix.lignes else [])]:
        held = [lu.croix.cases.get((code, column)) for column in columns]
        yield [code, lu.nom(par, code), *_cells(lu, [*held, lu.croix.lignes[code]], bounds)]
    last = [*(lu.croix.colonnes[column] for column in columns), lu.croix.total]
    yield ["", whole, *_cells(lu, last, bounds)]


def _cells(lu: Lecture[Any], held: Sequence[Value | None], bounds: bool) -> Iterator[Cell]:
    genre = _genre(lu.demande)
    for one in held:
        if isinstance(lu.demande.valeur, Taux):
            yield from _shared(one if isinstance(one, Part) else NOTHING, bounds)
        elif isinstance(lu.demande.valeur, Evolution):
            yield from _changed(one if isinstance(one, Change) else Change(0, 0), genre == "euros", bounds)
        else:
            yield _told(one, genre)


def _genre(demande: Crossing) -> Genre:
    """What cells hold: euros, days, or numbers."""
    kinds: dict[str, Genre] = {"centimes": "euros", "jours": "jours"}
    return kinds.get(getattr(demande.valeur, "unite", "centimes"), "nombre")


def _told(one: Value | None, genre: Genre) -> Cell:
    if not isinstance(one, int):
        return None
    if genre == "jours":
        return Number(Decimal(one).scaleb(-1), genre) if one else None
    return _euros(one) if genre == "euros" else Number(one)


def _shared(one: Part, bounds: bool) -> Iterator[Cell]:
    """The bounds of a share, then the five amounts that make it."""
    yield from _bounds(one) if bounds else ()
    yield from (_euros(cents) for cents in one.amounts)


def _changed(one: Change, euros: bool, bounds: bool) -> Iterator[Cell]:
    """Both figures of an evolution, then what it is; nothing where none can be told."""
    yield from (_euros(value) if euros else Number(value) for value in (one.now, one.before))
    if bounds:
        rate = one.taux
        yield None if rate is None else Number(Decimal(rate.numerator) / Decimal(rate.denominator), "part")


def _euros(cents: int) -> Number:
    return Number(Decimal(cents).scaleb(-2), "euros")


def _bounds(part: Part) -> Iterator[Cell]:
    """The least and the most of a share; nothing when it cannot be told."""
    for bound in part.bornes:
        yield Number(Decimal(bound) / Decimal(part.base), "part") if part.dicible else None


def _plain(cell: Cell) -> Cellule:
    """A cell as CSV writes it."""
    if not isinstance(cell, Number):
        return None if cell is None else str(cell)
    if cell.forme == "jours":
        return f"{cell.valeur:.1f}".replace(".", ",")
    return exports.cents(int(cell.valeur * 100)) if cell.forme == "euros" else int(cell.valeur)


def _about(demande: Crossing, *more: dit.Dit) -> Iterator[dit.Dit]:
    """What a file says of itself: content, filters, definitions, version, day, notice."""
    told = [(what, f"{name}. {said}") for what, name, said in table.definitions(demande)]
    told += [("À savoir", said) for said in table.notes(demande.whole)]
    return dit.about(demande.whole, _content(demande), [*told, *more], *views.used(demande))
