"""What one rule of alert says of a few marchés or needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.watch.alerte import Alerte, Bilan, Dossier, examine
from achatlas.watch.droit import Droit
from achatlas.watch.suivi import Suivi
from tests.unit.watch.rows import suivi

DROIT = Droit(Catalogue())
EURO = 100


def marche(euros: int | None, **changed: Any) -> Suivi:
    """A marché of supplies by a commune, launched on 1 June 2025, of so many euros."""
    cents = None if euros is None else euros * EURO
    return suivi(
        **{
            "type_acheteur": "commune",
            "nature": "F",
            "cpv": "39130000",
            "segment_code": "23.01",
            "date_avis": date(2025, 6, 1),
            "montant_initial_centimes": cents,
            "montant_ht_centimes": cents,
            **changed,
        }
    )


def bilan(*suivis: Suivi, **changed: Any) -> Bilan:
    return examine(Dossier(DROIT, suivis, **changed))


def alertes(code: str, *suivis: Suivi, **changed: Any) -> list[Alerte]:
    """The alerts of one code."""
    return [one for one in bilan(*suivis, **changed).alertes if one.code == code]


def silences(code: str, *suivis: Suivi, **changed: Any) -> list[str]:
    """Why one code says nothing."""
    return [one.pourquoi for one in bilan(*suivis, **changed).muets if one.code == code]


def plain(text: str) -> str:
    """A sentence with ordinary spaces."""
    return text.replace("\u202f", " ").replace("\xa0", " ")
