"""The model of words, on one made by hand: three segments of two families and two natures, a few traits."""

from __future__ import annotations

import json
from math import exp, sqrt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.classify.textes.modele import Modele

SEGMENTS = ["02.01", "02.02", "27.07"]
ABOVE = [[3, 5], [3, 5], [4, 6]]
"""The columns of families (02, 27), then of natures (F, T), that each segment adds to its own."""
STEP = 0.01
CALIBRATION = [2.0, 1.0, 0.5, -1.0]
TRAITS: dict[str, tuple[float, dict[int, int]]] = {
    "=gaz": (3.0, {1: 100, 0: -20}),
    "=naturel": (4.0, {1: 50}),
    "gaz_naturel": (5.0, {1: 80}),
    "=electricite": (2.0, {0: 60, 2: 50}),
    "=fourniture": (1.0, {5: 90}),
    "htravau": (2.0, {6: 100, 4: 40}),
    "cravi": (1.0, {2: 10}),
    "cgrav": (1.0, {}),
    "c^gra": (1.0, {}),
    "=de": (1.0, {0: 100}),
}


def written(path: Path) -> Modele:
    """The model as the product reads it."""
    said = {
        "segments": SEGMENTS, "au_dessus": ABOVE, "calibration": CALIBRATION, "bias": [-0.1, -0.2, -0.3],
        "pas": STEP,
    }  # fmt: skip
    table = pa.table({
        "trait": pa.array(list(TRAITS)),
        "textes": pa.array([2] * len(TRAITS), pa.int32()),
        "rarete": pa.array([rarity for rarity, _ in TRAITS.values()], pa.float32()),
        "colonnes": pa.array([list(said) for _, said in TRAITS.values()], pa.list_(pa.uint8())),
        "poids": pa.array([list(said.values()) for _, said in TRAITS.values()], pa.list_(pa.int8())),
    })  # fmt: skip
    pq.write_table(table.replace_schema_metadata({"achatlas": json.dumps(said)}), path)
    return Modele(path)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Modele:
    return written(tmp_path_factory.mktemp("modele") / "petit.parquet")


def test_a_score_is_the_sum_of_rarities_and_weights_over_the_length(model: Modele) -> None:
    length = sqrt(3.0**2 + 4.0**2 + 5.0**2)
    expected = (3.0 * 1.0 + 4.0 * 0.5 + 5.0 * 0.8) / length
    assert list(model.read("Gaz naturel").scores) == pytest.approx([3.0 * -0.2 / length, expected, 0.0])


def test_a_family_and_a_nature_speak_for_all_their_segments(model: Modele) -> None:
    assert list(model.read("fourniture").scores) == pytest.approx([0.9, 0.9, 0.0])
    found = model.judge([("Travaux d'électricité", 1.0)])
    alone = model.judge([("électricité", 1.0)])
    assert found is not None and found.segments[0] == "27.07"
    assert alone is not None and alone.segments[0] == "02.01"


def test_sureness_follows_from_the_score_and_the_two_leads(model: Modele) -> None:
    found = model.judge([("électricité", 1.0)])
    first, second, third = 0.6 - 0.1, 0.5 - 0.3, -0.2
    said = -1.0 + 2.0 * first + 1.0 * (first - second) + 0.5 * (first - third)
    assert found is not None and found.segments == ("02.01", "27.07", "02.02")
    assert found.sureness == pytest.approx(1 / (1 + exp(-said)))
    assert 0 < sum(found.reste) < 1 - found.sureness


def test_a_text_weighs_what_is_asked_and_clues_are_added(model: Modele) -> None:
    assert model.judge([("électricité", 1.0), ("gaz", 0.1)]).segments[0] == "02.01"  # type: ignore[union-attr]
    assert model.judge([("électricité", 0.1), ("gaz", 1.0)]).segments[0] == "02.02"  # type: ignore[union-attr]
    clue = model.judge([("électricité", 1.0)], {"27.07": 0.4, "99.99": 9.0})
    assert clue is not None and clue.segments[0] == "27.07"


@pytest.mark.parametrize("text", ["", "de", "zzz", "facture 118", "facture de mars"])
def test_a_text_of_empty_or_unknown_words_is_mute(model: Modele, text: str) -> None:
    assert not model.knows(text) and model.judge([(text, 1.0)]) is None


def test_the_letters_of_a_word_that_is_unknown_speak(model: Modele) -> None:
    assert list(model.read("gravi").scores) == pytest.approx([0.0, 0.0, 0.1 / sqrt(3)])
    assert not model.knows("gravillonnage"), "less than half of its letters"


def test_reasons_are_the_words_that_speak_most_for_the_first(model: Modele) -> None:
    found = model.judge([("fourniture de gaz naturel", 1.0)])
    assert found is not None and found.mots == ("gaz", "naturel", "fourniture")


@given(st.permutations(["gaz", "naturel", "électricité", "fourniture", "travaux", "gaz naturel"]))
def test_answers_depend_on_nothing_that_was_read_before(model: Modele, order: list[str]) -> None:
    said = {text: model.judge([(text, 1.0)]) for text in order}
    for text in order:
        model.forget()
        assert model.judge([(text, 1.0)]) == said[text]
