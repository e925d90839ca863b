"""The English of the templates: none of their sentences lacks it, none of it is without its sentence."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment

import achatlas

ROOT = Path(achatlas.__file__).parent
TEMPLATES = ROOT / "web" / "templates"
ENGLISH = ROOT / "langues" / "en"
PAGES = sorted(ENGLISH.glob("pages_*.yml"))
WORD = re.compile(r"[^\W\d_]{2,}")
UNTRANSLATED = {"Ach", "at", "las", "Achatlas", "CPV", "CSV", "SHA", "SIREN", "XLSX", "ms"}
READ_OR_HEARD = re.compile(r'\b(?:alt|aria-label|data-l|placeholder|title)="([^"]*)"')
NO_WORDS = re.compile(r"<(code|script|style)\b.*?</\1>|<[^>]*>", re.DOTALL)
CLASSES = {"libre"}
FRENCH_SIGNS = re.compile(r"""[«»'"\u00a0\u202f]|&nbsp;| [:;?!]|\w %""")


@cache
def sources() -> dict[str, str]:
    return {str(p.relative_to(TEMPLATES)): p.read_text("utf-8") for p in sorted(TEMPLATES.rglob("*.html"))}


def said(source: str) -> Iterator[tuple[int, str]]:
    """(line, sentence) of ``_("…")``; of ``|compte("ligne,lignes")``, the pair as it is."""
    tokens = list(Environment().lexer.tokenize(source))
    for name, opening, sentence in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if name.type == "name" and name.value in ("_", "compte") and opening.type == "lparen":
            assert sentence.type == "string", f"line {name.lineno}: only a literal can be translated"
            yield sentence.lineno, sentence.value


def counted(source: str) -> set[str]:
    return set(re.findall(r'\|compte\("([^"]*)"\)', source))


def bare(source: str) -> Iterator[str]:
    """What a page would say that is neither translated nor handed over by its view."""
    tokens = list(Environment().lexer.tokenize(source))
    page = "".join(
        t.value if t.type == "data" else "\0" if t.type == "variable_begin" else "" for t in tokens
    )
    yield from READ_OR_HEARD.findall(page)
    yield from NO_WORDS.sub("\n", page).split("\n")
    for before, literal in zip(tokens, tokens[1:], strict=False):
        if literal.type == "string" and before.type == "name" and before.value == "or":
            yield literal.value


@cache
def sentences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, source in sources().items():
        for line, sentence in said(source):
            found.setdefault(sentence, []).append(f"{name}:{line}")
    return found


@cache
def english(path: Path) -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load(path.read_text("utf-8"))
    return content


@cache
def pages() -> dict[str, str]:
    return {french: said for path in PAGES for french, said in english(path).items()}


def test_every_sentence_of_a_template_has_its_english() -> None:
    known = {french for path in ENGLISH.glob("*.yml") for french in english(path)}
    lacking = {sentence: places[0] for sentence, places in sentences().items() if sentence not in known}
    assert lacking == {}


def test_every_english_sentence_is_that_of_a_template() -> None:
    assert set(pages()) - set(sentences()) == set()


def test_a_sentence_stands_in_one_file_and_on_one_line() -> None:
    lines = [line for path in PAGES for line in path.read_text("utf-8").splitlines()]
    assert len(lines) == len(pages())


def marks(sentence: str) -> Counter[str]:
    return Counter(re.findall(r"%\(\w+\)s|<[^>]*>", sentence))


def test_both_sides_have_the_same_places_and_the_same_tags() -> None:
    assert [french for french, said in pages().items() if marks(french) != marks(said)] == []


def test_a_counted_noun_has_its_singular_and_its_plural() -> None:
    pairs = set().union(*map(counted, sources().values()))
    assert pairs
    assert [pair for pair in pairs if (pair.count(","), pages()[pair].count(",")) != (1, 1)] == []


def test_english_has_its_own_typography() -> None:
    bare_said = {said: re.sub(r"<[^>]*>|%\(\w+\)s", "x", said) for said in pages().values()}
    assert [said for said, text in bare_said.items() if FRENCH_SIGNS.search(text)] == []


def test_no_template_says_a_word_that_would_stay_french() -> None:
    spoken = {(name, part) for name, source in sources().items() for part in bare(source)}
    left = {
        (name, part.replace("\0", "…").strip())
        for name, part in spoken
        if set(WORD.findall(html.unescape(part))) - UNTRANSLATED - CLASSES
    }
    assert left == set()


@pytest.mark.parametrize(
    "source",
    [
        "<p>Aucun achat</p>",
        "<p>{{ n }} lignes</p>",
        '<a title="Voir la fiche">→</a>',
        '<a aria-label="{{ n }} lignes">→</a>',
        '<p>{{ objet or "objet non dit" }}</p>',
    ],
)
def test_a_bare_word_is_seen(source: str) -> None:
    assert any(WORD.search(part) for part in bare(source))


@pytest.mark.parametrize(
    "source",
    [
        '<p class="dit">{{ _("Aucun achat") }}</p>',
        '<p>{{ objet or _("objet non dit") }}</p>',
        "<a title=\"{{ _('Voir') }} {{ nom }}\">→</a>",
        "{% if fait == 'achats' %}<code>ligne;lignes</code>{% endif %}",
    ],
)
def test_what_is_translated_or_not_said_is_no_bare_word(source: str) -> None:
    assert not any(WORD.search(part) for part in bare(source))
