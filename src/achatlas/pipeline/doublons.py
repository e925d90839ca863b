"""What the pairs left to a person weigh: how many, and the cents that may be counted twice."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Enjeu:
    """Pairs that nobody has judged, and the cents that are too many if each of them is one marché."""

    paires: int
    centimes: int


def at_stake(pairs: Iterable[Mapping[str, Any]], acheteurs: Collection[str] | None = None) -> Enjeu:
    """What the pairs weigh (shape of ``findings.pairs``), of some buyers (SIREN) or of all.

    Marchés that pairs join, near and far, would make one: all of their amounts but the largest are at stake.
    """
    waiting = [
        one
        for one in pairs
        if one["jugement"] is None and (acheteurs is None or one["acheteur"] in acheteurs)
    ]
    amounts = {
        one[key]: int(cote["montant_ht_centimes"] or 0)
        for one in waiting
        for key, cote in zip(("marche", "autre"), one["cotes"], strict=True)
    }
    spare = sum(sum(sorted(amounts[key] for key in group)[:-1]) for group in _groups(waiting))
    return Enjeu(len(waiting), spare)


def _groups(pairs: Iterable[Mapping[str, Any]]) -> set[frozenset[str]]:
    """The keys that pairs join, near and far."""
    joined: dict[str, frozenset[str]] = {}
    for pair in pairs:
        ends = (pair["marche"], pair["autre"])
        both = frozenset().union(*(joined.get(key, frozenset([key])) for key in ends))
        joined |= dict.fromkeys(both, both)
    return set(joined.values())
