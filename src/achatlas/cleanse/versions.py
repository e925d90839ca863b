"""The history of a marché: its versions in order, the record kept for each, and those that only bear
witness.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from achatlas.cleanse import values

Record = dict[str, Any]
EURO = 100
ORIGINE, DATE, INDECIS = "origine", "date", "indecis"
COMPARED = ("date_notification", "date_publication", "duree_mois", "objet", "cpv", "procedure", "titulaires")


@dataclass(frozen=True)
class Etat:
    """What a record says of a marché at one moment: at its origin (rank 0) or after its nth modification."""

    record: Record
    rang: int
    jour: date | None
    montant: int
    duree: int | None
    titulaires: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Version:
    """A moment of a marché: all the states that tell of it, the one kept first."""

    etats: tuple[Etat, ...]
    ordre: str

    @property
    def retenu(self) -> Etat:
        """The state kept: latest published, most complete, last of its file (the official rule)."""
        return self.etats[0]


def notified(record: Record) -> tuple[date | None, bool]:
    """The day of notification; the day of publication in its place when it is missing (rule V06), and
    whether so.
    """
    if day := _day(record, "date_notification"):
        return day, False
    published = _day(record, "date_publication")
    return published, published is not None


def _day(record: Record, champ: str) -> date | None:
    return values.read_date(record[champ], record.get("format_date") or "iso")


def months(text: object) -> int | None:
    """A number of months as written, or None."""
    written = str(text if text is not None else "").strip().removesuffix(".0")
    return int(written) if written.isdecimal() else None


def modifications(record: Record) -> list[Record]:
    """The modifications of a record, oldest first."""
    found = json.loads(record["modifications"] or "[]")
    return sorted(
        found, key=lambda m: (str(m.get("date_notification") or ""), str(m.get("id") or "").zfill(9))
    )


def named(titulaires: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """What tells titulaires apart: their identifier, else their name."""
    pairs = ((str(t.get("id") or ""), str(t.get("nom") or "")) for t in titulaires)
    return tuple(sorted((number, "" if number else name) for number, name in pairs))


def states(record: Record) -> list[Etat]:
    """What a record says, origin first; a modification keeps what it does not change, and one that says an
    amount of nothing (under a euro) says none.
    """
    known = named(json.loads(record["titulaires"] or "[]"))
    first = Etat(
        record,
        0,
        notified(record)[0],
        int(record["montant_ht_centimes"]),
        months(record["duree_mois"]),
        known,
    )
    told = [first]
    for rank, change in enumerate(modifications(record), start=1):
        before, amount = told[-1], int(change.get("montant_centimes") or 0)
        told.append(
            Etat(
                record,
                rank,
                values.read_date(str(change.get("date_notification") or "")) or before.jour,
                amount if abs(amount) >= EURO else before.montant,
                months(change.get("duree_mois")) or before.duree,
                named(change["titulaires"]) if change.get("titulaires") else before.titulaires,
            )
        )
    return told


def _place(etat: Etat) -> tuple[Any, ...]:
    """In which order states come: by day, by sending, by rank, by publication, then as the files stand."""
    record = etat.record
    published = _day(record, "date_publication") or date.min
    return etat.jour or date.min, _sent(record), etat.rang, published, record["depot"], record["numero_ligne"]


def _sent(record: Record) -> int:
    """The rank of a record among the sendings of its marché (PES Marché); 1 elsewhere."""
    rank = str(record.get("sequence") or "")
    return max(int(rank), 1) if rank.isdecimal() and len(rank) < 6 else 1


def _worth(etat: Etat) -> tuple[Any, ...]:
    """What makes a state the one kept of its version."""
    record = etat.record
    filled = sum(1 for value in record.values() if value not in ("", None, "[]"))
    published = _day(record, "date_publication") or date.min
    return published, _sent(record), etat.rang, filled, record["depot"], record["numero_ligne"]


def _same(version: Sequence[Etat], etat: Etat, days: int, said: bool) -> bool:
    """Whether a state tells of this version: same amount and same day, or the same thing told by another file
    (or by the same one, when a person ``said`` so) with a day close by.
    """
    if etat.montant != version[0].montant or any(etat.record is other.record for other in version):
        return False
    if any(etat.jour == other.jour for other in version):
        return True
    far = [other for other in version if said or other.record["depot"] != etat.record["depot"]]
    return any(_close(etat, other, days) for other in far)


def _close(one: Etat, other: Etat, days: int) -> bool:
    if one.rang != other.rang or one.titulaires != other.titulaires:
        return False
    return one.jour is None or other.jour is None or abs((one.jour - other.jour).days) <= days


def history(records: Sequence[Record], days: int, said: bool = False) -> list[Version]:
    """The versions of a marché from all its records, whatever their order.

    ``days``: how far apart two files may date the same version; ``said``: a person put them together.
    """
    found: list[list[Etat]] = []
    for etat in sorted((e for record in records for e in states(record)), key=_place):
        told = next((version for version in found if _same(version, etat, days, said)), None)
        if told is None:
            found.append([etat])
        else:
            told.append(etat)
    return [
        Version(tuple(sorted(version, key=_worth, reverse=True)), _order(found, rank))
        for rank, version in enumerate(found)
    ]


def _order(found: Sequence[Sequence[Etat]], rank: int) -> str:
    """What put a version after the one before. Without a later day, or with titulaires that have nothing in
    common, it may as well be another lot under the same number: undecided.
    """
    if rank == 0:
        return ORIGINE
    before, now = found[rank - 1], found[rank]
    if any(etat.rang for etat in now):
        return DATE
    holders = [{t for etat in version for t in etat.titulaires} for version in (before, now)]
    apart = all(holders) and not holders[0] & holders[1]
    return INDECIS if apart or before[0].jour == now[0].jour else DATE


def rows(cle: str, versions: Sequence[Version], titulaires: Sequence[str]) -> list[Record]:
    """The rows of ``net__versions``; ``titulaires`` gives the JSON list of each version."""
    return [
        {
            "marche_cle": cle,
            "rang": rank,
            "date_notification": version.retenu.jour,
            "montant_ht_centimes": version.retenu.montant,
            "duree_mois": version.retenu.duree,
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
