"""Two selections are told by one question when the one value of a column is all that differs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from achatlas.analyse.expressions import Shape
from achatlas.analyse.paired import Bound, paired

COLUMNS = ("exercice", "famille_code", "flux")
CLAUSE = st.tuples(
    st.sampled_from(["dans", "sauf"]), st.lists(st.sampled_from("abc"), min_size=1, max_size=2)
)
CHOICE = st.dictionaries(st.sampled_from(COLUMNS), CLAUSE)


def bound(choice: dict[str, tuple[str, list[str]]]) -> Bound:
    found = sorted(choice.items())
    shape = Shape(tuple((column, mode, len(values)) for column, (mode, values) in found))
    return shape, {f"{c}_{n}": value for c, (_, values) in found for n, value in enumerate(values)}


def keeps(told: Bound, row: dict[str, str]) -> bool:
    shape, values = told
    return all(
        (row[column] in {values[f"{column}_{n}"] for n in range(count)}) == (mode == "dans")
        for column, mode, count in shape.clauses
    )


@given(CHOICE, CHOICE, st.fixed_dictionaries(dict.fromkeys(COLUMNS, st.sampled_from("abcd"))))
def test_each_selection_is_what_the_pair_keeps_of_its_value(
    one: dict[str, tuple[str, list[str]]], other: dict[str, tuple[str, list[str]]], row: dict[str, str]
) -> None:
    both = paired(bound(one), bound(other))
    if both is None:
        return
    for told, value in zip((one, other), both.pair, strict=True):
        inside = keeps((both.shape, both.values), row) and row[both.colonne] == value
        assert inside == keeps(bound(told), row)


@given(CHOICE, st.sampled_from(COLUMNS))
def test_a_year_and_that_before_are_a_pair(choice: dict[str, tuple[str, list[str]]], column: str) -> None:
    one, other = choice | {column: ("dans", ["a"])}, choice | {column: ("dans", ["b"])}
    both = paired(bound(one), bound(other))
    assert both and (both.colonne, both.pair) == (column, ("a", "b"))


def test_what_differs_otherwise_is_asked_apart() -> None:
    year = {"exercice": ("dans", ["a"])}
    assert paired(bound(year), bound(year)) is None
    assert paired(bound(year), bound({})) is None
    assert paired(bound(year), bound({"exercice": ("sauf", ["b"])})) is None
    assert paired(bound({"flux": ("sauf", ["a"])}), bound({"flux": ("sauf", ["b"])})) is None
    assert paired(bound({"flux": ("dans", ["a", "b"])}), bound({"flux": ("dans", ["a", "c"])})) is None
