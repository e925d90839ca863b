"""How the amounts of a whole column are written: told from the shapes of its values, or said to be
ambiguous.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import combinations, starmap

from achatlas.domain.money import NumberFormat, SubCent, parse_centimes

TOLERANCE = 0.005
"""Share of the values that may contradict the format of their column: they are rejected one by one."""

STRAY = 0.05
"""Share of the values that may be cells gone wrong, when nothing else puts their format in doubt: they too
are rejected one by one.
"""

SHAPES_MAX = 500
SYMBOLS = ("€", "EUR", "£", "$")
TEXT, MIXED, DOUBT = "texte", "texte chiffré", "nombre écrit en texte"

_NUMBER = re.compile(r"[-+\u2212(€£$\s]*[0-9][0-9\s.,'’]*[-)\s]*(?:€|EUR|£|\$)?[-)\s]*(?:CR|DB|cr|db|Cr|Db)?")
_NINES = str.maketrans("012345678\u00a0\u202f\u2009’", "999999999   '")
_WORDS = frozenset({TEXT, MIXED, DOUBT})
_SIGNS = frozenset({"avant", "apres", "parentheses"})
_PLAIN = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_GROUPS = {",": ("", " ", ".", "'"), ".": ("", " ", ",", "'")}


@lru_cache(maxsize=100_000)
def shape_of(text: str) -> str:
    """The text with its digits made nines; decimals beyond the second stay zeros when they all are."""
    if not _NUMBER.fullmatch(text):
        return TEXT
    tail = re.search(r"[.,][0-9]{2}([0-9]+)[^0-9]*$", text)
    shape = text.translate(_NINES)
    if tail and not tail[1].strip("0"):
        shape = shape[: tail.start(1)] + tail[1] + shape[tail.end(1) :]
    return shape


@cache
def _read(shape: str, fmt: NumberFormat) -> int | str | None:
    """What a shape is worth in a format: cents, ``sous_centime``, or None when it cannot be read."""
    try:
        return parse_centimes(shape, fmt)
    except SubCent:
        return "sous_centime"
    except ValueError:
        return None


@dataclass(frozen=True)
class NumberVerdict:
    """What the shapes say: the formats that read the column best first (one for all those that read alike),
    how many values are filled and how many the first reads, whether two formats would read the same text as
    two amounts, and whether one reads all that can be read.
    """

    formats: tuple[NumberFormat, ...]
    filled: int
    read: int
    ambiguous: bool
    certain: bool


def stray(wrong: int, total: int) -> bool:
    """Whether so many cells are few enough to be mistakes, the others being plain: one, or a few in a
    hundred.
    """
    return wrong <= max(1, STRAY * total) and 2 * wrong < max(1, total)


class NumberShapes:
    """The shapes of the values of one or several columns, counted; memory is bounded.

    ``typed`` says that the values come from a workbook, where a plain number is a number whatever the format.
    """

    def __init__(self, counted: Iterable[tuple[str, int]] = (), *, typed: bool = False) -> None:
        self.counts: Counter[str] = Counter()
        self.typed = typed
        for shape, times in counted:
            self._count(shape, times)

    def add(self, text: str, times: int = 1) -> None:
        """Count a value that is not blank, met so many times."""
        if self.typed and _doubtful(text):
            return self._count(DOUBT, times)
        shape = TEXT if text[:1].isalpha() else shape_of(text)
        return self._count(MIXED if shape == TEXT and figured(text) else shape, times)

    def _count(self, shape: str, times: int) -> None:
        if shape not in self.counts and len(self.counts) >= SHAPES_MAX:
            shape = TEXT
        self.counts[shape] += times

    def joined(self, other: NumberShapes) -> NumberShapes:
        """The shapes of both."""
        return NumberShapes([*self.counts.items(), *other.counts.items()], typed=self.typed)

    @property
    def numeric(self) -> float:
        """Share of the values that look like numbers."""
        return self._numbers / self.counts.total() if self.counts else 0.0

    @property
    def _numbers(self) -> int:
        words = sum(self.counts[word] for word in _WORDS)
        return self.counts.total() - words - (0 if self.sided else sum(self._sides))

    @property
    def _sides(self) -> tuple[int, int]:
        """How many values bear the mark of a debit, how many that of a credit."""
        debit, credit = (
            sum(n for shape, n in self.counts.items() if shape.upper().endswith(mark))
            for mark in ("DB", "CR")
        )
        return debit, credit

    @property
    def bears_sides(self) -> bool:
        """Whether some values say debit or credit."""
        return sum(self._sides) > 0

    @property
    def sided(self) -> bool:
        """Whether every value says debit or credit, debits at least as many: a credit is then an expense
        less.
        """
        debit, credit = self._sides
        return debit >= credit and 0 < (1 - TOLERANCE) * self.counts.total() <= debit + credit

    @property
    def decimals(self) -> float:
        """Share of the values that have a mark of decimals or of thousands, or a symbol."""
        marked = sum(
            n for shape, n in self.counts.items() if shape not in _WORDS and re.search(r"[.,' €£$]", shape)
        )
        return marked / self.counts.total() if self.counts else 0.0

    @cached_property
    def symbol(self) -> str:
        """The currency sign that follows the numbers, the most frequent."""
        seen = {one: sum(n for shape, n in self.counts.items() if one in shape) for one in SYMBOLS}
        best = max(seen, key=lambda one: seen[one])
        return best if seen[best] else ""

    def verdict(self, preferred: str = ",", unite: str = "") -> NumberVerdict:
        """How the column is written; ``preferred`` is the decimal mark when nothing shows one, ``unite`` what
        its numbers count.
        """
        scores = {fmt: self._score(fmt) for fmt in self._candidates(preferred, unite)}
        least = max(map(sum, scores.values())) * (1 - TOLERANCE)
        viable = [fmt for fmt, score in scores.items() if sum(score) >= least]
        ambiguous = any(starmap(self._differ, combinations(viable, 2)))
        ranked = sorted(viable if ambiguous else scores, key=lambda fmt: (fmt not in viable, -scores[fmt][0]))
        kept = self._unlike([fmt for fmt in ranked if any(scores[fmt])])
        certain = bool(kept) and not ambiguous and self._alone(kept[0], scores)
        read = scores[kept[0]][0] if kept else 0
        return NumberVerdict(kept, self.counts.total(), read, ambiguous, certain)

    def fits(self, fmt: NumberFormat) -> bool:
        """Whether a format reads all the values, words and a few strays apart."""
        told = self.counts.total() - self.counts[TEXT]
        doubtful = self.counts[DOUBT] > TOLERANCE * self.counts.total()
        return not doubtful and stray(told - self.read_in(fmt), told)

    def _unlike(self, formats: list[NumberFormat]) -> tuple[NumberFormat, ...]:
        """One format for all those that read every value alike."""
        readings = {fmt: tuple(self._value(shape, fmt) for shape in self.counts) for fmt in formats}
        first: dict[tuple[int | str | None, ...], NumberFormat] = {}
        for fmt in formats:
            first.setdefault(readings[fmt], fmt)
        return tuple(first.values())

    def _alone(self, fmt: NumberFormat, scores: Iterable[NumberFormat]) -> bool:
        """Whether a format is the only one to believe: what it does not read is words, strays, or a few
        values that others read at the cost of far more.
        """
        return self.fits(fmt) and all(self._yields(other, fmt) for other in scores if other != fmt)

    def _yields(self, other: NumberFormat, fmt: NumberFormat) -> bool:
        """Whether what another format alone reads does not count against this one."""
        gained, lost = self._only(other, fmt), self._only(fmt, other)
        few = gained <= TOLERANCE * self.counts.total()
        return few or (gained <= STRAY * lost and not self._contests(other, fmt))

    def _contests(self, other: NumberFormat, fmt: NumberFormat) -> bool:
        """Whether another format gives another value to what this one reads."""
        pairs = ((self._value(shape, other), self._value(shape, fmt)) for shape in self.counts)
        return any(isinstance(read, int) and other_one not in (None, read) for other_one, read in pairs)

    def _only(self, one: NumberFormat, two: NumberFormat) -> int:
        """How many values the first format reads and the second does not."""
        alone = (s for s in self.counts if isinstance(self._value(s, one), int))
        return sum(self.counts[s] for s in alone if not isinstance(self._value(s, two), int))

    def read_in(self, fmt: NumberFormat) -> int:
        """How many values a format reads."""
        return self._score(fmt)[0]

    def _candidates(self, preferred: str, unite: str) -> list[NumberFormat]:
        marks = sorted(_GROUPS, key=lambda mark: mark != preferred)
        signs = frozenset({"credit"}) if self.sided else _SIGNS
        pairs = [(mark, group) for mark in marks for group in _GROUPS[mark]]
        return [NumberFormat(mark, group, signs, self.symbol, unite) for mark, group in pairs]

    def _score(self, fmt: NumberFormat) -> tuple[int, int]:
        read = fine = 0
        for shape, times in self.counts.items():
            value = self._value(shape, fmt)
            read += times * isinstance(value, int)
            fine += times * isinstance(value, str)
        return read, fine

    def _value(self, shape: str, fmt: NumberFormat) -> int | str | None:
        if shape in _WORDS:
            return None
        if self.typed and _PLAIN.fullmatch(shape):
            return 0
        return _read(shape, fmt)

    def _differ(self, one: NumberFormat, two: NumberFormat) -> bool:
        for shape in self.counts:
            values = {self._value(shape, one), self._value(shape, two)}
            if len(values) == 2 and None not in values:
                return True
        return False


def _doubtful(text: str) -> bool:
    """Whether a cell that would pass for a number of the workbook is a text: no number ends in a zero
    there.
    """
    return re.fullmatch(r"-?[0-9]{1,3}(?:\.[0-9]{3})*\.[0-9]{2}0", text) is not None


def figured(text: str) -> bool:
    """Whether a text that is no value bears digits all the same; the errors of a sheet do not count."""
    return not text.startswith(("#", "Err")) and any(map(str.isdecimal, text))
