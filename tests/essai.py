"""The smallest territory that reads a CSV of mandats: one buyer, one profile, as several tests lay it."""

from __future__ import annotations

from pathlib import Path

import yaml

SIREN = "000900001"
ENTETE = "Exercice;N° mandat;Date mandat;Nature;Tiers;Libellé;Montant HT"
PROFIL = {
    "libelle": "Essai",
    "lecture": {"format": "csv", "separateur": ";", "encodage": "utf-8"},
    "nombres": {"decimale": ",", "milliers": ""},
    "dates": "%d/%m/%Y",
    "colonnes": {
        "Exercice": "exercice", "N° mandat": "num_mandat", "Date mandat": "date_mandat", "Nature": "compte",
        "Tiers": "tiers_nom", "Libellé": "objet", "Montant HT": "montant_ht",
    },
}  # fmt: skip


def laid(home: Path) -> Path:
    """The territory, in a folder that is made for it, with its profile ``essai``."""
    profils = home / "instance" / "sources" / "mandats_tableur" / "profils"
    profils.mkdir(parents=True)
    member = {"siren": SIREN, "nom": "A", "nom_court": "A", "type": "commune"}
    card = {"id": "essai", "libelle": "Essai", "simule": True, "exercices": [2025], "acheteurs": [member]}
    (home / "territoire.yml").write_text(yaml.safe_dump(card), encoding="utf-8")
    (profils / "essai.yml").write_text(yaml.safe_dump(PROFIL, allow_unicode=True), encoding="utf-8")
    return home
