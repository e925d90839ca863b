"""Chiffre qu'une saisie, un registre ou un import doit donner, et que personne n'a encore donné."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from achatlas.analyse.readings import WITHOUT, Asked, Reading, absent

EXIGE = frozenset({"genre"})
PEUT = frozenset[str]()
SOMME, PART = "somme", "part"
Entree = Mapping[str, int]


def told(asked: Asked) -> Mapping[str, Reading]:
    """Nothing was given yet, and it is said: never 0."""
    return {"": absent(WITHOUT)}


def summed(entrees: Iterable[Entree], genre: str) -> Reading:
    """What entries make together (``numerateur`` and ``denominateur``, either left out when nobody knows it):
    a share, whose numerators are parts of denominators; a quotient of two things; or a sum.
    """
    every = list(entrees)
    if not every:
        return absent(WITHOUT)
    key = ("numerateur",) if genre == SOMME else ("numerateur", "denominateur")
    known = [one for one in every if all(name in one for name in key)]
    top = sum(one["numerateur"] for one in known)
    under = 1 if genre == SOMME else sum(one["denominateur"] for one in known)
    count = (len(known), len(every))
    if genre != PART or not known:
        return Reading(top, under if known else 0, n=len(known), connus=count, part=False)
    doubt = sum(one.get("denominateur", 0) for one in every if one not in known)
    return Reading(top, under, top, top + doubt, under + doubt, len(known), count)
