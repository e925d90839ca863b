"""What a heat map marks: the members that several columns of a row share, the marchés that end soon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from achatlas.analyse import expressions, gate, grid, lines, sharing
from achatlas.analyse.crossed import Row
from achatlas.analyse.grid import Croix, Question
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Matrice

MARCHES = "marches"
BITS = 62
"""How many columns a mask of 64 bits holds, its sign put aside, in a whole number of any engine."""


@dataclass(frozen=True)
class Commun:
    """What a row has in common: the columns that pay members which another pays, and how many members."""

    colonnes: frozenset[str] = frozenset()
    membres: int = 0


NOTHING = Commun()


@dataclass(frozen=True)
class Paid:
    """A member that several columns of a same row pay: these columns, all rows together, and what they pay
    it (cents).
    """

    membre: str
    colonnes: tuple[str, ...]
    total: int


@dataclass(frozen=True)
class Shared:
    """What the columns of a heat map have in common: of each row that shares something, and of those lines
    that are told apart (``dont``); the first members, those of most columns; how many there are.
    """

    lignes: Mapping[str, Commun] = field(default_factory=dict)
    dont: Mapping[str, Commun] = field(default_factory=dict)
    membres: tuple[Paid, ...] = ()
    nombre: int = 0


@dataclass(frozen=True)
class Wanted:
    """What is told of it: of one row only (``ligne``), so many members, and apart the lines of a member of an
    axis.
    """

    premiers: int
    ligne: str = ""
    dont: tuple[str, str] | None = None


def croix(axes: Matrice, mesure: str, selection: Selection, scope: Scope) -> Croix[int]:
    """What each cell of two axes holds. Raises UnknownAxis, ClosedCrossing."""
    asked = Question((axes.lignes, axes.colonnes), _free(axes, selection), scope)
    key = ("croix", asked.axes, mesure, asked.free)
    found: Croix[int] = gate.answer(scope, key, lambda: grid.sums(asked, mesure))
    return found


def _free(axes: Matrice, selection: Selection) -> Selection:
    return selection.without(axes.lignes).without(axes.colonnes)


def shared_by(axes: Matrice, mesure: str, selection: Selection, scope: Scope, wanted: Wanted) -> Shared:
    """The members (of ``axes.membre``) that at least two columns of a same row pay; natural persons, who are
    one in the common view, and the unknown are no member. Nothing when the axes name no member, or where the
    scope does not cross the three; nothing apart where it does not cross what is told so.
    """
    free = _free(axes, selection)
    asked = free.only(axes.lignes, [wanted.ligne]) if wanted.ligne else free
    if not axes.membre or not _opens(axes, mesure, asked, scope):
        return Shared()
    colonnes = tuple(sorted(croix(axes, mesure, free, scope).colonnes))
    if wanted.dont and not _opens(axes, mesure, asked, scope, wanted.dont[0]):
        wanted = replace(wanted, dont=None)

    def compute() -> Shared:
        return _asked(axes, mesure, asked, scope, wanted, colonnes)

    found: Shared = gate.answer(scope, ("shared_by", axes.axes, mesure, asked, wanted), compute)
    return found


def _asked(
    axes: Matrice, mesure: str, asked: Selection, scope: Scope, wanted: Wanted, colonnes: Sequence[str]
) -> Shared:  # fmt: skip
    known = gate.mesures_of([mesure], scope)
    fait = known[0].fait
    axe, dont = wanted.dont or ("", "")
    names = (axes.lignes, axes.colonnes, axes.membre, *([axe] if axe else []))
    ligne, colonne, membre, *more = [gate.axe_of(name, fait, scope).colonne for name in names]
    shape, values = gate.bound(asked, fait, scope)
    place = gate.route(scope, fait, gate.columns(shape, known, ligne, colonne, membre, *more))
    codes = gate.padded([*colonnes, grid.AUTRES])  # what is repeated is no column: it sets no bit twice
    question = sharing.Asked(ligne, colonne, membre, len(codes), BITS, wanted.premiers, *more)
    values |= {f"{sharing.COLONNE}_{rank}": code for rank, code in enumerate(codes)}
    values |= {sharing.DONT: dont} if axe else {}
    rows = gate.run(scope, sharing.sharing(place.source, question, known[0], shape), values, place)
    return _told(rows, codes, question)


def _told(rows: Sequence[Row], codes: Sequence[str], question: sharing.Asked) -> Shared:
    """An answer of the engine as the columns that its masks hold."""

    def held(row: Row, name: str) -> tuple[str, ...]:
        bits = [int(row[mask]) for mask in question.masks(name)]
        return tuple(c for n, c in enumerate(codes) if bits[n // question.bits] >> n % question.bits & 1)

    def of_rows(name: str, count: str) -> dict[str, Commun]:
        kept = (row for row in rows if row[sharing.GENRE] == sharing.LIGNE and row[count])
        return {row[sharing.CODE]: Commun(frozenset(held(row, name)), int(row[count])) for row in kept}

    members = [
        (int(row[sharing.NOMBRE]), Paid(row[sharing.CODE], held(row, sharing.MASK), int(row[sharing.TOTAL])))
        for row in rows
        if row[sharing.GENRE] == sharing.MEMBRE
    ]
    members.sort(key=lambda one: (-one[0], -one[1].total, one[1].membre))
    return Shared(
        lignes=of_rows(sharing.MASK, sharing.NOMBRE),
        dont=of_rows(sharing.OTHER, sharing.APART) if question.dont else {},
        membres=tuple(paid for _, paid in members),
        nombre=sum(int(row[sharing.NOMBRE]) for row in rows if row[sharing.GENRE] == sharing.TOUS),
    )


def _opens(axes: Matrice, mesure: str, selection: Selection, scope: Scope, dont: str = "") -> bool:
    known = gate.mesures_of([mesure], scope)
    fait = known[0].fait
    shape, _ = gate.bound(selection, fait, scope)
    names = (axes.lignes, axes.colonnes, axes.membre, *([dont] if dont else []))
    more = [gate.axe_of(name, fait, scope).colonne for name in names]
    return gate.opened(scope, fait, gate.columns(shape, known, *more))


def fins(selection: Selection, scope: Scope, debut: date, fin: date) -> tuple[Row, ...]:
    """The marchés that end between two days, these included, the first to end first: one row for each marché
    and titulaire, with its ``fin``: the day of notification and the months of its duration, as published.

    Of the selection, only the clauses that marchés bear hold, but that of the year: a marché that ends then
    was notified before.
    """
    kept = {a: c for a, c in selection.clauses.items() if a in scope.atlas.catalogue.axes_of(MARCHES)}
    asked = Selection(kept).without("exercice")
    days = {"debut": debut.isoformat(), "fin": fin.isoformat()}

    def compute() -> tuple[Row, ...]:
        shape, values = gate.bound(asked, MARCHES, scope)
        found: list[Row] = []
        for alias in lines.files_of(scope, MARCHES):
            place = gate.route(scope, MARCHES, lines.LIGNE, alias)
            query = expressions.ending(place.source, shape)
            found += gate.run(scope, query, {**values, **days}, place)
        return tuple(sorted(found, key=lambda row: (row["fin_prevue"], row["marche_cle"], row["rang"])))

    rows: tuple[Row, ...] = gate.answer(scope, ("fins", asked, debut, fin), compute)
    return rows
