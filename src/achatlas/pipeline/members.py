"""Which members of the territory a file of marchés names, whoever deposited it."""

from __future__ import annotations

import pyarrow.compute as pc
import pyarrow.parquet as pq

from achatlas.pipeline.workshop import Workshop
from achatlas.store.register import Depot
from achatlas.store.snapshots import BRUT

MARCHES = "brut__marches"


def others_named(atelier: Workshop, depot: Depot) -> tuple[str, ...]:
    """The short names of the members, other than its own buyer, whose marchés a deposit holds."""
    path = atelier.snapshots.path(BRUT, depot.instantane) / f"{MARCHES}.parquet"
    if not path.is_file():
        return ()
    named = pc.unique(pq.read_table(path, columns=["acheteur_id"]).column(0)).to_pylist()
    members = {atelier.territoire.member_of(one) for one in named if one}
    others = {siren for siren in members if siren and siren != depot.acheteur_siren}
    return tuple(sorted(atelier.territoire.acheteur(siren).nom_court for siren in others))
