"""The *familles homogènes* of the buyers' nomenclatures in force, as the bridge is given them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from achatlas.domain.correspondance import CodeAcheteur, Correspondances
from achatlas.pipeline.workshop import Workshop
from achatlas.store.correspondances import Versions, parsed
from achatlas.store.snapshots import digest

KEPT = 64


def in_force(atelier: Workshop) -> dict[str, Mapping[str, CodeAcheteur]]:
    """The family of each folded code of the nomenclature in force of each buyer (SIREN)."""
    versions = Versions(atelier.home).in_force()
    return {siren: _read(one.contenu) for siren, one in versions.items()}


def mark(atelier: Workshop) -> str:
    """The same for the same families, whatever else the nomenclatures say."""
    versions = Versions(atelier.home).in_force()
    return digest([f"{siren}{_told(one.contenu)}" for siren, one in versions.items() if _read(one.contenu)])


@lru_cache(maxsize=KEPT)
def _read(contenu: str) -> Mapping[str, CodeAcheteur]:
    return Correspondances(parsed(contenu)).homogenes


@lru_cache(maxsize=KEPT)
def _told(contenu: str) -> str:
    return json.dumps([[key, one.code, one.libelle] for key, one in sorted(_read(contenu).items())])
