"""Chiffre qu'une saisie, un registre ou un import doit donner, et que personne n'a encore donné."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from achatlas.analyse.readings import WITHOUT, Asked, Reading, absent
from achatlas.catalogue.models_indicateurs import Calcul

NEEDS = frozenset({"genre"})
MAY = frozenset({"colonne"})
SOMME, PART = "somme", "part"
HAUT, BAS = "numerateur", "denominateur"
Entree = Mapping[str, int]


def told(asked: Asked) -> Mapping[str, Reading]:
    """Nothing was given yet, and it is said: never 0."""
    return {"": absent(WITHOUT)}


def summed(entrees: Iterable[Entree], calcul: Calcul) -> Reading:
    """What entries make together (``numerateur`` and ``denominateur``, either left out when nobody knows it):
    a share, whose numerators are parts of denominators; a quotient of two things; or a sum of one of the two
    (``colonne``).
    """
    every = list(entrees)
    if not every:
        return absent(WITHOUT)
    return _sum(every, calcul.colonne or HAUT) if calcul.genre == SOMME else _quotient(every, calcul.genre)


def _sum(every: Sequence[Entree], column: str) -> Reading:
    said = [one[column] for one in every if column in one]
    return Reading(sum(said), min(len(said), 1), n=len(said), connus=(len(said), len(every)), part=False)


def _quotient(every: Sequence[Entree], genre: str) -> Reading:
    """Among the entries that say both; a share has bounds, those of what is said to be below only."""
    known = [one for one in every if HAUT in one and BAS in one]
    top, under = (sum(one[name] for one in known) for name in (HAUT, BAS))
    count = (len(known), len(every))
    if genre != PART:
        return Reading(top, under, n=len(known), connus=count, part=False)
    whole = sum(one.get(BAS, 0) for one in every)
    return Reading(top, under, top, top + whole - under, whole, len(known), count)
