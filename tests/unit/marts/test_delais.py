"""Delays of payment: golden lines, the law of the day, and what nobody dated, never on time nor late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_controles import Serie
from achatlas.marts import delais

CATALOGUE = Catalogue()
SCHEMA = ibis.schema(
    {"kind": "string", "date_facture": "date", "date_paiement": "date", "montant_ht_centimes": "int64"}
)
JOUR = date(2024, 1, 1)
Line = tuple[str, date | None, date | None, int]
TYPES = [*CATALOGUE.regle("delais")["acheteurs"], "autre", ""]
DAYS = st.none() | st.dates(date(2012, 1, 1), date(2026, 12, 31))
LINES = st.lists(
    st.tuples(st.sampled_from(TYPES), DAYS, DAYS, st.integers(-500, 500)), min_size=1, max_size=30
)


def told(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """What the mart tells of some lines."""
    rows = ibis.memtable([dict(zip(SCHEMA.names, one, strict=True)) for one in lines], schema=SCHEMA)
    return rows.mutate(**delais.columns(rows, CATALOGUE, rows.kind)).to_pyarrow().to_pylist()


def after(kind: str, days: int, cents: int = 100) -> Line:
    """A line paid so many days after its invoice."""
    return kind, JOUR, JOUR + timedelta(days=days), cents


GOLDEN = [
    (after("commune", 0), "a_temps"), (after("commune", 30), "a_temps"), (after("commune", 31), "en_retard"),
    (after("oph", 30), "a_temps"), (after("oph", 31), "en_retard"),
    (after("hopital", 50), "a_temps"), (after("hopital", 51), "en_retard"),
    (after("sem", 60), "a_temps"), (after("sem", 61), "en_retard"),
    (after("bailleur", 30), "a_temps"), (after("bailleur", 31), ""), (after("bailleur", 60), ""),
    (after("bailleur", 61), "en_retard"), (after("autre", 30), "a_temps"), (after("", 31), ""),
    (after("commune", -1), ""), (after("commune", 1096), "en_retard"), (after("commune", 1097), ""),
    (after("commune", 5, -100), "hors_delai"), (after("commune", 90, 0), "hors_delai"),
    (("commune", None, JOUR, 100), ""), (("commune", JOUR, None, 100), ""),
    (("commune", date(2013, 4, 30), date(2013, 5, 2), 100), ""),
]  # fmt: skip


def golden_lines_are_told() -> None:
    assert [row["delai"] for row in told([line for line, _ in GOLDEN])] == [said for _, said in GOLDEN]


def test_each_golden_line_is_where_the_law_puts_it() -> None:
    golden_lines_are_told()


def test_a_dated_line_counts_its_days_and_its_cents_and_no_other_does() -> None:
    late, credit, lost, soon = told(
        [after("commune", 45), after("commune", 45, -7), after("commune", -3), after("commune", 0)]
    )
    assert (late["jours_paiement"], late["lignes_datees"], late["montant_en_retard_centimes"]) == (45, 1, 100)
    assert (credit["jours_paiement"], credit["lignes_datees"], credit["lignes_hors_delai"]) == (0, 0, 1)
    assert (lost["jours_paiement"], lost["lignes_datees"], lost["montant_date_centimes"]) == (0, 0, 0)
    assert (soon["jours_paiement"], soon["lignes_datees"], soon["montant_date_centimes"]) == (0, 1, 100)


@settings(max_examples=25, deadline=None)
@given(LINES)
def test_what_nobody_dated_is_neither_on_time_nor_late(lines: list[Line]) -> None:
    for (_, invoice, paid, cents), row in zip(lines, told(lines), strict=True):
        dated = invoice is not None and paid is not None and invoice <= paid and cents > 0
        if not dated:
            assert row["delai"] in ("", "hors_delai") and row["lignes_en_retard"] == 0
        assert row["lignes_hors_delai"] == (cents <= 0) == (row["delai"] == "hors_delai")
        assert row["lignes_en_retard"] == (row["delai"] == "en_retard") <= row["lignes_datees"]
        assert row["montant_en_retard_centimes"] == cents * row["lignes_en_retard"]
        assert row["montant_date_centimes"] == cents * row["lignes_datees"]
        assert (row["jours_paiement"] or 0) <= 1096 * row["lignes_datees"]


def serie(valeurs: dict[date, int], last: date | None = None) -> Serie:
    """A legal delay that changes."""
    statuts = dict.fromkeys(valeurs, "connu")
    return Serie(
        libelle="Essai", unite="jours", reference="Essai", valeurs=valeurs, statuts=statuts, dernier_jour=last
    )


def test_the_legal_delay_is_that_of_the_day_of_the_invoice(monkeypatch: pytest.MonkeyPatch) -> None:
    changing = serie({date(2013, 5, 1): 30, date(2024, 1, 1): 20}, date(2024, 12, 31))
    monkeypatch.setattr(delais, "possible", lambda *_: (changing,))
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    lines: list[Line] = [("commune", day, day + timedelta(days=25), 100) for day in days]
    assert [row["delai"] for row in told(lines)] == ["a_temps", "en_retard", "en_retard", ""]


MUTANTS = {
    "the last day is late": ("days <= on_time", "days < on_time"),
    "the day after is not late": ("days > late", "days > late + 1"),
    "the last day is late too": ("days > late", "days >= late"),
    "the longest delay says what is on time": ("date_facture, min)", "date_facture, max)"),
    "the shortest delay says what is late": ("date_facture, max)", "date_facture, min)"),
    "a payment before its invoice is dated": ("rows.date_paiement >= rows.date_facture", "owed"),
    "a credit has a delay": ("(paid > 0)", "(paid != 0)"),
    "nothing is too old": ("(rows.date_paiement <= limit)", "owed"),
}
"""Faults of the comparison: what is written, what is written instead."""


@pytest.mark.parametrize("name", MUTANTS)
def test_a_fault_of_the_comparison_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    written, instead = MUTANTS[name]
    source = Path(delais.__file__).read_text(encoding="utf-8")
    assert written in source
    space: dict[str, Any] = {"__name__": "mutant"}
    exec(compile(source.replace(written, instead), "mutant", "exec"), space)
    monkeypatch.setattr(delais, "columns", space["columns"])
    with pytest.raises(AssertionError):
        golden_lines_are_told()
