"""How two sides differ, in words: a share, a count, how many times, which interval is above the other."""

from __future__ import annotations

from achatlas.analyse.taux import Part
from achatlas.domain.nombres import arrondi, decimal, ecart, en_pourcent, points, pourcent
from achatlas.langues import dire, translated

EQUAL = "autant"


def share(value: int, total: int) -> str:
    """A side's share of its own total."""
    return en_pourcent(pourcent(value, total)) if total > 0 else "—"


def counted(un: int, autre: int) -> str:
    """How much more, or less, is counted on the first side."""
    return translated(EQUAL) if un == autre else ecart(un, autre)


def times(un: int, autre: int) -> str:
    """« 3,2 fois plus », « 4,1 fois moins »."""
    if un <= 0 or autre <= 0:
        return ""
    most, least = max(un, autre), min(un, autre)
    if most < least + least // 100:
        return translated("autant, à 1 % près")
    return dire("{n} fois plus" if un > autre else "{n} fois moins", n=decimal(most, least, 1))


def gap(values: tuple[int, int], totals: tuple[int, int]) -> str:
    """How far apart two shares are, in points; nothing when a side has no total."""
    if min(totals) <= 0:
        return ""
    found = arrondi(1000 * values[0], totals[0]) - arrondi(1000 * values[1], totals[1])
    return points(found) if found else translated(EQUAL)


def parted(un: Part, autre: Part) -> str:
    """Which of two intervals is above the other; that nobody can tell when they overlap."""
    if not (un.dicible and autre.dicible):
        return ""
    least, most = ([end * base for end in one.bornes] for one, base in ((un, autre.base), (autre, un.base)))
    if least[0] > most[1]:
        return translated("plus, à coup sûr")
    if least[1] < most[0]:
        return translated("moins, à coup sûr")
    return translated("on ne peut pas trancher : les intervalles se recouvrent")
