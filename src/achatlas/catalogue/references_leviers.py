"""The references of levers: what they serve, where they fit, who may answer."""

from __future__ import annotations

from achatlas.catalogue.leviers import COLUMNS
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_leviers import Levier
from achatlas.catalogue.refus import refer


def check_leviers(catalogue: Catalogue) -> None:
    """Checks every lever; raises CatalogueError at the first reference that leads nowhere."""
    columns = next(catalogue.lines(COLUMNS), {})
    for levier in catalogue.leviers.values():
        where = f"leviers/{levier.id}"
        refer(where, "indicateur", [*levier.indicateurs, levier.exemple.indicateur], catalogue.indicateurs)
        refer(where, "colonne", filter(None, [levier.colonne]), columns)
        refer(where, "segment", levier.exemple.segments, catalogue.segments)
        _members(catalogue, where, levier)


def _members(catalogue: Catalogue, where: str, levier: Levier) -> None:
    """What a marché that carries it says, and whom it calls."""
    if levier.axe:
        refer(where, "axe", [levier.axe], catalogue.axes_of("marches"))
        refer(where, "membre", [levier.membre], catalogue.axes[levier.axe].membres)
    for offre in levier.offre:
        refer(where, "axe", [offre.axe], catalogue.attributs)
        refer(where, "membre", offre.membres, catalogue.axes[offre.axe].membres)
