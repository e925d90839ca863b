"""What is written of one code is judged with the codes above it as with the whole nomenclature."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.domain.correspondance import CodeAcheteur, Correspondance, NomenclatureAcheteur, folded
from achatlas.ingest import correspondances as file
from achatlas.pipeline import conditions, nomenclatures
from achatlas.pipeline.conditions import Ecrit

SEGMENTS = ("15.03", "08.02")
CODES = ("a", "A b", "c", "d", "e 1")
parents = st.sampled_from(["", *CODES, "15.03", "perdu"])
codes = st.lists(
    st.builds(CodeAcheteur, st.sampled_from(CODES), st.sampled_from(["", "achats"]), parents),
    max_size=5,
    unique_by=lambda one: folded(one.code),
)
written = st.builds(
    Ecrit,
    st.sampled_from([*CODES, "f"]),
    st.sampled_from(["", "autre"]),
    parents,
    st.sampled_from(["", "oui"]),
    st.lists(
        st.tuples(
            st.sampled_from(["", "15.03", "99.99"]), st.sampled_from(["", "61"]), st.sampled_from(["", "x"])
        ),
        max_size=3,
    ).map(tuple),
)


@pytest.fixture(scope="module", autouse=True)
def few() -> Iterator[None]:
    """Four codes are many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(file, "MOST_CODES", 4)
        yield


@settings(max_examples=200, deadline=None)
@given(known=codes, ecrit=written)
def test_what_is_written_of_a_code_is_judged_as_with_all_the_others(
    known: list[CodeAcheteur], ecrit: Ecrit
) -> None:
    lines = [Correspondance(one.code, SEGMENTS[1], "61") for one in known[:2]]
    own = NomenclatureAcheteur.of(known, lines)
    nothing: Any = None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conditions, "in_force", lambda *_: own)
        patch.setattr(nomenclatures, "given", lambda _: SEGMENTS)
        lue = conditions.proposed(nothing, "000000001", ecrit)
    said, key = ecrit.rows(), folded(ecrit.code)
    cells = [one for one in [*file.table(own)][1:] if folded(one[0]) != key]
    rows = [*said, *(dict(zip(file.COLUMNS, one, strict=True)) for one in cells)]
    whole = file.judged(enumerate(rows, start=1), SEGMENTS)
    told = {(one.ligne, one.colonne) for one in whole.fautes if one.ligne <= len(said)}
    assert {(one.ligne, one.colonne) for one in lue.fautes} == told
    assert not any("fichier" in one.told or "colonne" in one.told for one in lue.fautes)
    own_codes = [
        [one for one in part.codes if folded(one.code) == key]
        for part in (lue.nomenclature, whole.nomenclature)
    ]
    assert own_codes[0] == own_codes[1]
    others = [one for one in known if folded(one.code) != key]
    assert lue.nomenclature.codes == tuple(sorted([*others, *own_codes[0]]))
    kept = [one for one in lines if folded(one.code) != key]
    lines_told = [one for one in whole.nomenclature.correspondances if folded(one.code) == key]
    assert lue.nomenclature.correspondances == tuple(sorted([*kept, *lines_told]))
