"""What a lever does to a share: which segments hold what is missing, and what one marché more makes it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from achatlas.domain.objectif import Rapport


def ecarts(cible: Fraction, parts: Mapping[str, Rapport]) -> dict[str, Fraction]:
    """What each member is short of the target on its own base, in the unit of the share (marchés, cents);
    negative where it is ahead. They add up, exactly, to what the whole is short of.
    """
    return {name: cible * base - done for name, (done, base) in parts.items()}


def entiers(parts: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Whole numbers that add up to ``total``, each a part rounded down or up: those cut most are raised first
    (largest remainders). Raises ValueError when no such rounding gives ``total``.
    """
    found = {name: part.numerator // part.denominator for name, part in parts.items()}
    left = total - sum(found.values())
    if not 0 <= left <= len(found):
        raise ValueError(total)
    order = sorted(parts, key=lambda name: (found[name] - parts[name], name))
    return {name: low + (name in order[:left]) for name, low in found.items()}


def effet(part: Rapport, plus: int) -> Fraction | None:
    """What a share gains when ``plus`` of what it counts (marchés, cents) becomes yes, its denominator being
    what it was: a marché that follows another takes its place. Never more than what is not yes; None of a
    share of nothing.
    """
    done, base = part
    return Fraction(min(plus, base - done), base) if base > 0 else None
