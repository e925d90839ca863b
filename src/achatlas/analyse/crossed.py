"""Several axes crossed at once, and the rows of a table that no axis tells: what one page needs of one
member, in few questions.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from achatlas.analyse import expressions, gate
from achatlas.analyse.expressions import Shape
from achatlas.analyse.gate import mesures_of
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection

Row = Mapping[str, Any]


def crossed(
    axes: Sequence[str], mesures: Sequence[str], selection: Selection, scope: Scope
) -> tuple[Row, ...]:
    """The measures (cents or counts) of each combination of members of some axes, by the names of the axes;
    every clause of the selection holds, those of these axes too.

    Raises UnknownAxis, and ClosedCrossing when no table that the scope opens holds them all.
    """
    known = mesures_of(mesures, scope)
    fait = known[0].fait
    asked = [gate.axe_of(axe, fait, scope) for axe in axes]
    columns = {axe.id: axe.groupe_par for axe in asked}
    shape, values = gate.bound(selection, fait, scope)
    place = gate.route(scope, fait, gate.columns(shape, known, *(axe.colonne for axe in asked)))
    place, more = gate.gathered(place, asked)
    query = expressions.crossed(place.source, tuple(dict.fromkeys(columns.values())), known, shape)
    found = gate.run(scope, query, {**values, **more}, place)
    return tuple(
        {**{axe: row[c] or "" for axe, c in columns.items()}, **{m.id: int(row[m.id] or 0) for m in known}}
        for row in found
    )


def beside(
    fait: str, colonne: str, valeur: str, scope: Scope, order: tuple[str, bool], alias: str = ""
) -> tuple[Row, ...]:
    """The rows of a table beside the facts whose column holds a value, in an order (column, descending);
    nothing when the file of the scope has no such table.
    """
    where = alias or scope.chiffres
    if not any(table["fait"] == fait for table in scope.atlas.publication.tables(where).values()):
        return ()
    place = gate.route(scope, fait, frozenset({colonne}), where)
    query = expressions.listed(place.source, Shape(((colonne, "dans", 1),)), order, None)
    return tuple(gate.run(scope, query, {f"{colonne}_0": valeur}, place))
