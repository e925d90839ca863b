from __future__ import annotations

import pyarrow as pa

from demo.coding import counted
from demo.mesurer import score
from demo.territoire import acheteurs


def test_the_suppliers_found_are_scored_by_what_recognised_them() -> None:
    rows = pa.table(
        {
            "segment_code": ["0101"] * 4, "segment": ["0101"] * 4, "classement": ["texte"] * 4,
            "fournisseur_id": ["a", "b", "c", "x"], "fournisseur": ["a", "b", "c", "d"],
            "identification": ["siret", "siret", "nom", "nom"], "rattachement": ["hors_marche"] * 4,
            "marche_uid": pa.array(["m", None, None, None]), "in_perimetre": [True] * 4,
            "montant_ht_centimes": [100, 100, 300, 100],
        }
    )  # fmt: skip
    said = score(rows)
    assert said["fournisseur par siret"] == {"lignes": 1.0, "euros": 1.0}
    assert said["fournisseur par nom"] == {"lignes": 0.5, "euros": 0.75}


def test_a_code_is_right_wrong_former_or_none_and_a_code_for_the_rest_is_right_for_what_has_none() -> None:
    sirens = {one.cle: one.siren for one in acheteurs(1000)}
    told = [
        ("oph", "CN", "29.01", 6), ("oph", "VF", "29.01", 1), ("oph", "GE", "29.01", 1),
        ("oph", None, "29.01", 2), ("oph", "DV", "23.05", 2), ("sem", "SUP", "27.01", 3),
        ("sem", "SUP", None, 1),
    ]  # fmt: skip
    rows = [
        {"acheteur_siren": sirens[cle], "code_nomenclature": code, "segment": segment, "count_all": count}
        for cle, code, segment, count in told
    ]
    said = counted(rows)
    assert said["oph"] == {"lignes": 12, "sans_code": 0.1667, "hors_definition": 0.1, "ancien": 0.1}
    assert said["sem"] == {"lignes": 4, "sans_code": 0, "hors_definition": 0.25, "ancien": 0}
    assert said["ensemble"]["lignes"] == 16
