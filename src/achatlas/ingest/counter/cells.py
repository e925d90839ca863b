"""How the counters of workbooks write a cell: plain text, or a mark that says what the sheet holds."""

from __future__ import annotations

import re
from collections.abc import Callable

from achatlas.domain.money import NumberFormat, centimes_of_number, reader_of

TYPED, DATE, UNREAD = "\x01", "\x02", "\x03"
"""What begins a typed number, a typed date, and stands for a cell without a value (an error, or a formula
that was never computed).
"""
_NOMBRE = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def cell_reader(fmt: NumberFormat) -> Callable[[str], int]:
    """Return the amount reader of cells: typed and plain numbers as such, any other text in the declared
    format.
    """
    declare = reader_of(fmt)

    def read(texte: str) -> int:
        if texte.startswith(TYPED) or _NOMBRE.fullmatch(texte):
            return centimes_of_number(texte.lstrip(TYPED), fmt.unite)
        return declare(texte)

    return read
