"""What a screen is asked: view, year, compared period, selection; and every address of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import quote, urlencode

from achatlas.analyse import periodes, query
from achatlas.analyse.periodes import Periode
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Axe, Tableau
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.langue import nu
from achatlas.domain.personnes import PERSONNE
from achatlas.screens import dessins
from achatlas.screens.acces import Acces
from achatlas.screens.dessins import Dessins

TOUS = "tous"


@dataclass(frozen=True)
class Demande:
    """One state of the screen. It is wholly in the address, and the address is rebuilt from it."""

    tableau: Tableau
    axes: Mapping[str, Axe]
    acces: Acces
    territoire: Territoire
    selection: Selection
    exercices: tuple[str, ...]
    exercice: str
    contre: str
    dessins: Dessins

    @property
    def catalogue(self) -> Catalogue:
        """The definitions in which it is told, with the axes that persons made."""
        return self.acces.scope.atlas.catalogue

    @property
    def chemin(self) -> str:
        """The path of this dashboard."""
        return f"/{self.tableau.id}/"

    @property
    def consolidee(self) -> bool:
        """Whether the figures are those of all the buyers together."""
        return self.acces.scope.vue == "consolidee"

    @property
    def retranche(self) -> bool:
        """Whether payments between members are left out: in the common view, unless flows are what was
        chosen."""
        return self.consolidee and "flux" in self.axes and self.selection.get("flux") is None

    @cached_property
    def retenue(self) -> Selection:
        """The selection that is really asked: what was chosen, the year, and the payments between members
        left out."""
        annee = [] if self.exercice == TOUS else [self.exercice]
        retenue = self.selection.only("exercice", annee)
        return retenue.only("flux", ["interne"], "sauf") if self.retranche else retenue

    @cached_property
    def reference(self) -> Selection | None:
        """The same in the period that it is compared with, or None when nothing is."""
        if (autre := self.opposite) is None:
            return None
        retenue = autre.selection(self.selection)
        return retenue.only("flux", ["interne"], "sauf") if self.retranche else retenue

    def compared(self, axe: str = "") -> Selection | None:
        """The reference, when the scope may tell it of the members of an axis, or in all without one: what is
        closed is shown without what it would be compared with.
        """
        asked, mesures = self.reference, [self.tableau.mesure]
        told = asked is not None and query.opens(axe, mesures, asked, self.acces.scope)
        return asked if told else None

    @cached_property
    def opposite(self) -> Periode | None:
        """The period that this one is compared with."""
        return periodes.lue(self.contre, self.exercices)

    @property
    def periode(self) -> Periode | None:
        """The year and its months, when they follow one another."""
        return periodes.choisie(self.exercice, self.selection.get("mois"))

    @property
    def contre_dit(self) -> str:
        """What is compared with, in words: « 2024 », « janvier à juin 2024 »."""
        return self.opposite.worded if self.opposite else ""

    def parametres(self) -> list[tuple[str, str]]:
        """The parameters that are not filters: view, buyer, year, drawings."""
        vue = (
            [("vue", "consolidee")]
            if self.consolidee
            else [("vue", "individuelle"), ("pour", self.acces.acheteur)]
        )
        annees = [("exercice", self.exercice)]
        if self.acces.version:
            annees.append(("version", self.acces.version))
        if self.exercice != TOUS and self.contre != precedent(self.exercice, self.exercices):
            annees.append(("contre", self.contre or "rien"))
        chosen = dessins.ecrire(self.dessins)
        return vue + annees + ([(dessins.PARAMETRE, chosen)] if chosen else [])

    def adresse(self, selection: Selection | None = None, chemin: str = "", **plus: str) -> str:
        """The address of this state with another selection, path or parameter (an empty one is removed)."""
        choisie = self.selection if selection is None else selection
        pairs = [said for nom, said in self.gardes if nom not in plus]
        pairs += [pair(nom, valeur) for nom, valeur in plus.items() if valeur]
        pairs += [pair(nom, valeur) for nom, valeur in choisie.to_query()]
        return f"{chemin or self.chemin}?{'&'.join(pairs)}"

    @cached_property
    def gardes(self) -> tuple[tuple[str, str], ...]:
        """The parameters that are not filters, each as addresses write it: a page holds a thousand."""
        return tuple((nom, pair(nom, valeur)) for nom, valeur in self.parametres())

    @property
    def opens_lines(self) -> bool:
        """Whether this person may read the lines of this view."""
        return self.acces.lignes(self.tableau.fait)

    def lignes(self, selection: Selection) -> str:
        """The address of the lines of a selection; none for who may not read them."""
        return self.adresse(selection, f"{self.chemin}lignes/") if self.opens_lines else ""

    def fiche(self, operateur: str, acheteur: str = "") -> str:
        """The address of the page of an operator in this view and year; none without an operator.

        ``acheteur`` is whose row names it: one of another buyer is followed in the common view, a natural
        person in the view of its own buyer, since persons are one in the common view.
        """
        chemin = f"/operateur/{quote(operateur, safe='')}/"
        if operateur.startswith(PERSONNE) and self.consolidee:
            own = bool(acheteur) and operateur != PERSONNE
            return self.adresse(Selection(), chemin, vue="individuelle", pour=acheteur) if own else ""
        if acheteur and not self.consolidee and acheteur != self.acces.acheteur:
            return self.adresse(Selection(), chemin, vue="consolidee", pour="")
        return self.adresse(Selection(), chemin) if operateur else ""


@lru_cache(maxsize=16_384)
def pair(nom: str, valeur: str) -> str:
    """A parameter as an address writes it."""
    return urlencode([(nom, nu(valeur))])


def precedent(exercice: str, exercices: Iterable[str]) -> str:
    """Return the year before, when the territory has it."""
    avant = str(int(exercice) - 1) if exercice.isdigit() else ""
    return avant if avant in set(exercices) else ""
