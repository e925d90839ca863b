"""The SPASER of the demonstration: a few objectives, written once, that persons may then change."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from achatlas.domain.objectif import Objectif
from achatlas.store.objectifs import Objectifs

JOUR = "2026-01-15T09:00:00+00:00"
INCLURE, PRESERVER, OUVRIR = "Inclure", "Préserver", "Ouvrir aux entreprises"
SPASER = (
    ("s01", "nombre", INCLURE, "Mission SPASER", 5, {2023: "12", 2025: "20", 2027: "30"}),
    ("s07", "valeur", INCLURE, "Mission SPASER", 3, {2024: "0.6", 2027: "1.2"}),
    ("s09", "valeur", INCLURE, "Mission SPASER", 2, {2025: "8", 2027: "10"}),
    ("s04", "realisees", INCLURE, "Facilitateurs de la clause", 3, {2025: "60000", 2027: "80000"}),
    ("e01", "nombre", PRESERVER, "Développement durable", 5, {2024: "45", 2026: "100"}),
    ("e10", "part", PRESERVER, "Parc automobile", 2, {2025: "40", 2030: "70"}),
    ("p01", "nombre", OUVRIR, "Direction des achats", 3, {2025: "65", 2027: "70"}),
    ("p03", "valeur", OUVRIR, "Direction des achats", 4, {2025: "60"}),
    ("p08", "nombre", OUVRIR, "Direction des achats", 1, {2025: "15", 2027: "20"}),
    ("p13", "a_temps", OUVRIR, "Direction des finances", 4, {2025: "95"}),
    ("p14", "valeur", OUVRIR, "Direction des achats", 3, {2024: "70", 2027: "85"}),
)
"""Indicator, figure, axis, who carries it, weight, targets by year in its unit."""


def keep(home: Path) -> None:
    """Writes the objectives, unless somebody already wrote one."""
    kept = Objectifs(home)
    if kept.verify().lignes:
        return
    for indicateur, calcul, axe, pilote, poids, cibles in SPASER:
        targets = {year: Decimal(value) for year, value in cibles.items()}
        kept.write(
            Objectif(indicateur, targets, calcul, (), axe, pilote, poids, qui="démonstration", date=JOUR)
        )
