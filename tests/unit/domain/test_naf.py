"""The one form of an activity."""

import pytest

from achatlas.domain.naf import above, beginning, canonical


@pytest.mark.parametrize("said", ["43.34Z", "4334Z", "4334z", " 43.34 Z ", "43.34z"])
def test_an_activity_has_one_form(said: str) -> None:
    assert canonical(said) == "43.34Z"


@pytest.mark.parametrize("said", ["", "43", "43.34", "43.3Z", "43.34ZZ", "A43.34Z", "٤٣.٣٤Z", "43-34Z"])
def test_what_is_no_sub_class_is_none(said: str) -> None:
    assert canonical(said) == ""


def test_what_stands_above_comes_from_the_nearest() -> None:
    assert [*above("43.34Z")] == ["43.34Z", "43.34", "43.3", "43"]


@pytest.mark.parametrize(
    ("said", "code"),
    [("43", "43"), ("433", "43.3"), ("43.34", "43.34"), ("4334z", "43.34Z"), (" 43. ", "43")],
)
def test_the_beginning_of_a_code_has_one_form(said: str, code: str) -> None:
    assert beginning(said) == code
