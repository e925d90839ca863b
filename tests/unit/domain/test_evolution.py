"""What evolutions make of the nomenclature: a code has one meaning for ever, what is undone leaves none."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.pivot import LEADING
from achatlas.catalogue.segments import delivered, moving
from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.evolution import CREATES, Evolution, Genre, Pivot, Segment, broken, free, projection
from achatlas.store.evolutions import Evolutions, in_force

JOUR = "2026-11-26T10:00:00+00:00"
FILES = ("01.01", "01.02", "02.01")
Act = tuple[Genre, str, str] | int
CODES = st.sampled_from([*FILES, "01.03", "02.02", "02.03", "30.99", ""])
SEGMENT = Segment("Essai", "Essai", "F", "Pour voir.", ("un", "deux"), mots=("mot",), cpv=("0312",))
ACTS = st.one_of(
    st.builds(lambda genre, code, vers: (genre, code, vers), st.sampled_from(Genre), CODES, CODES),
    st.integers(1, 12),
)


def act(kept: Evolutions, one: Act) -> bool:
    """Does or undoes something; False when it is refused."""
    try:
        if isinstance(one, int):
            kept.take_back(one, "paul", JOUR, FILES)
        else:
            genre, code, vers = one
            code, vers = ("" if genre == Genre.ADD else code), ("" if genre == Genre.WORDS else vers)
            if (genre in CREATES and not vers) or (genre != Genre.ADD and not code):
                return False
            if genre == Genre.MERGE and not vers:
                return False
            written = None if genre in (Genre.MERGE, Genre.MOVE) else SEGMENT
            kept.add(Evolution(0, code, vers, "lea", JOUR, genre=genre, segment=written), FILES)
    except ActeConcurrent:
        return False
    return True


@settings(max_examples=40, deadline=None)
@given(st.lists(ACTS, max_size=10))
def test_a_code_is_never_given_twice_and_everything_is_undone(
    acts: list[Act],
) -> None:
    with TemporaryDirectory() as folder:
        kept = Evolutions(Path(folder))
        for one in acts:
            act(kept, one)
        every = kept.every()
        made = [one.made for one, back in every if not back and one.made]
        assert len(made) == len(set(made)) and not set(made) & set(FILES)
        standing = kept.standing()
        assert broken(standing, FILES) == frozenset()
        known = {*FILES, *(one.made for one in standing)}
        ends = projection(standing)
        assert set(ends.values()) <= known - set(ends)
        assert in_force(Path(folder)) == Pivot.of(standing) and in_force(Path(folder)).retires == ends
        while left := kept.standing():
            assert act(kept, left[-1].numero)
        assert not in_force(Path(folder)) and kept.projection() == {}
        assert kept.verify().fautes == ()


@given(st.sets(st.integers(1, 99), max_size=99))
def test_the_next_code_of_a_family_is_after_all_that_ever_served(numbers: set[int]) -> None:
    used = [f"05.{one:02d}" for one in numbers]
    found = free("05", used)
    assert found not in used
    assert not found or all(one < found for one in used if one != "05.99")


def test_nothing_but_the_nomenclature_follows_the_pivot() -> None:
    plain = Catalogue()
    made = Pivot(((Genre.ADD, "", "02.50", SEGMENT),))
    lu = Catalogue(None, made)
    assert set(lu.segments) - set(plain.segments) == {"02.50"}
    assert lu.segments["02.50"].keys() == plain.segments["02.01"].keys()
    assert lu.segments["02.50"]["famille"] == plain.segments["02.01"]["famille"]
    assert [*lu.segments][: [*lu.segments].index("02.50")][-1].startswith("02.")
    assert delivered(lu) == plain and [*lu.lines("referentiels/departements.csv")] == [
        *plain.lines("referentiels/departements.csv")
    ]


def test_a_segment_that_moves_twice_keeps_its_words_and_what_leads_to_it_once() -> None:
    moved = Pivot(((Genre.MOVE, "02.02", "14.50", None), (Genre.MOVE, "14.50", "15.50", None)))
    lu = Catalogue(None, moved)
    first, last = lu.segments["02.02"], lu.segments["15.50"]
    assert (last["segment"], last["nature"]) == (first["segment"], first["nature"])
    assert all(first[name] for name in LEADING) and not any(last[name] for name in LEADING)
    assert lu.retires == {"02.02": "15.50", "14.50": "15.50"} and moved.moved["15.50"] == "02.02"


def test_what_is_told_otherwise_keeps_what_leads_to_it() -> None:
    said = Segment("Autre nom", "Autre", definition="Redit.", exemples=("a", "b"))
    lu = Catalogue(None, Pivot(((Genre.WORDS, "02.02", "", said),)))
    plain, now = Catalogue().segments["02.02"], lu.segments["02.02"]
    assert now == {**plain, "segment": "Autre nom", "libelle_court": "Autre"}
    told = {one["code"]: one for one in lu.lines("nomenclature/guide.csv")}["02.02"]
    assert (told["definition"], told["exemples"]) == ("Redit.", "a|b")
    assert moving(lu).segments["02.02"] == plain


def test_an_act_on_a_segment_that_the_files_no_longer_have_changes_nothing() -> None:
    said = Segment("Autre nom", "Autre", definition="Redit.")
    lost = Pivot(
        (
            (Genre.WORDS, "97.01", "", said),
            (Genre.MOVE, "97.02", "97.03", None),
            (Genre.MERGE, "02.02", "97.04", None),
        )
    )
    lu = Catalogue(None, lost)
    assert lu.segments == Catalogue().segments and lu.retires == {}


def test_what_only_changed_its_family_is_told_from_what_was_merged() -> None:
    moves = (Genre.MOVE, "15.03", "29.90", None), (Genre.MOVE, "29.90", "08.90", None)
    pivot = Pivot((*moves, (Genre.MERGE, "27.01", "08.90", None), (Genre.MERGE, "01.01", "02.01", None)))
    assert pivot.carried == {"15.03", "29.90"}
    assert Pivot((*moves, (Genre.MERGE, "08.90", "02.01", None))).carried == frozenset()
