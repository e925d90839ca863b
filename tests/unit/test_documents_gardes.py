"""A document that is kept is read as it was."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.containers.documents.modele import (
    Barre,
    Barres,
    Chiffre,
    Chiffres,
    Document,
    Note,
    Phrase,
    Section,
    Tableau,
    packed,
    unpacked,
)

TEXT = st.text(max_size=8)
ROWS = st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple)
ITEMS = st.lists(st.builds(Chiffre, TEXT, TEXT, TEXT, TEXT, TEXT), max_size=2).map(tuple)
BARS = st.lists(st.builds(Barre, TEXT, TEXT, TEXT, TEXT, st.integers(0, 1000)), max_size=2).map(tuple)
TABLES = st.builds(
    Tableau, TEXT, TEXT, st.tuples(TEXT, TEXT), st.just((1, 2)), st.just((False, True)), ROWS, liens=ROWS
)
BLOCS = st.one_of(
    st.builds(Phrase, TEXT),
    st.builds(Note, TEXT),
    st.builds(Chiffres, ITEMS),
    st.builds(Barres, TEXT, TEXT, st.tuples(TEXT), BARS),
    TABLES,
)
SECTIONS = st.lists(st.builds(Section, TEXT, TEXT, st.lists(BLOCS, max_size=3).map(tuple)), max_size=2)
DOCUMENTS = st.builds(
    Document, TEXT, TEXT, TEXT, TEXT, st.just((("a", "b"),)), SECTIONS.map(tuple), TEXT, bref=st.booleans()
)


@given(DOCUMENTS)
def test_a_document_is_read_as_it_was_packed(document: Document) -> None:
    assert unpacked(json.loads(json.dumps(packed(document)))) == document


@pytest.mark.parametrize("said", [{"_": "Inconnu"}, {"_": "sys"}, {"_": "Phrase"}, {"texte": "a"}])
def test_what_no_document_packed_is_refused(said: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=said.get("_", "None")):
        unpacked(said)
