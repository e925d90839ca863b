"""The model of words, on one made by hand: three segments of two families and two natures, a few traits."""

from __future__ import annotations

import json
from itertools import pairwise
from math import exp, sqrt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.classify.textes.modele import FIRST, LANE, LONGEST, MODELE, Lanes, Modele, first, proof
from achatlas.classify.textes.traits import GRAM, RAR, alone, together

SEGMENTS = ["02.01", "02.02", "27.07"]
ABOVE = [[3, 5], [3, 5], [4, 6]]
"""The columns of families (02, 27), then of natures (F, T), that each segment adds to its own."""
STEP = 0.01
BIAS = [-0.1, -0.2, -0.3]
CALIBRATION = [2.0, 1.0, 0.5, 0.25, 3.0, -1.0]
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
        "segments": SEGMENTS, "au_dessus": ABOVE, "calibration": CALIBRATION, "bias": BIAS,
        "pas": STEP, "raretes": [[one, one * RAR] for one in range(1, 6)],
    }  # fmt: skip
    speak = [sorted(said.items()) for _, said in TRAITS.values()]
    gaps = [[one - before for before, one in pairwise([0, *dict(own)])] for own in speak]
    table = pa.table({
        "trait": pa.array(list(TRAITS)),
        "textes": pa.array([int(rarity) for rarity, _ in TRAITS.values()], pa.int32()),
        "ecarts": pa.array(gaps, pa.list_(pa.uint8())),
        "poids": pa.array([[weight for _, weight in own] for own in speak], pa.list_(pa.int8())),
    })  # fmt: skip
    pq.write_table(table.replace_schema_metadata({"achatlas": json.dumps(said)}), path)
    return Modele(path)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Modele:
    return written(tmp_path_factory.mktemp("modele") / "petit.parquet")


def told(model: Modele, text: str) -> list[float]:
    """What a text says of each segment."""
    return [one - start for one, start in zip(model.scores([(text, 1.0)]), BIAS, strict=True)]


def test_a_score_is_the_sum_of_rarities_and_weights_over_the_length(model: Modele) -> None:
    length = sqrt(3.0**2 + 4.0**2 + 5.0**2)
    expected = (3.0 * 1.0 + 4.0 * 0.5 + 5.0 * 0.8) / length
    assert told(model, "Gaz naturel") == pytest.approx([3.0 * -0.2 / length, expected, 0.0])


def test_a_family_and_a_nature_speak_for_all_their_segments(model: Modele) -> None:
    assert told(model, "fourniture") == pytest.approx([0.9, 0.9, 0.0])
    found = model.judge([("Travaux d'électricité", 1.0)])
    alone = model.judge([("électricité", 1.0)])
    assert found is not None and found.segments[0] == "27.07"
    assert alone is not None and alone.segments[0] == "02.01"


def test_sureness_follows_from_the_score_the_two_leads_and_the_proof(model: Modele) -> None:
    found = model.judge([("électricité", 1.0)])
    first, second, third = 0.6 - 0.1, 0.5 - 0.3, -0.2
    proved = 0.25 * 1 + 3.0 * 1 / (len(alone("electricite")) + len([*together(["electricite"])]))
    said = -1.0 + 2.0 * first + 1.0 * (first - second) + 0.5 * (first - third) + proved
    assert found is not None and found.segments == ("02.01", "27.07", "02.02")
    assert found.sureness == pytest.approx(1 / (1 + exp(-said)))
    assert 0 < sum(found.reste) < 1 - found.sureness


def test_a_word_that_is_not_known_makes_a_text_less_sure(model: Modele) -> None:
    known, less = model.judge([("gaz naturel", 1.0)]), model.judge([("gaz naturel zwx", 1.0)])
    assert known is not None and less is not None and known.segments[0] == less.segments[0]
    assert less.sureness < known.sureness


def test_a_vague_account_lends_a_short_label_its_share_of_words_only(model: Modele) -> None:
    lines = [(model.read(text), weight) for text, weight in (("gaz", 1.0), ("fourniture gaz naturel", 0.5))]
    words, share = proof(lines)
    assert words == pytest.approx((1.0 * 1 + 0.5 * 3) / 1.5)
    assert share == pytest.approx((1.0 * lines[0][0].part + 0.5 * lines[1][0].part) / 1.5)


def test_a_text_weighs_what_is_asked_and_clues_are_added(model: Modele) -> None:
    assert model.judge([("électricité", 1.0), ("gaz", 0.1)]).segments[0] == "02.01"  # type: ignore[union-attr]
    assert model.judge([("électricité", 0.1), ("gaz", 1.0)]).segments[0] == "02.02"  # type: ignore[union-attr]
    clue = model.judge([("électricité", 1.0)], {"27.07": 0.4, "99.99": 9.0})
    assert clue is not None and clue.segments[0] == "27.07"


@pytest.mark.parametrize("text", ["", "de", "zzz", "facture 118", "facture de mars"])
def test_a_text_of_empty_or_unknown_words_is_mute(model: Modele, text: str) -> None:
    assert not model.knows(text) and model.judge([(text, 1.0)]) is None


def test_the_letters_of_a_word_that_is_unknown_speak(model: Modele) -> None:
    assert told(model, "gravi") == pytest.approx([0.0, 0.0, 0.1 / sqrt(3)])
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


COLUMNS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(-127, 127), st.integers(RAR, 8 * RAR)), max_size=90
)


@given(COLUMNS)
def test_whole_numbers_add_scores_as_one_would_add_them_one_by_one(said: list[tuple[int, int, int]]) -> None:
    familles, natures = zip(*ABOVE, strict=True)
    lanes, expected = Lanes(familles, natures), [0, 0, 0]
    for column, step, rarity in said:
        for rank, above in enumerate(ABOVE):
            expected[rank] += step * rarity * (column in (rank, *above))
    whole = sum(lanes.of([column], [step]) * rarity for column, step, rarity in said)
    assert list(lanes.scores(whole)) == expected


def test_the_longest_text_that_is_read_leaves_no_score_out_of_its_lane() -> None:
    """Every trait speaking with all its weight, at three levels, and as rare as one text in a million."""
    table = pq.read_table(Catalogue().file(MODELE))
    rarest = max(one for _, one in json.loads(table.schema.metadata[b"achatlas"])["raretes"])
    heaviest = max(sum(abs(one) for one in sorted(w, key=abs)[-3:]) for w in table["poids"].to_pylist())
    of_a_word = 1 + 12 - GRAM + 3 + 4
    assert LONGEST * of_a_word * heaviest * rarest < 1 << LANE - 1


@given(st.lists(st.sampled_from([0.0, -1.0, 0.5, 0.25, 2.0]), min_size=FIRST, max_size=12))
def test_the_first_are_the_highest_and_of_equal_ones_the_first(scores: list[float]) -> None:
    ranks = range(len(scores))
    assert first(scores) == sorted(ranks, key=lambda rank: (-scores[rank], rank))[:FIRST]
