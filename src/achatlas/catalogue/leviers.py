"""Where levers fit: the segments that stand, as the nomenclature in force tells them."""

from __future__ import annotations

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_leviers import Levier

COLUMNS = "nomenclature/leviers.csv"


def fits(catalogue: Catalogue, levier: Levier) -> frozenset[str]:
    """The segments that a lever fits: every one that stands when it names no column."""
    standing = catalogue.segments.keys() - catalogue.retires.keys()
    if not levier.colonne:
        return frozenset(standing)
    lines = catalogue.lines(COLUMNS)
    return frozenset(one["code"] for one in lines if levier.told(one[levier.colonne])) & standing


def serving(catalogue: Catalogue, indicateur: str) -> tuple[Levier, ...]:
    """The levers that serve an indicator, in their order."""
    return tuple(one for one in catalogue.leviers.values() if indicateur in one.indicateurs)
