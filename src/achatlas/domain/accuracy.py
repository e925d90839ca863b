"""What an engine is worth where the truth is known: precision, recall, their 95 % intervals, by cases and by
euros.

*Precision*: of what was told, the share that is right. *Recall*: of what could be told, the share that was,
rightly. A share of cases has the interval of Wilson (1927), which Newcombe (1998, Statistics in Medicine 17,
857-872) finds the best of the simple ones near 0 and 1. A share of euros has the same, on the effective
number of cases: a few heavy ones tell less than as many equal ones. Kish (1965, Survey Sampling) counts it
from the weights alone, (Σw)² / Σw²; when errors fall on the heavy cases the linearised variance of the ratio
(Cochran 1977, §2.9 and §6.4) counts fewer: the smaller is taken, as Franco, Little, Louis and Slud (2019,
Journal of Survey Statistics and Methodology 7, 334-364) find sound. A bootstrap would say that a sample
without an error leaves no doubt; this does not. It says what another sample of the same kind could give,
nothing of a sample of another kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Any

NORMAL = 1.96
DIGITS = 4
CURVE = (10, 30, 50, 60, 70, 75, 80, 85, 90, 95, 98)
ASKED = (0.95, 0.97, 0.99)
TOP, STEP = 99, 10
POINT = ("precision", "precision_ic", "rappel", "rappel_ic", "trouves", "justes")
Interval = list[float] | None


@dataclass(frozen=True)
class Verdict:
    """A case whose truth is known: which engine spoke of it, how sure it was (0 to 100; None when it has
    nothing to say), whether what it says is right, whether the truth could be found at all, and what the case
    weighs (absolute cents; 0 when it is not said).
    """

    engine: str
    score: int | None
    right: bool
    findable: bool
    centimes: int = 0

    def told(self, seuil: int) -> bool:
        """Whether the engine speaks from this score on."""
        return self.score is not None and self.score >= seuil


Part = Sequence[tuple[int, bool]]
"""The cases of a whole: the weight of each, and whether it is in the part."""


def share(part: int, whole: int) -> float | None:
    """A share rounded to four figures; None of nothing."""
    return round(part / whole, DIGITS) if whole else None


def wilson(part: int, whole: int) -> Interval:
    """The 95 % interval of a share of so many equal cases; None of nothing."""
    return _around(part / whole, whole) if whole else None


def weighted(cases: Part) -> Interval:
    """The 95 % interval of a share of unequal cases; None when nothing weighs."""
    inside, whole = _sums(cases)
    if not whole:
        return None
    part = Fraction(inside, whole)
    return _around(float(part), float(effective(cases, part)))


def effective(cases: Part, part: Fraction) -> Fraction:
    """How many equal cases would tell as much as these, of which this share is in the part."""
    whole = sum(weight for weight, _ in cases)
    kish = Fraction(whole**2, sum(weight**2 for weight, _ in cases))
    spread = sum(weight**2 * ((1 if inside else 0) - part) ** 2 for weight, inside in cases)
    return min(kish, part * (1 - part) * whole**2 / spread) if spread else kish


def _around(part: float, cases: float) -> list[float]:
    z2 = NORMAL**2
    middle = part + z2 / (2 * cases)
    spread = NORMAL * sqrt(part * (1 - part) / cases + z2 / (4 * cases**2))
    ends = ((middle + sign * spread) / (1 + z2 / cases) for sign in (-1, 1))
    return [round(min(1.0, max(0.0, end)), DIGITS) for end in ends]


def counted(said: Iterable[Verdict], seuil: int, *, euros: bool) -> dict[str, Any]:
    """Precision and recall from a score on, with their intervals and what they are shares of: cases, or
    absolute cents.
    """
    kept = [(one, one.centimes if euros else 1) for one in said]
    told = [(weight, one.right) for one, weight in kept if one.told(seuil)]
    findable = [(weight, one.right and one.told(seuil)) for one, weight in kept if one.findable]
    (right, found), (recalled, there) = _sums(told), _sums(findable)
    return {
        "precision": share(right, found),
        "precision_ic": weighted(told) if euros else wilson(right, found),
        "rappel": share(recalled, there),
        "rappel_ic": weighted(findable) if euros else wilson(recalled, there),
        "trouves": found,
        "justes": right,
        "au_repertoire": there,
    }


def _sums(cases: Part) -> tuple[int, int]:
    """What the part weighs, and the whole."""
    return sum(weight for weight, inside in cases if inside), sum(weight for weight, _ in cases)


def measured(said: Sequence[Verdict], seuil: int, graded: str) -> dict[str, Any]:
    """The whole measure, as machines read it: in all and engine by engine at the threshold, by euros too (in
    cents) where weights are known; then what other thresholds would give of the cases left to the engine that
    has one (``graded``).
    """
    euros = any(one.centimes for one in said)
    engines = {name: [one for one in said if one.engine == name] for name in {one.engine for one in said}}
    return {
        "seuil": seuil,
        "gradue": graded,
        **_both(said, seuil, euros=euros),
        "absents": absent(said, seuil),
        "moteurs": [
            {"moteur": name, **_both(engines[name], seuil, euros=euros)}
            for name in sorted(engines, key=lambda name: (-len(engines[name]), name))
        ],
        "courbe": curve(engines.get(graded, []), seuil, euros=euros),
    }


def _both(said: Sequence[Verdict], seuil: int, *, euros: bool) -> dict[str, Any]:
    told = {"n": len(said), **counted(said, seuil, euros=False)}
    weighed = {"n": sum(one.centimes for one in said), **counted(said, seuil, euros=True)} if euros else {}
    return told | ({"euros": weighed} if euros else {})


def calibrated(said: Iterable[tuple[int, bool]]) -> list[dict[str, Any]]:
    """By ten points of sureness (0 to 100, with whether it was right): how many cases, how sure on average,
    how often right.
    """
    by: dict[int, list[tuple[int, bool]]] = {}
    for sureness, right in said:
        by.setdefault(min(sureness, TOP) // STEP * STEP, []).append((sureness, right))
    return [_tranche(low, by[low]) for low in sorted(by)]


def _tranche(low: int, here: Sequence[tuple[int, bool]]) -> dict[str, Any]:
    right, sure = sum(one for _, one in here), sum(sureness for sureness, _ in here)
    return {
        "de": low, "n": len(here), "annonce": share(sure, 100 * len(here)), "juste": share(right, len(here)),
        "juste_ic": wilson(right, len(here)),
    }  # fmt: skip


def absent(said: Iterable[Verdict], seuil: int) -> dict[str, Any]:
    """The false alarms: of the cases that nothing could tell, those that were told all the same."""
    away = [one.told(seuil) for one in said if not one.findable]
    told = sum(away)
    return {
        "n": len(away),
        "trouves": told,
        "part": share(told, len(away)),
        "part_ic": wilson(told, len(away)),
    }


def _balanced(said: Sequence[Verdict], percent: int) -> tuple[int, int]:
    """What weigh a case that could be told and one that could not, so that the former are so many per cent;
    equal when one kind is missing.
    """
    there = sum(one.findable for one in said)
    away = len(said) - there
    return (percent * away, (100 - percent) * there) if there and away else (1, 1)


def at_presence(said: Sequence[Verdict], seuil: int, percent: int) -> dict[str, Any]:
    """The precision that the same answers would have if so many per cent of the cases could be told: a
    directory that lacks most names makes more false alarms than one that lacks few.
    """
    there, away = _balanced(said, percent)
    told = [(there if one.findable else away, one.right) for one in said if one.told(seuil)]
    right, whole = _sums(told)
    return {"presents": percent, "precision": share(right, whole), "precision_ic": weighted(told)}


def recalls(said: Sequence[Verdict], percent: int) -> list[dict[str, Any]]:
    """The most that is recalled at each precision, and from which score, were so many per cent of the cases
    to be told; null where no score gives it.
    """
    given = [
        (
            seuil,
            at_presence(said, seuil, percent)["precision"] or 0.0,
            counted(said, seuil, euros=False)["rappel"],
        )
        for seuil in range(1, 101)
    ]
    best = [
        next(((rappel, seuil) for seuil, precision, rappel in given if precision >= asked), None)
        for asked in ASKED
    ]
    return [
        {"precision": asked, "rappel": one[0] if one else None, "seuil": one[1] if one else None}
        for asked, one in zip(ASKED, best, strict=True)
    ]


def curve(said: Sequence[Verdict], seuil: int, *, euros: bool) -> list[dict[str, Any]]:
    """Precision and recall at each threshold of the curve and at the one in use."""
    return [{"seuil": one, **_point(said, one, euros=euros)} for one in sorted({*CURVE, seuil})]


def _point(said: Sequence[Verdict], seuil: int, *, euros: bool) -> dict[str, Any]:
    told = counted(said, seuil, euros=False)
    point = {name: told[name] for name in POINT}
    if euros:
        weighed = counted(said, seuil, euros=True)
        point["euros"] = {name: weighed[name] for name in ("precision", "rappel")}
    return point
