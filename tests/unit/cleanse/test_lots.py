"""Several marchés under one number: who holds them, and for how much, tell them apart."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from achatlas.cleanse.lots import told_apart

POLLET, LARAT, NSA = "000100001", "000100019", "000100027"


def record(euros: int, *holders: str, line: int = 1, **more: Any) -> dict[str, Any]:
    named = json.dumps([{"id": f"{siren}00011", "nom": ""} for siren in holders])
    return {
        "marche_id": "2024023", "lot": "", "titulaires": named, "modifications": "", "depot": "a",
        "numero_ligne": line, "montant_ht_centimes": euros * 100, **more,
    }  # fmt: skip


def groups(*records: dict[str, Any]) -> set[frozenset[int]]:
    return {frozenset(r["numero_ligne"] for r in group) for group in told_apart(list(records))}


def test_other_firms_for_other_amounts_are_other_marches() -> None:
    both = groups(record(450_000, POLLET), record(2_700_000, LARAT, line=2))
    assert both == {frozenset({1}), frozenset({2})}


def test_a_firm_whose_amount_changes_keeps_its_marche() -> None:
    assert len(groups(record(450_000, POLLET), record(470_000, POLLET, line=2))) == 1


def test_a_marche_whose_firm_changes_keeps_its_amount() -> None:
    assert len(groups(record(450_000, POLLET), record(450_000, LARAT, line=2))) == 1


def test_co_titulaires_hold_one_marche() -> None:
    rows = [record(90_000, who, line=rank) for rank, who in enumerate((POLLET, LARAT, NSA))]
    assert len(groups(*rows)) == 1


def test_a_firm_in_common_joins_two_versions_that_differ_in_all_else() -> None:
    first, last = record(10, POLLET), record(30, LARAT, line=3)
    assert len(groups(first, record(20, POLLET, LARAT, line=2), last)) == 1


def test_lots_that_are_said_are_followed() -> None:
    found = list(told_apart([record(10, POLLET, lot="1"), record(20, POLLET, lot="2", line=2)]))
    assert sorted(group[0]["marche_id"] for group in found) == ["2024023L1", "2024023L2"]


def test_each_marche_has_a_key_of_its_own_that_no_order_changes() -> None:
    rows = [record(10, POLLET), record(20, LARAT, line=2)]
    keys = [sorted(g[0]["part"] for g in told_apart(some)) for some in (rows, rows[::-1])]
    assert keys == [[POLLET, LARAT], [POLLET, LARAT]]


FIRMS = st.lists(st.sampled_from([POLLET, LARAT, NSA]), max_size=2, unique=True)


@given(st.lists(st.tuples(st.integers(1, 4), FIRMS), min_size=1, max_size=8), st.randoms())
def test_every_record_is_in_one_marche_whatever_the_order(
    said: list[tuple[int, list[str]]], luck: Any
) -> None:
    rows = [record(euros, *holders, line=rank) for rank, (euros, holders) in enumerate(said)]
    found = groups(*rows)
    assert sorted(line for group in found for line in group) == list(range(len(rows)))
    luck.shuffle(rows)
    assert groups(*rows) == found
