"""What the law asks of buyers by date, what others publish of the same figures, what an élu reads first."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from achatlas.catalogue.models import Definition

BEGINNING, END = date.min, date.max


class Palier(Definition):
    """A value of the law, in the unit of its figure, from a day until another, both included: a first day
    that is not written is not known, a last one that is not has no end.
    """

    valeur: Decimal
    depuis: date | None = None
    jusque: date | None = None
    a_verifier: bool = False

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.depuis or BEGINNING) <= day <= (self.jusque or END)


class Exigence(Definition):
    """What a duty asks of a figure of an indicator: ``paliers``, at least (or at most) so much.

    ``qui`` are the kinds of buyers that it is asked of, where the duty does not ask it of all those that it
    binds; ``objet`` names the part of the indicator that it is about: then it is told and never judged.
    """

    indicateur: str
    calcul: str = ""
    sens: Literal["au_moins", "au_plus"] = "au_moins"
    objet: str = ""
    qui: tuple[str, ...] = ()
    paliers: tuple[Palier, ...] = Field(min_length=1)

    def on(self, day: date) -> Palier | None:
        """What is asked on a day; None when nothing is."""
        return next((one for one in self.paliers if one.holds(day)), None)

    def after(self, day: date) -> tuple[Palier, ...]:
        """What will be asked after a day, the nearest first."""
        coming = [(one.depuis, one) for one in self.paliers if one.depuis and one.depuis > day]
        return tuple(one for _, one in sorted(coming, key=lambda item: item[0]))


class Exemple(Definition):
    """A day, a kind of buyer, and what is asked of it then, by indicator: every file bears one at least."""

    jour: date
    acheteur: str
    attendu: dict[str, Decimal]


class Obligation(Definition):
    """A duty of buyers: what it asks in plain words, of whom (``qui``, kinds of buyers, all without any;
    ``seuil``, in words, what else binds them), from which day until which, its values, the indicators by
    which it is measured.

    ``a_verifier``: our source of it is weak; ``source`` says which one we have.
    """

    id: str
    libelle: str
    definition: str
    seuil: str = ""
    qui: tuple[str, ...] = ()
    depuis: date | None = None
    jusque: date | None = None
    reference: str
    source: str
    precision: str = ""
    a_verifier: bool = False
    exigences: tuple[Exigence, ...] = ()
    indicateurs: tuple[str, ...] = ()
    exemples: tuple[Exemple, ...] = Field(min_length=1)

    @property
    def ordre(self) -> int:
        """The oldest first, those whose first day is not known last."""
        return (self.depuis or END).toordinal()

    @property
    def mesures(self) -> tuple[str, ...]:
        """Every indicator by which it is measured, those that it gives a value first."""
        return tuple(dict.fromkeys((*(one.indicateur for one in self.exigences), *self.indicateurs)))

    def asked(self, type_acheteur: str, day: date) -> tuple[tuple[Exigence, Palier], ...]:
        """What it asks of a kind of buyer on a day."""
        found = []
        for one in self.exigences:
            palier, bound = one.on(day), one.qui or self.qui
            if palier is not None and (not bound or type_acheteur in bound):
                found.append((one, palier))
        return tuple(found)


class RepereNational(Definition):
    """A figure that somebody published of what an indicator measures: whose (``libelle``), what it counts
    exactly, how it differs from ours (``precision``), in which document (``source``, as it is titled), by
    whom, when. ``arrondi``: the document rounds it.
    """

    id: str
    libelle: str
    indicateur: str
    calcul: str = ""
    valeur: Decimal
    arrondi: bool = False
    annee: int
    definition: str
    precision: str
    source: str
    editeur: str
    publie: date | None = None
    adresse: str = Field(default="", pattern=r"^(https://\S+)?$")
    a_verifier: bool = False

    @property
    def ordre(self) -> int:
        """The latest year first."""
        return -self.annee


class Essentiel(Definition):
    """A figure that an élu reads first: a question (``libelle``), what the figure means, how it is computed,
    and how it is said in words (``phrases``: ``une`` and ``plusieurs``, with the places ``nombre`` and
    ``base``).
    """

    id: str
    libelle: str
    indicateur: str
    calcul: str = ""
    rang: int = 50
    explication: str
    maniere: str
    phrases: dict[Literal["une", "plusieurs"], str] = Field(min_length=2)

    @property
    def ordre(self) -> int:
        """Its place on the page."""
        return self.rang
