"""A selection and its address say the same thing, whatever was chosen."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from hypothesis import given
from hypothesis import strategies as st

from achatlas.analyse.selection import Clause, Selection
from achatlas.catalogue.load import Catalogue

AXES = tuple(Catalogue().axes)
CODES = st.one_of(st.text(max_size=6), st.sampled_from(["", "01", "sauf.", "a&b=c", "é/ù +%"]))
CLAUSES = st.builds(Clause, st.sampled_from(["dans", "sauf"]), st.lists(CODES, max_size=4).map(tuple))
SELECTIONS = st.dictionaries(st.sampled_from(AXES), CLAUSES, max_size=4).map(Selection)


@given(SELECTIONS)
def test_the_address_gives_the_selection_back(selection: Selection) -> None:
    written = urlencode(selection.to_query(), errors="surrogatepass")
    read = parse_qsl(written, keep_blank_values=True, errors="surrogatepass")
    assert Selection.from_query(read, AXES) == selection


@given(SELECTIONS, st.randoms())
def test_the_order_of_the_address_changes_nothing(selection: Selection, rng: object) -> None:
    pairs = selection.to_query()
    rng.shuffle(pairs)  # type: ignore[attr-defined]
    read = Selection.from_query(pairs, AXES)
    assert (read, hash(read), read.to_query()) == (selection, hash(selection), selection.to_query())


@given(SELECTIONS, st.sampled_from(AXES), CODES)
def test_doing_twice_undoes(selection: Selection, axe: str, code: str) -> None:
    free = selection.without(axe)
    assert free.toggled(axe, code).toggled(axe, code) == free
    assert free.excluding(axe, code).excluding(axe, code) == free
    added = free.toggled(axe, "autre").toggled(axe, code, ajouter=True)
    assert added.toggled(axe, code, ajouter=True).get(axe) == (
        None if code == "autre" else Clause("dans", ("autre",))
    )


@given(SELECTIONS, st.sampled_from(AXES))
def test_leaving_an_axis_free_keeps_every_other_clause(selection: Selection, axe: str) -> None:
    left = selection.without(axe)
    assert left.get(axe) is None
    assert all(left.get(name) == selection.get(name) for name in AXES if name != axe)
