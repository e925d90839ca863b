"""A record of marché as the validation rules read it: raw values, and what they are worth."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from achatlas.catalogue.models_controles import Controle, Serie
from achatlas.cleanse import contrats, cpv, values
from achatlas.cleanse.etats import EURO
from achatlas.cleanse.procedures import Procedures
from achatlas.domain.text import spelled

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Niveau:
    """What is usual among comparable marchés: how many, the median in cents, and the spread of orders of
    magnitude (median absolute deviation of the decimal logarithm).
    """

    effectif: int
    mediane: int
    dispersion: float


@dataclass(frozen=True)
class Savoir:
    """What the rules may ask beyond the record: reference tables, dated values, and what the whole tells.

    ``lieux``: known codes by kind of place; ``dernier``: the last day of each file; ``niveaux``: by CPV
    division and nature of the amount; ``regroupes``: identifiers that the territory vouches for.
    """

    cpv: Mapping[str, str]
    lieux: Mapping[str, frozenset[str]]
    seuils: Mapping[str, Serie]
    procedures: Procedures
    dernier: Mapping[str, date] = field(default_factory=dict)
    niveaux: Mapping[tuple[str, bool], Niveau] = field(default_factory=dict)
    regroupes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Regle:
    """What a rule is given beside the record: its definition, and what is known."""

    definition: Controle
    savoir: Savoir

    def borne(self, nom: str) -> int:
        """A figure of the rule."""
        return self.definition.bornes[nom]

    def forme(self, nom: str) -> re.Pattern[str]:
        """A pattern of the rule."""
        return re.compile(self.definition.formes[nom])


@dataclass(frozen=True)
class Constat:
    """A finding: the case of the rule, the field, the value read, and what completes the message."""

    cas: str
    champ: str
    valeur: str
    dit: str = ""


class Fiche:
    """One raw record; texts that only mark an absence are read as empty."""

    def __init__(self, record: Record, savoir: Savoir, absence: re.Pattern[str]) -> None:
        self.record, self.savoir, self._absence = record, savoir, absence
        self._texts: dict[str, str] = {}

    def text(self, champ: str) -> str:
        """A field without surrounding blanks; empty when it is absent or marked so."""
        if champ not in self._texts:
            said = str(self.record.get(champ) or "").strip()
            self._texts[champ] = "" if self._absence.fullmatch(said) else said
        return self._texts[champ]

    def day(self, champ: str) -> date | None:
        """The date of a field, in the form that the file declares; None when it is none."""
        return values.read_date(self.text(champ), self.text("format_date") or "iso")

    def items(self, champ: str) -> tuple[str, ...]:
        """The parts of a field that holds several, in order."""
        return tuple(part.strip() for part in self.text(champ).split("|") if part.strip())

    @cached_property
    def montant(self) -> int:
        """The amount of the record in cents."""
        return int(self.record.get("montant_ht_centimes") or 0)

    @cached_property
    def montants(self) -> tuple[tuple[str, int], ...]:
        """(field, cents): the amount of the record, then those of its modifications that say one."""
        told = [("montant_ht_centimes", self.montant)]
        changed = [m.get("montant_centimes") for m in json.loads(self.record.get("modifications") or "[]")]
        return (*told, *(("modifications", int(cents)) for cents in changed if abs(int(cents or 0)) >= EURO))

    @cached_property
    def notification(self) -> date | None:
        """The day of notification, as written."""
        return self.day("date_notification")

    @cached_property
    def publication(self) -> date | None:
        """The day of publication, as written."""
        return self.day("date_publication")

    @cached_property
    def cpv(self) -> str:
        """The code of the CPV table that the record means, or nothing."""
        return cpv.resolve(self.text("cpv"), self.savoir.cpv)[0]

    @cached_property
    def mois(self) -> int | None:
        """The duration, a whole number, or None."""
        months = self.text("duree_mois").removesuffix(".0")
        return int(months) if months.isdecimal() else None

    @cached_property
    def titulaires(self) -> tuple[tuple[str, str], ...]:
        """(kind, identifier) of the titulaires that have one; the kind is in capitals."""
        said = json.loads(self.record.get("titulaires") or "[]")
        pairs = ((spelled(str(t.get("type") or "")), str(t.get("id") or "").strip()) for t in said)
        return tuple((kind, number) for kind, number in pairs if number)

    @cached_property
    def technique(self) -> str:
        """Marché, Accord-cadre, Marché subséquent or Concession."""
        asked = ("nature", "techniques", "modalites", "id_accord_cadre", "marche_id", "feuille")
        return contrats.technique({champ: self.text(champ) for champ in asked})

    @property
    def plafond(self) -> bool:
        """Whether the amount is a ceiling, not what will be paid."""
        return self.technique in ("Accord-cadre", "Concession")

    @cached_property
    def procedure(self) -> str:
        """The procedure in the words of the 2022 format."""
        return self.savoir.procedures.of(self.text("procedure"))[0]
