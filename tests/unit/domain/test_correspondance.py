"""What a code of a buyer is: its own line, the most specific one, else what stands above, else the common
segment that it refines."""

from __future__ import annotations

import pytest

from achatlas.domain.correspondance import (
    CodeAcheteur,
    Correspondance,
    Correspondances,
    Etat,
    NomenclatureAcheteur,
    changes,
    goes_on,
)

SEGMENTS = {"15.03": "Entretien des espaces verts", "08.03": "Nettoyage", "03.02": "Papier", "26.01": "Eau"}
FAMILLES = {"15": "Espaces verts", "08": "Propreté"}
Line = tuple[str, ...]


def reading(codes: list[Line], lines: list[Line]) -> Correspondances:
    own = NomenclatureAcheteur.of(
        (CodeAcheteur(*c) for c in codes), (Correspondance(*line) for line in lines)
    )
    return Correspondances(own, SEGMENTS, FAMILLES)


def segment(read: Correspondances, code: str, compte: str = "", cpv: str = "") -> str:
    found = read.find(code, compte, cpv)
    return found.segment if found else ""


def test_the_most_specific_condition_wins() -> None:
    lines = [
        ("61", "08.03"),
        ("61", "15.03", "6152"),
        ("61", "03.02", "6152", "30"),
        ("61", "26.01", "", "301"),
    ]
    read = reading([("61",)], lines)
    assert segment(read, "61", "60612") == "08.03"
    assert segment(read, "61", "61521") == "15.03"
    assert segment(read, "61", "61521", "30100000") == "03.02"
    assert segment(read, "61", "60612", "30100000") == "26.01"


def test_a_code_inherits_from_its_parent_then_from_the_longest_code_it_goes_on_from() -> None:
    read = reading(
        [("A",), ("61",), ("61.02",), ("61.02.4",), ("B7", "", "A")], [("A", "03.02"), ("61", "08.03")]
    )
    found = read.find("61.02.4")
    assert found is not None and (found.segment, found.porteur, found.herite) == ("08.03", "61", True)
    assert segment(read, "b7") == "03.02" and segment(read, "62") == "" and segment(read, "61.03") == ""


def test_what_stands_above_says_when_no_condition_is_met() -> None:
    read = reading([("61",), ("61.02",)], [("61", "08.03"), ("61.02", "15.03", "2315")])
    assert (segment(read, "61.02", "2315"), segment(read, "61.02", "6068")) == ("15.03", "08.03")


@pytest.mark.parametrize(
    ("head", "rest", "under"),
    [("61", ".02", True), ("AA", "11", True), ("10", "01", True), ("F1", "0", False), ("F10", "0", False),
     ("PA", "P", False), ("61.", "02", True)],
)  # fmt: skip
def test_a_code_stands_under_another_only_at_a_joint(head: str, rest: str, under: bool) -> None:
    assert goes_on(head, rest) is under


def test_a_code_that_refines_a_common_one_needs_no_line() -> None:
    read = reading([("15.03.002", "Massifs"), ("X1", "Tonte", "08.03")], [])
    assert segment(read, "15.03.002") == "15.03" and segment(read, "15.03.007") == "15.03"
    assert segment(read, "X1") == "08.03" and read.etat("15.03.002") == Etat.INHERITED
    assert segment(read, "15.03") == "" and segment(read, "99.03.002") == ""


@pytest.mark.parametrize(
    ("codes", "lines", "expected"),
    [
        ([("15.03", "Entretien des espaces verts")], [], "15.03"),
        ([("15.03", "")], [], "15.03"),
        ([("15", "Espaces verts")], [], "15.03"),
        ([("15.03", "Fournitures scolaires")], [], ""),
        ([("15", "Fournitures")], [], ""),
        ([("15.03", "")], [("15.03", "03.02")], "03.02"),
        ([("15", "Achats")], [("15", "26.01")], "26.01"),
    ],
)
def test_a_buyer_that_gives_another_meaning_to_a_common_code_is_not_misread(
    codes: list[Line], lines: list[Line], expected: str
) -> None:
    assert segment(reading([*codes, ("15.03.002",)], lines), "15.03.002") == expected


def test_a_segment_that_is_no_more_says_nothing() -> None:
    read = reading([("61",)], [("61", "98.01")])
    assert segment(read, "61") == "" and read.mapped("61") == Etat.UNMAPPED


def test_the_state_of_the_code_of_a_line_is_told() -> None:
    read = reading([("61",), ("61.2",), ("70",)], [("61", "08.03"), ("70", "26.01", "60")])
    told = [read.etat(code, "60") for code in ("61", "61.2", "70", "71", " ")]
    assert told == [Etat.MAPPED, Etat.INHERITED, Etat.MAPPED, Etat.UNKNOWN, Etat.NONE]
    assert read.etat("70", "23") == Etat.UNMAPPED and read.mapped("70") == Etat.MAPPED


def test_parents_in_a_circle_end() -> None:
    read = reading([("a", "", "b"), ("b", "", "a")], [])
    assert segment(read, "a") == "" and read.above("a") == ("a", "b")


def test_the_homogeneous_family_comes_from_above() -> None:
    read = reading([("61", "", "", "61"), ("61.2",), ("61.3", "", "", "H9")], [])
    assert [read.famille(code) for code in ("61", "61.2", "61.3", "70")] == ["61", "61", "H9", ""]


def test_segments_said_at_once_replace_what_was_unconditional_and_keep_the_conditions() -> None:
    own = reading([("61",), ("70",)], [("61", "08.03"), ("61", "15.03", "6152"), ("70", "26.01")]).own
    after = own.with_segments({"61": "03.02", "70": "", "80": "08.03"})
    assert [(c.code, c.segment, c.compte) for c in after.correspondances] == [
        ("61", "03.02", ""), ("61", "15.03", "6152"), ("80", "08.03", ""),
    ]  # fmt: skip
    assert [one.code for one in after.codes] == ["61", "70", "80"]
    told = changes(own, after)
    assert (told.added, told.removed, told.changed, told.mapped) == (
        ("80",),
        (),
        (),
        ("61", "70", "80"),
    )
