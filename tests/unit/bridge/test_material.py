"""What the bridge is built on: one marché where several registers tell it, and its days."""

from __future__ import annotations

import datetime
from pathlib import Path

import pyarrow as pa
import pytest

from achatlas.bridge.material import one_of, windowed
from achatlas.catalogue.load import Catalogue
from achatlas.store.engine import Engine
from achatlas.store.kinds import arrow_schema

DAY = datetime.date(2024, 8, 31)
Told = tuple[str, str, str]


def stands(folder: Path, *told: Told) -> dict[str, str]:
    """For each marché (buyer, number, coordinator), which one stands for it."""
    rows = [
        {"marche_cle": f"{who}/{rang}", "acheteur_siren": who, "marche_norme": n, "coordonnateur_siren": head}
        for rang, (who, n, head) in enumerate(told)
    ]
    with Engine(folder / "moteur") as engine:
        found = engine.dicts(one_of(engine.keep(pa.Table.from_pylist(rows))))
        return {one["marche_cle"]: one["meme_cle"] for one in found}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([("a", "1", "a"), ("b", "1", "a"), ("c", "1", "a")], ["a/0", "a/0", "a/0"]),
        ([("b", "1", "a"), ("c", "1", "a")], ["b/0", "b/0"]),
        ([("a", "1", ""), ("b", "1", "")], ["a/0", "b/1"]),
        ([("a", "1", ""), ("a", "1", ""), ("b", "1", "a")], ["a/0", "a/1", "b/2"]),
        ([("b", "", "a"), ("c", "", "a")], ["b/0", "c/1"]),
    ],
)
def test_registers_that_tell_one_number_of_one_coordinator_are_one(
    tmp_path: Path, told: list[Told], expected: list[str]
) -> None:
    assert [one for _, one in sorted(stands(tmp_path, *told).items(), key=lambda it: it[0][-1])] == expected


@pytest.mark.parametrize(("end", "closes"), [(DAY, "2025-02-28"), (None, "None")])
def test_a_marche_is_paid_until_six_months_after_its_last_end(
    tmp_path: Path, end: datetime.date | None, closes: str
) -> None:
    regle, table = Catalogue().regle("pont"), Catalogue().tables["net__marches"]
    row = {"date_notification": DAY, "date_fin_max": end, "date_deduite": False, "montant_ht_centimes": 0}
    row |= {"marche_cle": "a/1", "acheteur_siren": "a"}
    with Engine(tmp_path / "moteur") as engine:
        marches = engine.keep(pa.Table.from_pylist([row], schema=arrow_schema(table)))
        classes = engine.keep(pa.table({"marche_cle": ["a/1"], "segment_code": ["08.03"]}))
        (one,) = engine.dicts(windowed(marches, classes, regle))
    days = [str(one[name])[:10] for name in ("ouvre", "ferme")]
    assert (days, one["plafond"], one["segment_marche"]) == (["2024-08-31", closes], None, "08.03")
