"""Whose document it is: one view, one year, and every question of it asked as the screens ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from achatlas.analyse import gate, query
from achatlas.analyse.answers import Figures, Pareto, Row, Rows
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe, Taux
from achatlas.containers.documents.modele import Dit
from achatlas.domain.nombres import lisser
from achatlas.screens.acces import Acces
from achatlas.screens.demande import TOUS, Demande
from achatlas.web.acces import catalogue

PAYE, NOTIFIE = "montant_paye", "montant_notifie"
TOUT = 10**6


@dataclass(frozen=True)
class Sujet:
    """The state of the screen that a document tells, its filters put aside, and the day it is made."""

    demande: Demande
    jour: date

    @property
    def commun(self) -> bool:
        """Whether it is the document of all the buyers."""
        return self.demande.consolidee

    @property
    def acces(self) -> Acces:
        """What may be read."""
        return self.demande.acces

    @property
    def exercice(self) -> str:
        """The year told."""
        return self.demande.exercice

    @property
    def contre(self) -> str:
        """The compared year, or nothing."""
        return self.demande.contre

    @property
    def qui(self) -> str:
        """Whose purchases these are: the short name of a buyer, or that of the territory."""
        if self.commun:
            return lisser(self.demande.territoire.libelle)
        return self.demande.territoire.acheteur(self.acces.acheteur).dit

    @cached_property
    def marches(self) -> Demande:
        """The same view of the marchés, of all years."""
        definitions = catalogue()
        tableau = definitions.dashboards("marches")[0]
        axes = definitions.axes_of("marches")
        return replace(self.demande, tableau=tableau, axes=axes, exercice=TOUS, contre="")

    @property
    def taux(self) -> list[Taux]:
        """The shares of what is paid, in their order."""
        mesures = self.demande.catalogue.mesures
        return [one for one in self.demande.catalogue.taux.values() if mesures[one.mesure].fait == "achats"]

    @cached_property
    def total(self) -> int:
        """What was paid in the year (cents)."""
        return self.figures().valeurs[PAYE]

    def figures(self, *mesures: str) -> Figures:
        """Measures of the year, and of the compared one."""
        asked = (PAYE, *mesures)
        return query.figures(asked, self.demande.retenue, self.acces.scope, reference=self.demande.reference)

    def rows(self, axe: str, selection: Selection | None = None) -> Rows:
        """The members of an axis of payments, all of them, each with its compared amount."""
        asked, scope = self.demande.retenue if selection is None else selection, self.acces.scope
        return query.rows(axe, [PAYE], asked, scope, limite=TOUT, reference=self.demande.reference)

    def pareto(self) -> Pareto:
        """The cumulated curve of the suppliers of the year."""
        return query.pareto("fournisseur", PAYE, self.demande.retenue, self.acces.scope)

    def axe(self, nom: str) -> Axe:
        """An axis of payments."""
        return self.demande.axes[nom]

    def known(self, nom: str) -> bool:
        """Whether payments bear an axis."""
        return nom in self.demande.axes

    def libelles(self, nom: str) -> dict[str, str]:
        """The names of the members of an axis."""
        found = gate.libelles(self.axe(nom), self.acces.scope)
        return {code: lisser(name) for code, name in found.items()}

    def definitions(self, axes: Sequence[str] = (), mesures: Sequence[str] = ()) -> tuple[Dit, ...]:
        """What the words of a section mean."""
        told = [(lisser(self.axe(nom).libelle), lisser(self.axe(nom).definition)) for nom in axes]
        known = catalogue().mesures
        told += [(lisser(known[nom].libelle), lisser(known[nom].definition)) for nom in mesures]
        return tuple(told)


def amount(row: Row) -> int:
    """What a member was paid (cents)."""
    return row.valeurs[PAYE]
