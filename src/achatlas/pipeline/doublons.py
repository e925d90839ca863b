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
    amounts: dict[str, int] = {}
    joined: dict[str, set[str]] = {}
    for pair in waiting:
        keys = (pair["marche"], pair["autre"])
        for key, cote in zip(keys, pair["cotes"], strict=True):
            amounts[key] = int(cote.get("montant_ht_centimes") or 0)
        both = set().union(*(joined.get(key, {key}) for key in keys))
        joined |= dict.fromkeys(both, both)
    groups = {frozenset(group) for group in joined.values()}
    spare = sum(sum(sorted(amounts[key] for key in group)[:-1]) for group in groups)
    return Enjeu(len(waiting), spare)
