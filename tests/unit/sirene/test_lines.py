"""Identifiers are judged in sets as the domain judges them one by one."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from achatlas.domain.identifiers import is_siren, is_siret
from achatlas.sirene.lines import good_siren, good_siret, number
from achatlas.store.engine import Engine
from demo.identifiers import make_siren, make_siret

GOOD = st.builds(lambda a, b: make_siret(make_siren(a), b), st.integers(1, 99_999), st.integers(1, 9_999))
POSTE = st.builds(lambda n: f"356000000{n:05d}", st.integers(0, 99_999))
ANY = st.text(alphabet="0123456789 +.e", max_size=15)
DIGITS = st.from_regex(r"\A[0-9]{9}([0-9]{5})?\Z")
SPOILT = st.builds(lambda text, n: f"{text[:-1]}{n}", GOOD, st.integers(0, 9))
SPECIAL = st.sampled_from(["35600000000048", "00000000000000", "35600000009075", "000000000", ""])


@settings(max_examples=25)
@given(texts=st.lists(st.one_of(GOOD, POSTE, ANY, DIGITS, SPOILT, SPECIAL), min_size=1, max_size=60))
def test_an_identifier_is_good_here_when_it_is_in_the_domain(
    texts: list[str], tmp_path_factory: object
) -> None:
    folder: Path = tmp_path_factory.mktemp("moteur")  # type: ignore[attr-defined]
    with Engine(folder) as engine:
        rows = engine.keep(pa.table({"texte": texts}))
        said = engine.dicts(
            rows.select(
                texte=rows.texte,
                siret=good_siret(number(rows.texte, 14)),
                siren=good_siren(number(rows.texte, 9)),
            )
        )
        found = {row["texte"]: (row["siret"], row["siren"]) for row in said}
    assert found == {text: (is_siret(text), is_siren(text)) for text in texts}
