"""Socially responsible purchases."""

from __future__ import annotations

from achatlas.containers.documents.modele import Section
from achatlas.langues import translated
from achatlas.screens.spaser.rapport import dimension
from achatlas.screens.spaser.rapport.sujet import Sujet


def chapitre(sujet: Sujet) -> Section:
    """Its indicators over the years."""
    return dimension.told(
        sujet,
        "sociale",
        translated("Achats socialement responsables"),
        translated(
            "Considérations sociales, marchés réservés, structures d’insertion et du handicap, "
            "entreprises solidaires d’utilité sociale, heures d’insertion."
        ),
    )
