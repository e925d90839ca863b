"""Golden pairs of the import formats: found by their place, and rendered to be compared."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.discover import FoundSource, discover
from achatlas.ingest.stage import IngestResult, ingest_file

CONSTANTES = {"acheteur_siren", "source", "depot", "fichier", "empreinte", "etape"}
SIREN = "000000018"


def examples(catalogue: Catalogue | None = None) -> list[tuple[FoundSource, Path]]:
    """Every (source, example input) found under ``sources/*/exemples``."""
    return [
        (source, path)
        for source in discover(catalogue or Catalogue()).values()
        for path in sorted((source.dossier / "exemples").iterdir())
        if not path.name.endswith(".attendu.csv")
    ]


def expected_path(path: Path) -> Path:
    """Where the expected rows of an example stand."""
    return path.with_name(f"{path.stem}.attendu.csv")


def ingest_example(source: FoundSource, path: Path, cible: Path) -> IngestResult:
    """Ingest an example; the stem of a profiled source's example is the id of its profile."""
    profil = path.stem if source.definition.profils else None
    return ingest_file(path, acheteur_siren=SIREN, source=source.id, profil=profil, cible=cible)


def render(resultat: IngestResult) -> str:
    """All that came of a file, accepted rows first, then the journal, as one semicolon CSV without its
    constants.
    """
    lignes = [{"categorie": "accepte", **ligne} for ligne in _rows(resultat.chemin)] + _rows(resultat.rejets)
    noms = [
        nom
        for nom in dict.fromkeys(nom for ligne in lignes for nom in ligne)
        if any(ligne.get(nom) not in (None, "") for ligne in lignes)
    ]
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, noms, delimiter=";", lineterminator="\n", extrasaction="ignore")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue()


def _rows(path: Path) -> list[dict[str, Any]]:
    return [
        {nom: valeur for nom, valeur in ligne.items() if nom not in CONSTANTES}
        for ligne in pq.read_table(path).to_pylist()
    ]
