"""How long what a selection keeps took to be paid, in all and by the members of an axis; and who grants
advances. What nobody dated is counted, and told apart.
"""

from __future__ import annotations

from dataclasses import dataclass

from achatlas.analyse import query, registre
from achatlas.analyse.answers import Row
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection

LIGNES, DATEES, RETARD, HORS = "lignes", "lignes_datees", "lignes_en_retard", "lignes_hors_delai"
MOYEN, DECILE = "delai_moyen", "delai_p90"


@dataclass(frozen=True)
class Delais:
    """Counts of lines: all, dated, late, out of the matter (credits); the mean, and what nine dated lines in
    ten do not pass, in tenths of days: None where the scope does not hold lines.
    """

    lignes: int
    datees: int
    en_retard: int
    hors: int
    moyen: int
    decile: int | None

    @property
    def inconnues(self) -> int:
        """The lines that are due and that nobody dated."""
        return self.lignes - self.datees - self.hors


def delais(selection: Selection, scope: Scope) -> Delais:
    """The delays of a selection. Raises ClosedCrossing when the scope may not tell them."""
    told = query.figures([LIGNES, DATEES, RETARD, HORS, MOYEN, DECILE], selection, scope).valeurs
    return Delais(told[LIGNES], told[DATEES], told[RETARD], told[HORS], told[MOYEN], told.get(DECILE))


def by(axe: str, selection: Selection, scope: Scope) -> tuple[Row, ...]:
    """The members of an axis that hold dated lines, with how many and their mean, the most dated first.
    Raises ClosedCrossing.
    """
    found = query.rows(axe, [DATEES, MOYEN], selection, scope).lignes
    return tuple(row for row in found if row.valeurs[DATEES] > 0)


def slowest(
    axe: str, selection: Selection, scope: Scope, *, limite: int, minimum: int
) -> tuple[Row, ...]:  # fmt: skip
    """The known members of an axis that are paid the latest on average, among those that hold at least so
    many dated lines. Raises ClosedCrossing.
    """
    known = [row for row in by(axe, selection, scope) if row.code and row.valeurs[DATEES] >= minimum]
    return tuple(sorted(known, key=lambda row: (-row.valeurs[MOYEN], row.code))[:limite])


@dataclass(frozen=True)
class Avances:
    """Counts of marchés: those that grant an advance, those that grant none, those that do not say."""

    oui: int
    non: int
    muets: int


def avances(acheteur: str, scope: Scope) -> Avances:
    """What the register says of the advances of a buyer (SIREN). Raises ClosedCrossing."""
    said = [row["avance"] or "" for row in registre.rows(scope) if row["acheteur_siren"] == acheteur]
    return Avances(said.count("oui"), said.count("non"), said.count(""))
