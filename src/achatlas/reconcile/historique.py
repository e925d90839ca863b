"""What the books of a buyer already say of its tiers: codes and names that stand beside one SIREN only.

What another buyer knows is not used: no buyer's data change another's answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import ibis.expr.types as ir

from achatlas.reconcile.engine import Tiers, named_by
from achatlas.store.engine import Engine

Key = tuple[str, str]
SAID = ("tiers_nom", "tiers_code_postal")


def codes(mandats: ir.Table) -> ir.Table:
    """The codes of tiers that stand beside one SIREN only: buyer, code, SIREN and each name written there."""
    known = mandats.filter((mandats.tiers_code != "") & (mandats.tiers_siren != ""))
    by = ["acheteur_siren", "tiers_code"]
    told = known.group_by(*by, "tiers_nom", "tiers_code_postal").aggregate(
        siren=known.tiers_siren.min(), autre=known.tiers_siren.max()
    )
    alone = told.group_by(by).aggregate(premier=told.siren.min(), dernier=told.autre.max())
    alone = alone.filter(alone.premier == alone.dernier)
    return told.semi_join(alone, by).select(*by, *SAID, "siren").order_by(*by, *SAID)


def coded(engine: Engine, mandats: ir.Table) -> Mapping[Key, tuple[str, list[str], frozenset[str]]]:
    """The SIREN of each code of a buyer, the names and the postal codes that stand beside it."""
    names: dict[Key, tuple[str, list[str], set[str]]] = {}
    for one in engine.dicts(codes(mandats)):
        key = (one["acheteur_siren"], one["tiers_code"])
        _, noms, places = names.setdefault(key, (one["siren"], [], set()))
        places.add(one["tiers_code_postal"])
        if one["tiers_nom"] not in noms:
            noms.append(one["tiers_nom"])
    return {key: (siren, noms, frozenset(places)) for key, (siren, noms, places) in names.items()}


def named(tiers: Iterable[Tiers]) -> Mapping[tuple[str, str], tuple[str, frozenset[str]]]:
    """Of each name of a buyer that stands beside one SIREN only: the SIREN, and the postal codes that are
    written there ("" where none is).
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    places: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in tiers:
        if one.siren:
            found[named_by(one)].add(one.siren)
            places[named_by(one)].add(one.code_postal)
    alone = {key: sirens.pop() for key, sirens in found.items() if len(sirens) == 1 and key[1]}
    return {key: (siren, frozenset(places[key])) for key, siren in alone.items()}
