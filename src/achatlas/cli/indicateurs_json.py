"""Figures of indicators for machines: cents, counts and days as they are, quotients as exact decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from achatlas.analyse.readings import Reading
from achatlas.catalogue.models_indicateurs import SCALES, Calcul, Indicateur

DECIMALS = 4
ENSEMBLE = "ensemble"


class Membre(NamedTuple):
    """A member of an axis, its name, and the figure there."""

    code: str
    nom: str
    lu: Reading


By = Mapping[str, Sequence[Membre] | None]
"""The members of each axis; None for an axis that the view closes or that the figure does not carry."""
Readings = Mapping[str, Mapping[str, tuple[Reading, By]]]
"""Each figure, whole and by member, of each indicator, by their names."""


def written(every: Mapping[str, Indicateur], told: Mapping[str, Readings]) -> list[dict[str, Any]]:
    """Every indicator, each of its figures in every view."""
    known = {"libelle", "dimension", "reference", "a_verifier", "sens", "cible_usuelle"}
    return [
        {
            "id": name,
            **one.model_dump(include=known),
            "chiffres": [_figure(figure, calcul, one, told) for figure, calcul in one.calculs.items()],
        }
        for name, one in every.items()
    ]


def _figure(
    figure: str, calcul: Calcul, one: Indicateur, told: Mapping[str, Readings]
) -> dict[str, Any]:  # fmt: skip
    views = {view: _view(*found[one.id][figure], calcul.unite) for view, found in told.items()}
    return {
        "nom": figure,
        "libelle": calcul.libelle or one.libelle,
        "unite": calcul.unite,
        "sens": calcul.sens or one.sens,
        ENSEMBLE: views.pop(ENSEMBLE),
        "acheteurs": views,
    }


def _view(whole: Reading, by: By, unite: str) -> dict[str, Any]:
    told = as_dict(whole, unite)
    if by:
        told["par"] = {axe: None if some is None else _members(some, unite) for axe, some in by.items()}
    return told


def _members(some: Sequence[Membre], unite: str) -> list[dict[str, Any]]:
    return [{"code": one.code, "nom": one.nom, **as_dict(one.lu, unite)} for one in some]


def exact(value: Fraction | None, unite: str) -> str | None:
    """A quotient in its unit as a decimal, with a point; None when there is none."""
    if value is None:
        return None
    scaled = value * SCALES.get(unite, 1) * 10**DECIMALS
    cut = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    head, tail = divmod(cut, 10**DECIMALS)
    return f"{'-' if scaled < 0 else ''}{head}.{tail:0{DECIMALS}d}"


def as_dict(one: Reading, unite: str) -> dict[str, Any]:
    """A figure, its state, its bounds, and how much of what it asks is known."""
    least, most = one.bornes or (None, None)
    known, cents = one.connus, one.connus_valeur
    said = one.absent == ""
    return {
        "etat": one.etat,
        "valeur": exact(one.valeur, unite),
        "numerateur": one.numerateur if said else None,
        "denominateur": one.denominateur if said else None,
        "n": one.n,
        "intervalle": [exact(least, unite), exact(most, unite)] if least is not None else None,
        "bornes": {"moins": one.moins, "plus": one.plus, "base": one.base},
        "couverture": _coverage(known) if said else None,
        "couverture_valeur": _coverage(cents) if cents else None,
    }


def _coverage(known: tuple[int, int]) -> dict[str, Any]:
    part = Fraction(*known) if known[1] > 0 else None
    return {"connus": known[0], "sur": known[1], "part": exact(part, "pourcent")}
