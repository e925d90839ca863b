"""What each record says of a marché, moment by moment: its origin, then its modifications, each with what it
says and nothing more.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from achatlas.cleanse import values

Record = dict[str, Any]
Titulaires = tuple[Record, ...]
EURO = 100


@dataclass(frozen=True)
class Etat:
    """What a record says of a marché at one moment: at its origin (rank 0) or at its nth modification.

    ``montant`` (cents), ``duree`` (months), ``titulaires`` and ``jour`` are None when a modification says
    none; ``numero`` is the number that the file gives to the modification, or None; ``place`` tells in which
    order states come.
    """

    record: Record
    rang: int
    numero: int | None
    jour: date | None
    montant: int | None
    duree: int | None
    titulaires: Titulaires | None
    place: tuple[Any, ...]

    @property
    def moment(self) -> tuple[Any, ...]:
        """What two records that tell the same modification have in common; one for all origins."""
        return (self.jour, self.numero or self.rang) if self.rang else ()


def notified(record: Record) -> tuple[date | None, bool]:
    """The day of notification; the day of publication in its place when it is missing (rule V06), and
    whether so.
    """
    if day := told_day(record, "date_notification"):
        return day, False
    published = told_day(record, "date_publication")
    return published, published is not None


def told_day(record: Record, champ: str) -> date | None:
    """The day that a field of a record says, in the form that the file declares, or None."""
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


def sent(record: Record) -> int:
    """The rank of a record among the sendings of its marché (PES Marché); 1 elsewhere."""
    return max(_number(record.get("sequence")) or 1, 1)


def _number(text: object) -> int | None:
    written = str(text if text is not None else "").strip()
    return int(written) if written.isdecimal() and len(written) < 6 else None


def _changed(record: Record, change: Mapping[str, Any], champ: str) -> date | None:
    written = str(change.get(champ) or "")
    return values.read_date(written, record.get("format_date") or "iso") or values.read_date(written)


def states(records: Sequence[Record]) -> list[Etat]:
    """All that the records of a marché say, in order of time, whatever their own order.

    States come by day, by sending, by number (by rank when the file gives none), by publication, then as the
    files stand. A modification never comes before the origin that its record tells. One without a day of
    notification takes its day of publication, else comes after those of a smaller number, else follows the
    origin.
    """
    days: dict[int, date] = {}
    for record in records:
        for change in modifications(record):
            number, day = _number(change.get("id")), _changed(record, change, "date_notification")
            if number is not None and day is not None:
                days[number] = min(day, days.get(number, day))
    return sorted((etat for record in records for etat in _of(record, days)), key=lambda etat: etat.place)


Place = tuple[Any, ...]


def _of(record: Record, days: Mapping[int, date]) -> Iterator[Etat]:
    origin = notified(record)[0]
    published = told_day(record, "date_publication") or date.min
    last = (published, record["depot"], record["numero_ligne"])
    known = tuple(json.loads(record["titulaires"] or "[]"))
    amount, length = int(record["montant_ht_centimes"]), months(record["duree_mois"])
    first = (origin or date.min, sent(record), 0, 0, *last)
    yield Etat(record, 0, None, origin, amount, length, known, first)
    for rank, change in enumerate(modifications(record), start=1):
        yield _changed_to(record, rank, change, _before(_number(change.get("id")), days), last)


def _before(number: int | None, days: Mapping[int, date]) -> date:
    """The last day of the modifications of a lower number; the first of all days when none is known."""
    earlier = (days[n] for n in days if number is not None and n < number)
    return max(earlier, default=date.min)


def _changed_to(record: Record, rank: int, change: Mapping[str, Any], before: date, last: Place) -> Etat:
    """What a modification says; None for what it does not."""
    number, origin = _number(change.get("id")), notified(record)[0]
    day, told = (_changed(record, change, f"date_{nom}") for nom in ("notification", "publication"))
    placed = max(day or told or before, origin or date.min)
    order = (placed, sent(record), 1, rank if number is None else number, told or last[0], *last[1:])
    return Etat(record, rank, number, day, *_told(change), order)


def _told(change: Mapping[str, Any]) -> tuple[int | None, int | None, tuple[Any, ...] | None]:
    """Amount in cents, months and titulaires of a modification; an amount under a euro says nothing."""
    said, length = int(change.get("montant_centimes") or 0), months(change.get("duree_mois"))
    return said if abs(said) >= EURO else None, length or None, tuple(change.get("titulaires") or ()) or None


def named(titulaires: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    """What tells titulaires apart: their identifier, else their name."""
    pairs = ((str(t.get("id") or ""), str(t.get("nom") or "")) for t in titulaires)
    return tuple(sorted((number, "" if number else name) for number, name in pairs))
