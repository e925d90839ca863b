"""What a report is of: a view, two years, their figures, the report before it, and whether it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from achatlas.analyse.readings import WITHOUT, Lines, Reading, absent
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models_indicateurs import SAISIE
from achatlas.domain.objectif import Etat, Plage
from achatlas.domain.rapport import ENGAGES, Rapport
from achatlas.screens.droits import AGENT, GROUPE_PROJET
from achatlas.screens.spaser import cibles
from achatlas.screens.spaser.rapport import releves
from achatlas.screens.spaser.vue import ACHETEUR, Chiffre, Spaser
from achatlas.screens.suivi.regard import Regard
from achatlas.store.actions import Version as Acte
from achatlas.store.objectifs import Version

SAISIES = "saisies/"
YEARS = 2
"""How many years a report tells: the law asks for one every two years."""


@dataclass(frozen=True)
class Sujet:
    """A report being told. ``vue`` is that of its last year, under its objectives; ``lus``, its figures;
    ``regard``, the marchés followed in the same view; ``actes``, the actions that it shows; ``arretes``, the
    reports signed in it, oldest first; ``anciens``, the objectives that the one before was under; ``signe``,
    itself once it is one of them.
    """

    vue: Spaser
    annees: tuple[str, ...]
    lus: releves.Releves
    regard: Regard
    actes: Sequence[Acte] = ()
    arretes: Sequence[Rapport] = ()
    anciens: Sequence[Version] = ()
    signe: Rapport | None = None

    @property
    def jour(self) -> date:
        """The day on which it is told."""
        return self.regard.today

    @property
    def avant(self) -> Rapport | None:
        """The report that was signed before it."""
        return before(self.arretes, self.annee, self.signe)

    @property
    def annee(self) -> str:
        """Its last year."""
        return self.annees[-1]

    @property
    def commun(self) -> bool:
        """Whether it is that of all the buyers."""
        return not self.vue.acheteur

    @property
    def entier(self) -> bool:
        """Whether every buyer has the whole of its last year."""
        return self.vue.entier

    @cached_property
    def vues(self) -> dict[str, Spaser]:
        """The view of each of its years."""
        return {annee: replace(self.vue, exercice=annee) for annee in self.annees}

    @cached_property
    def lies(self) -> tuple[Chiffre, ...]:
        """The figures that an objective binds: those that are missed first, then as the targets' page tells
        them.
        """
        some = [one for one in self.vue.chiffres if one.objectif]
        return tuple(sorted(some, key=lambda one: (cibles.ORDER.index(self.etat(one)), self._rank(one))))

    def _rank(self, one: Chiffre) -> tuple[float, str]:
        return cibles.weight(one, self.vise(one), self.cible(one)), one.indicateur.id

    def lu(self, one: Chiffre, annee: str = "", axe: str = "", membre: str = "") -> Reading:
        """A figure, of its last year unless another is named."""
        mute = one.calcul.entered or membre in self.vues[annee or self.annee].away(one.libre)
        none = absent(WITHOUT) if mute else Reading()
        return self.lus.get(releves.cle(one, annee or self.annee, axe, membre), none)

    def vise(self, one: Chiffre, annee: str = "") -> Reading:
        """A figure as its objective judges it: of those whom it binds."""
        bound = self.lus.get(releves.cle(one, annee or self.annee, ENGAGES))
        return self.lu(one, annee) if bound is None else bound

    def par(self, one: Chiffre, axe: str) -> dict[str, Reading]:
        """A figure of its last year by the members of an axis."""
        return {
            cle.membre: read
            for cle, read in self.lus.items()
            if (cle.indicateur, cle.calcul, cle.axe) == (one.indicateur.id, one.cle, axe) and axe
        }

    def cible(self, one: Chiffre, annee: str = "") -> Fraction | None:
        """The target of a year, as the quotient of the figure; None without any."""
        return self.vues[annee or self.annee].cible(one)

    def manquants(self, one: Chiffre) -> bool:
        """Whether somebody whom an objective binds lacks what its figure rests on: it is not judged."""
        if not self.signe:
            return bool(self.vue.away(one))
        whose = self.vue.engages(one) or self.vue.sirens
        keys = (releves.cle(one, self.annee, ACHETEUR, siren) for siren in whose)
        some = (self.lus[key] for key in keys if key in self.lus)
        return self.vue.de_marches(one.calcul) and any(read.absent == WITHOUT for read in some)

    def fin(self, one: Chiffre) -> Plage | None:
        """Where its last year ends, or may end; not known while somebody lacks what it rests on."""
        read = self.vise(one)
        if self.manquants(one):
            return None
        if self.entier or self.signe:
            return None if read.valeur is None else Plage(read.valeur, read.valeur)
        return self.vue.fin(one, read)

    def etat(self, one: Chiffre) -> Etat:
        """Where an objective stands in its last year."""
        return self.vue.etat(one, self.vise(one), self.cible(one), self.fin(one))

    def lignes(self, one: Chiffre, annee: str, acheteur: str = "") -> str:
        """The address of the lines that a figure counts, in the version of its data; where no selection tells
        them, the page that tells how it is computed.
        """
        return self.ouvert(one, self.lu(one, annee, ACHETEUR if acheteur else "", acheteur), annee, acheteur)

    def ouvert(self, one: Chiffre, read: Reading, annee: str, acheteur: str = "") -> str:
        """The same of a reading of the figure."""
        if read.valeur is None:
            return self.page(one, annee)
        if one.calcul.forme == SAISIE:
            return self._entries(one, annee, acheteur)
        return self._lines(read.lignes, annee, acheteur) or self.page(one, annee)

    def _entries(self, one: Chiffre, annee: str, acheteur: str) -> str:
        """The address of what buyers entered of a figure, where the person may read it."""
        droits = self.vue.demande.acces.droits
        if acheteur and not droits.individuelle(acheteur):
            return self.page(one, annee)
        more = {"vue": "individuelle", "pour": acheteur} if acheteur else {}
        return self.vues[annee].adresse(SAISIES, **more)

    def _lines(self, lines: Lines | None, annee: str, acheteur: str) -> str:
        if lines is None or not lines.dites or (lines.liste and self.signe):
            return ""
        which: Selection = lines.numerateur
        if acheteur:
            which = which.only(ACHETEUR, [acheteur])
        told = self.vues[annee].lignes(lines, which)
        return _bound(told, self.version)

    def page(self, one: Chiffre, annee: str = "") -> str:
        """The address of the page of a figure."""
        return self.vues[annee or self.annee].adresse(one.suite)

    @property
    def version(self) -> str:
        """The version of the data of its figures."""
        return self.signe.version if self.signe else self.vue.scope.version

    @property
    def signable(self) -> bool:
        """Whether the person may sign it: the project team, or an agent for its own buyer; whole years that
        are over.
        """
        role = self.vue.demande.acces.droits.role
        own = role == GROUPE_PROJET or (role == AGENT and not self.commun)
        over = bool(self.annees) and int(self.annee) < self.jour.year
        return own and over and self.entier and self.signe is None and bool(self.lus)

    @cached_property
    def gardes(self) -> Rapport:
        """Itself, as it would be signed."""
        rangs, actes = (tuple(sorted(one.rang for one in some)) for some in (self.vue.versions, self.actes))
        kept = releves.kept(self.lus)
        return Rapport(self.vue.acheteur, self.annees, self.version, rangs, actes, kept)


def _bound(address: str, version: str) -> str:
    return f"{address}&version={version}" if address and "&version=" not in address else address


def years(vue: Spaser) -> tuple[str, ...]:
    """The years of a report that ends in the year of a view, oldest first."""
    held = sorted(year for year in vue.annees if year <= vue.annee)
    return tuple(held[-YEARS:])


@dataclass(frozen=True)
class Autour:
    """What stands beside the figures of a view: its marchés, its actions, the reports signed in it."""

    regard: Regard
    actes: Sequence[Acte]
    arretes: Sequence[Rapport]
    anciens: Sequence[Version]


def before(signed: Sequence[Rapport], annee: str, one: Rapport | None) -> Rapport | None:
    """The report that comes before one of these, or before today's that ends in a year: the last one signed
    of those that end the latest without ending after it.
    """
    numbers = [kept.numero for kept in signed]
    rank = numbers.index(one.numero) if one and one.numero in numbers else len(signed)
    former = [kept for kept in signed[:rank] if kept.annees[-1] <= annee]
    return max(former, key=lambda kept: (kept.annees[-1], kept.numero), default=None)


def sujet(vue: Spaser, autour: Autour, asked: Rapport | None = None) -> Sujet:
    """The report of a view: as the data are, or one that was signed (``asked``, one of those)."""
    beside = (autour.regard, autour.actes, autour.arretes, autour.anciens)
    if asked is None:
        annees = years(vue)
        found = releves.read(vue, annees) if annees else {}
        return Sujet(vue, annees, found, *beside)
    of_then = replace(vue, exercice=asked.annees[-1])
    now = releves.read(of_then, asked.annees)
    told = releves.as_signed(now, asked.releves)
    return Sujet(of_then, asked.annees, told, *beside, asked)
