"""By how many months an amendment may extend a marché: golden figures, just at and just under each bound."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.watch.avenants import Frein, Marge, marge
from achatlas.watch.regles import Veille
from tests.unit.watch.rows import suivi

VEILLE = Veille.of(Catalogue())
ENDED = {"date_fin": date(2015, 12, 31), "date_fin_max": None, "reconductions": 0}


@pytest.mark.parametrize(
    ("changed", "months", "brake"),
    [
        ({}, 4, Frein.AUCUN),
        ({"nature": "T"}, 6, Frein.AUCUN),
        ({"nature": "T", "duree_mois": 39}, 5, Frein.AUCUN),
        ({"nature": ""}, 4, Frein.AUCUN),
        ({"montant_ht_centimes": 21_583_333}, 1, Frein.AUCUN),
        ({"montant_ht_centimes": 21_583_334}, 0, Frein.MODIFICATIONS),
        ({"montant_ht_centimes": 23_000_000}, 0, Frein.MODIFICATIONS),
        ({"montant_ht_centimes": 10_000_000}, 4, Frein.AUCUN),
        ({"technique": "Accord-cadre"}, 0, Frein.ACCORD_CADRE),
        ({"technique": "Accord-cadre", "duree_mois": 46, "nature": "T"}, 2, Frein.ACCORD_CADRE),
        ({"technique": "Accord-cadre", "duree_mois": 42, "nature": "T"}, 6, Frein.AUCUN),
        ({"technique": "Accord-cadre", "duree_mois": 60}, 0, Frein.ACCORD_CADRE),
        ({"montant_initial_centimes": None}, 0, Frein.MONTANT_INCONNU),
        ({"montant_initial_centimes": 0}, 0, Frein.MONTANT_INCONNU),
        ({"montant_ht_centimes": None}, 0, Frein.MONTANT_INCONNU),
        ({"duree_mois": None}, 0, Frein.DUREE_INCONNUE),
        ({"date_fin": None, "date_fin_max": None}, 0, Frein.DUREE_INCONNUE),
        (ENDED, 0, Frein.SEUIL_INCONNU),
    ],
)
def test_an_amendment_stays_within_the_rules(changed: dict[str, Any], months: int, brake: Frein) -> None:
    found = marge(suivi(**changed), VEILLE)
    assert (found.mois, found.frein) == (months, brake)


def test_the_room_is_told_with_its_text() -> None:
    found = marge(suivi(montant_ht_centimes=20_500_000), VEILLE)
    assert found == Marge(3, Frein.AUCUN, 1_500_000, 10, "CCP, art. R. 2194-8")
