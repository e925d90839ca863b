"""Shares told as intervals: what is known, what is presumed, and what nobody knows, never counted as a no."""

from collections.abc import Mapping
from dataclasses import dataclass

from achatlas.analyse import query
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Clause, Selection
from achatlas.catalogue.models import Taux


@dataclass(frozen=True)
class Part:
    """The amounts (cents) that make a share: sure yes, presumed yes, sure no, unknown, and what is out of the
    denominator.
    """

    oui: int
    presume: int
    non: int
    inconnu: int
    hors: int

    @property
    def base(self) -> int:
        """The denominator of the bounds: all but what is out of the field."""
        return self.oui + self.presume + self.non + self.inconnu

    @property
    def connu(self) -> tuple[int, int]:
        """The share among what is known: (yes, known)."""
        return self.oui, self.oui + self.non

    @property
    def bornes(self) -> tuple[int, int]:
        """The least and the most that the yes may be."""
        return self.oui, self.oui + self.presume + self.inconnu


def part(definition: Taux, amounts: Mapping[str, int]) -> Part:
    """The share of a definition from the amount (cents) of each member of its axis."""
    kinds = ("oui", "presume", "non", "hors")
    named = {kind: sum(amounts.get(code, 0) for code in getattr(definition, kind)) for kind in kinds}
    return Part(**named, inconnu=sum(amounts.values()) - sum(named.values()))


def taux(definition: Taux, selection: Selection, scope: Scope) -> Part:
    """The share of a selection. Raises ClosedCrossing when the scope may not tell it.

    A clause of the axis of the share is kept: among PME, all is PME.
    """
    mesure, clause = definition.mesure, selection.get(definition.axe)
    rows = query.rows(definition.axe, [mesure], selection, scope)
    told = {row.code: row.valeurs[mesure] for row in rows.lignes}
    return part(definition, {code: v for code, v in told.items() if clause is None or _kept(clause, code)})


def _kept(clause: Clause, code: str) -> bool:
    """Whether a clause keeps a member: rows leave out the clause of their own axis."""
    return (code in clause.valeurs) == (clause.mode == "dans")
