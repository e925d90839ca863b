"""Who makes the gap: what each member takes from a target or adds to it, in a cascade that ends at what is
done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from achatlas.analyse import gate
from achatlas.analyse.readings import Reading
from achatlas.catalogue.models_indicateurs import Calcul
from achatlas.domain.nombres import lisser
from achatlas.domain.objectif import Rapport, Sens, apports
from achatlas.langues import in_french
from achatlas.marks._echelle import pour_cent
from achatlas.screens import liens
from achatlas.screens.spaser import chiffres
from achatlas.screens.spaser.vue import Chiffre, Spaser

COMMON, OWN = ("acheteur", "famille", "segment"), ("segment", "direction", "famille")
"""The axes that contributions are told by: directions are their buyer's own."""


@dataclass(frozen=True)
class Apport:
    """A member: its name and page, what it is made of, its own value, what it adds, and its step of the
    cascade (where it begins, how wide, late or ahead).
    """

    nom: str
    href: str
    detail: str
    valeur: str
    points: str
    debut: str
    large: str
    retard: bool


@dataclass(frozen=True)
class Cascade:
    """The steps, from the target to what is done; ``juste``: they add up to the whole."""

    pas: tuple[Apport, ...]
    cible: str
    juste: bool


def shares(calcul: Calcul) -> bool:
    """Whether a figure is shared by its members: a sum that is entered has no base to weigh them by."""
    return not chiffres.adds(calcul)


def axes(vue: Spaser) -> tuple[str, ...]:
    """What contributions are told by in a view, the first one unless asked."""
    return OWN if vue.acheteur else COMMON


def cascade(vue: Spaser, one: Chiffre, axe: str, cible: Fraction, whole: Reading) -> Cascade:
    """The contributions of the members of an axis, the latest first, then those that are ahead."""
    found = {code: read for code, read in vue.par(one, axe).items() if read.denominateur > 0}
    parts: Mapping[str, Rapport] = {code: (r.numerateur, r.denominateur) for code, r in found.items()}
    told, late = apports(cible, parts), -1 if one.sens is Sens.BAISSE else 1
    order = sorted(told, key=lambda code: (told[code] * late, code))
    names = gate.noms(vue.demande.axes[axe], order, vue.scope)
    sums = tuple(sum(part[rank] for part in parts.values()) for rank in (0, 1))
    deltas = [told[code] for code in order]
    steps = zip(order, _steps(deltas, cible), strict=True)
    rows = tuple(
        Apport(
            *(name(vue, axe, code, names), liens.lien(vue.demande, axe, code) if code else ""),
            *_figures(one, found[code], told[code]), *step, told[code] * late < 0,
        )
        for code, step in steps
    )  # fmt: skip
    return Cascade(rows, _at(cible, _ends(deltas, cible)), sums == (whole.numerateur, whole.denominateur))


def _figures(one: Chiffre, read: Reading, delta: Fraction) -> tuple[str, str, str]:
    """What a member is made of, its value, what it adds."""
    told = chiffres.detail(read, one.calcul), chiffres.valeur(read, one.calcul)
    return *told, chiffres.en_points(delta, one.calcul)


def name(vue: Spaser, axe: str, code: str, names: Mapping[str, str]) -> str:
    """The name of a member of an axis, as contributions tell it."""
    if axe == "acheteur":
        known = code in vue.demande.territoire.sirens
        return vue.demande.territoire.acheteur(code).dit if known else code
    told = in_french(lisser(names.get(code) or vue.demande.axes[axe].inconnu))
    return f"{code} {told}" if code and axe != "direction" else told


def _ends(deltas: list[Fraction], cible: Fraction) -> tuple[Fraction, Fraction]:
    """The least and the most that the cascade passes by."""
    at, least, most = cible, cible, cible
    for delta in deltas:
        at += delta
        least, most = min(least, at), max(most, at)
    return least, most


def _at(value: Fraction, ends: tuple[Fraction, Fraction]) -> str:
    least, most = ends
    way = (value - least) / (most - least) if most > least else Fraction(0)
    return pour_cent(way.numerator, way.denominator)


def _steps(deltas: list[Fraction], cible: Fraction) -> list[tuple[str, str]]:
    """Where each step begins and how wide it is."""
    ends, at, told = _ends(deltas, cible), cible, []
    for delta in deltas:
        low, high = min(at, at + delta), max(at, at + delta)
        least, most = ends
        wide = (high - low) / (most - least) if most > least else Fraction(0)
        told.append((_at(low, ends), pour_cent(wide.numerator, wide.denominator)))
        at += delta
    return told
