"""Which accounts name natural persons: those of the list, and for some types of buyers a few more."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from achatlas import pipeline
from achatlas.catalogue.load import Catalogue
from achatlas.ingest.context import Told
from achatlas.ingest.flags import Flags
from achatlas.ingest.persons import ANONYME, persons
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


def names(folder: Path, kind: str, *comptes: str, plan: str = "") -> list[str | None]:
    """Whom each line names, once read for a buyer of this type and plan."""
    path = written(folder, *comptes)
    result = ingest_file(
        path,
        acheteur_siren=SIREN,
        source="mandats_tableur",
        profil="exemple_csv",
        cible=folder,
        catalogue=Catalogue(),
        told=Told(acheteur_type=kind, acheteur_plan=plan),
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


AIDS = ("6511", "65111", "651128", "6512", "6514", "6515", "65171", "6518", "65188", "6524", "652413", "6577")


@pytest.mark.parametrize(
    ("kind", "plan"),
    [("ccas", "M57"), ("ccas", "M14"), ("autre", ""), ("commune", "M57"), ("departement", "M52")],
)
def test_the_people_helped_are_nobody_on_every_account_of_aids(tmp_path: Path, kind: str, plan: str) -> None:
    assert names(tmp_path, kind, *AIDS, plan=plan) == [ANONYME] * len(AIDS)


@pytest.mark.parametrize(
    ("kind", "plan"),
    [
        ("commune", "M14"),
        ("hopital", "M57"),
        ("oph", "M57"),
        ("sem", "PCG"),
        ("regie", "M4"),
        ("regie", "M49"),
    ],
)
def test_the_same_accounts_are_licences_bought_elsewhere(tmp_path: Path, kind: str, plan: str) -> None:
    bought = ("651", "6511", "6512", "6518")
    assert names(tmp_path, kind, *bought, plan=plan) == ["QUERVILLE Ondine"] * len(bought)


def test_what_is_paid_beside_aids_keeps_its_supplier(tmp_path: Path) -> None:
    kept = ("6526", "65748", "65731", "6581", "6561")
    assert names(tmp_path, "commune", *kept, plan="M57") == ["QUERVILLE Ondine"] * len(kept)


def test_the_aids_of_a_short_chart_name_persons_for_everybody(tmp_path: Path) -> None:
    assert names(tmp_path, "commune", "6513", "65133") == [ANONYME, ANONYME]


@pytest.mark.parametrize(
    "compte", ["673", "6718", "678", "165", "4661", "4111", "46721", "4725", "65888", "65212", "6525", "6541"]
)
def test_tenants_patients_and_users_paid_back_are_nobody(tmp_path: Path, compte: str) -> None:
    assert names(tmp_path, "commune", compte, "60612") == [ANONYME, "QUERVILLE Ondine"]


@pytest.mark.parametrize("compte", ["65811", "65881", "6475", "4581", "6711", "6526", "204182"])
def test_suppliers_of_neighbouring_accounts_keep_their_names(tmp_path: Path, compte: str) -> None:
    assert names(tmp_path, "commune", compte) == ["QUERVILLE Ondine"]


@pytest.mark.parametrize(
    ("kind", "plan"), [("oph", ""), ("bailleur", "PCG"), ("sem", "HLM"), ("autre", "M31")]
)
def test_a_landlord_pays_its_tenants_on_the_whole_658(tmp_path: Path, kind: str, plan: str) -> None:
    assert names(tmp_path, kind, "658", "6583", "6581", plan=plan) == [ANONYME, ANONYME, "QUERVILLE Ondine"]
    assert names(tmp_path, "commune", "6583", plan="M57") == ["QUERVILLE Ondine"]


@pytest.mark.parametrize(("kind", "plan"), [("hopital", "M21"), ("hopital", "M57"), ("autre", "M21")])
def test_a_hospital_names_nobody_but_on_its_purchase_accounts(tmp_path: Path, kind: str, plan: str) -> None:
    bought = ("60211", "61113", "6211", "2154", "6581", "6475", "4581", "651")
    assert names(tmp_path, kind, *bought, plan=plan) == ["QUERVILLE Ondine"] * len(bought)
    others = ("673", "6586", "6718", "6721", "6571", "709", "275", "H673", "", "?")
    assert names(tmp_path, kind, *others, plan=plan) == [ANONYME] * len(others)


def test_a_hospital_that_tells_no_account_names_nobody(tmp_path: Path) -> None:
    sheet = {"texte": pa.array(["QUERVILLE Ondine", "ELEC SA"])}
    told = {"tiers_nom": sheet["texte"], "objet": sheet["texte"]}
    persons(Catalogue(), ("hopital",)).mask(told, [1, 2], Flags(), [2, 3])
    assert told["tiers_nom"].to_pylist() == [ANONYME, ANONYME] and told["objet"].null_count == 2
    marche = persons(Catalogue(), ("hopital",), "brut__marches")
    assert marche.excerpt(["M1", "ELEC SA"], None) == ["M1", "ELEC SA"]


@pytest.mark.parametrize(
    ("kind", "cells", "rank"),
    [
        ("hopital", ["1", "6586", "QUERVILLE", "12"], 1),
        ("hopital", ["1", "QUERVILLE", "12"], None),
        ("commune", ["1", "673 - Titres annulés", "QUERVILLE", "12"], 1),
        ("commune", ["1", "x", "165", "QUERVILLE"], None),
    ],
)
def test_no_excerpt_names_them(kind: str, cells: list[str], rank: int | None) -> None:
    assert "QUERVILLE" not in persons(Catalogue(), (kind,)).excerpt(cells, rank)
    assert "ELEC" in persons(Catalogue(), (kind,)).excerpt(["1", "60612", "ELEC"], 1)


@pytest.mark.parametrize(
    ("before", "after", "compte"), [("commune", "ccas", "6561"), ("autre", "hopital", "6586")]
)
def test_a_buyer_said_to_be_another_has_its_files_read_again(
    tmp_path: Path, before: str, after: str, compte: str
) -> None:
    home = tmp_path / "donnees"
    home.mkdir()
    found = []
    for kind in (before, after):
        member = {"siren": SIREN, "nom": "Essai", "nom_court": "Essai", "type": kind, "plan": "M14"}
        card = {"id": "essai", "libelle": "Essai", "acheteurs": [member]}
        (home / "territoire.yml").write_text(yaml.safe_dump(card), encoding="utf-8")
        atelier = pipeline.open_workshop(at(home))
        asked = (atelier, written(tmp_path, compte), SIREN, "mandats_tableur", "exemple_csv")
        depot = pipeline.import_file(*asked).depot
        rows = atelier.snapshots.path("brut", depot.instantane) / "brut__mandats.parquet"
        found.append(pq.read_table(rows)["tiers_nom"].to_pylist())
    assert found == [["QUERVILLE Ondine"], [ANONYME]]
