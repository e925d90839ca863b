"""One marché: its rows as published, and the payments tied to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import expressions, gate, lines, query
from achatlas.analyse.crossed import Row, beside
from achatlas.analyse.expressions import Shape
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.domain.errors import ClosedCrossing

MARCHES, ACHATS, CLE, AXE = "marches", "achats", "marche_cle", "marche"
PAYE, LIGNES = "montant_paye", "lignes"


@dataclass(frozen=True)
class Contrat:
    """A marché: its rows in the order of its titulaires; what is paid on it, in cents and in lines,
    None where this view does not tell it; its mandats (the latest first), None where it opens none.
    """

    rows: tuple[Row, ...]
    total: tuple[int, int] | None
    paid: Sequence[Mapping[str, Any]] | None

    @property
    def first(self) -> Row:
        """The row that tells what all of them share."""
        return self.rows[0]

    @property
    def montant(self) -> int:
        """What is counted of it: the parts of its titulaires (cents)."""
        return sum(int(row["montant_ht_centimes"] or 0) for row in self.rows)

    @property
    def plafond(self) -> int:
        """The same when it is the ceiling of an accord-cadre (cents), 0 otherwise."""
        return sum(int(row["montant_plafond_centimes"] or 0) for row in self.rows)


def rows_of(cle: str, scope: Scope) -> tuple[Row, ...]:
    """The rows of a marché, one for each titulaire; nothing for a key that the scope does not hold."""

    def compute() -> tuple[Row, ...]:
        return tuple(
            row for alias in lines.files_of(scope, MARCHES)
            for row in beside(MARCHES, CLE, cle, scope, ("rang", False), alias)
        )  # fmt: skip

    found: tuple[Row, ...] = gate.recent(scope, ("marche", cle), compute)
    return found


def paid_of(cle: str, scope: Scope) -> tuple[int, int] | None:
    """What is paid on a marché, all years, in cents and in lines; None where the view closes it."""
    try:
        told = query.figures([PAYE, LIGNES], Selection().only(AXE, [cle]), scope)
    except ClosedCrossing:
        return None
    return (told.valeurs[PAYE], told.valeurs[LIGNES]) if {PAYE, LIGNES} <= told.valeurs.keys() else None


def mandats(cle: str, scope: Scope) -> tuple[Mapping[str, Any], ...]:
    """The lines tied to a marché in the files of lines that the scope opens, the latest first."""
    needed = lines.LIGNE | {CLE}

    def compute() -> tuple[Mapping[str, Any], ...]:
        found: list[Mapping[str, Any]] = []
        for alias in scope.lignes:
            place = gate.route(scope, ACHATS, needed, alias)
            query = expressions.listed(place.source, Shape(((CLE, "dans", 1),)), ("date_mandat", True), None)
            found += gate.run(scope, query, {f"{CLE}_0": cle}, place)
        return tuple(found)

    rows: tuple[Mapping[str, Any], ...] = gate.recent(scope, ("mandats", cle), compute)
    return rows
