"""Columns of the mart of purchases, against what each line says of itself."""

import pytest

from achatlas.catalogue.load import Catalogue
from tests.petit import Petit, Record


@pytest.fixture(scope="module")
def rows(petit: Petit) -> list[Record]:
    return petit.mart("achats")


def test_what_is_surely_classified_is_what_a_confident_engine_placed(rows: list[Record]) -> None:
    seuil = Catalogue().regle("textes")["seuil_automatique"]
    sure = [row for row in rows if row["segment_code"] and row["confiance"] >= seuil]
    assert 0 < len(sure) < len(rows)
    kept = [row for row in rows if row["montant_classe_sur_centimes"] != 0]
    assert kept == [row for row in sure if row["montant_ht_centimes"]]
    assert all(row["montant_classe_sur_centimes"] == row["montant_ht_centimes"] for row in kept)


@pytest.mark.parametrize("fait", ["achats", "marches"])
def test_a_supplier_that_is_identified_has_its_identifier_and_no_other(petit: Petit, fait: str) -> None:
    found = petit.mart(fait)
    known = {"siret", "siren", "tva"}
    for row in found:
        said = row["fournisseur_identifiant"]
        assert said[:9] == (row["fournisseur_id"] if row["identification"] in known else "")
    assert {len(row["fournisseur_identifiant"]) for row in found} <= {0, 9, 14}
