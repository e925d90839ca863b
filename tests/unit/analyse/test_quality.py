"""The score of the data: its terms, its weights, and what a missing thing costs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from achatlas.analyse.quality import Share, score
from achatlas.catalogue.load import Catalogue

TERMES = Catalogue().termes


def test_the_weights_make_a_hundred() -> None:
    assert sum(terme.poids for terme in TERMES) == 100


def test_everything_there_is_a_hundred_and_nothing_there_is_nil() -> None:
    assert score(TERMES, {t.id: Share(3, 3) for t in TERMES}).note == 100
    assert score(TERMES, {t.id: Share(0, 3) for t in TERMES}).note == 0
    assert score(TERMES, {}).note is None


def test_a_term_about_nothing_is_left_out_of_the_weights() -> None:
    one, *others = TERMES
    found = score(TERMES, {one.id: Share(0, 0), **{t.id: Share(1, 1) for t in others}})
    assert (found.poids, found.note) == (100 - one.poids, 100)


@given(st.lists(st.integers(0, 1000), min_size=len(TERMES), max_size=len(TERMES)))
def test_something_missing_never_gives_the_whole_weight_of_its_term(held: list[int]) -> None:
    found = score(TERMES, {t.id: Share(n, 1000) for t, n in zip(TERMES, held, strict=True)})
    for terme, n in zip(TERMES, held, strict=True):
        assert (found.dixiemes[terme.id] == 10 * terme.poids) == (n == 1000)
        assert 0 <= found.dixiemes[terme.id] <= 10 * terme.poids


def test_every_sentence_is_written() -> None:
    for terme in TERMES:
        assert terme.phrase.format(nombre="1", sur="2", part="50")
