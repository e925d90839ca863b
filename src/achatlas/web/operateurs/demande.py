"""What a request asks of an operator: the same view and year as the map, at an address of its own."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from urllib.parse import quote

from achatlas.screens.demande import TOUS, Demande, precedent
from achatlas.web.acces import catalogue, ouvrir, territoire
from achatlas.web.cartographie.demande import lire
from achatlas.web.cartographie.views import premier
from achatlas.web.policies import Requete


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
        return self.adresse(choix, f"/{premier(fait)}/{'lignes/' if lignes else ''}")


def question(request: Requete, identifiant: str) -> Question:
    """What a request asks, within the rights of the person; raises Http404."""
    definitions = catalogue()
    tableau = definitions.tableaux[premier("achats")]
    asked = [request.GET.get(nom, "") for nom in ("vue", "pour", "version")]
    acces = ouvrir(request.droits, *asked)
    lue = lire(request.GET, tableau, definitions.axes_of("achats"), acces, territoire())
    year = lue.contre if lue.contre in lue.exercices else ""
    request.demande = of(replace(lue, contre=year), identifiant)
    return request.demande


def of(demande: Demande, identifiant: str) -> Question:
    """The page of an operator in the view and the year of a screen."""
    return Question(
        **{field.name: getattr(demande, field.name) for field in fields(demande)}, operateur=identifiant
    )
