"""Chiffre que des personnes saisissent, par acheteur et par année, et qu'aucun registre ne publie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from achatlas.analyse.readings import WITHOUT, Asked, Reading, absent, entered
from achatlas.catalogue.models_indicateurs import Calcul
from achatlas.domain.saisie import DENOMINATEUR, NUMERATEUR, Saisie

NEEDS = frozenset({"genre"})
MAY = frozenset({"colonne", "mesure"})
SOMME, PART = "somme", "part"
HAUT, BAS = NUMERATEUR, DENOMINATEUR
Entree = Mapping[str, int]


def told(asked: Asked) -> Mapping[str, Reading]:
    """What the entries of the view make, of all or of each buyer who entered some; without data when nobody
    did: never 0. Raises ClosedCrossing for another axis.
    """
    found = {siren: [_numbers(one) for one in some] for siren, some in entered(asked).items()}
    if asked.par:
        return {siren: _covered({siren: some}, 1, asked.calcul) for siren, some in found.items()}
    return {"": _covered(found, len(asked.acheteurs), asked.calcul)}


def _numbers(saisie: Saisie) -> Entree:
    said = {HAUT: saisie.numerateur, BAS: saisie.denominateur}
    return {name: value for name, value in said.items() if value is not None}


def _covered(found: Mapping[str, Sequence[Entree]], every: int, calcul: Calcul) -> Reading:
    """The sum of all, and how many buyers said all that is asked, out of those awaited. Who said nothing, or
    not all of it, is unknown: a share then has no bounds, since nobody knows the least and the most.
    """
    read = summed([one for some in found.values() for one in some], calcul)
    if read.absent:
        return read
    whole = sum(all(_says(one, calcul) for one in some) for some in found.values())
    told = replace(read, connus=(whole, every))
    return told if len(found) == every else replace(told, moins=0, plus=0, base=0)


def _says(entry: Entree, calcul: Calcul) -> bool:
    """Whether an entry says all that a figure asks of it."""
    asked = {calcul.colonne or HAUT} if calcul.genre == SOMME else {HAUT, BAS}
    return asked <= entry.keys()


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
