"""Axes that gather members of another: what choosing some of their groups keeps of the members."""

from achatlas.analyse.selection import Clause
from achatlas.catalogue.models import Axe
from achatlas.domain.personnes import held

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


def both(one: Clause, other: Clause, colonne: str = "") -> Clause:
    """What two clauses on the same members, the codes of a column, keep together; a natural person is among
    all of them.
    """
    left, right = set(one.valeurs), set(other.valeurs)
    if one.mode == other.mode == "sauf":
        return _clause("sauf", left | right)
    if one.mode == other.mode:
        shared = {code for code in left if held(colonne, code, right)}
        return _clause("dans", shared | {code for code in right if held(colonne, code, left)})
    kept, out = (left, right) if one.mode == "dans" else (right, left)
    return _clause("dans", {code for code in kept if not held(colonne, code, out)})


def _clause(mode: str, members: set[str]) -> Clause:
    """A clause that keeps or leaves out these members; keeping none keeps nothing."""
    return Clause("dans" if mode == "dans" else "sauf", tuple(members or {NOBODY}))
