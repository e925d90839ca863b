"""How rules are run: what refuses a record, what is told once for a file, what lacks its data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.references import check
from achatlas.cleanse.examen import Examen, examine
from achatlas.domain.errors import CatalogueError
from tests.unit.cleanse.test_contrats import record
from tests.unit.ingest.atelier import ingest

GOOD = record(
    acheteur_id="00090000100017", lieu_code="69123", lieu_type="Code commune", cpv="30197630-1",
    considerations_sociales="Clause sociale", considerations_environnementales="Clause environnementale",
)  # fmt: skip
BOUND = """
libelle: Offres
definition: Une offre au moins.
reference: Essai
statut: décidé
champs: [offres_recues]
cas:
  sans_offre: {severite: erreur, champ: offres_recues, minimum: 1, message: "{valeur} offre", que_faire: rien}
exemples:
  - {enregistrement: {offres_recues: "0"}, attendu: [sans_offre]}
"""


def said(examen: Examen, rule: str) -> list[tuple[Any, ...]]:
    return [(x["numero_ligne"], x["cas"], x["severite"]) for x in examen.lignes if x["controle"] == rule]


def run(*records: dict[str, Any], instance: Path | None = None) -> Examen:
    return examine(Catalogue(instance), records)


def test_a_good_record_is_not_refused() -> None:
    assert run(GOOD).refus == {}


def test_an_error_refuses_the_record_in_the_name_of_its_rule_and_is_told() -> None:
    examen = run({**GOOD, "montant_ht_centimes": 0})
    assert examen.refus == {("a", 1): ("v08", "montant_ht_centimes")}
    assert said(examen, "v08") == [(1, "montant_nul", "erreur")]


def test_of_several_errors_the_first_rule_names_the_refusal_and_all_are_told() -> None:
    examen = run({**GOOD, "montant_ht_centimes": 0, "acheteur_id": "1"})
    assert examen.refus["a", 1][0] == "v01"
    assert {x["controle"] for x in examen.lignes if x["severite"] == "erreur"} == {"v01", "v08"}


def test_an_alert_refuses_nothing() -> None:
    examen = run({**GOOD, "cpv": "45214999"})
    assert (examen.refus, said(examen, "v04")) == ({}, [(1, "cpv_parent", "alerte")])


def test_a_rule_that_lacks_its_data_says_so_for_each_file() -> None:
    examen = run(GOOD, {**GOOD, "depot": "b"}, {**GOOD, "depot": "b", "numero_ligne": 2})
    assert said(examen, "v13") == [(None, "sans_donnee", "information")] * 2
    (first, _) = [x for x in examen.lignes if x["controle"] == "v13"]
    assert first["message"] == (
        "Contrôle non fait : le fichier ne porte pas ceci : part des produits venus de l'Union européenne, "
        "part des produits venus de France"
    )


def test_what_concerns_a_file_is_told_once_and_counted() -> None:
    examen = run(*({**GOOD, "numero_ligne": n} for n in range(5)))
    (only,) = [x for x in examen.lignes if x["cas"] == "trop_peu_de_voisins"]
    assert (only["numero_ligne"], only["valeur"]) == (None, "5")
    assert only["message"].startswith("5 marchés")


def test_an_identifier_that_the_territory_vouches_for_is_no_error() -> None:
    odd = {**GOOD, "acheteur_id": "00090000100018"}
    assert examine(Catalogue(), [odd], {"00090000100018"}).refus == {}
    assert examine(Catalogue(), [odd]).refus != {}


def test_messages_are_whole_french_sentences_without_a_hole() -> None:
    examen = run(
        {**GOOD, "montant_ht_centimes": 0, "cpv": "45214999", "duree_mois": "1095", "acheteur_id": "1"}
    )
    assert all("{" not in x["message"] and len(x["message"]) > 15 for x in examen.lignes)


def lay(tmp_path: Path, text: str) -> Path:
    place = tmp_path / "metier" / "controles" / "offres.yml"
    place.parent.mkdir(parents=True)
    place.write_text(text, encoding="utf-8")
    return tmp_path


def test_a_territory_adds_a_rule_of_bounds_without_touching_the_product(tmp_path: Path) -> None:
    instance = lay(tmp_path, BOUND)
    examen = run(
        {**GOOD, "offres_recues": "0"}, {**GOOD, "numero_ligne": 2, "offres_recues": "3"}, instance=instance
    )
    assert examen.refus == {("a", 1): ("offres", "offres_recues")}


def test_a_rule_that_neither_code_nor_bounds_tell_is_refused(tmp_path: Path) -> None:
    instance = lay(tmp_path, BOUND.replace("minimum: 1, ", ""))
    with pytest.raises(CatalogueError, match="Contrôle sans règle"):
        run(GOOD, instance=instance)


@pytest.mark.parametrize(
    "wrong", ["minimum: 1, inconnu: 2", "severite: grave", "champ: '', minimum: 1", "attendu: [autre]"]
)
def test_a_malformed_rule_is_refused(tmp_path: Path, wrong: str) -> None:
    name = wrong.split(":", maxsplit=1)[0]
    text = {
        "minimum": "minimum: 1", "severite": "severite: erreur", "attendu": "attendu: [sans_offre]",
        "champ": "champ: offres_recues, minimum: 1",
    }[name]  # fmt: skip
    with pytest.raises(CatalogueError, match="Définition refusée"):
        run(GOOD, instance=lay(tmp_path, BOUND.replace(text, wrong)))


DECP = {
    "id": "2024M001", "acheteur": {"id": "00090000100017"}, "nature": "Marché", "objet": "Denrées",
    "codeCPV": "15500000-3", "procedure": "Procédure adaptée", "dureeMois": 12, "montant": 60000,
    "lieuExecution": {"code": "69999", "typeCode": "Code commune"}, "attributionAvance": True,
    "dateNotification": "2024-03-01", "datePublicationDonnees": "2024-03-20",
    "considerationsSociales": {"considerationSociale": ["Clause sociale", "Pas de considération sociale"]},
    "titulaires": [{"titulaire": {"id": "00090007600015", "typeIdentifiant": "SIRET"}}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "rule", "case"),
    [
        ({}, "v11", "considerations_contraires"),
        ({"origineUE": 20}, "v13", "pourcentage"),
        ({"origineUE": 0.2, "origineFrance": 0.3}, "v13", "france_au_dela"),
        ({"tauxAvance": 0}, "v14", "taux_inconnu"),
        ({}, "v18", "lieu_inconnu"),
    ],
)
def test_what_a_file_of_the_2022_format_carries_reaches_the_rules(
    tmp_path: Path, more: dict[str, Any], rule: str, case: str
) -> None:
    content = json.dumps({"marches": {"marche": [{**DECP, **more}]}}).encode()
    read = pq.read_table(ingest(tmp_path, "decp.json", content, "decp_2022").chemin).to_pylist()
    told = [found[1] for found in said(run(*filled(read)), rule)]
    assert [one for one in told if one != "sans_donnee"] == [case]


def filled(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{k: "" if v is None else v for k, v in row.items()} for row in rows]


def test_a_rule_that_names_no_column_is_refused(tmp_path: Path) -> None:
    instance = lay(tmp_path, BOUND.replace("offres_recues", "offres_fantomes"))
    with pytest.raises(CatalogueError, match="colonne « offres_fantomes »"):
        check(Catalogue(instance))
