"""The history of a marché: its versions in order, the record kept for each, and those that only bear
witness.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from achatlas.cleanse.etats import Etat, Record, Titulaires, named, sent, states, told_day

ORIGINE, DATE, INDECIS = "origine", "date", "indecis"
COMPARED = ("date_notification", "date_publication", "duree_mois", "objet", "cpv", "procedure", "titulaires")


@dataclass(frozen=True)
class Version:
    """A moment of a marché: all the states that tell of it, the one kept first, and what is true from then
    on, said at this moment or before it.
    """

    etats: tuple[Etat, ...]
    ordre: str
    jour: date | None
    montant: int
    duree: int | None
    titulaires: Titulaires

    @property
    def retenu(self) -> Etat:
        """The state kept: latest published, most complete, last of its file (the official rule)."""
        return self.etats[0]


def _worth(etat: Etat) -> tuple[Any, ...]:
    """What makes a state the one kept of its version."""
    record = etat.record
    filled = sum(1 for value in record.values() if value not in ("", None, "[]"))
    published = told_day(record, "date_publication") or date.min
    return published, sent(record), etat.rang, filled, record["depot"], record["numero_ligne"]


@dataclass
class _Moment:
    """A version being made: its states in order of time, each completed by what was true before."""

    etats: list[Etat]
    avant: "_Moment | None" = None

    @property
    def montant(self) -> int:
        return self.etats[0].montant or 0

    @property
    def jour(self) -> date | None:
        return self.etats[0].jour

    @property
    def duree(self) -> int | None:
        """The last duration said here, else before; origins answer together, by the one worth most."""
        for version in self._back():
            if said := [etat.duree for etat in version.etats if etat.rang and etat.duree]:
                return said[-1]
            if origins := [etat for etat in version.etats if not etat.rang]:
                return max(origins, key=_worth).duree
        return None

    @property
    def titulaires(self) -> Titulaires:
        """Those of the last state that says some, here or before, and of all the records that tell the same
        modification.
        """
        told = ([e for e in version.etats if e.titulaires is not None] for version in self._back())
        said = next(filter(None, told), [])
        last = [etat for etat in said if etat.moment == said[-1].moment]
        last.sort(key=lambda etat: (etat.record["depot"], etat.record["numero_ligne"]))
        return tuple(t for etat in last for t in etat.titulaires or ())

    def _back(self) -> Iterator["_Moment"]:
        """This version, then the one before it, as far as the origin."""
        version: _Moment | None = self
        while version:
            yield version
            version = version.avant

    def holders(self, etat: Etat) -> tuple[tuple[str, str], ...]:
        return named(self.titulaires if etat.titulaires is None else etat.titulaires)


def _same(version: _Moment, etat: Etat, days: int, said: bool) -> bool:
    """Whether a state tells of this version: same amount and same day, or the same thing told by another file
    (or by the same one, when a person ``said`` so) with a day close by.
    """
    if etat.montant != version.montant or any(etat.record is other.record for other in version.etats):
        return False
    if any(etat.jour == other.jour for other in version.etats):
        return True
    far = [other for other in version.etats if said or other.record["depot"] != etat.record["depot"]]
    return any(_close(version, etat, other, days) for other in far)


def _close(version: _Moment, one: Etat, other: Etat, days: int) -> bool:
    if (one.numero or one.rang) != (other.numero or other.rang) or bool(one.rang) != bool(other.rang):
        return False
    if version.holders(one) != version.holders(other):
        return False
    return one.jour is None or other.jour is None or abs((one.jour - other.jour).days) <= days


def _may_tell(found: Sequence[_Moment], etat: Etat) -> Iterable[_Moment]:
    """The versions that a state may tell of: any for an origin; for a modification the last one, or that of
    its number, since another may have put the same amount back.
    """
    if not etat.rang:
        return found
    numbered = (v for v in found[:-1] if any(_numbered_alike(etat, other) for other in v.etats))
    return [*numbered, *found[-1:]]


def _numbered_alike(one: Etat, other: Etat) -> bool:
    return one.numero is not None and one.numero == other.numero


def history(records: Sequence[Record], days: int, said: bool = False) -> list[Version]:
    """The versions of a marché from all its records, whatever their order and the files that tell of it.

    What a modification does not say is what was true just before it, whichever record said it. ``days``: how
    far apart two files may date the same version; ``said``: a person put them together.
    """
    found: list[_Moment] = []
    for read in states(records):
        etat = _completed(read, found[-1] if found else None)
        told = next((v for v in _may_tell(found, etat) if _same(v, etat, days, said)), None)
        if told is None:
            found.append(_Moment([etat], found[-1] if found else None))
        else:
            told.etats.append(etat)
    return [_version(found, rank) for rank in range(len(found))]


def _completed(etat: Etat, before: _Moment | None) -> Etat:
    """A modification with the amount and the day that it does not say."""
    if before is None or not etat.rang:
        return etat
    amount = before.montant if etat.montant is None else etat.montant
    return replace(etat, montant=amount, jour=etat.jour or before.jour)


def _version(found: Sequence[_Moment], rank: int) -> Version:
    told = found[rank]
    etats = tuple(sorted(told.etats, key=_worth, reverse=True))
    return Version(etats, _order(found, rank), etats[0].jour, told.montant, told.duree, told.titulaires)


def _order(found: Sequence[_Moment], rank: int) -> str:
    """What put a version after the one before. Without a later day, or with titulaires that have nothing in
    common, it may as well be another lot under the same number: undecided.
    """
    if rank == 0:
        return ORIGINE
    before, now = found[rank - 1], found[rank]
    if any(etat.rang for etat in now.etats):
        return DATE
    holders = [set(named(version.titulaires)) for version in (before, now)]
    apart = all(holders) and not holders[0] & holders[1]
    return INDECIS if apart or before.jour == now.jour else DATE


def rows(cle: str, versions: Sequence[Version], titulaires: Sequence[str]) -> list[Record]:
    """The rows of ``net__versions``; ``titulaires`` gives the JSON list of each version."""
    return [
        {
            "marche_cle": cle,
            "rang": rank,
            "date_notification": version.jour,
            "montant_ht_centimes": version.montant,
            "duree_mois": version.duree,
            "titulaires": said,
            "ordre": version.ordre,
            **{c: version.retenu.record.get(c, "") for c in ("source", "depot", "fichier", "numero_ligne")},
            "temoin": json.dumps(witnesses(version), ensure_ascii=False, separators=(",", ":")),
        }
        for rank, (version, said) in enumerate(zip(versions, titulaires, strict=True))
    ]


def witnesses(version: Version) -> list[Record]:
    """The other records of a version: where they stand, and in what they differ from the one kept."""
    kept, seen = version.retenu.record, []
    for etat in version.etats[1:]:
        record = etat.record
        if record is kept:
            continue
        where = {c: record.get(c, "") for c in ("source", "depot", "fichier", "numero_ligne")}
        gaps = {
            c: [kept.get(c) or "", record.get(c) or ""]
            for c in COMPARED
            if (kept.get(c) or "") != (record.get(c) or "")
        }
        seen.append({**where, "ecarts": gaps})
    return sorted(seen, key=lambda w: (w["depot"], w["numero_ligne"]))
