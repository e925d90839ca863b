"""What is asked of an operator: the same view and year as the map, at an address of its own."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import quote

from achatlas.screens.demande import TOUS, Demande, precedent


@dataclass(frozen=True)
class Question(Demande):
    """A state of the page of an operator."""

    operateur: str = ""

    @property
    def chemin(self) -> str:
        """The path of this page."""
        return f"/operateur/{quote(self.operateur, safe='')}/"

    @property
    def annee(self) -> str:
        """The year asked, empty for all."""
        return "" if self.exercice == TOUS else self.exercice

    def en(self, exercice: str) -> Question:
        """The same page in another year, beside the year before."""
        contre = self.contre if exercice == self.exercice else precedent(exercice, self.exercices)
        return replace(self, exercice=exercice, contre=contre)

    def carte(self, fait: str = "achats", lignes: bool = False, **clauses: str) -> str:
        """The address of the map, or of its lines, filtered on this operator and on other members; payments
        between members are shown when it is one.
        """
        choix = self.selection.only("fournisseur", [self.operateur])
        for axe, code in clauses.items():
            choix = choix.only(axe, [code])
        board = (self.catalogue.dashboards(fait) or self.catalogue.dashboards())[0]
        return self.adresse(choix, f"/{board.id}/{'lignes/' if lignes else ''}")


def of(demande: Demande, identifiant: str) -> Question:
    """The page of an operator in the view and the year of a screen."""
    return Question(
        **{field.name: getattr(demande, field.name) for field in fields(demande)}, operateur=identifiant
    )
