"""A campaign that no fault of the readers escapes: each of these mutants is caught by the dirty twin."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from achatlas.cleanse import values
from achatlas.domain import money
from achatlas.ingest import tabular
from achatlas.pipeline import confined
from tests.campaigns.dirty_twin.campaign import campaign

Mutant = Callable[[pytest.MonkeyPatch], None]


def drops_the_sign(patch: pytest.MonkeyPatch) -> None:
    unsigned = money._unsigned
    patch.setattr(money, "_unsigned", lambda text, fmt: (unsigned(text, fmt)[0], False))


def exchanges_day_and_month(patch: pytest.MonkeyPatch) -> None:
    read = values.read_date

    def swapped(text: str, form: str = "iso") -> date | None:
        day = read(text, form)
        return day.replace(day=day.month, month=day.day) if day and day.day <= 12 else day

    patch.setattr(values, "read_date", swapped)


def pads_any_siret(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(values, "is_siret", lambda text: len(text) == 14)


def counts_totals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tabular.Totals, "is_total", lambda *_: False)


def believes_three_decimals(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tabular.Decimals, "ambiguous", lambda *_: [])


def believes_shifted_lines(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tabular.Margin, "spilt", lambda *_: False)


MUTANTS: tuple[Mutant, ...] = (
    drops_the_sign, exchanges_day_and_month, pads_any_siret, counts_totals, believes_three_decimals,
    believes_shifted_lines,
)  # fmt: skip


@pytest.mark.lent
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_reader_that_errs_is_caught(
    mutant: Mutant, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(confined, "sandboxed", lambda task, *_: task())
    mutant(monkeypatch)
    assert campaign(tmp_path, 383, 1, 2_000).silent
