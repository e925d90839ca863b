"""Marks of absence are nothing, counted; cells far apart gather into the lists of a row."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from achatlas.ingest.absences import Absences
from achatlas.ingest.flags import Flags
from achatlas.ingest.stage import IngestResult
from tests.unit.ingest.atelier import ingest

MARQUES = {"NC": "non_connue", "MQ": "manquante", "INX *": "refusee"}
ENTETE = (
    "id;acheteur.id;objet;codeCPV;dateNotification;montant;titulaire_id_1;titulaire_id_2;techniques;"
    "idModification;montantModification;idTitulaireModification"
)


def economie(folder: Path, *lines: str) -> IngestResult:
    return ingest(folder, "a.csv", "\n".join([ENTETE, *lines, ""]).encode(), "decp_economie")


@pytest.mark.parametrize(
    ("texte", "reste", "compte"),
    [("NC", "", "non_connue"), (" nc ", "", "non_connue"), ("INX 12", "", "refusee"), ("MQ", "", "manquante"),
     ("INX", "INX", ""), ("NCI", "NCI", ""), ("un NC", "un NC", ""), ("", "", "")],
)  # fmt: skip
def test_a_mark_is_the_whole_text_or_its_beginning(texte: str, reste: str, compte: str) -> None:
    counted = Flags()
    assert Absences(MARQUES, counted).clean(texte) == reste
    assert dict(counted) == ({compte: 1} if compte else {})


def test_a_column_counts_each_of_its_marks() -> None:
    counted = Flags()
    assert Absences(MARQUES, counted).column(["a", "NC", "NC", "INX 3"], [7, 8, 9, 12]) == ["a", "", "", ""]
    assert counted == {"non_connue": 2, "refusee": 1}
    assert counted.premieres == {"non_connue": 8, "refusee": 12}


def test_a_source_without_marks_keeps_every_text() -> None:
    texts = ["NC", "MQ"]
    assert Absences({}, Flags()).column(texts, [1, 2]) is texts


def test_no_mark_of_absence_is_a_value(tmp_path: Path) -> None:
    lu = economie(tmp_path, "1;00000000000018;x;NC;MQ;10;00000000000026;CDL;NC;CDL;INX 1E17;CDL")
    (row,) = pq.read_table(lu.chemin).to_pylist()
    assert (row["cpv"], row["date_notification"], row["techniques"], row["modifications"]) == (None,) * 4
    assert json.loads(row["titulaires"]) == [{"id": "00000000000026"}]
    assert lu.signalements == {
        "valeur_non_connue": 2, "valeur_manquante": 1, "valeur_conditionnelle": 3, "valeur_refusee": 1,
    }  # fmt: skip


def test_an_amount_that_is_marked_absent_is_not_one_that_cannot_be_read(tmp_path: Path) -> None:
    lu = economie(
        tmp_path, *(f"{un};00000000000018;x;;2024-01-01;{un};26;;;;;" for un in ("MQ", "NC", "CDL", "peu"))
    )
    assert {motif: un.lignes for motif, un in lu.bilan.rejets.items()} == {
        "montant_absent": 3,
        "montant_illisible": 1,
    }
    assert lu.bilan.equilibre


def test_cells_gather_into_lists_with_their_ranks(tmp_path: Path) -> None:
    lu = economie(
        tmp_path, "1;00000000000018;x;;2024-01-01;10;;00000000000034;Concours, Accord-cadre;2;7.5;26"
    )
    (row,) = pq.read_table(lu.chemin).to_pylist()
    assert json.loads(row["titulaires"]) == [{"id": "00000000000034"}]
    assert json.loads(row["modifications"]) == [
        {"id": "2", "montant_centimes": 750, "titulaires": [{"id": "26"}]}
    ]
    assert row["techniques"] == "Concours|Accord-cadre"


def test_an_amount_beside_the_main_one_is_absent_and_counted_when_it_cannot_be_read(tmp_path: Path) -> None:
    lu = economie(tmp_path, "1;00000000000018;x;;2024-01-01;10;26;;;2;beaucoup;")
    assert json.loads(pq.read_table(lu.chemin)["modifications"][0].as_py()) == [{"id": "2"}]
    assert lu.signalements == {"montant_annexe_illisible": 1}
