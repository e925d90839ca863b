"""What stays French on a page of another language says so, once and nowhere else."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from achatlas.domain.langue import CLOSES, OPENS, in_french, nu, spoken
from achatlas.domain.text import searchable
from achatlas.langues import parlant

TEXTS = st.text(
    st.characters(exclude_characters=OPENS + CLOSES, exclude_categories=("Cs", "Cc")), max_size=30
)


def parler(page: str) -> str:
    from achatlas.web.gabarits import parler

    return parler(page)


@given(TEXTS)
def test_in_french_nothing_is_marked_and_elsewhere_what_has_a_letter(text: str) -> None:
    assert in_french(text) == text
    with parlant("en"):
        said = in_french(text)
        assert nu(said) == text and in_french(said) == said
        assert (said != text) == any(map(str.isalpha, text))
        assert searchable(said) == searchable(text)


@given(TEXTS, TEXTS)
def test_a_page_shows_the_same_words_with_or_without_marks(name: str, other: str) -> None:
    with parlant("en"):
        told, more = (html.escape(in_french(one)) for one in (name, other))
    page = (
        f'<title>{told}</title><a title="{told}, {more}">Keep {told}</a><svg><text>{more}</text></svg>{more}'
    )
    said = parler(page)
    assert OPENS not in said and CLOSES not in said
    assert re.sub(r"</?bdi[^>]*>", "", said) == nu(page)
    for place in re.findall(r"<title>.*?</title>|<svg>.*?</svg>|<a [^>]*>", said, re.DOTALL):
        assert "<bdi" not in place
    assert said.count("<bdi") == said.count("</bdi>") == sum(OPENS in one for one in (told, more))


@pytest.mark.parametrize("cut", [f"{OPENS}Voirie", f"Voirie{CLOSES}", f"{OPENS}Voi<b>rie</b>{CLOSES}"])
def test_a_name_that_lost_a_mark_breaks_no_page(cut: str) -> None:
    said = parler(f"<p>{cut}</p>")
    assert nu(said) == said and said.count("<bdi") == said.count("</bdi>")
    assert re.sub(r"</?bdi[^>]*>", "", said) == nu(f"<p>{cut}</p>")


def test_the_name_of_a_link_tells_its_language_too() -> None:
    link = f'<a href="/x" aria-label="Exclude {OPENS}Voirie &amp; réseaux{CLOSES}" class="s">except</a>'
    said = parler(link)
    assert said == (
        '<a href="/x" class="s"><span aria-hidden="true">except</span>'
        '<span class="vh">Exclude <bdi lang="fr">Voirie &amp; réseaux</bdi></span></a>'
    )
    cell = (
        f'<a aria-label="{OPENS}Voirie{CLOSES}, 3"><svg aria-hidden="true"></svg><span class="n">3</span></a>'
    )
    assert parler(cell) == (
        '<a><svg aria-hidden="true"></svg><span class="n" aria-hidden="true">3</span>'
        '<span class="vh"><bdi lang="fr">Voirie</bdi>, 3</span></a>'
    )
    nested = f'<a aria-label="{OPENS}Voirie{CLOSES}, 3"><span>3</span></a>'
    assert parler(nested) == '<a aria-label="Voirie, 3"><span>3</span></a>'


def test_what_has_a_translation_is_said_in_the_language() -> None:
    with parlant("en"):
        assert spoken("Acheteur") == "Buyer" and spoken("Voirie") == f"{OPENS}Voirie{CLOSES}"
