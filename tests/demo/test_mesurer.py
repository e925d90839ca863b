from __future__ import annotations

import pyarrow as pa

from demo.mesurer import score


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
