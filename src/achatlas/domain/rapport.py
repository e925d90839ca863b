"""What a report of a SPASER held on the day it was signed: its figures, whole numbers only, so that the next
one tells what has changed since (CCP, art. L. 2111-3: published every two years).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

ENSEMBLE = ""
"""The axis of a figure that is told for all the view, and its only member."""
ENGAGES = "engages"
"""The axis of a figure that is told for those whom an objective binds, when it is not everybody."""


@dataclass(frozen=True, order=True)
class Cle:
    """Which figure: an indicator and one of its figures, a year, and the member of an axis (of none when it
    is for all the view).
    """

    indicateur: str
    calcul: str
    annee: str
    axe: str = ENSEMBLE
    membre: str = ENSEMBLE


@dataclass(frozen=True)
class Releve:
    """A figure as it was read: ``numerateur`` over ``denominateur``, the least and the most that the
    numerator may be over ``base``, what it rests on (``n``), how many of how many say what is asked
    (``connus``), the same in cents when there are some; ``absent``: why there is nothing.
    """

    numerateur: int = 0
    denominateur: int = 0
    moins: int = 0
    plus: int = 0
    base: int = 0
    n: int = 0
    connus: tuple[int, int] = (0, 0)
    connus_valeur: tuple[int, int] | None = None
    part: bool = True
    absent: str = ""


@dataclass(frozen=True)
class Rapport:
    """A report as it was signed: of a buyer (SIREN) or of all ("" ), over which years, from which version of
    the data, under which objectives and with which actions (their rows in their chains), by whom, when (UTC,
    ISO 8601) and with what words. ``documents``: what it said, as plain data, by name. ``numero`` is its row,
    0 before it is written.
    """

    acheteur: str
    annees: tuple[str, ...]
    version: str
    objectifs: tuple[int, ...]
    actes: tuple[int, ...]
    releves: Mapping[Cle, Releve]
    qui: str = ""
    date: str = ""
    motif: str = ""
    documents: Mapping[str, Any] = field(default_factory=dict)
    numero: int = 0

    def same(self, other: Rapport) -> bool:
        """Whether another is made of the very same: figures, data, objectives and actions."""
        names = ("acheteur", "annees", "version", "objectifs", "actes", "releves")
        return all(getattr(self, name) == getattr(other, name) for name in names)


def packed(releves: Mapping[Cle, Releve]) -> list[list[Any]]:
    """The figures as plain rows, in the order of their keys."""
    return [_row(cle, releves[cle]) for cle in sorted(releves)]


def _row(cle: Cle, one: Releve) -> list[Any]:
    named = [cle.indicateur, cle.calcul, cle.annee, cle.axe, cle.membre]
    if one.absent:
        return [*named, one.absent]
    cents = list(one.connus_valeur) if one.connus_valeur else None
    numbers = [one.numerateur, one.denominateur, one.moins, one.plus, one.base, one.n]
    return [*named, "", one.part, *numbers, *one.connus, cents]


def unpacked(rows: Iterable[Sequence[Any]]) -> dict[Cle, Releve]:
    """The figures of plain rows. Raises ValueError for a row that no report wrote."""
    found = {}
    for row in rows:
        named, said = row[:5], list(row[5:])
        if len(named) != 5 or len(said) not in (1, 11):
            raise ValueError(row)
        found[Cle(*named)] = _read(said)
    return found


def _read(said: Sequence[Any]) -> Releve:
    if len(said) == 1:
        return Releve(absent=str(said[0]))
    _, part, up, under, least, most, base, n, known, every, cents = said
    of_cents = (cents[0], cents[1]) if cents else None
    return Releve(up, under, least, most, base, n, (known, every), of_cents, part)


def revised(before: Mapping[Cle, Releve], now: Mapping[Cle, Releve]) -> tuple[Cle, ...]:
    """The figures of the years that both hold which no longer say the same, or which one of them alone holds,
    in order.
    """
    years = {cle.annee for cle in before} & {cle.annee for cle in now}
    held = (cle for cle in sorted({*before, *now}) if cle.annee in years)
    return tuple(cle for cle in held if before.get(cle) != now.get(cle))
