"""The words that buyers write, which the model of words learns (``entrainement/vocabulaire.csv`` and
``mots_courants.csv``), and the short labels that say what it makes of them (``lectures/libelles.csv``).
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.classify.textes.traits import told, words
from entrainement.mesurer_libelles import LEARNT, MEASURED, libelles
from entrainement.mesurer_libelles import said as judged
from tests.architecture import measure as m

FILE = m.ROOT / "entrainement" / "vocabulaire.csv"
COMMON = FILE.with_name("mots_courants.csv")
NOT_SAID = {"30.02", "30.99"}
"""Segments of what has no name."""


def said(path: Path = FILE) -> dict[str, list[str]]:
    """The expressions of each segment."""
    with path.open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream, delimiter=";"))
    assert len({one["segment"] for one in lines}) == len(lines)
    return {one["segment"]: one["textes"].split("|") for one in lines}


def test_every_segment_that_has_a_name_has_its_words() -> None:
    assert said().keys() == Catalogue().segments.keys() - NOT_SAID


def test_an_expression_is_of_one_segment_only() -> None:
    counts = Counter(text.strip().casefold() for texts in said().values() for text in texts)
    assert not [text for text, count in counts.items() if count > 1 or not text]


def told_by(text: str) -> frozenset[str]:
    """The words of a text that say something."""
    return frozenset(told(words(text))[1])


def test_common_words_are_of_segments_that_exist_each_said_once() -> None:
    common = said(COMMON)
    assert common.keys() <= Catalogue().segments.keys() - NOT_SAID
    assert not [text for texts in common.values() for text in texts if texts.count(text) > 1]
    assert all(told_by(text) for texts in common.values() for text in texts)


def test_labels_are_in_two_halves_of_segments_that_exist() -> None:
    labels, segments = libelles(), Catalogue().segments.keys()
    assert len({one.texte for one in labels}) == len(labels) == 692
    assert Counter(one.moitie for one in labels) == {LEARNT: 346, MEASURED: 346}
    assert all({*one.segments} <= segments for one in labels)
    assert len({one.segments[0] for one in labels}) >= len(segments) - 1


def test_no_common_word_was_taken_from_the_half_that_measures() -> None:
    held_out = [told_by(one.texte) for one in libelles() if one.moitie == MEASURED]
    taught = [(text, told_by(text)) for texts in said(COMMON).values() for text in texts]
    assert not [text for text, own in taught if any(label <= own for label in held_out)]


def test_what_the_machine_classes_alone_of_short_labels_is_right() -> None:
    """As it promises for titles, on the half that nothing was learnt from (``mesurer_libelles`` tells it)."""
    answers = [*judged(one for one in libelles() if one.moitie == MEASURED)]
    alone = [one for one in answers if one.sur]
    assert sum(one.juste for one in alone) >= 0.95 * len(alone)
    assert len(alone) >= 0.5 * len(answers)
    assert sum(one.juste for one in answers) >= 0.75 * len(answers)


def test_plain_words_that_were_once_surely_wrong_are_no_more() -> None:
    named = {"égout", "craies", "biberons", "pare-brise", "confiture", "panneaux stop", "gravier"}
    answers = [*judged(one for one in libelles() if one.texte in named)]
    assert len(answers) == len(named)
    assert all(one.juste or not one.sur for one in answers)
