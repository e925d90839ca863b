"""The names engine on published pairs of names and SIREN, as they are: a floor against going back.

The shipped model has seen these pairs: what it is worth on unseen ones is measured source against source by
``python -m entrainement.noms``.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.reconcile.mesure import Case, answers, measured
from achatlas.reconcile.noms.recherche import Search
from achatlas.reconcile.noms.voisins import NOWHERE, Entry

DONNEES = Path(os.environ.get("ACHATLAS_DONNEES_REELLES", "../shared/data"))
PAIRS = DONNEES / "labelled/noms_fournisseurs_siret.csv"
SMALLEST = "emar"


@pytest.mark.skipif(not PAIRS.is_file(), reason="no real data")
def test_names_of_one_source_are_found_among_the_others() -> None:
    with PAIRS.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    known = [Entry(x["siren"], x["siret"], x["nom"]) for x in lines if x["src"] != SMALLEST]
    cases = [Case(x["nom"], x["siren"], NOWHERE) for x in lines if x["src"] == SMALLEST]
    search = Search(Catalogue())
    told = measured(answers(search, cases, lambda: known), search.seuil)
    assert told["precision"] >= 0.95 and told["rappel"] >= 0.55, told
