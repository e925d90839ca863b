"""Two marchés that a person judged: one is made of them, or they are proposed no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.cleanse import contrats, stage
from achatlas.store.decisions import APART, SAME
from achatlas.store.engine import Engine
from tests.integration.test_corrections import TERRITOIRE, read, written
from tests.unit.cleanse.test_contrats import record

GOOD = record(acheteur_id="00090000100017", montant_ht_centimes=100_000_00, objet="Papier pour les services")
OTHER = {**GOOD, "numero_ligne": 2, "marche_id": "AUTRE", "date_notification": "2024-03-09"}
PAIR = ("000900001/2024M001", "000900001/AUTRE")


def cleansed(folder: Path, jugements: dict[tuple[str, str], str], *rows: dict[str, Any]) -> None:
    paths = {
        "brut__mandats": written(folder, "brut__mandats"),
        "brut__marches": written(folder, "brut__marches", *rows),
    }
    with Engine(folder / "tampon") as engine:
        stage.run(engine, Catalogue(), paths, folder, TERRITOIRE, (), jugements)


def test_without_a_decision_two_marches_stand_and_are_proposed(tmp_path: Path) -> None:
    cleansed(tmp_path, {}, GOOD, OTHER)
    assert len(read(tmp_path, "net__marches")) == 2
    assert len(read(tmp_path, "doublons_proposes")) == 1


def test_one_marche_said_the_same_is_counted_once_with_its_witness(tmp_path: Path) -> None:
    cleansed(tmp_path, {PAIR: SAME}, GOOD, OTHER)
    (kept,) = read(tmp_path, "net__marches")
    assert (kept["marche_cle"], kept["temoins"], kept["modifications"]) == (PAIR[0], 2, 0)
    assert kept["montant_ht_centimes"] == 100_000_00
    (version,) = read(tmp_path, "net__versions")
    assert '"numero_ligne":' in version["temoin"]
    assert read(tmp_path, "doublons_proposes") == []
    assert [row["motif"] for row in read(tmp_path, "rejets_marches")] == ["marche_repete"]


def test_two_marches_said_apart_are_proposed_no_more(tmp_path: Path) -> None:
    cleansed(tmp_path, {PAIR: APART}, GOOD, OTHER)
    assert len(read(tmp_path, "net__marches")) == 2
    assert read(tmp_path, "doublons_proposes") == []


def test_a_decision_on_a_marche_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    cleansed(tmp_path, {PAIR: SAME}, GOOD)
    assert [row["marche_cle"] for row in read(tmp_path, "net__marches")] == [PAIR[0]]


def test_an_amount_that_differs_stays_in_the_history(tmp_path: Path) -> None:
    cleansed(tmp_path, {PAIR: SAME}, GOOD, {**OTHER, "montant_ht_centimes": 100_500_00})
    (kept,) = read(tmp_path, "net__marches")
    assert (kept["montant_initial_centimes"], kept["montant_ht_centimes"]) == (100_000_00, 100_500_00)


NAMES = [f"000900001/M{n}" for n in range(6)]
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=8)


@given(PAIRS, st.permutations(range(6)))
def test_decisions_gather_by_closure_lose_no_record_and_have_no_order(
    pairs: list[tuple[str, str]], order: list[int]
) -> None:
    records = [record(marche_id=f"M{n}", numero_ligne=n) for n in order]
    groups = [sorted(r["numero_ligne"] for r in g) for g in contrats.by_marche(records, pairs=pairs)]
    assert sorted(n for group in groups for n in group) == list(range(6))
    of = {f"000900001/M{n}": rank for rank, group in enumerate(groups) for n in group}
    assert all(of[one] == of[other] for one, other in pairs)
    again = contrats.by_marche(records[::-1], pairs=[(b, a) for a, b in reversed(pairs)])
    assert [sorted(r["numero_ligne"] for r in g) for g in again] == groups


@pytest.mark.parametrize("names", [set(), {PAIR[0]}])
def test_a_marche_that_no_decision_gathered_is_not_decided(names: set[str]) -> None:
    assert not contrats.decided([GOOD, OTHER], names)
    assert contrats.decided([GOOD, OTHER], set(PAIR))
