"""Every repair that the code proves by itself is described, and no measure of payments reads a marché."""

from __future__ import annotations

import pytest

from achatlas.catalogue.load import Catalogue, motif_of
from achatlas.cleanse import cpv, procedures, values

CATALOGUE = Catalogue()
DESCRIBED = CATALOGUE.regle("reparations")
GIVEN = (values.ZERO, procedures.REWORDED, procedures.MENDED, "date_illisible")


@pytest.mark.parametrize("name", DESCRIBED)
def test_a_repair_says_what_it_is_and_what_proves_it(name: str) -> None:
    assert set(DESCRIBED[name]) == {"libelle", "definition", "preuve", "statut"}
    assert DESCRIBED[name]["statut"] in {"sourcé", "connu", "décidé"}


@pytest.mark.parametrize("name", GIVEN)
def test_every_repair_made_is_described(name: str) -> None:
    assert name in DESCRIBED


@pytest.mark.parametrize("written", ["3000000", "4500000", "45214999"])
def test_every_repair_of_a_cpv_is_described(written: str) -> None:
    known = {line["code"]: line["cle"] for line in CATALOGUE.lines("referentiels/cpv.csv")}
    code, repair = cpv.resolve(written, known)
    assert repair in DESCRIBED and code in known


def test_a_reason_named_after_a_rule_is_told_in_words() -> None:
    assert motif_of(CATALOGUE, "v08")["libelle"] == "Montant possible (V08)"
    assert motif_of(CATALOGUE, "v08")["que_faire"].startswith("faites corriger le montant")
    assert motif_of(CATALOGUE, "ligne_repetee") == {}


def test_the_ceiling_of_an_accord_cadre_is_a_measure_of_marches_alone() -> None:
    """What is paid never holds what is notified: no column of payments comes from an amount of marché."""
    assert {m.fait for m in CATALOGUE.mesures.values() if "plafond" in m.colonne} == {"marches"}
    paid = {m.colonne for m in CATALOGUE.mesures.values() if m.fait == "achats"}
    assert not {c for c in paid if "plafond" in c or "notifie" in c}
