"""A stock is taken lot by lot: which rows are read together, and how often."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from achatlas.sirene.lots import Lot, lots, readings


def test_neighbours_share_a_lot_while_they_are_few() -> None:
    assert lots({7: 4, 0: 3, 12: 5, 3: 9}, enough=9) == [Lot(0, 0), Lot(3, 3), Lot(7, 12)]
    assert lots({}) == []


def test_every_row_is_of_one_lot() -> None:
    made = lots({n: 1 + n % 3 for n in range(100)}, enough=7)
    assert [lot.first for lot in made[1:]] == [lot.last + 1 for lot in made[:-1]]
    assert Lot(12, 13).bounds("unites") == (120_000_000, 140_000_000)
    assert Lot(0, 0).bounds("etablissements") == (0, 10**12)


def test_a_file_in_order_is_read_about_once_and_another_as_often_as_there_are_lots(tmp_path: Path) -> None:
    keys, ranges = list(range(100)), [(low, low + 10) for low in range(0, 100, 10)]
    for name, order, expected in (("a", keys, 1.0), ("b", sorted(keys, key=lambda n: n * 37 % 101), 10.0)):
        path = tmp_path / f"{name}.parquet"
        pq.write_table(pa.table({"cle": order}), path, row_group_size=10)
        assert abs(readings(path, ranges) - expected) < 0.5
