"""Who holds a marché is told to all, natural persons and their other spellings aside."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from achatlas.marts.registre import alike
from achatlas.store.engine import Engine

PERSON, GARBLED, FIRM, ABROAD = "PPef763f164cc388", "T946ab98a321005", "000519470", "TR0000000496"
ROWS = [("a", PERSON), ("a", GARBLED), ("a", FIRM), ("a", ABROAD), ("a", None), ("b", GARBLED), ("b", FIRM)]


def test_who_has_no_number_beside_a_natural_person_is_told_as_one(tmp_path: Path) -> None:
    held = pa.table({"marche_cle": [one[0] for one in ROWS], "fournisseur_id": [one[1] for one in ROWS]})
    with Engine(tmp_path) as engine:
        rows = engine.keep(held)
        told = list(engine.dicts(rows.mutate(cache=alike(rows))))
    assert {(one["marche_cle"], one["fournisseur_id"]): one["cache"] for one in told} == {
        ("a", PERSON): True, ("a", GARBLED): True, ("a", None): True, ("a", FIRM): False,
        ("a", ABROAD): False, ("b", GARBLED): False, ("b", FIRM): False,
    }  # fmt: skip
