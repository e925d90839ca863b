"""Purchases and the economy: small firms, local payments, competition, delays."""

from __future__ import annotations

from achatlas.containers.documents.modele import Section
from achatlas.langues import translated
from achatlas.screens.spaser.rapport import dimension
from achatlas.screens.spaser.rapport.sujet import Sujet


def chapitre(sujet: Sujet) -> Section:
    """Its indicators over the years."""
    return dimension.told(
        sujet,
        "economique",
        translated("Achats et économie"),
        translated(
            "Petites et moyennes entreprises, retombées locales, concurrence, "
            "délais de paiement, couverture par les marchés."
        ),
    )
