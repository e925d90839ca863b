"""A marché as it is followed: a row of the register, typed, its unknowns kept unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cached_property
from typing import Any

from achatlas.watch.jours import apart, extended

SEPARATOR = "|"
ACCORD_CADRE, SUBSEQUENT, CONCESSION = "Accord-cadre", "Marché subséquent", "Concession"
TRAVAUX = "T"
PLACEHOLDER = 100_00
"""Cents: what is written below stands for an amount that was not written (standards, V17: 0, 1 or a mark)."""


def _text(said: object) -> str:
    return "" if said is None else str(said)


def _parts(said: object) -> tuple[str, ...]:
    """The parts of a text, in order, none twice, empty ones left out; of a sequence as well."""
    told = said if isinstance(said, list | tuple) else _text(said).split(SEPARATOR)
    return tuple(dict.fromkeys(part for part in (_text(one).strip() for one in told) if part))


def _count(said: Any) -> int | None:
    return None if said is None else int(said)


def _day(said: date | None) -> date | None:
    return said.date() if isinstance(said, datetime) else said


READ: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "tuple[str, ...]": _parts,
    "int | None": _count,
    "date | None": _day,
    "bool": bool,
}


@dataclass(frozen=True)
class Suivi:
    """One marché: fields are columns of ``mart__registre``. Amounts are cents HT, None when unknown; texts
    are "" and lists empty when unknown; dates are None. ``entre_membres`` is no column: ``conventions.told``
    says it, who knows the members.
    """

    marche_cle: str = ""
    marche_id: str = ""
    acheteur_siren: str = ""
    type_acheteur: str = ""
    objet: str = ""
    cpv: str = ""
    segment_code: str = ""
    famille_code: str = ""
    nature: str = ""
    procedure: str = ""
    technique: str = ""
    lot: str = ""
    mutualisation: str = ""
    consultation: str = ""
    direction: str = ""
    service: str = ""
    titulaires: tuple[str, ...] = ()
    fournisseurs: tuple[str, ...] = ()
    accord_cadre_cle: str = ""
    coordonnateur_siren: str = ""
    membres: tuple[str, ...] = ()
    exterieurs: tuple[str, ...] = ()
    centrale: str = ""
    date_avis: date | None = None
    date_notification: date | None = None
    date_deduite: bool = False
    date_publication: date | None = None
    sources: tuple[str, ...] = ()
    a_corriger: str = ""
    jumeau_cle: str = ""
    date_fin: date | None = None
    date_fin_max: date | None = None
    fin_origine: str = ""
    reconductions: int | None = None
    duree_reconduction_mois: int | None = None
    duree_mois: int | None = None
    montant_min_centimes: int | None = None
    montant_initial_centimes: int | None = None
    montant_ht_centimes: int | None = None
    modifications: int | None = None
    paye_centimes: int | None = None
    premier_paiement: date | None = None
    dernier_paiement: date | None = None
    paye_an_centimes: int | None = None
    arrete: date | None = None
    depot: str = ""
    numero_ligne: int | None = None
    fichier: str = ""
    entre_membres: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Suivi:
        """A row of the register; a column that it lacks is unknown, one that it has more is left."""
        return cls(**{one.name: READ[str(one.type)](row.get(one.name)) for one in fields(cls)})

    @property
    def holders(self) -> tuple[str, ...]:
        """Who holds it: the fournisseurs by identifier, else the names of titulaires as written."""
        return self.fournisseurs or self.titulaires

    @property
    def payers(self) -> tuple[str, ...]:
        """The SIREN of those who may pay on it: the acheteur, then the members of the territory."""
        return tuple(dict.fromkeys(one for one in (self.acheteur_siren, *self.membres) if one))

    @property
    def shared(self) -> bool:
        """Whether several bodies buy on it, in the territory or outside."""
        return len(self.payers) > 1 or bool(self.exterieurs)

    @property
    def travaux(self) -> bool:
        """Whether it buys works."""
        return self.nature == TRAVAUX

    @property
    def accord_cadre(self) -> bool:
        """Whether it is an accord-cadre: its amount is a maximum, no spending (standards, 8.5)."""
        return self.technique == ACCORD_CADRE

    @property
    def subsequent(self) -> bool:
        """Whether it is passed on the ground of an accord-cadre."""
        return self.technique == SUBSEQUENT or bool(self.accord_cadre_cle)

    @property
    def concession(self) -> bool:
        """Whether it is a concession: its amount is no spending either."""
        return self.technique == CONCESSION

    @property
    def plafond_centimes(self) -> int | None:
        """The amount in force that its payments may not pass; None when unknown, when it is less than
        ``PLACEHOLDER``, and for a concession, whose value is no spending.
        """
        known = self.montant_ht_centimes
        return None if self.concession or known is None or known < PLACEHOLDER else known

    @property
    def last_end(self) -> date | None:
        """The last day, every reconduction used; None when unknown."""
        return self.ends[-1] if self.ends else None

    @cached_property
    def ends(self) -> tuple[date, ...]:
        """The days on which it may end, in order: the one of the firm period, then one for each reconduction
        whose day is known. Nothing is made up: without the length of reconductions, the first and the last.
        """
        first, last = self.date_fin, self.date_fin_max
        if first is None:
            return () if last is None else (last,)
        told = self._renewed(first)
        if last is None:
            return told
        count = max(self.renewals or 0, 1)
        return (*(day for day in told[:count] if day < last), last) if last > first else (first,)

    def _renewed(self, first: date) -> tuple[date, ...]:
        """The ends of its periods by the length of reconductions; the first alone when it is unknown."""
        months, count = self.duree_reconduction_mois or 0, self.renewals or 0
        return tuple(extended(first, months * rank) for rank in range(count + 1 if months > 0 else 1))

    @property
    def renewals(self) -> int | None:
        """How many reconductions it foresees: as written, else as many as fill exactly the time between both
        ends; None when nothing tells.
        """
        first, last, months = self.date_fin, self.date_fin_max, self.duree_reconduction_mois or 0
        if self.reconductions is not None or first is None or last is None:
            return self.reconductions
        if last <= first:
            return 0
        whole = apart(first, last) // months if months > 0 else 0
        return whole if extended(first, whole * months) == last else None

    @property
    def ends_told(self) -> bool:
        """Whether each possible end is known: as many as there are reconductions, and one more."""
        return bool(self.ends) and self.renewals is not None and len(self.ends) == self.renewals + 1
