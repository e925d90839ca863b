"""The real files as published: imported whole, balanced, defects kept. Skipped where they are not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse.contrats import technique
from achatlas.domain.errors import UnknownSource, UnreadableFile
from achatlas.ingest.recognise import recognise
from achatlas.ingest.stage import IngestResult, ingest_file

CATALOGUE = Catalogue()
VIDES = {"techniques": "", "modalites": "", "id_accord_cadre": ""}

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
    "decp_schemas/exemples/concessions.json": ("decp_2022", 2),
    "decp_schemas/exemples/concessions_avec_modifications.json": ("decp_2022", 2),
    "decp_schemas/exemples/marches_avec_modifications.json": ("decp_2022", 2),
    "decp_schemas/exemples/Contrat-concession-modification.xml": ("decp_2022_xml", 2),
    "decp_schemas/exemples/Contrat-concession.xml": ("decp_2022_xml", 2),
    "decp_schemas/exemples/Marche.xml": ("decp_2022_xml", 2),
    "decp_schemas/exemples/decp_table_exemple.csv": ("decp_2019_tabulaire", 4),
    "decp_schemas/scdl_exemple_marche_public.csv": ("scdl_marches", 4),
    "decp_schemas/scdl_exemple_marche_public_avec_erreurs.csv": ("scdl_marches", 4),
    "decp_schemas/v2019_1.5.0/exemples/json/cc-avec-modifications.json": ("decp_2019", 1),
    "decp_schemas/v2019_1.5.0/exemples/json/cc-basique-avec-uid.json": ("decp_2019", 1),
    "decp_schemas/v2019_1.5.0/exemples/json/cc-basique.json": ("decp_2019", 1),
    "decp_schemas/v2019_1.5.0/exemples/json/mar-avec-modifications.json": ("decp_2019", 1),
    "decp_schemas/v2019_1.5.0/exemples/json/mar-basique-avec-uid.json": ("decp_2019", 1),
    "decp_schemas/v2019_1.5.0/exemples/json/mar-basique.json": ("decp_2019", 1),
    "decp_schemas/v2019_1.5.0/exemples/json/paquet-avec-uid.json": ("decp_2019", 2),
    "decp_schemas/v2019_1.5.0/exemples/json/paquet-result.json": ("decp_2019", 2),
    "decp_schemas/v2019_1.5.0/exemples/json/paquet.json": ("decp_2019", 2),
    "decp_schemas/v2019_1.5.0/exemples/xml/cc-avec-modifications.xml": ("decp_2019_xml", 1),
    "decp_schemas/v2019_1.5.0/exemples/xml/cc-basique-avec-uid.xml": ("decp_2019_xml", 1),
    "decp_schemas/v2019_1.5.0/exemples/xml/cc-basique.xml": ("decp_2019_xml", 1),
    "decp_schemas/v2019_1.5.0/exemples/xml/mar-avec-modifications.xml": ("decp_2019_xml", 1),
    "decp_schemas/v2019_1.5.0/exemples/xml/mar-basique-avec-uid.xml": ("decp_2019_xml", 1),
    "decp_schemas/v2019_1.5.0/exemples/xml/mar-basique.xml": ("decp_2019_xml", 1),
    "decp_schemas/v2019_1.5.0/exemples/xml/paquet-avec-uid.xml": ("decp_2019_xml", 4),
    "decp_schemas/v2019_1.5.0/exemples/xml/paquet.xml": ("decp_2019_xml", 4),
    "pes_v2/34bb14_PES_MARCHE.xml": ("pes_marche", 1),
    "pes_v2/2ed27e_HELIOS_SIMU_ALR2_1595923133_1646706116.xml": ("pes_depense", 2),
    "pes_v2/4db0d4_pes_aller.xml": ("pes_depense", 1),
    "pes_v2/cfedd4_HELIOS_SIMU_ALR2_1496987735_826268894.xml": ("pes_depense", 1),
    "pes_v2/d391c7_PESALR2_49101169800000_171227_2045.xml": ("pes_depense", 1),
}
EXEMPLES = ("decp_schemas/exemples", "decp_schemas/v2019_1.5.0/exemples", "pes_v2")
REFUSES = {"pes_v2/1af5a8_PESALR1_99988877766655_121211_11.xml": "que des recettes"}
"""Files that no source reads, and what the refusal must name."""


def _ingest(path: Path, source: str, cible: Path) -> IngestResult:
    return ingest_file(path, acheteur_siren=None, source=source, cible=cible)


@pytest.mark.parametrize("nom", ATTENDUS)
def test_a_published_file_is_imported_whole(nom: str, tmp_path: Path) -> None:
    source, acceptes = ATTENDUS[nom]
    resultat = _ingest(DONNEES / nom, source, tmp_path)
    assert resultat.bilan.equilibre
    assert resultat.bilan.acceptes.lignes == acceptes


@pytest.mark.parametrize("nom", ATTENDUS)
def test_a_published_file_is_recognised(nom: str) -> None:
    assert recognise(DONNEES / nom, CATALOGUE) == (ATTENDUS[nom][0], None)


@pytest.mark.parametrize("nom", REFUSES)
def test_a_file_of_another_kind_is_refused_for_what_it_is(nom: str) -> None:
    with pytest.raises(UnknownSource, match=REFUSES[nom]):
        recognise(DONNEES / nom, CATALOGUE)


def test_no_published_example_is_left_out() -> None:
    there = {
        path.relative_to(DONNEES).as_posix() for place in EXEMPLES for path in (DONNEES / place).rglob("*.*")
    }
    assert there - ATTENDUS.keys() == set(REFUSES)


def test_concessions_are_read_as_such_and_keep_their_holders(tmp_path: Path) -> None:
    path = DONNEES / "decp_schemas/exemples/Contrat-concession-modification.xml"
    lignes = pq.read_table(_ingest(path, "decp_2022_xml", tmp_path).chemin).to_pylist()
    assert {technique({**ligne, **VIDES}) for ligne in lignes} == {"Concession"}
    assert [ligne["titulaires"].count('"SIRET"') for ligne in lignes] == [2, 2]
    assert [ligne["montant_ht_centimes"] for ligne in lignes] == [1030, 1030]


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


def test_the_marches_of_a_pes_are_read_and_nothing_else(tmp_path: Path) -> None:
    issues: dict[str, int | str] = {}
    for path in _pes():
        try:
            issues[path.name[:6]] = _ingest(path, "pes_marche", tmp_path).bilan.acceptes.lignes
        except UnreadableFile as refus:
            issues[path.name[:6]] = refus.pourquoi
    depenses = dict.fromkeys(["2ed27e", "4db0d4", "cfedd4", "d391c7"], "il porte des dépenses")
    assert issues == {"1af5a8": "il porte des recettes (titres)", "34bb14": 1, **depenses}
