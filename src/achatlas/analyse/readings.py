"""What a figure of an indicator is, once read: whole numbers, exact quotients, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Protocol

from achatlas.analyse.parts import AMOUNTS, Part, ranks
from achatlas.analyse.selection import Selection
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Taux
from achatlas.catalogue.models_indicateurs import Calcul
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.saisie import Saisie

NOMBRE, VALEUR, ACHETEUR = "nombre", "valeur", "acheteur"
MESURES = {
    ("achats", NOMBRE): "lignes",
    ("achats", VALEUR): "montant_paye",
    ("marches", NOMBRE): "marches",
    ("marches", VALEUR): "montant_notifie",
}
"""The measure that tells each fact, in number and in value (cents)."""
TOLD, CLOSED, WITHOUT, NOTHING, UNKNOWN, SENSELESS = (
    "dit", "ferme", "sans_donnees", "sans_objet", "inconnu", "indicible",
)  # fmt: skip
"""What a figure is: told; closed by the view; without the data that nobody gave yet; without anything in its
denominator; of which nothing is known; or no share, credits exceeding what they correct.
"""


@dataclass(frozen=True)
class Lines:
    """The lines of a fact that a figure counts, that a screen may open: of its numerator, of its denominator,
    and of what is unknown. ``liste``: its numerator lists members that other data would not give.
    """

    fait: str
    numerateur: Selection
    denominateur: Selection
    inconnu: Selection
    liste: bool = False

    @property
    def toutes(self) -> bool:
        """Whether its denominator is all that is looked at, for no selection tells what is known of it."""
        return self.denominateur == self.inconnu

    @property
    def dites(self) -> bool:
        """Whether a selection tells the lines that are counted."""
        return self.numerateur != self.inconnu


@dataclass(frozen=True)
class Reading:
    """A figure: ``numerateur`` over ``denominateur``, what is known of (cents, counts, days); the least and
    the most that the numerator may be, over ``base``, when it has bounds (0 otherwise).

    ``n`` is how many units (lines, marchés, suppliers, segments…) the value rests on, ``connus`` how many of
    how many say what is asked, ``connus_valeur`` the same in cents when there are some. ``absent`` says why
    there is nothing: ``CLOSED`` or ``WITHOUT``.
    """

    numerateur: int = 0
    denominateur: int = 0
    moins: int = 0
    plus: int = 0
    base: int = 0
    n: int = 0
    connus: tuple[int, int] = (0, 0)
    connus_valeur: tuple[int, int] | None = None
    part: bool = True
    absent: str = ""
    lignes: Lines | None = None

    @property
    def etat(self) -> str:
        """What it is (``TOLD``, ``CLOSED``, ``WITHOUT``…)."""
        if self.absent:
            return self.absent
        if self.part and not 0 <= self.moins <= self.plus <= self.base:
            return SENSELESS
        if not self.base and not self.denominateur:
            return UNKNOWN if self.connus[1] else NOTHING
        if self.part and not 0 <= self.numerateur <= self.denominateur:
            return SENSELESS
        return TOLD if self.denominateur > 0 else UNKNOWN

    @property
    def valeur(self) -> Fraction | None:
        """The exact quotient, among what is known; None when it is not told."""
        return Fraction(self.numerateur, self.denominateur) if self.etat == TOLD else None

    @property
    def bornes(self) -> tuple[Fraction, Fraction] | None:
        """The least and the most, what is unknown being all no, then all yes; None without bounds."""
        if self.absent or self.base <= 0 or self.etat == SENSELESS:
            return None
        return Fraction(self.moins, self.base), Fraction(self.plus, self.base)


def absent(why: str) -> Reading:
    """Nothing, and why."""
    return Reading(absent=why)


def of_parts(led: Part, nombre: Part, valeur: Part | None = None) -> Reading:
    """The reading of a share, what it counts in number and in value beside it."""
    (yes, known), (least, most) = led.connu, led.bornes
    counted = nombre.connu[1]
    cents = None if valeur is None else (valeur.connu[1], valeur.base)
    return Reading(yes, known, least, most, led.base, counted, (counted, nombre.base), cents)


class Asked(Protocol):
    """A figure that is asked: all that a form may read, within one scope and under one selection."""

    @property
    def calcul(self) -> Calcul:
        """What is computed."""

    @property
    def par(self) -> str:
        """The axis by whose members it is told; empty for the whole, whose member is ""."""

    @property
    def catalogue(self) -> Catalogue:
        """The definitions."""

    @property
    def acheteurs(self) -> tuple[str, ...]:
        """The buyers (SIREN) that the view and the selection hold."""

    def chosen(self, fait: str) -> Selection:
        """The selection, restricted to what the figure is among."""

    def parts(self, mesure: str) -> Mapping[str, Part]:
        """The share of each member, in a measure. Raises ClosedCrossing."""

    def crossed(self, axes: Sequence[str], mesures: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        """The measures of each combination of members of some axes, and of ``par``. Raises ClosedCrossing."""

    def registre(self, *, free: bool = False) -> Sequence[Mapping[str, Any]]:
        """The marchés of the register, each with its member of ``par`` under ``MEMBRE``; of any year and kind
        when ``free``. Raises ClosedCrossing.
        """

    def entrees(self, de: str = "") -> Sequence[Saisie]:
        """What buyers entered of the indicator, or of another one. Raises ClosedCrossing."""

    def before(self, annees: int) -> Asked | None:
        """The same, so many years before; None when several years, or none, are asked."""


def entered(asked: Asked, de: str = "") -> dict[str, list[Saisie]]:
    """What each buyer entered of the indicator, or of another one. Raises ClosedCrossing for a figure that is
    told by another axis than that of buyers.
    """
    if asked.par not in ("", ACHETEUR):
        raise ClosedCrossing(
            quoi="Croisement que les saisies ne portent pas",
            ou=asked.par,
            pourquoi="une saisie dit une année d’un acheteur, et rien de plus fin",
            que_faire="Choisissez l’axe des acheteurs",
        )
    found: dict[str, list[Saisie]] = {}
    for one in asked.entrees(de):
        found.setdefault(one.acheteur, []).append(one)
    return found


MEMBRE = "_membre"
"""Where a row says which member of ``par`` it is of."""


def definition(calcul: Calcul, mesure: str = "") -> Taux:
    """The share that a figure is, in a measure."""
    told = {kind: getattr(calcul, kind) for kind in ("fait", "axe", "oui", "non", "presume", "hors")}
    return Taux(id="", libelle="", definition="", mesure=mesure, **told)


def folded(kinds: Sequence[int]) -> int:
    """The kind (rank in ``AMOUNTS``) of a unit some of whose rows are yes, no or unknown: one yes is enough,
    one doubt is enough for a doubt.
    """
    order = [AMOUNTS.index(kind) for kind in ("oui", "presume", "inconnu", "non", "hors")]
    return next(kind for kind in order if kind in kinds)


Units = Mapping[tuple[str, str], tuple[int, int]]
"""For each member and unit: its kind (rank in ``AMOUNTS``) and its amount (cents)."""


def tallied(units: Units, mesure: str, *, cents: bool = True) -> dict[str, Reading]:
    """The reading of each member from its units, counted once each, and their amounts when there are some."""
    numbers: dict[str, list[int]] = {}
    amounts: dict[str, list[int]] = {}
    for (member, _), (kind, amount) in units.items():
        numbers.setdefault(member, [0] * len(AMOUNTS))[kind] += 1
        amounts.setdefault(member, [0] * len(AMOUNTS))[kind] += amount
    found = {}
    for member, counts in numbers.items():
        nombre, valeur = Part(*counts), Part(*amounts[member])
        found[member] = of_parts(valeur if mesure == VALEUR else nombre, nombre, valeur if cents else None)
    return found


def kinds_of(calcul: Calcul) -> dict[str, int]:
    """The kind (rank in ``AMOUNTS``) of each member that a figure names."""
    return ranks(definition(calcul))


def opening(calcul: Calcul, selection: Selection) -> Lines:
    """The lines of a share, under the selection that it is among."""
    named = (*calcul.oui, *calcul.non)
    unknown = (*named, *calcul.hors)
    return Lines(
        calcul.fait,
        selection.only(calcul.axe, calcul.oui),
        selection.only(calcul.axe, named),
        selection.only(calcul.axe, unknown, "sauf"),
    )


def counted(calcul: Calcul, selection: Selection) -> Lines:
    """The lines of a mean: those of the members that it says it counts (``comptees``), else all."""
    kept, silent = selection, selection
    for axe, codes in calcul.comptees.items():
        kept = kept.only(axe, codes)
        silent = silent.only(axe, (*codes, *calcul.hors), "sauf")
    return Lines(calcul.fait, kept, kept, silent)


def with_lines(found: Mapping[str, Reading], lignes: Lines) -> dict[str, Reading]:
    """The readings, and the lines that they count."""
    return {member: replace(one, lignes=lignes) for member, one in found.items()}
