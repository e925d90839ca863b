"""What a payee surely sells on an account: where the words of most of its euros say one segment, the same
payee, paid by the same buyer on the same account, likely sells it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SHARE = 90
"""Of a hundred euros whose words are sure, how many must say one segment."""
Cle = tuple[str, str, str]
"""A buyer (SIREN), a payee as ``spelled`` reduces it, an account."""


@dataclass(frozen=True)
class Habitude:
    """The segment of most of the euros, and in how many lines its words are sure."""

    segment: str
    lignes: int


Habitudes = Mapping[Cle, Habitude]


def held(rows: Iterable[Mapping[str, Any]]) -> dict[Cle, Habitude]:
    """The habits of a table ``classe__habitudes``."""
    return {
        (one["acheteur_siren"], one["tiers_dit"], one["compte"]): Habitude(one["segment_code"], one["lignes"])
        for one in rows
    }
