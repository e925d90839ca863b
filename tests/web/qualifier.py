"""A territory of two buyers whose purchases the machine does not class alone, run and published."""

from __future__ import annotations

from pathlib import Path

from achatlas import pipeline
from achatlas.pipeline import Workshop
from achatlas.settings import at
from tests.web.depots import AUTRE, MIEN, laid

ENTETE = "Exercice;N° mandat;Date mandat;Nature;Tiers;CP;Siret;Libellé;Montant HT"
SYNDICAT, THEATRE = "SYNDICAT DES VALLEES", "Théâtre du Pont"
MINE = [
    f"2025;1;15/01/2025;611;{SYNDICAT};69001;;Facture 12;1000,00",
    f"2025;2;15/02/2025;611;{SYNDICAT};69001;;Selon facture 13;500,00",
    f"2025;3;15/03/2025;6188;{THEATRE};69002;;Zyrkane;300,00",
    "2025;4;15/04/2025;6283;NETTOIE TOUT;69003;;Nettoyage des locaux de la mairie;2000,00",
    f"2025;5;15/05/2025;611;{SYNDICAT};69001;;Collecte des ordures ménagères;700,00",
    "2025;6;15/06/2025;611;DURAND Anne;69003;;Facture 3;40,00",
]
THEIRS = [
    f"2025;1;15/01/2025;611;{SYNDICAT.title()};69001;;Mandat 7;400,00",
    f"2024;2;15/02/2024;6188;{THEATRE};69002;;Zyrkane;200,00",
    "2024;3;15/03/2024;60612;GAZ DU PORT;69004;;Fourniture de gaz naturel;1600,00",
]


def home(folder: Path) -> Path:
    """The territory, published."""
    made = laid(folder, ENTETE, {MIEN: MINE, AUTRE: THEIRS})
    atelier = workshop(made)
    pipeline.run(atelier)
    pipeline.publish(atelier)
    return made


def workshop(made: Path) -> Workshop:
    """The workshop of this territory."""
    return pipeline.open_workshop(at(made))
