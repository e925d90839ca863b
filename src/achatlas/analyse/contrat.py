"""One marché: its rows as published, and the payments that cite it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from achatlas.analyse import expressions, gate, lines
from achatlas.analyse.crossed import Row, beside
from achatlas.analyse.expressions import Shape
from achatlas.analyse.scope import Scope

MARCHES, ACHATS, CLE = "marches", "achats", "marche_cle"


def rows_of(cle: str, scope: Scope) -> tuple[Row, ...]:
    """The rows of a marché, one for each titulaire; nothing for a key that the scope does not hold."""

    def compute() -> tuple[Row, ...]:
        return tuple(
            row for alias in lines.files_of(scope, MARCHES)
            for row in beside(MARCHES, CLE, cle, scope, ("rang", False), alias)
        )  # fmt: skip

    found: tuple[Row, ...] = gate.recent(scope, ("marche", cle), compute)
    return found


def payments(cle: str, scope: Scope) -> tuple[Mapping[str, Any], ...]:
    """The lines that cite a marché in the files of lines that the scope opens, the latest first."""
    needed = lines.LIGNE | {CLE}

    def compute() -> tuple[Mapping[str, Any], ...]:
        found: list[Mapping[str, Any]] = []
        for alias in scope.lignes:
            place = gate.route(scope, ACHATS, needed, alias)
            query = expressions.listed(place.source, Shape(((CLE, "dans", 1),)), ("date_mandat", True), None)
            found += gate.run(scope, query, {f"{CLE}_0": cle}, place)
        return tuple(found)

    rows: tuple[Mapping[str, Any], ...] = gate.recent(scope, ("payments", cle), compute)
    return rows
