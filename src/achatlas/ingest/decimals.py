"""Amounts that two countries read apart: 1,500 among amounts of two decimals may be fifteen hundred."""

from __future__ import annotations

import re
from collections.abc import Sequence

AMBIGUOUS = "montant_ambigu"
_THREE = re.compile(r"[-\u2212(\s]*[1-9][0-9]{0,2}[.,][0-9]{2}0[-)€\s]*")
_TWO = re.compile(r"[0-9][.,][0-9]{1,2}[^0-9.,]*")


class Decimals:
    """Looks at one column of amounts, batch after batch; a small batch is judged with the one before."""

    def __init__(self) -> None:
        self.before: Sequence[str] = ()

    def ambiguous(self, texts: Sequence[str]) -> list[int]:
        """Return the ranks of the amounts with three decimals, the last a zero, where more have one or two.

        A third decimal that is no zero is refused as finer than the cent; a file that writes three everywhere
        is believed.
        """
        before, self.before = self.before, texts
        three = [rank for rank, text in enumerate(texts) if "0" in text[-4:] and _THREE.fullmatch(text)]
        if not three:
            return []
        others = sum(_TWO.search(text[-6:]) is not None for text in (*before, *texts))
        fine = len(three) + sum(_THREE.fullmatch(text) is not None for text in before)
        return three if fine < others - fine else []
