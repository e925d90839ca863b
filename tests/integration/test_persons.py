"""Which accounts name natural persons: those of the list, and for some types of buyers a few more."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
import yaml

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.ingest.context import Told
from achatlas.ingest.persons import ANONYME
from achatlas.ingest.stage import ingest_file
from achatlas.settings import at
from tests.unit.ingest.atelier import ENTETE

SIREN = "000900001"
LINE = "2023;00;{n};25/03/2023;{compte};Action sociale;A{n};{name};Secours {name};120,00"


def written(folder: Path, *comptes: str) -> Path:
    lines = [LINE.format(n=n, compte=compte, name="QUERVILLE Ondine") for n, compte in enumerate(comptes)]
    path = folder / "mandats.csv"
    path.write_bytes("\n".join([ENTETE, *lines, ""]).encode("cp1252"))
    return path


def names(folder: Path, kind: str, *comptes: str) -> list[str | None]:
    """Whom each line names, once read for a buyer of this type."""
    path = written(folder, *comptes)
    result = ingest_file(
        path,
        acheteur_siren=SIREN,
        source="mandats_tableur",
        profil="exemple_csv",
        cible=folder,
        catalogue=Catalogue(),
        told=Told(acheteur_type=kind),
    )
    assert result.bilan.equilibre and result.bilan.acceptes.centimes == 12_000 * len(comptes)
    rows = pq.read_table(result.chemin).to_pylist()
    assert {row["objet"] for row in rows if row["tiers_nom"] == ANONYME} <= {None}
    return [row["tiers_nom"] for row in rows]


@pytest.mark.parametrize("compte", ["6561", "6562", "65611", "6568", "65188", "656"])
def test_the_people_helped_by_a_ccas_are_nobody(tmp_path: Path, compte: str) -> None:
    assert names(tmp_path, "ccas", compte, "60612") == [ANONYME, "QUERVILLE Ondine"]


@pytest.mark.parametrize("compte", ["6561", "6562", "65188"])
@pytest.mark.parametrize("kind", ["commune", "agglomeration", ""])
def test_the_same_accounts_of_another_buyer_name_bodies(tmp_path: Path, kind: str, compte: str) -> None:
    assert names(tmp_path, kind, compte) == ["QUERVILLE Ondine"]


def test_a_buyer_of_whom_nothing_is_known_yet_may_be_a_ccas(tmp_path: Path) -> None:
    assert names(tmp_path, "autre", "6561", "6562") == [ANONYME, ANONYME]


def test_the_aids_of_a_short_chart_name_persons_for_everybody(tmp_path: Path) -> None:
    assert names(tmp_path, "commune", "6513", "65133") == [ANONYME, ANONYME]


def test_a_buyer_said_to_be_a_ccas_has_its_files_read_again(tmp_path: Path) -> None:
    home = tmp_path / "donnees"
    home.mkdir()
    found = []
    for kind in ("commune", "ccas"):
        member = {"siren": SIREN, "nom": "Essai", "nom_court": "Essai", "type": kind, "plan": "M14"}
        card = {"id": "essai", "libelle": "Essai", "acheteurs": [member]}
        (home / "territoire.yml").write_text(yaml.safe_dump(card), encoding="utf-8")
        atelier = pipeline.open_workshop(at(home))
        asked = (atelier, written(tmp_path, "6561"), SIREN, "mandats_tableur", "exemple_csv")
        depot = pipeline.import_file(*asked).depot
        rows = atelier.snapshots.path("brut", depot.instantane) / "brut__mandats.parquet"
        found.append(pq.read_table(rows)["tiers_nom"].to_pylist())
    assert found == [["QUERVILLE Ondine"], [ANONYME]]
