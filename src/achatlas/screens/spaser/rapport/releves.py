"""The figures of a report: read of the data, or as they stood when one was signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

from achatlas.analyse.readings import Reading
from achatlas.domain.rapport import ENGAGES, Cle, Releve
from achatlas.screens.spaser import apports
from achatlas.screens.spaser.vue import ACHETEUR, Chiffre, Spaser

NAMES = tuple(one.name for one in fields(Releve))
Releves = Mapping[Cle, Reading]
"""The figures of a report, each with the lines that it counts."""


def cle(one: Chiffre, annee: str, axe: str = "", membre: str = "") -> Cle:
    """Which figure of a report it is."""
    return Cle(one.indicateur.id, one.cle, annee, axe, membre)


def read(vue: Spaser, annees: tuple[str, ...]) -> dict[Cle, Reading]:
    """The figures of a view: each of each year, and of those whom its objective binds when it is not
    everybody; those of the last year by buyer where several are seen; those that an objective binds by the
    members that make its gap.
    """
    return dict(_read(vue, annees))


def _read(vue: Spaser, annees: tuple[str, ...]) -> Iterator[tuple[Cle, Reading]]:
    for one in vue.chiffres:
        for annee in annees:
            yield cle(one, annee), vue.lu(one.libre, annee)
            if vue.engages(one):
                yield cle(one, annee, ENGAGES), vue.lu(one, annee)
        for axe in _axes(vue, one):
            for membre, told in vue.par(one.libre, axe, annees[-1]).items():
                if membre:
                    yield cle(one, annees[-1], axe, membre), told


def _axes(vue: Spaser, one: Chiffre) -> tuple[str, ...]:
    own = () if vue.acheteur else (ACHETEUR,)
    return tuple(dict.fromkeys((*own, *(apports.axes(vue)[:1] if one.objectif else ()))))


def as_signed(found: Releves, kept: Mapping[Cle, Releve]) -> dict[Cle, Reading]:
    """The figures that were signed, each with the lines that count it today, if it is still counted."""
    return {name: _signed(found.get(name, Reading()), one) for name, one in kept.items()}


def _signed(now: Reading, then: Releve) -> Reading:
    return replace(now, **{name: getattr(then, name) for name in NAMES})


def kept(found: Releves) -> dict[Cle, Releve]:
    """The figures as a report keeps them."""
    return {name: Releve(**{field: getattr(one, field) for field in NAMES}) for name, one in found.items()}
