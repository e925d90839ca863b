"""What the bridge is worth, counted by lines and by euros."""

from __future__ import annotations

from typing import Any

import pytest

from achatlas.bridge.mesure import COUNTS, DIMS, measured

CENTS = (1000, 900, 800, 1200, 1000)
SILENT = (100, 50, 10, 60, 20)


def row(cite: bool, lines: tuple[int, ...], cents: tuple[int, ...], **more: Any) -> dict[str, Any]:
    told = dict.fromkeys(DIMS, "") | {"cite": cite, "bande": 90}
    euros = {f"{name}_centimes": sum_ for name, sum_ in zip(COUNTS, cents, strict=True)}
    return told | dict(zip(COUNTS, lines, strict=True)) | euros | more


@pytest.fixture
def told() -> dict[str, Any]:
    cited = row(True, (10, 8, 8, 9, 9), CENTS, moteur="cite", raison="cite")
    return measured([cited, row(False, (10, 5, 2, 8, 4), SILENT, moteur="score", raison="non_cite")])


def test_precision_is_of_what_is_linked_and_recall_of_what_is_there(told: dict[str, Any]) -> None:
    assert (told["precision"], told["rappel"]) == (round(10 / 13, 4), round(10 / 17, 4))
    assert told["rappel_atteignable"] == round(10 / 13, 4)
    assert told["euros"]["precision"] == round(810 / 950, 4)


def test_lines_that_cite_nothing_are_told_apart(told: dict[str, Any]) -> None:
    assert (told["sans_citation"]["precision"], told["sans_citation"]["euros"]["precision"]) == (0.4, 0.2)
    assert [(one["moteur"], one["lies"]) for one in told["moteurs"]] == [("cite", 8), ("score", 5)]
    assert [one["raison"] for one in told["raisons"]] == ["cite", "non_cite"]


def test_a_score_is_told_by_how_often_it_is_right(told: dict[str, Any]) -> None:
    (band,) = told["scores"]
    assert (band["bande"], band["precision"], band["lies"]) == (90, 0.4, 5)
