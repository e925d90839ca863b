"""The registre des procédures: written pre-filled from what is known, read back as it was."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.ingest.discover import discover
from achatlas.ingest.recognise import recognise
from achatlas.ingest.registre import encoded, template
from tests.unit.ingest.atelier import ingest

STANDARD = [
    "acheteur_siret",
    "num_consultation",
    "num_marche",
    "num_lot",
    "objet",
    "direction",
    "service",
    "type",
    "cpv",
    "code_segment",
    "procedure",
    "date_publication",
    "date_notification",
    "date_fin",
    "duree_mois",
    "nb_reconductions",
    "montant_min_ht",
    "montant_max_ht",
    "montant_estime_ht",
    "titulaire_siret",
    "titulaire_nom",
    "role",
    "part_ht",
    "niveau_mutualisation",
    "coordonnateur_siret",
    "membres_siret",
    "centrale",
    "clause_sociale",
    "type_clause_sociale",
    "heures_insertion_prevues",
    "heures_insertion_realisees",
    "clause_env",
    "type_clause_env",
    "marche_reserve",
    "innovant",
    "nb_offres",
    "allotissement",
    "variante",
]
KNOWN: dict[str, Any] = {
    "acheteur_id": "00000000000018",
    "marche_id": "2025-12",
    "lot": "3",
    "objet": 'Denrées ; "bio"',
    "date_notification": date(2025, 3, 15),
    "date_fin": "2029-03-14",
    "montant_ht_centimes": 8_000_050,
    "montant_min_centimes": 7,
    "membres": "00000000000018|00000000000026",
    "titulaires": [
        {"id": "00000000000034", "nom": "Primeurs", "role": "mandataire", "part_centimes": 5_000_000},
        {"id": "00000000000042", "nom": "Vergers", "role": "cotraitant", "part_centimes": 3_000_050},
    ],
}


def lines(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    head, *body = template(rows)
    return [dict(zip(head, line, strict=True)) for line in body]


def test_the_template_has_the_columns_of_the_standard_in_order() -> None:
    assert next(template([]))[: len(STANDARD)] == STANDARD


def test_a_marche_has_a_line_for_each_titulaire_and_a_blank_where_nothing_is_known() -> None:
    first, second = lines([KNOWN])
    assert (first["titulaire_nom"], second["titulaire_nom"]) == ("Primeurs", "Vergers")
    assert first["montant_max_ht"] == second["montant_max_ht"] == "80000,50"
    assert (first["date_notification"], first["date_fin"]) == ("15/03/2025", "14/03/2029")
    assert (first["part_ht"], first["montant_min_ht"], first["direction"]) == ("50000,00", "0,07", "")
    assert first["membres_siret"] == "00000000000018, 00000000000026"


def test_a_marche_without_titulaire_has_its_line() -> None:
    assert [line["objet"] for line in lines([{**KNOWN, "titulaires": None}])] == [KNOWN["objet"]]
    assert lines([{**KNOWN, "titulaires": json.dumps(KNOWN["titulaires"])}]) == lines([KNOWN])
    assert lines([{**KNOWN, "date_fin": "printemps"}])[0]["date_fin"] == "printemps"


def test_what_is_written_is_recognised_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "registre.csv"
    path.write_bytes(b"".join(encoded([KNOWN])))
    assert recognise(path, Catalogue()) == ("registre_procedures", None)
    lu = ingest(tmp_path, "r.csv", path.read_bytes(), "registre_procedures")
    rows = pq.read_table(lu.chemin).to_pylist()
    assert [json.loads(row["titulaires"])[0] for row in rows] == KNOWN["titulaires"]
    for nom in (
        "acheteur_id",
        "marche_id",
        "lot",
        "objet",
        "montant_ht_centimes",
        "montant_min_centimes",
        "membres",
    ):
        assert {row[nom] for row in rows} == {KNOWN[nom]}
    assert {row["format_date"] for row in rows} == {"%d/%m/%Y"}
    assert lu.bilan.equilibre and lu.bilan.lu.centimes == 2 * KNOWN["montant_ht_centimes"]


@pytest.mark.parametrize(
    ("objet", "ecrit"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("-x", "'-x"), ("-12,50", "-12,50"), ("x=1", "x=1")],
)
def test_no_spreadsheet_runs_what_is_written(objet: str, ecrit: str) -> None:
    texte = b"".join(encoded([{**KNOWN, "objet": objet}])).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(texte), delimiter=";"))["objet"] == ecrit


def test_the_estimate_stands_for_a_maximum_that_is_not_written(tmp_path: Path) -> None:
    head = (
        "acheteur_siret;num_marche;objet;date_notification;montant_max_ht;montant_estime_ht;titulaire_siret"
    )
    body = ["00000000000018;1;x;01/02/2025;;1 000,5;1", "00000000000018;2;x;01/02/2025;3;2;1",
            "00000000000018;3;x;01/02/2025;;;1", "00000000000018;4;x;01/02/2025;NC;5;1"]  # fmt: skip
    lu = ingest(tmp_path, "r.csv", "\n".join([head, *body, ""]), "registre_procedures")
    assert pq.read_table(lu.chemin)["montant_ht_centimes"].to_pylist() == [100_050, 300]
    assert {motif: compte.lignes for motif, compte in lu.bilan.rejets.items()} == {"montant_absent": 2}


DECP_INFO = [
    "uid",
    "id",
    "nature",
    "acheteur_id",
    "acheteur_nom",
    "titulaire_id",
    "titulaire_typeIdentifiant",
    "titulaire_nom",
    "objet",
    "montant",
    "type",
    "codeCPV",
    "procedure",
    "techniques",
    "dureeMois",
    "dureeRestanteMois",
    "offresRecues",
    "dateNotification",
    "datePublicationDonnees",
    "formePrix",
    "typesPrix",
    "attributionAvance",
    "tauxAvance",
    "marcheInnovant",
    "modalitesExecution",
    "considerationsSociales",
    "considerationsEnvironnementales",
    "ccag",
    "sousTraitanceDeclaree",
    "typeGroupementOperateurs",
    "origineUE",
    "origineFrance",
    "lieuExecution_code",
    "lieuExecution_typeCode",
    "idAccordCadre",
    "titulaire_distance",
    "acheteur_categorie",
    "acheteur_commune_code",
    "acheteur_commune_nom",
    "acheteur_departement_code",
    "acheteur_departement_nom",
    "acheteur_region_code",
    "acheteur_region_nom",
    "acheteur_latitude",
    "acheteur_longitude",
    "titulaire_categorie",
    "titulaire_commune_code",
    "titulaire_commune_nom",
    "titulaire_departement_code",
    "titulaire_departement_nom",
    "titulaire_region_code",
    "titulaire_region_nom",
    "titulaire_latitude",
    "titulaire_longitude",
    "modification_id",
    "donneesActuelles",
    "sourceDataset",
    "sourceFile",
]
ECONOMIE = [
    "id",
    "nature",
    "objet",
    "codeCPV",
    "procedure",
    "titulaire_id_1",
    "titulaire_typeIdentifiant_1",
    "titulaire_id_2",
    "titulaire_typeIdentifiant_2",
    "titulaire_id_3",
    "titulaire_typeIdentifiant_3",
    "acheteur.id",
    "dureeMois",
    "dateNotification",
    "datePublicationDonnees",
    "montant",
    "formePrix",
    "attributionAvance",
    "tauxAvance",
    "offresRecues",
    "ccag",
    "sousTraitanceDeclaree",
    "typeGroupementOperateurs",
    "idAccordCadre",
    "lieuExecution.code",
    "lieuExecution.typeCode",
    "considerationsSociales",
    "considerationsEnvironnementales",
    "modalitesExecution",
    "techniques",
    "typesPrix",
    "origineUE",
    "origineFrance",
    "marcheInnovant",
    "idModification",
    "montantModification",
    "dureeMoisModification",
    "idTitulaireModification",
    "typeIdentifiantTitulaireModification",
    "dateNotificationModificationModification",
    "datePublicationDonneesModificationModification",
    "idActeSousTraitance",
    "dureeMoisActeSousTraitance",
    "dateNotificationActeSousTraitance",
    "datePublicationDonneesActeSousTraitance",
    "montantActeSousTraitance",
    "variationPrixActeSousTraitance",
    "idSousTraitant",
    "typeIdentifiantSousTraitant",
    "idModificationActeSousTraitance",
    "dureeMoisModificationActeSousTraitance",
    "dateNotificationModificationSousTraitanceModificationActeSousTraitance",
    "datePublicationDonneesModificationActeSousTraitance",
    "montantModificationActeSousTraitance",
    "source",
]


@pytest.mark.parametrize(
    ("source", "published"),
    [("decp_tabulaire", DECP_INFO), ("decp_economie", ECONOMIE), ("registre_procedures", STANDARD)],
)
def test_every_column_of_a_published_layout_has_its_place(source: str, published: list[str]) -> None:
    definition = discover(Catalogue())[source].definition
    assert set(published) <= set(definition.colonnes) | set(definition.ignore)
