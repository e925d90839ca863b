"""What a heat map marks: the members that several columns of a row share, the marchés that end soon."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from achatlas.analyse import expressions, gate, grid, lines
from achatlas.analyse.crossed import Row
from achatlas.analyse.grid import Croix, Question
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Matrice

MARCHES = "marches"


@dataclass(frozen=True)
class Shared:
    """A member that several columns of a row pay: what each of these pays it (cents)."""

    ligne: str
    membre: str
    colonnes: Mapping[str, int]

    @property
    def total(self) -> int:
        """What they pay it together."""
        return sum(self.colonnes.values())


def croix(axes: Matrice, mesure: str, selection: Selection, scope: Scope) -> Croix[int]:
    """What each cell of two axes holds. Raises UnknownAxis, ClosedCrossing."""
    asked = Question((axes.lignes, axes.colonnes), _free(axes, selection), scope)
    key = ("croix", asked.axes, mesure, asked.free)
    found: Croix[int] = gate.answer(scope, key, lambda: grid.sums(asked, mesure))
    return found


def _free(axes: Matrice, selection: Selection) -> Selection:
    return selection.without(axes.lignes).without(axes.colonnes)


def shared_by(axes: Matrice, mesure: str, selection: Selection, scope: Scope) -> tuple[Shared, ...]:
    """The members (of ``axes.membre``) that at least two columns of a same row pay, the heaviest of each row
    first; natural persons, who are one in the common view, and the unknown are no member. Nothing when the
    axes name no member, or where the scope does not cross the three.
    """
    free = _free(axes, selection)
    if not axes.membre or not _opens(axes, mesure, free, scope):
        return ()

    def compute() -> tuple[Shared, ...]:
        known = gate.mesures_of([mesure], scope)
        fait = known[0].fait
        three = [gate.axe_of(name, fait, scope).colonne for name in (axes.lignes, axes.colonnes, axes.membre)]
        shape, values = gate.bound(free, fait, scope)
        place = gate.route(scope, fait, gate.columns(shape, known, *three))
        query = expressions.shared(place.source, *three, known[0], shape)
        held: dict[tuple[str, str], dict[str, int]] = {}
        for row in gate.run(scope, query, values, place):
            held.setdefault((row[three[0]], row[three[2]]), {})[row[three[1]]] = int(row["valeur"])
        found = (Shared(ligne, membre, paid) for (ligne, membre), paid in held.items())
        return tuple(sorted(found, key=lambda one: (one.ligne, -one.total, one.membre)))

    found: tuple[Shared, ...] = gate.answer(scope, ("shared_by", axes.axes, mesure, free), compute)
    return found


def _opens(axes: Matrice, mesure: str, selection: Selection, scope: Scope) -> bool:
    known = gate.mesures_of([mesure], scope)
    fait = known[0].fait
    shape, _ = gate.bound(selection, fait, scope)
    more = [gate.axe_of(name, fait, scope).colonne for name in (axes.lignes, axes.colonnes, axes.membre)]
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
