"""The outlines that maps are drawn on: those of France, and those that the territory gave."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.enrich.geographie import Geographie, geographie
from achatlas.marks._fond import Plan
from achatlas.marks._fond import france as _france
from achatlas.marks._fond import territoire as _territoire
from achatlas.marks._topologie import Carte
from achatlas.pipeline.contours import FICHIER


@dataclass(frozen=True)
class Plans:
    """The outlines of a territory, by its definitions and its home."""

    catalogue: Catalogue
    home: Path

    @property
    def france(self) -> Plan:
        """The départements."""
        return _france(self.catalogue.file("referentiels/departements.geojson"))

    @property
    def lieux(self) -> Geographie:
        """The communes of France, and where each is."""
        return geographie(self.catalogue)

    @property
    def empreinte(self) -> int:
        """Which outlines the territory gave, so that browsers keep no former ones; 0 when it gave none."""
        path = self.home / FICHIER
        return path.stat().st_mtime_ns if path.exists() else 0

    def territoire(self, niveau: str) -> Plan | None:
        """The communes or the EPCI of the territory; None when it gave no outline, or for another level."""
        stamp, known = self.empreinte, niveau in ("communes", "epci")
        return _laid(self.home / FICHIER, stamp, niveau, self.lieux) if stamp and known else None


@lru_cache(maxsize=4)
def _laid(path: Path, _stamp: int, niveau: str, lieux: Geographie) -> Plan:
    carte = Carte(json.loads(path.read_text(encoding="utf-8")))
    if niveau == "communes":
        return _territoire(carte)
    groups: dict[str, list[str]] = defaultdict(list)
    for code in carte.zones:
        groups[_epci(code, carte, lieux)].append(code)
    groups.pop("", None)
    return _territoire(carte, groups)


def _epci(code: str, carte: Carte, lieux: Geographie) -> str:
    """The EPCI of a commune; that of all the communes around, for one that merged since; "" when unsure."""
    if own := lieux.unit("epci", code):
        return own
    around = {lieux.unit("epci", one) for one in carte.beside(code)} - {""}
    return next(iter(around)) if len(around) == 1 else ""
