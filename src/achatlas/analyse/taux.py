"""Shares told as intervals: what is known, what is presumed, and what nobody knows, never counted as a no."""

from achatlas.analyse import gate, query
from achatlas.analyse.crossed import crossed
from achatlas.analyse.parts import AMOUNTS, KINDS, NOTHING, UNKNOWN, Part, part, ranks
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Taux

__all__ = ["AMOUNTS", "KINDS", "NOTHING", "UNKNOWN", "Part", "by_member", "part", "ranks", "taux"]


def taux(definition: Taux, selection: Selection, scope: Scope, *, reference: Selection | None = None) -> Part:
    """The share of a selection. Raises ClosedCrossing when the scope may not tell it. ``reference``: another
    selection that will be asked next, told by the same question.

    A clause of the axis of the share is kept: among PME, all is PME.
    """
    clause = selection.get(definition.axe)
    mesure = definition.mesure
    rows = query.rows(definition.axe, [mesure], selection, scope, reference=reference).lignes
    told = {row.code: row.valeurs[mesure] for row in rows}
    return part(definition, {code: v for code, v in told.items() if clause is None or clause.keeps(code)})


def by_member(definition: Taux, axe: str, selection: Selection, scope: Scope) -> dict[str, Part]:
    """The share of each member of another axis, by its code, that axis's own clause dropped. Raises
    ClosedCrossing when the scope may not cross the two axes.
    """
    known, free = ranks(definition), selection.without(axe)

    def compute() -> dict[str, Part]:
        told: dict[str, list[int]] = {}
        for row in crossed([axe, definition.axe], [definition.mesure], free, scope):
            amounts = told.setdefault(row[axe], [0] * len(AMOUNTS))
            amounts[known.get(row[definition.axe], UNKNOWN)] += row[definition.mesure]
        return {code: Part(*amounts) for code, amounts in told.items()}

    found: dict[str, Part] = gate.recent(scope, ("by_member", definition, axe, free), compute)
    return found
