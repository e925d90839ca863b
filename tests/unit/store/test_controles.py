"""What the cleansing found, read back for a screen or a balance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from achatlas.catalogue.load import Catalogue
from achatlas.store import controles
from tests.integration.test_corrections import marches
from tests.unit.cleanse.test_contrats import record

GOOD = record(acheteur_id="00090000100017", montant_ht_centimes=100_000_00, objet="Papier pour les services")


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("net")
    changes = '[{"id":1,"date_notification":"2024-09-01","montant_centimes":12000000}]'
    records: list[dict[str, Any]] = [
        GOOD,
        {**GOOD, "numero_ligne": 2, "marche_id": "AUTRE"},
        {**GOOD, "numero_ligne": 3, "marche_id": "NUL", "montant_ht_centimes": 0},
        {**GOOD, "numero_ligne": 4, "marche_id": "LONG", "duree_mois": "1095", "modifications": changes},
    ]
    marches(folder, Catalogue(), *records)
    return folder


def counted(net: Path) -> dict[tuple[str, str], int]:
    return {(f.controle, f.cas): f.nombre for f in controles.findings(net)}


def test_findings_are_counted_by_file_and_rule(net: Path) -> None:
    found = counted(net)
    assert found["v08", "montant_nul"] == 1
    assert found["v10", "duree_en_jours"] == 1
    assert found["v13", "sans_donnee"] == 1


def test_a_finding_told_once_counts_for_the_records_it_concerns(net: Path) -> None:
    assert counted(net)["v09", "trop_peu_de_voisins"] == 3


def test_the_lines_of_a_rule_are_read_for_a_file_or_for_all(net: Path) -> None:
    (only,) = controles.lines(net, "v08")
    assert (only["numero_ligne"], only["severite"], only["valeur"]) == (3, "erreur", "0,00 €")
    assert controles.lines(net, "v08", "a") == [only]
    assert controles.lines(net, "v08", "b") == []


def test_the_history_of_a_marche_is_read_in_order(net: Path) -> None:
    found = controles.versions(net, "000900001/LONG")
    assert [(v["rang"], v["montant_ht_centimes"]) for v in found] == [(0, 100_000_00), (1, 120_000_00)]


def test_pairs_that_may_be_one_are_proposed(net: Path) -> None:
    (pair,) = controles.proposals(net)
    assert (pair["marche_cle"], pair["autre_cle"]) == ("000900001/2024M001", "000900001/AUTRE")


def test_a_snapshot_from_before_the_rules_has_nothing_to_say(tmp_path: Path) -> None:
    assert controles.findings(tmp_path) == ()
    assert controles.lines(tmp_path, "v08") == controles.proposals(tmp_path) == []
    assert controles.versions(tmp_path, "x") == controles.idle_corrections(tmp_path) == []
