"""What an engine of names is worth on pairs whose truth is known: precision, recall, curve, intervals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from achatlas.reconcile.engine import Candidat
from achatlas.reconcile.noms.recherche import Asked, Search
from achatlas.reconcile.noms.voisins import Directory, Lieu

NORMAL = 1.96
CURVE = (10, 30, 50, 60, 70, 75, 80, 85, 90, 95, 98)


@dataclass(frozen=True)
class Case:
    """A written name whose true SIREN is known; ``centimes``: what was paid to it, 0 when it is not said."""

    nom: str
    siren: str
    lieu: Lieu
    centimes: int = 0


@dataclass(frozen=True)
class Answer:
    """A case, whether its SIREN is in the directory, and the first candidate of the engine."""

    case: Case
    present: bool
    first: Candidat | None


def wilson(part: int, whole: int) -> list[float] | None:
    """The 95 % interval of a share (Wilson); None of nothing."""
    if not whole:
        return None
    p, z2 = part / whole, NORMAL**2
    middle, spread = p + z2 / (2 * whole), NORMAL * sqrt(p * (1 - p) / whole + z2 / (4 * whole**2))
    return [round((middle + sign * spread) / (1 + z2 / whole), 4) for sign in (-1, 1)]


def share(part: int, whole: int) -> float | None:
    """A share rounded to four figures; None of nothing."""
    return round(part / whole, 4) if whole else None


def answers(search: Search, cases: Sequence[Case], directory: Directory) -> list[Answer]:
    """What the engine says of each case; the SIREN of the cases are hidden from it."""
    present = {entry.siren for entry in directory()} & {case.siren for case in cases}
    keys = {(case.nom, case.lieu): str(rank) for rank, case in enumerate(cases)}
    asked = [Asked(key, nom, lieu) for (nom, lieu), key in keys.items()]
    said = {one.cle: found for one, found in search.run(asked, directory)}
    found = (said[keys[case.nom, case.lieu]] for case in cases)
    return [
        Answer(case, case.siren in present, one[0] if one else None)
        for case, one in zip(cases, found, strict=True)
    ]


def _counted(said: Iterable[Answer], seuil: int, *, euros: bool) -> Mapping[str, Any]:
    """Precision and recall at a threshold, by cases or by euros."""
    found = right = present = 0
    for one in said:
        worth = one.case.centimes if euros else 1
        present += worth * one.present
        if one.first is not None and one.first.score >= seuil:
            found += worth
            right += worth * (one.first.siren == one.case.siren)
    return {
        "precision": share(right, found),
        "rappel": share(right, present),
        "trouves": found,
        "justes": right,
        "au_repertoire": present,
    }


def measured(said: Sequence[Answer], seuil: int) -> dict[str, Any]:
    """The whole measure, as machines read it: at the automatic threshold, then along the curve; by euros
    where amounts are known (in cents).
    """
    told = dict(_counted(said, seuil, euros=False))
    told |= {
        "n": len(said),
        "seuil": seuil,
        "intervalle_precision": wilson(told["justes"], told["trouves"]),
        "intervalle_rappel": wilson(told["justes"], told["au_repertoire"]),
        "courbe": [{"seuil": one, **_point(said, one)} for one in CURVE],
    }
    if any(one.case.centimes for one in said):
        told["euros"] = dict(_counted(said, seuil, euros=True))
    return told


def _point(said: Sequence[Answer], seuil: int) -> Mapping[str, Any]:
    counted = _counted(said, seuil, euros=False)
    return {name: counted[name] for name in ("precision", "rappel")}
