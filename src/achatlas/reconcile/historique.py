"""What the books of a buyer already say of its tiers: codes and names that stand beside one SIREN only.

What another buyer knows is not used: no buyer's data change another's answers.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import ibis
import ibis.expr.types as ir

from achatlas.reconcile.engine import Tiers, named_by
from achatlas.store.engine import Engine


def codes(mandats: ir.Table) -> ir.Table:
    """The codes of tiers that stand beside one SIREN only: key of the tiers without identifier, SIREN."""
    known = mandats.filter((mandats.tiers_code != "") & (mandats.tiers_siren != ""))
    beside = known.group_by("acheteur_siren", "tiers_code").aggregate(
        siren=known.tiers_siren.min(), combien=known.tiers_siren.nunique()
    )
    cle = ibis.literal("").concat(beside.acheteur_siren, "|", beside.tiers_code)
    return beside.filter(beside.combien == 1).select(tiers_cle=cle, siren="siren")


def coded(engine: Engine, mandats: ir.Table) -> Mapping[str, str]:
    """The SIREN of each code, by key of the tiers that has no identifier."""
    return {one["tiers_cle"]: one["siren"] for one in engine.dicts(codes(mandats))}


def named(tiers: Iterable[Tiers]) -> Mapping[tuple[str, str], str]:
    """The SIREN of each name of a buyer that stands beside one only."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in tiers:
        if one.siren:
            found[named_by(one)].add(one.siren)
    return {key: sirens.pop() for key, sirens in found.items() if len(sirens) == 1 and key[1]}
