"""How the dates of a whole column are written: the patterns that read every value, or that it is
ambiguous.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from achatlas.domain.shapes.numbers import TOLERANCE, figured, stray

SERIAL = "serie"
"""Name of the form in which a date is the number of days of a spreadsheet (45292 is 1 January 2024)."""

FIRST_YEAR = 1995
_TIME = re.compile(r"[T ]\s*\d{1,2}[:h]\d{2}(?::\d{2})?(?:[.,]\d+)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$")
_THREE = re.compile(r"(\d{1,4})([/.\- ])(\d{1,2})\2(\d{1,4})")
_WORDED = re.compile(r"(\d{1,2})([ \-/.])([^\W\d]{3,9}\.?)\2(\d{4}|\d{2})")
_EIGHT = re.compile(r"\d{8}")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTHS = (
    "janv jan", "fevr fev feb", "mars mar", "avril avr apr", "mai may", "juin jun",
    "juil jul", "aout aou aug",
    "sept sep", "oct", "nov", "dec",
)  # fmt: skip
_BY_WORD = {word: rank for rank, words in enumerate(_MONTHS, start=1) for word in words.split()}


def month_of(word: str) -> int | None:
    """The month that a French or English word names, whole or cut: ``janv.``, ``août``, ``Sep``."""
    plain = word.lower().rstrip(".").translate(str.maketrans("éûè", "eue"))
    return next((_BY_WORD[plain[:n]] for n in (5, 4, 3) if plain[:n] in _BY_WORD), None)


def without_time(text: str) -> str:
    """The date of a text that also says the hour."""
    return _TIME.sub("", text.strip())


def serial_day(text: str) -> date:
    """The day of a spreadsheet's number; ValueError when it is none."""
    return date(1899, 12, 30) + timedelta(days=int(text.partition(".")[0]))


def _day(year: str, month: str | int, day: str) -> date | None:
    try:
        full = int(year) + (2000 if len(year) == 2 else 0)
        found = date(full, int(month), int(day))
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= date.today().year + 1 else None


def _readings(text: str) -> Iterator[tuple[str, date | None]]:
    if three := _THREE.fullmatch(text):
        yield from _three(*three.groups())
    elif worded := _WORDED.fullmatch(text):
        day, mark, word, year = worded.groups()
        form = f"%d{mark}%b{mark}%{'Y' if len(year) == 4 else 'y'}"
        yield form, _day(year, month_of(word) or 0, day)
    elif _EIGHT.fullmatch(text):
        yield "%Y%m%d", _day(text[:4], text[4:6], text[6:])
        yield "%d%m%Y", _day(text[4:], text[2:4], text[:2])
        yield "%m%d%Y", _day(text[4:], text[:2], text[2:4])
    elif _SERIAL.fullmatch(text) and 35_000 <= int(text[:5]) <= 60_000:
        yield SERIAL, serial_day(text)


def _three(first: str, mark: str, middle: str, last: str) -> Iterator[tuple[str, date | None]]:
    if len(first) == 4:
        yield (
            "iso" if mark == "-" and len(middle) == len(last) == 2 else f"%Y{mark}%m{mark}%d",
            _day(first, middle, last),
        )
    elif len(first) <= 2 and len(last) in (2, 4):
        year = "%Y" if len(last) == 4 else "%y"
        yield f"%d{mark}%m{mark}{year}", _day(last, middle, first)
        yield f"%m{mark}%d{mark}{year}", _day(last, first, middle)
        if len(first) == len(last) == 2:
            yield f"%y{mark}%m{mark}%d", _day(first, middle, last)


@lru_cache(maxsize=50_000)
def readings(text: str) -> tuple[tuple[str, date], ...]:
    """Every way to read a text as a date: (form, day); the form is ``iso``, a strptime pattern or
    ``serie``.
    """
    return tuple((form, day) for form, day in _readings(without_time(text)) if day is not None)


@dataclass(frozen=True)
class DateVerdict:
    """The forms that read nearly the whole column (several when it is ambiguous), best first; how many values
    the first one reads.
    """

    forms: tuple[str, ...]
    filled: int
    read: int

    @property
    def share(self) -> float:
        """Share of the filled values that the first form reads."""
        return self.read / self.filled if self.filled else 0.0

    @property
    def ambiguous(self) -> bool:
        """Whether two forms read every value."""
        return len(self.forms) > 1


class DateShapes:
    """The dates of one column, counted by what reads them; memory is bounded. An ISO date is read whatever
    the form of the others: a workbook gives its typed dates so.
    """

    def __init__(self) -> None:
        self.filled = 0
        self.read: Counter[str] = Counter()
        self.years: dict[str, set[int]] = {}
        self.differ: set[frozenset[str]] = set()
        self.words = self.strays = 0

    def add(self, text: str, times: int = 1) -> None:
        """Count a value that is not blank, met so many times."""
        self.filled += times
        found = readings(text) if text[:1].isdecimal() else ()
        for form, day in found:
            self.read[form] += times
            self.years.setdefault(form, set()).add(day.year)
        if not found:
            digits = figured(text)
            self.strays, self.words = self.strays + times * digits, self.words + times * (not digits)
        if len(found) > 1:
            self.differ |= {frozenset((a, b)) for a, one in found for b, two in found if a < b and one != two}

    def verdict(self) -> DateVerdict:
        """How the column is written; its forms are several when they disagree on a value. Words, and a few
        values that no form reads, do not count: they go wrong one by one.
        """
        least, plain = self._dated * (1 - TOLERANCE), self.read["iso"]
        if plain >= least:
            return DateVerdict(("iso",), self.filled, plain)
        ranked = [form for form, _ in self.read.most_common() if form != "iso"]
        kept = [form for form in ranked if self.read[form] + plain >= least]
        rivals = [form for form in kept[1:] if frozenset((kept[0], form)) in self.differ]
        return DateVerdict(
            (*kept[:1], *rivals), self.filled, plain + max(map(self._times, ranked), default=0)
        )

    @property
    def _dated(self) -> int:
        """How many values must be read for a form to be believed."""
        told = self.filled - self.words
        return told - self.strays * stray(self.strays, told)

    def reads(self, form: str) -> bool:
        """Whether a form reads the column, but for what no form reads."""
        plain = self.read["iso"] * (form != "iso")
        return self.read[form] + plain >= (1 - TOLERANCE) * self._dated

    def _times(self, form: str) -> int:
        return self.read[form]
