"""Rows of the register for tests: an ordinary marché of services, changed where a test says so."""

from __future__ import annotations

from datetime import date
from typing import Any

from achatlas.watch.suivi import Suivi


def row(**changed: Any) -> dict[str, Any]:
    """A row of ``mart__registre``: two years firm, two reconductions of a year, half of it paid."""
    return {
        "marche_cle": "210000010|2024-01",
        "marche_id": "2024-01",
        "acheteur_siren": "210000010",
        "objet": "Entretien des espaces verts",
        "segment_code": "ESP01",
        "nature": "S",
        "procedure": "Procédure adaptée",
        "technique": "Marché",
        "titulaires": "Vert et Fils|Jardins du Sud",
        "fournisseurs": "s-1|s-2",
        "membres": "",
        "date_notification": date(2024, 1, 1),
        "date_publication": date(2024, 2, 1),
        "sources": "decp_2022|registre_procedures",
        "date_fin": date(2025, 12, 31),
        "date_fin_max": date(2027, 12, 31),
        "fin_origine": "ecrite",
        "reconductions": 2,
        "duree_reconduction_mois": 12,
        "duree_mois": 48,
        "montant_initial_centimes": 20_000_000,
        "montant_ht_centimes": 20_000_000,
        "modifications": 0,
        "paye_centimes": 10_000_000,
        "paye_an_centimes": 5_000_000,
        "arrete": date(2026, 1, 31),
        **changed,
    }


def suivi(**changed: Any) -> Suivi:
    """The same, typed."""
    return Suivi.of(row(**changed))
