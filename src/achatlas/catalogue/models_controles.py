"""Models of ``metier/controles/<id>.yml``, of dated series and of repairs, unknown keys refused."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from achatlas.catalogue.models import Definition

Severite = Literal["erreur", "alerte", "information"]
Statut = Literal["sourcé", "connu", "décidé", "à vérifier"]


class Cas(Definition):
    """One finding of a rule: how serious, what is said of it (``{valeur}`` and ``{dit}`` are filled), and
    what to do.

    ``champ`` with ``minimum``, ``maximum`` or ``forme`` (a regular expression) is enough for a rule that
    only bounds whole numbers or texts. With ``par_fichier`` the finding is told once for a file, counted.
    """

    severite: Severite
    message: str
    que_faire: str
    champ: str = ""
    minimum: int | None = None
    maximum: int | None = None
    forme: str | None = None
    par_fichier: bool = False

    @property
    def bounded(self) -> bool:
        """Whether the case is judged by its bounds alone."""
        return (self.minimum, self.maximum, self.forme) != (None, None, None)

    @model_validator(mode="after")
    def _bounds_name_their_field(self) -> Cas:
        if self.bounded and not self.champ:
            raise ValueError("une borne demande le champ qu'elle borne")
        return self


class Exemple(Definition):
    """A worked example: a record, its neighbours in the same file, and the cases it must bring out."""

    enregistrement: dict[str, Any]
    voisins: tuple[dict[str, Any], ...] = ()
    attendu: tuple[str, ...] = ()


class Controle(Definition):
    """A validation rule: what it says and where from, the fields it needs, figures, cases, examples."""

    id: str
    libelle: str
    definition: str
    reference: str
    statut: Statut
    champs: tuple[str, ...] = Field(min_length=1)
    bornes: dict[str, int] = {}
    listes: dict[str, tuple[str, ...]] = {}
    formes: dict[str, str] = {}
    cas: dict[str, Cas] = Field(min_length=1)
    exemples: tuple[Exemple, ...] = Field(min_length=1)

    @property
    def read(self) -> frozenset[str]:
        """The columns that the rule names: those it needs, bounds, or tells in its examples."""
        beside = {"fois"}
        said = {c for one in self.exemples for told in (one.enregistrement, *one.voisins) for c in told}
        return frozenset({*self.champs, *(c.champ for c in self.cas.values() if c.champ), *said} - beside)

    @model_validator(mode="after")
    def _examples_name_cases(self) -> Controle:
        unknown = {name for exemple in self.exemples for name in exemple.attendu} - set(self.cas)
        if unknown:
            raise ValueError(f"cas attendu mais non défini : {', '.join(sorted(unknown))}")
        return self


class Serie(Definition):
    """A value of the law, dated: the one that holds on a day is the last one begun, until ``dernier_jour``
    where the text itself ends.
    """

    libelle: str
    unite: str
    reference: str
    note: str = ""
    valeurs: dict[date, int]
    statuts: dict[date, str]
    dernier_jour: date | None = None

    def on(self, day: date) -> int | None:
        """The value on a day, or None before the first and after the last."""
        start = self.since(day)
        return None if start is None else self.valeurs[start]

    def since(self, day: date) -> date | None:
        """The first day of the value that holds on a day, or None where none does."""
        if self.dernier_jour is not None and day > self.dernier_jour:
            return None
        return max((start for start in self.valeurs if start <= day), default=None)


class Correction(Definition):
    """A repair: the exact value read in a field, the one to keep, why, where it was seen (file and line), and
    when.
    """

    champ: str
    valeur: str = Field(min_length=1)
    par: str = Field(min_length=1)
    motif: str = Field(min_length=5)
    constate: str = Field(min_length=3)
    date: date
