"""The real files as published: imported whole, balanced, defects kept. Skipped where they are not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.domain.errors import UnreadableFile
from achatlas.ingest.stage import IngestResult, ingest_file

DONNEES = Path(os.environ.get("ACHATLAS_DONNEES_REELLES", "../shared/data"))
if not DONNEES.is_absolute():
    DONNEES = Path(__file__).resolve().parents[2] / DONNEES

pytestmark = pytest.mark.skipif(not DONNEES.is_dir(), reason="skipped: no real data")

ATTENDUS = {
    "decp_2019/data.gouv.fr_aife.json": ("decp_2019", 4530),
    "decp_2019/e-marchespublics.json": ("decp_2019", 470),
    "decp_2019/marches-publics.info.json": ("decp_2019", 4509),
    "decp_2024_travaux/decp_2024H2_travaux_cpv4521.csv": ("decp_tabulaire", 8957),
    "decp_schemas/exemples/decp_test_2022.json": ("decp_2022", 4),
    "decp_schemas/exemples/marches_concessions.json": ("decp_2022", 4),
}


def _ingest(path: Path, source: str, cible: Path) -> IngestResult:
    return ingest_file(path, acheteur_siren=None, source=source, cible=cible)


@pytest.mark.parametrize("nom", ATTENDUS)
def test_a_published_file_is_imported_whole(nom: str, tmp_path: Path) -> None:
    source, acceptes = ATTENDUS[nom]
    resultat = _ingest(DONNEES / nom, source, tmp_path)
    assert resultat.bilan.equilibre
    assert resultat.bilan.acceptes.lignes == acceptes


def test_lost_accents_and_odd_identifiers_are_kept_as_published(tmp_path: Path) -> None:
    resultat = _ingest(DONNEES / "decp_2019/data.gouv.fr_aife.json", "decp_2019", tmp_path)
    table = pq.read_table(resultat.chemin)
    textes = "".join(str(texte) for colonne in table.columns for texte in colonne.to_pylist())
    assert textes.count("\ufffd") > 5_000
    assert '"type":"TVA"' in textes


def _pes() -> Iterator[Path]:
    yield from sorted((DONNEES / "pes_v2").glob("*.xml"))


def test_the_pes_fixtures_are_read_or_refused_for_what_they_are(tmp_path: Path) -> None:
    issues: dict[str, int | str] = {}
    for path in _pes():
        try:
            issues[path.name[:6]] = _ingest(path, "pes_depense", tmp_path).bilan.acceptes.lignes
        except UnreadableFile as refus:
            issues[path.name[:6]] = refus.pourquoi
    assert issues == {
        "1af5a8": "il porte des recettes (titres)",
        "2ed27e": 2,
        "34bb14": "il porte des marchés",
        "4db0d4": 1,
        "cfedd4": 1,
        "d391c7": 1,
    }
