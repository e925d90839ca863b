"""What the last run learnt from the decisions of persons, as the page of rules tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from achatlas.classify import appris
from achatlas.classify.textes.apprentissage import Bilan
from achatlas.pipeline import order
from achatlas.pipeline.workshop import CARTES, Workshop


@dataclass(frozen=True)
class Apprentissage:
    """What was learnt, when (UTC), and whether persons say something else since, which the next run will
    learn.
    """

    bilan: Bilan
    date: datetime
    since: bool


def last(atelier: Workshop) -> Apprentissage | None:
    """What the last run learnt; None before the first, or for one made before anything was."""
    key = atelier.register.pointed(CARTES)
    classe = atelier.snapshots.path("classe", key or "")
    bilan = appris.bilan(classe) if key else None
    if bilan is None:
        return None
    day = datetime.fromtimestamp((classe / appris.BILAN).stat().st_mtime, UTC)
    return Apprentissage(bilan, day, since=not order.heard(atelier))
