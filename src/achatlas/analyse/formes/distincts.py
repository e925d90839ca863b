"""Marchés ou fournisseurs, chacun compté une fois, dont une ligne au moins est oui."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from achatlas.analyse.parts import AMOUNTS, UNKNOWN
from achatlas.analyse.readings import (
    MEMBRE,
    MESURES,
    VALEUR,
    Asked,
    Lines,
    Reading,
    Units,
    folded,
    kinds_of,
    opening,
    tallied,
)
from achatlas.domain.personnes import PERSONNE

NEEDS = frozenset({"fait", "mesure", "axe", "oui", "non", "de"})
MAY = frozenset({"presume", "hors", "parmi"})
FOURNISSEUR, YES, LISTED = "fournisseur", AMOUNTS.index("oui"), 120


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share of those of which one row at least is yes: no when all their rows are, a doubt else.

    Natural persons, who are one in the common view, and the unknown are no supplier that is counted, nor is
    who is left with nothing once credits are deducted.
    """
    calcul, known = asked.calcul, kinds_of(asked.calcul)
    kinds: dict[tuple[str, str], list[int]] = {}
    cents: dict[tuple[str, str], int] = {}
    mesure = MESURES[calcul.fait, VALEUR]
    for row in asked.crossed([calcul.de, calcul.axe], [mesure]):
        unit = (row[MEMBRE], row[calcul.de])
        kinds.setdefault(unit, []).append(known.get(row[calcul.axe], UNKNOWN))
        cents[unit] = cents.get(unit, 0) + row[mesure]
    paid = calcul.de == FOURNISSEUR
    units = {
        unit: (folded(found), cents[unit])
        for unit, found in kinds.items()
        if not paid or (cents[unit] > 0 and unit[1] and not unit[1].startswith(PERSONNE))
    }
    left = _left_out(kinds, units)
    found = tallied(units, calcul.mesure)
    return {member: replace(one, lignes=_lines(asked, left.get(member, []))) for member, one in found.items()}


def _left_out(kinds: Mapping[tuple[str, str], list[int]], counted: Units) -> Mapping[str, list[str]]:
    """Those of each member that a yes names and that are not counted: their lines are not those counted."""
    found: dict[str, list[str]] = {}
    for unit, some in kinds.items():
        if unit not in counted and YES in some:
            found.setdefault(unit[0], []).append(unit[1])
    return found


def _lines(asked: Asked, left: Sequence[str]) -> Lines:
    """The lines that are counted, without those left out as long as an address may list them; else all."""
    calcul, chosen = asked.calcul, asked.chosen(asked.calcul.fait)
    lines = opening(calcul, chosen)
    if not left:
        return lines
    if len(left) > LISTED:
        return Lines(calcul.fait, chosen, chosen, chosen)
    return replace(lines, numerateur=lines.numerateur.only(calcul.de, sorted(left), "sauf"), liste=True)
