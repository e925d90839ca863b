"""Quotients of whole numbers in the engine."""

from decimal import ROUND_HALF_UP, Decimal

import duckdb
import ibis
import pytest

from achatlas.store.aggregates import quotient
from achatlas.store.engine import prepare

ROWS = [
    (5, 2),
    (-5, 2),
    (1, 3),
    (2, 3),
    (-2, 3),
    (1_460_983_78, 100),
    (0, 7),
    (-1, 2),
    (7, 1),
    (10**17 + 1, 2),
]


@pytest.mark.parametrize(("whole", "count"), ROWS)
def test_a_quotient_is_the_nearest_a_half_away_from_zero(whole: int, count: int) -> None:
    rows = ibis.table({"whole": "int64", "parts": "int64"}, name="divided")
    sql = prepare(rows.select(said=quotient(rows.whole, rows.parts))).sql
    session = duckdb.connect()
    session.execute("CREATE TABLE divided AS SELECT $1::BIGINT AS whole, $2::BIGINT AS parts", [whole, count])
    expected = int((Decimal(whole) / count).quantize(Decimal(1), ROUND_HALF_UP))
    assert session.execute(sql).fetchall() == [(expected,)]
    session.execute("UPDATE divided SET parts = 0")
    assert session.execute(sql).fetchall() == [(None,)]
