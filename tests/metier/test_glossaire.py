"""The glossary is the arbiter of names: what it holds, and that the code obeys it."""

import re

import pytest

from tests.metier import lexicon

FIELDS = {"libelle", "definition", "reference", "anglais", "ocds"}
TERMS = lexicon.glossary()["termes"]
TO_RENAME = lexicon.words(lexicon.glossary()["a_renommer"])


def told(found: dict[str, str], advice: str) -> str:
    return "\n".join([advice, *(f"  {word}: {place}" for word, place in sorted(found.items()))])


@pytest.mark.parametrize("name", TERMS)
def test_a_term_is_plain_ascii_and_defined(name: str) -> None:
    term = TERMS[name]
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
    assert set(term) == FIELDS
    assert all(term[field] for field in ("libelle", "definition", "anglais"))


def test_an_english_rendering_points_to_a_term() -> None:
    assert set(lexicon.glossary()["interdits"].values()) <= set(TERMS)


def test_no_term_is_named_in_english() -> None:
    found = lexicon.refused()
    assert found == {}, told(found, "terms of art are never translated: write the French one")


def test_no_french_word_names_something_unlisted() -> None:
    found = {word: place for word, place in lexicon.unlisted().items() if word not in TO_RENAME}
    assert found == {}, told(found, "define the term in metier/glossaire.yml, or say it in English")


def test_a_word_to_be_renamed_leaves_the_list_once_it_is() -> None:
    assert set(lexicon.unlisted()) >= TO_RENAME


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [("MarchesDuLot_ht", {"marche", "du", "lot", "ht"}), ("parse_XMLFile", {"parse", "xml", "file"})],
)
def test_an_identifier_is_cut_into_its_words(identifier: str, expected: set[str]) -> None:
    assert lexicon.words(identifier) == expected


def test_french_is_told_from_english() -> None:
    assert {"fournisseur", "montant", "quincaillerie"} <= lexicon.french()
    assert not {"service", "plan", "read", "amount", "stage"} & lexicon.french()
