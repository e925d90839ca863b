"""Whatever a nomenclature holds: written and read back it is the same, and a code is never worth what neither
it nor what stands above it says."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.domain.correspondance import (
    CodeAcheteur,
    Correspondance,
    Correspondances,
    NomenclatureAcheteur,
    changes,
    folded,
)
from achatlas.ingest.correspondances import encoded, read
from achatlas.pipeline.nomenclatures import _workbook
from achatlas.store.correspondances import Version, written

SEGMENTS = {"15.03": "Espaces verts", "08.03": "Nettoyage", "03.02": "Papier"}
SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"))
TEXT = st.text(SIGNS, max_size=12).map(lambda text: " ".join(text.split()))
CODE = st.one_of(
    st.from_regex(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{1,3})?)?", fullmatch=True), TEXT.filter(bool)
).filter(lambda code: folded(code) not in ("oui", "non"))
PREFIX = st.sampled_from(["", "6", "60", "6152", "2315"])


@st.composite
def nomenclatures(draw: st.DrawFn) -> NomenclatureAcheteur:
    names = draw(st.lists(CODE, min_size=1, max_size=8, unique_by=folded))
    codes = []
    for rank, name in enumerate(names):
        parent = draw(st.sampled_from(["", *names[:rank], *SEGMENTS]))
        famille = draw(st.sampled_from(["", name, *names[:rank]]))
        codes.append(CodeAcheteur(name, draw(TEXT), parent, famille))
    line = st.builds(
        Correspondance,
        st.sampled_from(names),
        st.sampled_from([*SEGMENTS]),
        PREFIX,
        st.sampled_from(["", "77", "301"]),
    )
    lines = draw(st.lists(line, max_size=8, unique_by=lambda one: (folded(one.code), *one.condition)))
    return NomenclatureAcheteur.of(codes, lines)


@settings(max_examples=60, deadline=None)
@given(nomenclatures())
def test_what_is_exported_is_imported_the_same(own: NomenclatureAcheteur) -> None:
    with TemporaryDirectory() as folder:
        for name, content in (("codes.csv", encoded(own)), ("codes.xlsx", _workbook(own))):
            path = Path(folder) / name
            path.write_bytes(content)
            lue = read(path, SEGMENTS)
            assert (lue.fautes, lue.nomenclature) == ((), own)


@given(nomenclatures())
def test_what_is_kept_is_read_the_same(own: NomenclatureAcheteur) -> None:
    assert Version("000900001", "", "", "", contenu=written(own)).nomenclature == own


@given(nomenclatures(), CODE, PREFIX)
def test_a_code_is_worth_only_what_it_or_what_stands_above_it_says(
    own: NomenclatureAcheteur, code: str, compte: str
) -> None:
    reading = Correspondances(own, SEGMENTS)
    found = reading.find(code, compte)
    above = set(reading.above(code))
    said = {
        one.segment
        for one in own.correspondances
        if folded(one.code) in above and compte.startswith(one.compte)
    }
    assert found is None or found.segment in said | {key[:5] for key in above}


@given(nomenclatures(), st.dictionaries(CODE, st.sampled_from(["", *SEGMENTS]), max_size=4))
def test_segments_said_in_bulk_are_what_the_codes_then_are(
    own: NomenclatureAcheteur, said: dict[str, str]
) -> None:
    after = own.with_segments(said)
    reading = Correspondances(after, SEGMENTS)
    wanted = {folded(code): segment for code, segment in said.items() if segment}
    told = {key: reading.find(key, "9", "9") for key in wanted}
    assert {key: one.segment for key, one in told.items() if one} == wanted
    assert changes(after, after.with_segments(said)).mapped == ()
