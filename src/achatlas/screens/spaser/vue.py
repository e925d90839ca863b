"""What a page of the SPASER shows: which view, which year, which objectives bind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from achatlas.analyse import indicateurs, periodes
from achatlas.analyse.periodes import Couverture, Manque, Periode
from achatlas.analyse.readings import MESURES, NOMBRE, WITHOUT, Lines, Reading, absent
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models_indicateurs import Calcul, Indicateur
from achatlas.domain.objectif import Etat, Objectif, Plage, Rapport, Sens, atterrissages, etat, plage
from achatlas.screens.demande import TOUS, Demande
from achatlas.screens.spaser import chiffres, marches_connus
from achatlas.screens.suivi import regard as suivi
from achatlas.store.objectifs import Version

RACINE = "/spaser/"
EXERCICE, ACHETEUR, MOIS = "exercice", "acheteur", "mois"


@dataclass(frozen=True)
class Place(suivi.Place):
    """A page of this place: its address bears the view and nothing else of the map."""

    racine: ClassVar[str] = RACINE


@dataclass(frozen=True)
class Chiffre:
    """A figure of an indicator, and the objective that binds it in the view, if one does."""

    indicateur: Indicateur
    cle: str
    calcul: Calcul
    version: Version | None = None

    @property
    def objectif(self) -> Objectif | None:
        """The objective."""
        return self.version.objectif if self.version else None

    @property
    def libre(self) -> Chiffre:
        """The same for all the view, whoever the objective binds."""
        return replace(self, version=None)

    @property
    def sens(self) -> Sens:
        """Which way it is wanted to go; more, unless its definition says less."""
        told: str = self.calcul.sens or self.indicateur.sens
        return Sens.BAISSE if told == Sens.BAISSE.value else Sens.HAUSSE

    @property
    def suite(self) -> str:
        """The end of the address of its page."""
        leading = next(iter(self.indicateur.calculs)) == self.cle
        return f"{self.indicateur.id}/" if leading else f"{self.indicateur.id}/{self.cle}/"


@dataclass(frozen=True)
class Spaser:
    """What one request reads: ``demande`` is the map of payments in the view asked; ``exercice``, the year
    that it asks, "" for none; ``ecrit``, whether the person writes objectives there: in the common view,
    where those of all are seen.
    """

    demande: Demande
    exercice: str
    versions: tuple[Version, ...]
    ecrit: bool

    @property
    def scope(self) -> Scope:
        """The files of the view."""
        return self.demande.acces.scope

    @property
    def acheteur(self) -> str:
        """The buyer followed (SIREN); "" for all together."""
        return self.demande.acces.acheteur

    @cached_property
    def couverts(self) -> Couverture:
        """The months in which each buyer has payments."""
        return periodes.couverture("lignes", self.scope)

    @property
    def sirens(self) -> tuple[str, ...]:
        """The buyers of the view."""
        return (self.acheteur,) if self.acheteur else tuple(sorted(self.demande.territoire.sirens))

    @cached_property
    def annees(self) -> tuple[str, ...]:
        """The years that hold payments, the last first."""
        found = {year for years in self.couverts.values() for year in years if year.isdigit()}
        return tuple(sorted(found, reverse=True))

    @cached_property
    def annee(self) -> str:
        """The year shown: the one asked, else the last that is whole, else the last."""
        return self.exercice or periodes.last_whole(self.couverts, self.sirens) or next(iter(self.annees), "")

    @cached_property
    def _manque(self) -> Manque:
        if not self.annee:
            return Manque((), ())
        return periodes.manque(self.couverts, self.sirens, Periode(self.annee))

    @property
    def jusque(self) -> int:
        """The last month of that year that every buyer who is there has; 12 when none of them stops."""
        return self._manque.dernier

    @property
    def absents(self) -> tuple[str, ...]:
        """The buyers of the view (SIREN) who have no payment at all in that year."""
        return self._manque.absents

    def sans_marche(self, annee: str = "") -> tuple[str, ...]:
        """The buyers of the view (SIREN) of whom no marché is known of a year (``marches_connus``)."""
        held = periodes.couverture("lignes_marches", self.scope)
        return marches_connus.sans_marche(held, self.sirens, annee or self.annee)

    def de_marches(self, calcul: Calcul) -> bool:
        """Whether a figure rests on marchés."""
        return marches_connus.de_marches(self.demande.catalogue, calcul)

    @property
    def entier(self) -> bool:
        """Whether every buyer of the view has the whole of that year."""
        return not self._manque

    def away(self, chiffre: Chiffre) -> tuple[str, ...]:
        """Of those whom a figure is of, the buyers who have no payment in that year, or no marché when it
        rests on them.
        """
        bound = self.engages(chiffre)
        mute = self.sans_marche() if self.de_marches(chiffre.calcul) else ()
        return tuple(s for s in self.sirens if s in (*self.absents, *mute) and (not bound or s in bound))

    @cached_property
    def chiffres(self) -> tuple[Chiffre, ...]:
        """Every figure of every indicator, each with its objective."""
        return tuple(self._chiffres())

    def _chiffres(self) -> Iterator[Chiffre]:
        for one in self.demande.catalogue.indicateurs.values():
            for cle, calcul in one.calculs.items():
                told = Chiffre(one, cle, calcul)
                yield replace(told, version=_last(v for v in self.of(told) if self.binds(v, calcul)))

    def of(self, chiffre: Chiffre) -> Iterator[Version]:
        """The objectives that are of a figure and concern somebody of the view, whether they bind it there:
        one that names no figure is of the leading one.
        """
        ident, leading = chiffre.indicateur.id, next(iter(chiffre.indicateur.calculs))
        for one in self.versions:
            told, whose = one.objectif, one.objectif.acheteurs
            here = not (self.acheteur and whose) or self.acheteur in whose
            if here and told.indicateur == ident and (told.calcul or leading) == chiffre.cle:
                yield one

    def binds(self, version: Version, calcul: Calcul) -> bool:
        """Whether an objective binds the view: of one buyer, when it is of all or names it; one that is a
        total of several buyers is not what each of them owes.
        """
        whose = version.objectif.acheteurs
        if not self.acheteur or whose == (self.acheteur,):
            return True
        return not chiffres.adds(calcul) and (not whose or self.acheteur in whose)

    def commun(self, chiffre: Chiffre) -> Objectif | None:
        """The total that several buyers are to reach together, the one of the view among them: it is told
        there, and judged in the common view alone.
        """
        found = None if chiffre.version else _last(self.of(chiffre))
        return found.objectif if found else None

    def engages(self, chiffre: Chiffre) -> tuple[str, ...]:
        """Whom the objective of a figure binds in the common view, when it is not everybody."""
        told = chiffre.objectif
        return told.acheteurs if told and not self.acheteur else ()

    def selection(self, chiffre: Chiffre, annee: str = "") -> Selection:
        """What is measured: a year, and whom the objective binds in the common view."""
        found = Selection().only(EXERCICE, [annee or self.annee])
        bound = self.engages(chiffre)
        return found.only(ACHETEUR, list(bound)) if bound else found

    def lu(self, chiffre: Chiffre, annee: str = "") -> Reading:
        """The figure in a year, of those whom its objective binds (``libre``: of all the view). Without data
        when none of them has marchés that may tell it.
        """
        whose = self.engages(chiffre) or self.sirens
        if self.de_marches(chiffre.calcul) and set(whose) <= set(self.sans_marche(annee)):
            return absent(WITHOUT)
        return self.par(chiffre, "", annee).get("", Reading())

    def par(self, chiffre: Chiffre, axe: str, annee: str = "") -> Mapping[str, Reading]:
        """The figure by the members of an axis, in a year; a buyer without the marchés that it rests on is
        without data.
        """
        one = chiffre.indicateur.model_copy(update={"calculs": {chiffre.cle: chiffre.calcul}})
        told = indicateurs.told(one, self.selection(chiffre, annee), self.scope, axe)[chiffre.cle]
        if axe != ACHETEUR or not self.de_marches(chiffre.calcul):
            return told
        whose = self.engages(chiffre) or self.sirens
        return {**told, **{siren: absent(WITHOUT) for siren in self.sans_marche(annee) if siren in whose}}

    def cible(self, chiffre: Chiffre) -> Fraction | None:
        """The target of the year, as the quotient of the figure; None without any."""
        told = chiffre.objectif.cible(int(self.annee)) if chiffre.objectif and self.annee else None
        return None if told is None else chiffres.unscaled(told, chiffre.calcul)

    def fin(self, chiffre: Chiffre, read: Reading) -> Plage | None:
        """Where the year may end: there, once it is whole; else as each former year ended, when months add
        up to the year and one former year is there to tell. Not known while a buyer has nothing in the year:
        no former year tells what will come of it.
        """
        if read.valeur is None or self.away(chiffre):
            return None
        if self.jusque == periodes.ANNEE:
            return Plage(read.valeur, read.valeur)
        here = self._mois(chiffre, self.annee)
        if tuple(map(sum, zip(*here.values(), strict=True))) != (read.numerateur, read.denominateur):
            return None
        former = [year for year in self.annees if year < self.annee]
        return plage(atterrissages(here, self.jusque, {int(y): self._mois(chiffre, y) for y in former}))

    def _mois(self, chiffre: Chiffre, annee: str) -> dict[int, Rapport]:
        found = self.par(chiffre, MOIS, annee)
        return {
            int(month): (one.numerateur, one.denominateur)
            for month, one in found.items()
            if month.isdigit() and int(month) <= 13 and not one.absent
        }

    def etat(self, chiffre: Chiffre, read: Reading, cible: Fraction | None, fin: Plage | None) -> Etat:
        """Where an objective stands; unknown when less than half of what it asks is told."""
        if read.valeur is None or not chiffres.assez(read, chiffre.calcul):
            return Etat.INCONNU
        return etat(chiffre.sens, cible, Plage(read.valeur, read.valeur), fin)

    def lignes(self, lines: Lines | None, which: Selection | None) -> str:
        """The address of the lines of a figure; "" where the person may not read them, or it has none."""
        if lines is None or which is None or not self.demande.acces.lignes(lines.fait):
            return ""
        tableau = next((t for t in self.demande.catalogue.dashboards() if t.fait == lines.fait), None)
        if tableau is None:
            return ""
        told = which.without(EXERCICE)
        flux = told.get("flux")
        told = told.without("flux") if flux and lines.fait == "achats" else told
        return self.demande.adresse(told, f"/{tableau.id}/lignes/", exercice=self.annee or TOUS)

    def adresse(self, suite: str = "", **plus: str) -> str:
        """The address of a page of this place in the same view and the same year."""
        more = {**({EXERCICE: self.exercice} if self.exercice else {}), **plus}
        return self.demande.adresse(Selection(), f"{RACINE}{suite}", **more)


def mesurable(chiffre: Chiffre) -> bool:
    """Whether a figure counts lines or cents of a fact, that its lines tell."""
    return (chiffre.calcul.fait, NOMBRE) in MESURES


def _last(some: Iterable[Version]) -> Version | None:
    """The one that names its figure, the last written first."""
    return next(reversed(sorted(some, key=lambda one: bool(one.objectif.calcul))), None)
