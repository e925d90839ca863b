"""What stays French on a page of another language says so, once and nowhere else."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.langue import FERME, OUVRE, francais, nu, spoken
from achatlas.domain.text import searchable
from achatlas.langues import parlant

TEXTS = st.text(st.characters(exclude_characters=OUVRE + FERME, exclude_categories=("Cs", "Cc")), max_size=30)


def parler(page: str) -> str:
    from achatlas.web.gabarits import parler

    return parler(page)


@given(TEXTS)
def test_in_french_nothing_is_marked_and_elsewhere_what_has_a_letter(text: str) -> None:
    assert francais(text) == text
    with parlant("en"):
        said = francais(text)
        assert nu(said) == text and francais(said) == said
        assert (said != text) == any(map(str.isalpha, text))
        assert searchable(said) == searchable(text)


@given(TEXTS, TEXTS)
def test_a_page_shows_the_same_words_with_or_without_marks(name: str, other: str) -> None:
    with parlant("en"):
        told, more = (html.escape(francais(one)) for one in (name, other))
    page = (
        f'<title>{told}</title><a title="{told}, {more}">Keep {told}</a><svg><text>{more}</text></svg>{more}'
    )
    said = parler(page)
    assert OUVRE not in said and FERME not in said
    assert re.sub(r"</?bdi[^>]*>", "", said) == nu(page)
    for place in re.findall(r"<title>.*?</title>|<svg>.*?</svg>|<a [^>]*>", said, re.DOTALL):
        assert "<bdi" not in place
    assert said.count("<bdi") == said.count("</bdi>") == sum(OUVRE in one for one in (told, more))


@pytest.mark.parametrize("cut", [f"{OUVRE}Voirie", f"Voirie{FERME}", f"{OUVRE}Voi<b>rie</b>{FERME}"])
def test_a_name_that_lost_a_mark_breaks_no_page(cut: str) -> None:
    said = parler(f"<p>{cut}</p>")
    assert nu(said) == said and said.count("<bdi") == said.count("</bdi>")
    assert re.sub(r"</?bdi[^>]*>", "", said) == nu(f"<p>{cut}</p>")


def test_the_name_of_a_link_tells_its_language_too() -> None:
    link = f'<a href="/x" aria-label="Exclude {OUVRE}Voirie &amp; réseaux{FERME}" class="s">except</a>'
    said = parler(link)
    assert said == (
        '<a href="/x" class="s"><span aria-hidden="true">except</span>'
        '<span class="vh">Exclude <bdi lang="fr">Voirie &amp; réseaux</bdi></span></a>'
    )
    nested = f'<a aria-label="{OUVRE}Voirie{FERME}, 3"><span>3</span></a>'
    assert parler(nested) == '<a aria-label="Voirie, 3"><span>3</span></a>'


def test_what_has_a_translation_is_said_in_the_language() -> None:
    with parlant("en"):
        assert spoken("Acheteur") == "Buyer" and spoken("Voirie") == f"{OUVRE}Voirie{FERME}"
