"""Repairs written by a person: on the exact value, journaled, followed; whatever is vague is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from achatlas.catalogue.corrections import corrections
from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.territoire import Territoire
from achatlas.cleanse import mandats, stage
from achatlas.domain.errors import CatalogueError
from achatlas.store.controles import idle_corrections
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema
from tests.unit.cleanse.test_contrats import record

TABLES = Catalogue().tables
SIREN = "000900001"
TERRITOIRE = Territoire.model_validate(
    {
        "id": "e",
        "libelle": "E",
        "acheteurs": [{"siren": SIREN, "nom": "E", "nom_court": "E", "type": "commune"}],
    }
)
DATE = {
    "champ": "date_mandat", "valeur": "0224-03-05", "par": "2024-03-05", "motif": "année tronquée",
    "constate": "mandats.csv, ligne 12", "date": "2026-11-25",
}  # fmt: skip
SIRET = {
    **DATE, "champ": "titulaires.id", "valeur": "00090000100010", "par": "00090000100017",
    "motif": "dernier chiffre faux", "constate": "decp.json, marché 1",
}  # fmt: skip


def overlay(folder: Path, source: str, *repairs: dict[str, Any]) -> Catalogue:
    place = folder / "instance" / "sources" / source / "corrections.yml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(yaml.safe_dump(list(repairs), allow_unicode=True), encoding="utf-8")
    return Catalogue(folder / "instance")


def written(folder: Path, table: str, *rows: dict[str, Any]) -> list[Path]:
    path = folder / f"{table}.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows), schema=arrow_schema(TABLES[table])), path)
    return [path]


def mandat(line: int, **said: Any) -> dict[str, Any]:
    return {
        "acheteur_siren": SIREN, "source": "mandats_tableur", "depot": "d", "fichier": "f",
        "numero_ligne": line, "empreinte": line, "exercice": "2024", "num_mandat": str(line),
        "format_date": "iso", "montant_ht_centimes": 100, **said,
    }  # fmt: skip


def cleansed(folder: Path, catalogue: Catalogue, *rows: dict[str, Any]) -> None:
    raw = written(folder, "brut__mandats", *rows)
    with Engine(folder / "tampon") as engine:
        mandats.run(engine, catalogue.tables, raw, folder, repairs=corrections(catalogue, "brut__mandats"))


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / f"{name}.parquet").to_pylist()
    return rows


def test_the_exact_value_is_repaired_and_told_with_its_reason(tmp_path: Path) -> None:
    catalogue = overlay(tmp_path, "mandats_tableur", DATE)
    cleansed(tmp_path, catalogue, mandat(1, date_mandat="0224-03-05"), mandat(2, date_mandat="2024-04-01"))
    assert [str(row["date_mandat"]) for row in read(tmp_path, "net__mandats")] == ["2024-03-05", "2024-04-01"]
    (told,) = read(tmp_path, "journal_mandats")
    assert told == {"depot": "d", "numero_ligne": 1, "champ": "date_mandat", "valeur": "0224-03-05",
                    "par": "2024-03-05", "motif": "année tronquée"}  # fmt: skip


def test_a_value_that_only_looks_like_it_is_left_alone(tmp_path: Path) -> None:
    catalogue = overlay(tmp_path, "mandats_tableur", DATE)
    cleansed(
        tmp_path,
        catalogue,
        mandat(1, date_mandat="0224-03-06"),
        mandat(2, source="fec", date_mandat="0224-03-05"),
    )
    assert [row["motif"] for row in read(tmp_path, "journal_mandats")] == ["date_illisible"] * 2


def test_every_repair_is_followed_and_one_that_meets_nothing_is_reported(tmp_path: Path) -> None:
    other = {**DATE, "valeur": "0225-01-01", "par": "2025-01-01"}
    catalogue = overlay(tmp_path, "mandats_tableur", DATE, other)
    cleansed(tmp_path, catalogue, *(mandat(n, date_mandat="0224-03-05") for n in (1, 2, 3)))
    followed = {row["valeur"]: row["lignes"] for row in read(tmp_path, "corrections_mandats")}
    assert followed == {"0224-03-05": 3, "0225-01-01": 0}
    (idle,) = idle_corrections(tmp_path)
    assert (idle["valeur"], idle["origine"], idle["constate"]) == (
        "0225-01-01",
        "instance",
        "mandats.csv, ligne 12",
    )


def test_without_repairs_nothing_is_told(tmp_path: Path) -> None:
    cleansed(tmp_path, Catalogue(), mandat(1, date_mandat="2024-03-05"))
    assert read(tmp_path, "journal_mandats") == read(tmp_path, "corrections_mandats") == []


def marches(folder: Path, catalogue: Catalogue, *rows: dict[str, Any]) -> None:
    paths = {
        "brut__mandats": written(folder, "brut__mandats"),
        "brut__marches": written(folder, "brut__marches", *rows),
    }
    with Engine(folder / "tampon") as engine:
        stage.run(engine, catalogue, paths, folder, TERRITOIRE)


def test_an_identifier_inside_a_list_is_repaired_too(tmp_path: Path) -> None:
    catalogue = overlay(tmp_path, "decp_2022", SIRET)
    wrong = json.dumps([{"type": "SIRET", "id": "00090000100010", "nom": "A"}], separators=(",", ":"))
    marches(tmp_path, catalogue, record(acheteur_id="00090000100017", titulaires=wrong))
    assert [row["tiers_siret"] for row in read(tmp_path, "net__titulaires")] == ["00090000100017"]
    assert [(row["champ"], row["motif"]) for row in read(tmp_path, "journal_marches")] == [
        ("titulaires.id", "dernier chiffre faux")
    ]


def test_a_repaired_buyer_is_a_member_again(tmp_path: Path) -> None:
    repair = {**SIRET, "champ": "acheteur_id", "valeur": "900001", "par": "00090000100017"}
    marches(tmp_path, overlay(tmp_path, "decp_2022", repair), record(acheteur_id="900001"))
    assert [row["acheteur_siren"] for row in read(tmp_path, "net__marches")] == [SIREN]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [({"inconnu": 1}, "inconnu"), ({"champ": "montant_ht_centimes"}, "ne se corrige pas"),
     ({"champ": "depot"}, "ne se corrige pas"), ({"champ": "colonne_absente"}, "ne se corrige pas"),
     ({"par": "NC"}, "ne dit rien"), ({"par": "1900-01-01"}, "ne dit rien"), ({"par": ""}, "par"),
     ({"par": "0224-03-05"}, "par elle-même"), ({"constate": ""}, "constate"), ({"date": "hier"}, "date"),
     ({"motif": None}, "motif")],
)  # fmt: skip
def test_a_repair_that_is_vague_or_too_bold_is_refused(
    tmp_path: Path, changed: dict[str, Any], reason: str
) -> None:
    catalogue = overlay(tmp_path, "mandats_tableur", {**DATE, **changed})
    with pytest.raises(CatalogueError, match=reason) as refusal:
        corrections(catalogue, "brut__mandats")
    assert "correction 1" in refusal.value.ou


def test_a_value_repaired_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="deux fois"):
        corrections(
            overlay(tmp_path, "mandats_tableur", DATE, {**DATE, "par": "2024-05-03"}), "brut__mandats"
        )


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    catalogue = overlay(tmp_path, "mandats_tableur")
    (tmp_path / "instance/sources/mandats_tableur/corrections.yml").write_text("champ: x", encoding="utf-8")
    with pytest.raises(CatalogueError, match="une liste"):
        corrections(catalogue, "brut__mandats")


def test_the_repairs_of_a_source_go_to_the_table_that_it_writes(tmp_path: Path) -> None:
    catalogue = overlay(tmp_path, "mandats_tableur", DATE)
    assert len(corrections(catalogue, "brut__mandats")) == 1
    assert corrections(catalogue, "brut__marches") == ()
