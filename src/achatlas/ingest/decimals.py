"""Amounts that two countries read apart: 1.234 or 1,500 may be thousands or three decimals; the column whole
tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from achatlas.domain.money import NumberFormat
from achatlas.ingest.lots import Column

AMBIGUOUS = "montant_ambigu"
_PART = 10_000
_AROUND = r"[^0-9.,\n]*"
_FORM = rf"{_AROUND}[0-9]{{1,3}}[.,][0-9]{{3}}{_AROUND}"
_HINT = re.compile(r"[.,][0-9]{3}(?![0-9])")


class Decimals:
    """Judges the amounts of some columns, batch after batch, by all that these columns hold.

    ``again`` yields the texts of the columns from the first line to the last: it is called when one of the
    doubtful forms is met, and no other cell costs anything.
    """

    def __init__(self, fmt: NumberFormat, again: Callable[[], Iterable[str]], *, typed: bool) -> None:
        self.again = again
        self.milliers = fmt.milliers if fmt.milliers in (".", ",") else ""
        mark = "[.,]" if typed and fmt.decimale == "," else f"[{fmt.decimale}]"
        group = re.escape(self.milliers)
        self.three = rf"[0-9]{{1,3}}{group}[0-9]{{3}}"
        self.grouped = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+(?:{mark}[0-9]+|{group}[0-9]{{3}})"
        self.plain = rf"[1-9][0-9]{{3,}}(?:{mark}[0-9]*)?"
        self.two = rf"[0-9]+{mark}[0-9]{{1,2}}"
        digits = rf"[0-9](?:[0-9 \u00a0\u202f\u2009'’{group}]*[0-9])?"
        self.short = rf"(?!0+{_AROUND}$){digits}(?:{mark}[0-9]{{0,2}})?"

    def ambiguous(self, column: Column) -> list[int]:
        """Return the ranks of the amounts that may be read in two ways."""
        return [rank for rank, text in _forms(column) if self._doubtful(text)]

    def _doubtful(self, text: str) -> bool:
        """Whether one to three digits, a mark and three digits may be thousands, or decimals, all the same;
        after a zero no digits are thousands.
        """
        zero = text.lstrip("-\u2212(€ \u00a0\u202f").startswith("0")
        if self.milliers and self.milliers in text:
            return zero or self._thousands_doubtful
        return not zero and self._decimals_doubtful

    @cached_property
    def _thousands_doubtful(self) -> bool:
        """Grouping is certain once an amount shows it that cannot be read otherwise (1.101,50), and doubtful
        where thousands are written without it; else it must be met as often as decimals are.
        """
        if self._count(self.grouped, 1):
            return False
        return bool(self._count(self.plain, 1)) or self._count(self.three) < self._count(self.two)

    @cached_property
    def _decimals_doubtful(self) -> bool:
        """Three decimals are certain only when every amount has them."""
        return bool(self._count(self.short, 1))

    def _count(self, form: str, enough: int | None = None) -> int:
        """Return how many amounts have a form; ``enough`` stops once so many are met."""
        found = re.compile(rf"^{_AROUND}{form}{_AROUND}$", re.MULTILINE)
        met = (one for part in _parts(self.again()) for one in found.finditer("\n".join(part)))
        return sum(1 for _ in islice(met, enough))


def _parts(texts: Iterable[str]) -> Iterator[list[str]]:
    source = iter(texts)
    while part := list(islice(source, _PART)):
        yield part


def _forms(column: Column) -> Iterator[tuple[int, str]]:
    """Yield the rank and the text of what may be read in two ways."""
    if isinstance(column, pa.Array):
        ranks = pc.indices_nonzero(pc.match_substring_regex(column, rf"^{_FORM}$"))
        found: Any = zip(ranks.to_pylist(), column.take(ranks).to_pylist(), strict=True)
        yield from found
    elif _HINT.search("\n".join(column)):
        full: Sequence[str] = column
        yield from ((rank, text) for rank, text in enumerate(full) if re.fullmatch(_FORM, text))
