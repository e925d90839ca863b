"""The buyer's own number that an identifier of the 2019 format frames, and whose marché it then is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from achatlas.cleanse.etats import modifications, notified, told_day
from achatlas.cleanse.lots import amounts, holders
from achatlas.domain.text import alike, mended, reference

Record = dict[str, Any]
Groups = Mapping[str, Sequence[Record]]
YEAR_FIRST = ("decp_2019", "scdl_")
"""Sources that follow the 2019 format, by the beginning of their names."""
SOURCES = (*YEAR_FIRST, "registre_procedures")
"""Sources that may hold identifiers of that format, by the beginning of their names."""
YEAR, ENDING, SHORTEST, LONGEST, CLOSE, FIRST = 4, 2, 5, 10, 31, "00"


def own_number(record: Record) -> str:
    """The buyer's own number within an identifier of the 2019 format, or nothing.

    That format makes an identifier of the year, the buyer's own number and the number of modifications on
    two digits (standards §1.3): the own number is taken out when both ends are as the format says.
    """
    number, day = reference(record["marche_id"]), notified(record)[0]
    year, ending = str(day.year if day else ""), f"{len(modifications(record)):02d}"
    framed = number[:YEAR] == year and number.endswith(ending) and len(number) > YEAR + ENDING + 2
    return number[YEAR:-ENDING] if framed and record["source"].startswith(YEAR_FIRST) else ""


def unframed(record: Record) -> str:
    """The buyer's own number within an identifier that has the form of the 2019 format, or nothing.

    Written in one piece, it begins with the year of a notification that is told and ends with the number of
    modifications, or with that of its first publication, 00 (standards §1.3). A number of year, rank and lot
    has that form too, by chance, but leaves less than five signs between them.
    """
    day = told_day(record, "date_notification")
    return _within(record, {day.year}) if day else ""


def offered(record: Record) -> str:
    """The number that an identifier may frame, whatever says its year: the notification, else the publication
    of that year or of the next. It only proposes a marché that bears this number: nothing else is read in it.
    """
    day, published = (told_day(record, f"date_{name}") for name in ("notification", "publication"))
    years = {day.year} if day else {published.year, published.year - 1} if published else set()
    return own_number(record) or _within(record, years)


def _within(record: Record, years: Collection[int]) -> str:
    number = str(record["marche_id"]).strip()
    if not number.isalnum() or not record["source"].startswith(SOURCES):
        return ""
    whole = number[:YEAR] in map(str, years) and number.endswith((FIRST, f"{len(modifications(record)):02d}"))
    return reference(number[YEAR:-ENDING]) if whole and len(number) >= YEAR + SHORTEST + ENDING else ""


def whole_number(records: Iterable[Record]) -> str:
    """The number that payments cite: the buyer's own as one record writes it and another frames it, cut or
    not; else the own number that one gives back; else nothing.
    """
    told = list(records)
    plain = sorted({reference(record["marche_id"]) for record in told if not offered(record)})
    framed = sorted(filter(None, map(offered, told)))
    found = (one for number in framed for one in plain if one == number or _cut(number, one))
    return next(found, "") or next(filter(None, map(own_number, told)), "")


def _cut(number: str, whole: str) -> bool:
    """Whether a framed number is the end of a longer one: the format leaves ten signs to it."""
    return len(number) == LONGEST < len(whole) and whole.endswith(number)


def moved(groups: Groups, least: int) -> dict[str, str]:
    """The keys of the 2019 format to add to that of the buyer's own number, under which another source tells
    of the marché. ``least``: how alike two objects must be, out of 100.
    """
    ends = _ends(groups)
    found: dict[str, str] = {}
    for name in sorted(groups):
        numbers = {number for record in groups[name] if (number := offered(record))}
        own = numbers.pop() if len(numbers) == 1 else ""
        into = _bearer(name, own, groups, ends) if own else ""
        if into and _one(groups[name], groups[into], least, cut=not into.endswith(f"/{own}")):
            found[name] = into
    return found


def _ends(groups: Groups) -> Mapping[tuple[str, str], list[str]]:
    """Keys by buyer and last ten signs of their numbers, those that are longer only."""
    found: dict[tuple[str, str], list[str]] = {}
    for name in sorted(groups):
        siren, _, number = name.partition("/")
        if "/" not in number and len(number) > LONGEST and not _framed(groups[name]):
            found.setdefault((siren, number[-LONGEST:]), []).append(name)
    return found


def _bearer(name: str, own: str, groups: Groups, ends: Mapping[tuple[str, str], list[str]]) -> str:
    """The key under which the buyer writes a framed number: whole, else the only one that ends with it."""
    siren = groups[name][0]["acheteur_siren"]
    into = f"{siren}/{own}"
    if into in groups:
        return "" if _framed(groups[into]) else into
    longer = ends.get((siren, own), ())
    return longer[0] if len(longer) == 1 else ""


def _framed(records: Sequence[Record]) -> bool:
    """Whether one of these records frames a number: those never go under one another so."""
    return any(map(offered, records))


def _one(some: Sequence[Record], others: Sequence[Record], least: int, *, cut: bool) -> bool:
    """Whether records of two sources, which give one number, tell of one marché: a titulaire, an amount or an
    object in common when both say the day and about the same, two of them when one says no day or when the
    number is cut.
    """
    told = gap(some, others)
    return (told is None or told <= CLOSE) and shared(some, others, least) > (told is None or cut)


def gap(some: Sequence[Record], others: Sequence[Record]) -> int | None:
    """Days between the closest notifications of two lists of records; None when one tells none."""
    days = [list(_notified(those)) for those in (some, others)]
    return min((abs((a - b).days) for a in days[0] for b in days[1]), default=None)


def _notified(records: Iterable[Record]) -> Iterator[date]:
    return (day for r in records if (day := told_day(r, "date_notification")))


def shared(some: Sequence[Record], others: Sequence[Record], least: int) -> int:
    """How many of titulaires, amounts and objects two lists of records have in common; an object whose
    letters were lost is the one that it can be.
    """
    held, paid = ([frozenset().union(*map(f, those)) for those in (some, others)] for f in (holders, amounts))
    first, second = ({r["objet"] for r in those} for those in (some, others))
    said = alike(min(first), min(second)) >= least or any(mended(a, b) for a in first for b in second)
    return bool(held[0] & held[1]) + bool(paid[0] & paid[1]) + said
