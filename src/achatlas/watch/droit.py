"""Thresholds as dated law: the whole ladder of an achat on a day, with its texts (standards, 6.1 and 6.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Serie
from achatlas.domain.jours import later
from achatlas.domain.money import format_euros
from achatlas.watch.jours import written
from achatlas.watch.suivi import Suivi

EURO = 100
DISPENSE, PUBLICITE, FORMALISEE = "dispense", "publicite", "formalisee"
COLLECTIVITE, ENTITE, ETAT = "collectivite", "entite_adjudicatrice", "etat"


@dataclass(frozen=True)
class Achat:
    """What the law looks at of an achat, "" when unknown: kind of acheteur (``collectivite``,
    ``entite_adjudicatrice`` or ``etat``), nature (``F``, ``S``, ``FS`` or ``T``), and CPV, or several
    prefixes of it, any of which it may be.
    """

    acheteur: str = COLLECTIVITE
    nature: str = ""
    cpv: tuple[str, ...] = ()


@dataclass(frozen=True)
class Palier:
    """A step of the ladder on a day: cents HT (None where no text sets any), the day since which they hold,
    reference, note, how sure. Where several values are possible the highest is kept, and ``bas_centimes`` is
    the lowest.
    """

    code: str
    libelle: str
    jour: date
    centimes: int | None = None
    depuis: date | None = None
    reference: str = ""
    note: str = ""
    statut: str = ""
    serie: str = ""
    bas_centimes: int | None = None

    @property
    def sure(self) -> bool:
        """Whether no other value is possible."""
        return self.bas_centimes is None

    def passed(self, centimes: int) -> bool:
        """Whether an amount (cents HT) reaches it: below is « inférieur à », the value itself is not
        (CCP, R. 2122-8).
        """
        return self.centimes is not None and centimes >= self.centimes

    @property
    def montant(self) -> str:
        """The value as a sentence says it."""
        if self.centimes is None:
            return "aucune valeur"
        return format_euros(self.centimes, decimales=bool(self.centimes % EURO)) + " HT"

    @property
    def texte(self) -> str:
        """The value, the day it is asked on and the text that sets it, in French."""
        if self.centimes is None or self.depuis is None:
            return f"{self.libelle} : aucune valeur au {written(self.jour)}"
        more = "" if self.sure else ", la plus haute des valeurs possibles"
        doubt = " ; à vérifier" if self.statut == "à vérifier" else ""
        return (
            f"{self.libelle} : {self.montant}, valeur au {written(self.jour)}{more}, "
            f"depuis le {written(self.depuis)} ({self.reference}{doubt})"
        )


@dataclass(frozen=True)
class Exemption:
    """An exception that may hold, told beside the ladder and never applied: the steps that it would lift, its
    own value on the day where it has one, and whether the CPV points at it.
    """

    code: str
    libelle: str
    lifts: tuple[str, ...]
    par_cpv: bool
    palier: Palier | None
    reference: str
    note: str
    statut: str

    @property
    def texte(self) -> str:
        """What a sentence says of it."""
        value = f", {self.palier.montant} au {written(self.palier.jour)}" if self.palier else ""
        return f"{self.libelle}{value} ({self.reference} ; à vérifier)"


@dataclass(frozen=True)
class Droit:
    """The law as ``metier/seuils`` dates it, the ladder as ``metier/regles/droit.yml`` draws it."""

    catalogue: Catalogue

    @cached_property
    def regle(self) -> Mapping[str, Any]:
        """The ladder, its exceptions, and how a launch is dated without its day."""
        return self.catalogue.regle("droit")

    @property
    def until(self) -> date:
        """The last day for which the values are known: those of the European Commission are for two years."""
        return date.fromisoformat(str(self.regle["connus_jusqu_au"]))

    def told_on(self, day: date) -> bool:
        """Whether the values of a day are known."""
        return day <= self.until

    @cached_property
    def _series(self) -> dict[str, Serie]:
        return {}

    @cached_property
    def _told(self) -> dict[tuple[str, str, str, date], Palier]:
        return {}

    def serie(self, name: str) -> Serie:
        """A dated value by ``fichier.nom``, read once."""
        if name not in self._series:
            self._series[name] = self.catalogue.seuil(*name.split(".", 1))
        return self._series[name]

    def kind(self, type_acheteur: str) -> str:
        """The kind of acheteur that its type tells, "" when it does not."""
        return str(self.regle["acheteurs"].get(type_acheteur, ""))

    def palier(self, code: str, achat: Achat, day: date) -> Palier:
        """One step of the ladder on a day. Where the kind of acheteur or the nature is unknown, the highest
        of the values possible: an amount that reaches it reaches the true one.
        """
        key = (code, achat.acheteur, achat.nature, day)
        if key not in self._told:
            self._told[key] = self._highest(code, achat, day)
        return self._told[key]

    def _highest(self, code: str, achat: Achat, day: date) -> Palier:
        libelle = str(self.regle["paliers"][code]["libelle"])
        told = [self._read(code, libelle, name, day) for name in self._possible(code, achat)]
        values = {one.centimes for one in told}
        if not told or None in values:
            return Palier(code, libelle, day)
        kept = max(told, key=lambda one: one.centimes or 0)
        low = min(value for value in values if value is not None)
        return kept if len(values) == 1 else replace(kept, bas_centimes=low)

    def _possible(self, code: str, achat: Achat) -> Iterator[str]:
        for one in self.regle["paliers"][code]["series"]:
            if _may(one.get("natures"), achat.nature) and _may(one.get("acheteurs"), achat.acheteur):
                yield str(one["seuil"])

    def _read(self, code: str, libelle: str, name: str, day: date) -> Palier:
        serie = self.serie(name)
        start, value = serie.since(day), serie.on(day)
        if start is None or value is None:
            return Palier(code, libelle, day, serie=name)
        return Palier(
            code, libelle, day, value * EURO, start, serie.reference, serie.note, serie.statuts[start], name
        )

    def procedure(self, code: str) -> str:
        """What an achat that reaches a step asks for, in words that only point at the text."""
        return str(self.regle["paliers"][code]["procedure"])

    @property
    def sous_la_dispense(self) -> str:
        """What the law still asks for below the first step."""
        return str(self.regle["sous_la_dispense"])

    def echelle(self, achat: Achat, day: date) -> tuple[Palier, ...]:
        """Every step of the ladder on a day, in the order of the rule."""
        return tuple(self.palier(code, achat, day) for code in self.regle["paliers"])

    def exemptions(self, achat: Achat, day: date) -> tuple[Exemption, ...]:
        """The exceptions that may hold on a day: those that the CPV points at, and those that no datum tells;
        one whose text holds no more is not told.
        """
        found = (self._exemption(code, said, achat, day) for code, said in self.regle["exceptions"].items())
        return tuple(one for one in found if one is not None)

    def _exemption(self, code: str, said: Mapping[str, Any], achat: Achat, day: date) -> Exemption | None:
        if not _may(said.get("natures"), achat.nature) or (said["cpv"] and not _points(said["cpv"], achat)):
            return None
        name = said.get("seuil")
        palier = self._read(code, said["libelle"], name, day) if name else None
        if palier is not None and palier.centimes is None:
            return None
        return Exemption(
            code, said["libelle"], tuple(said["leve"]), bool(said["cpv"]), palier,
            said["reference"], said["note"], said["statut"],
        )  # fmt: skip

    def prefixes(self, segment: str) -> tuple[str, ...]:
        """The CPV prefixes of a segment of the pivot, none for what is no segment."""
        said = self.catalogue.segments.get(segment, {}).get("prefixes_cpv") or ""
        return tuple(one.lstrip("~") for one in said.split("|") if one)

    def lancement(self, suivi: Suivi) -> tuple[date | None, bool]:
        """The day whose law counts: the launch of the consultation; without it the notification less some
        months, and then True, for « approx. ». (None, True) when neither is known.
        """
        if suivi.date_avis is not None:
            return suivi.date_avis, False
        if suivi.date_notification is None:
            return None, True
        return later(suivi.date_notification, -int(self.regle["lancement_mois"])), True

    def achat(self, suivi: Suivi) -> Achat:
        """What the law looks at of a marché."""
        return Achat(self.kind(suivi.type_acheteur), suivi.nature, (suivi.cpv,) if suivi.cpv else ())


def _may(kept: list[str] | None, told: str) -> bool:
    """Whether a series may be the one: it is for all, or for what is told, or nothing is told."""
    return kept is None or not told or told in kept


def _points(prefixes: list[str], achat: Achat) -> bool:
    """Whether a CPV, or the prefix of one, may be among those of an exception."""
    return any(one.startswith(p) or p.startswith(one) for one in achat.cpv if one for p in prefixes)
