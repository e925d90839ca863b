"""Which maps what is classified is read from: those of what is shown, which decisions change at once."""

from __future__ import annotations

from achatlas.domain.errors import PublicationMissing
from achatlas.pipeline.workshop import CARTES, Workshop
from achatlas.store.publications import current

CLASSE = "classe"


def maps(atelier: Workshop) -> str | None:
    """The key of the maps of what is published, a newer run having ended or not; of the last run when nothing
    is published, or when these maps are no longer kept; None before the first run.
    """
    last = atelier.register.pointed(CARTES)
    try:
        cartes = current(atelier.home).cartes
    except PublicationMissing:
        return last
    if last and last.startswith(cartes):
        return last
    kept = sorted(one.name for one in (atelier.snapshots.root / CLASSE).glob(f"{cartes}*"))
    return kept[0] if kept else last
