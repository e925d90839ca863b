"""Small files, and the way to send them through the ingestion."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.stage import IngestResult, ingest_file

ENTETE = "Exercice;Budget;N° mandat;Date mandat;Nature;Service;Code tiers;Tiers;Objet;Mt HT"
DEBUT = "2024;00;{numero};15/01/2024;60623;Restauration;F1;LES PRIMEURS;Légumes;{montant}"


@cache
def _catalogue(instance: Path | None) -> Catalogue:
    return Catalogue(instance)


def mandats(*montants: str) -> str:
    """A CSV of the example profile, one line for each amount."""
    lignes = [DEBUT.format(numero=rang, montant=montant) for rang, montant in enumerate(montants, start=1)]
    return "\n".join([ENTETE, *lignes, ""])


def ingest(
    folder: Path,
    name: str,
    content: str | bytes,
    source: str,
    profil: str | None = None,
    instance: Path | None = None,
) -> IngestResult:
    """Write a file and ingest it; text is written in cp1252, as the example profile wants it."""
    path, cible = folder / name, folder / "cible"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
    cible.mkdir(exist_ok=True)
    return ingest_file(
        path, acheteur_siren=None, source=source, profil=profil, cible=cible, catalogue=_catalogue(instance)
    )


def ingest_mandats(folder: Path, content: str | bytes) -> IngestResult:
    """Ingest a CSV by the example profile."""
    return ingest(folder, "mandats.csv", content, "mandats_tableur", "exemple_csv")
