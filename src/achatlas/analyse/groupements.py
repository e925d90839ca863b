"""Axes that gather members of another: what choosing some of their groups keeps of the members."""

from achatlas.analyse.selection import Clause
from achatlas.catalogue.models import Axe

AUTRES = "autres"
NOBODY = "\x1f"
"""A code that no member has: a clause that keeps nothing."""


def opened(axe: Axe, clause: Clause) -> Clause:
    """The clause on the members of the base that a clause on groups is: the rest, without the unknown, is
    what no group holds. A group that does not exist holds nothing.
    """
    chosen = {m for code in clause.valeurs for m in axe.groupes.get(code, ())}
    chosen |= {""} if "" in clause.valeurs else set()
    if AUTRES not in clause.valeurs:
        return _clause(clause.mode, chosen)
    named = {m for members in axe.groupes.values() for m in members} | {""}
    return _clause("sauf" if clause.mode == "dans" else "dans", named - chosen)


def both(one: Clause, other: Clause) -> Clause:
    """What two clauses on the same members keep together."""
    left, right = set(one.valeurs), set(other.valeurs)
    if one.mode == other.mode:
        return _clause(one.mode, left & right if one.mode == "dans" else left | right)
    kept, out = (left, right) if one.mode == "dans" else (right, left)
    return _clause("dans", kept - out)


def _clause(mode: str, members: set[str]) -> Clause:
    """A clause that keeps or leaves out these members; keeping none keeps nothing."""
    return Clause("dans" if mode == "dans" else "sauf", tuple(members or {NOBODY}))
