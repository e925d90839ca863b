"""A record of essential data that cleansing refuses stands beside its marché, and changes nothing of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from achatlas.store.decisions import APART
from tests.integration.test_corrections import read
from tests.integration.test_decisions import cleansed
from tests.unit.cleanse.test_contrats import record

OWN = record(
    source="registre_tableur", depot="r", fichier="registre.xlsx", marche_id="24V006802", lot="",
    acheteur_id="00090000100017", date_publication="", objet="Télésurveillance, lot 2",
    montant_ht_centimes=100_000_00,
)  # fmt: skip
PUBLISHED = OWN | {
    "source": "decp_2019", "depot": "d", "fichier": "decp.json", "numero_ligne": 1458,
    "marche_id": "202424V00680200", "date_publication": "2024-03-20",
}  # fmt: skip
TWIN = {"objet": "Voirie", "date_notification": "", "montant_ht_centimes": 7_000_00, "titulaires": "[]"}
Change = dict[str, Any]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"montant_ht_centimes": 0}, "Montant inférieur à 1 €"),
        ({"montant_ht_centimes": 999_999_999_00}, "Montant invraisemblable"),
        ({"acheteur_id": "00090000100010"}, "n'est pas un SIRET : 00090000100010"),
        ({"duree_mois": "900"}, "Durée de 900 mois"),
        ({"marche_id": "24V006802", "montant_ht_centimes": 0}, "Montant inférieur à 1 €"),
        ({"source": "decp_2022", "marche_id": "24-V-006802", "montant_ht_centimes": 0}, "Montant"),
    ],
)
def test_a_refused_record_is_told_beside_its_marche(tmp_path: Path, changed: Change, why: str) -> None:
    cleansed(tmp_path, {}, OWN, PUBLISHED | changed)
    (kept,) = read(tmp_path, "net__marches")
    (told,) = json.loads(kept["a_corriger"])
    assert why in told.pop("message")
    place = {"fichier": "decp.json", "depot": "d", "numero_ligne": 1458}
    assert told == {**place, "date_publication": "2024-03-20"}
    assert [row["categorie"] for row in read(tmp_path, "rejets_marches")] == ["rejet"]


def test_a_refused_record_makes_no_marche_and_changes_none(tmp_path: Path) -> None:
    cleansed(tmp_path, {}, OWN)
    alone = read(tmp_path, "net__marches")
    cleansed(tmp_path, {}, OWN, PUBLISHED | {"montant_ht_centimes": 0, "objet": "Autre", "duree_mois": "99"})
    (kept,) = read(tmp_path, "net__marches")
    assert kept | {"a_corriger": ""} == alone[0]


@pytest.mark.parametrize(
    "changed",
    [
        {"source": "registre_tableur", "marche_id": "24V006802"},
        {"marche_id": "202424V00680300"},
        {"marche_id": "24V006802", **TWIN, "date_notification": "2022-01-01"},
    ],
)
def test_another_record_is_told_beside_no_marche(tmp_path: Path, changed: Change) -> None:
    cleansed(tmp_path, {}, OWN, PUBLISHED | {**changed, "montant_ht_centimes": 0})
    assert [row["a_corriger"] for row in read(tmp_path, "net__marches")] == [""]


def test_of_two_lots_under_one_number_the_one_that_it_resembles_is_told(tmp_path: Path) -> None:
    lots = (OWN | {"lot": "1"}, OWN | {"lot": "2", "objet": "Gardiennage", "numero_ligne": 2, **HOLDER})
    cleansed(tmp_path, {}, *lots, PUBLISHED | {"marche_id": "24V006802", "lot": "2", **REFUSED, **HOLDER})
    told = {row["marche_id"]: bool(row["a_corriger"]) for row in read(tmp_path, "net__marches")}
    assert told == {"24V006802L1": False, "24V006802L2": True}


HOLDER = {"titulaires": json.dumps([{"type": "SIRET", "id": "00090007600019", "nom": "B"}])}
REFUSED = {"montant_ht_centimes": 0, "objet": "Gardiennage"}


def test_too_little_in_common_links_two_marches_without_making_them_one(tmp_path: Path) -> None:
    cleansed(tmp_path, {}, OWN, PUBLISHED | TWIN)
    kept = {row["marche_id"]: row["jumeau_cle"] for row in read(tmp_path, "net__marches")}
    assert kept == {
        "24V006802": "000900001/202424V00680200",
        "202424V00680200": "000900001/24V006802",
    }


def test_two_marches_that_a_person_said_apart_are_not_linked(tmp_path: Path) -> None:
    pair = ("000900001/202424V00680200", "000900001/24V006802")
    cleansed(tmp_path, {pair: APART}, OWN, PUBLISHED | TWIN)
    assert [row["jumeau_cle"] for row in read(tmp_path, "net__marches")] == ["", ""]
