"""What a disk may have done to what was written: seen by the seals, and made again from the bytes
deposited.
"""

from __future__ import annotations

from dataclasses import dataclass

from achatlas.pipeline.depots import reread
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.store import retention
from achatlas.store.snapshots import BRUT

STAGES = ("net", "lien", "classe", CARTES)


@dataclass(frozen=True)
class Damage:
    """A result that no longer holds what was sealed: its stage, what it is of, the files at fault."""

    etape: str
    objet: str
    fichiers: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Plain values for machines."""
        return {"etape": self.etape, "objet": self.objet, "fichiers": list(self.fichiers)}


def damaged(atelier: Workshop) -> tuple[Damage, ...]:
    """The results in use that no longer hold what was sealed: readings of the files that count, maps pointed
    to.
    """
    read = atelier.register.depots()
    found = [Damage("lecture", d.fichier, atelier.snapshots.damaged(BRUT, d.instantane)) for d in read]
    key = atelier.register.pointed(CARTES)
    if key:
        found += [Damage(etape, key, atelier.snapshots.damaged(etape, key)) for etape in STAGES]
    return tuple(one for one in found if one.fichiers)


def mend(atelier: Workshop, key: str) -> None:
    """Makes again, from the bytes deposited, the readings that were damaged, and sets apart the damaged
    results of this run, which are then made again. Raises UnreadableFile when the bytes themselves are lost.
    """
    for depot in atelier.register.depots():
        if atelier.snapshots.damaged(BRUT, depot.instantane):
            reread(atelier, depot)
    for etape in STAGES:
        if atelier.snapshots.path(etape, key).exists() and atelier.snapshots.damaged(etape, key):
            retention.discard(atelier.snapshots.path(etape, key))
