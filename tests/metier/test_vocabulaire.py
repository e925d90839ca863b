"""The words that buyers write, which the model of words learns (``entrainement/vocabulaire.csv``)."""

from __future__ import annotations

import csv
from collections import Counter

from achatlas.catalogue.load import Catalogue
from tests.architecture import measure as m

FILE = m.ROOT / "entrainement" / "vocabulaire.csv"
NOT_SAID = {"30.02", "30.99"}
"""Segments of what has no name."""


def said() -> dict[str, list[str]]:
    """The expressions of each segment."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter=";"))
    assert len({one["segment"] for one in lines}) == len(lines)
    return {one["segment"]: one["textes"].split("|") for one in lines}


def test_every_segment_that_has_a_name_has_its_words() -> None:
    assert said().keys() == Catalogue().segments.keys() - NOT_SAID


def test_an_expression_is_of_one_segment_only() -> None:
    counts = Counter(text.strip().casefold() for texts in said().values() for text in texts)
    assert not [text for text, count in counts.items() if count > 1 or not text]
