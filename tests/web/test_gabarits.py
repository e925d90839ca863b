"""How pages are written: escaped, in French, and never silent about a name that is missing."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import achatlas.web

TEMPLATES = Path(achatlas.web.__file__).parent / "templates"
values = st.one_of(st.text(), st.integers(), st.decimals(allow_nan=False, allow_infinity=False), st.dates())


def write(source: str, **said: object) -> str:
    from achatlas.web.gabarits import House

    return House(autoescape=True).from_string(source).render(said)


def test_every_template_compiles_before_the_first_page() -> None:
    from django.template import engines

    from achatlas.web.gabarits import Gabarits, prepare

    prepare()
    engine = engines["gabarits"]
    assert isinstance(engine, Gabarits)
    compiled = {name for _, name in engine.houses["fr"].cache or {}}
    assert compiled == {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}


def test_a_missing_name_may_be_asked_for_and_never_written() -> None:
    from jinja2 import UndefinedError

    assert write("{% if x %}oui{% elif x == 1 %}un{% else %}non{% endif %}") == "non"
    for source in ("{{ x }}", "{{ x.y }}", "{% for y in x %}{% endfor %}", "{{ x|length }}", "{{ x }}"):
        with pytest.raises(UndefinedError):
            write(source)
    with pytest.raises(UndefinedError, match="absente"):
        write("{{ rang.absente }}", rang=SimpleNamespace(nom="a"))


@given(values)
def test_a_value_is_written_as_django_writes_it(value: object) -> None:
    from django.template.base import render_value_in_context
    from django.template.context import Context
    from markupsafe import Markup

    from achatlas.web.gabarits import ecrire

    def read(html: str) -> str:
        assert not re.search(r"""[<>"']""", html)
        return Markup(html).unescape()

    assert read(ecrire(value)) == read(render_value_in_context(value, Context()))


def test_numbers_and_days_are_french_and_html_is_kept() -> None:
    from django.utils.safestring import mark_safe

    said = write(
        "{{ n }} {{ d }} {{ j|date('j F Y') }} {{ h }}",
        n=1.5,
        d=Decimal("2.25"),
        j=date(2025, 8, 1),
        h=mark_safe("<b>"),
    )
    assert said == "1,5 2,25 1 août 2025 <b>"


def test_the_key_of_a_mapping_comes_before_its_methods() -> None:
    assert write("{{ d.items }} {{ d.get('items') }}", d={"items": "clef"}) == "clef clef"


def test_a_sentence_is_translated_when_it_is_compiled_and_what_fills_it_escaped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from achatlas import langues
    from achatlas.domain.langue import Langue
    from achatlas.web.gabarits import House

    words = {"de %(nom)s": "by %(nom)s", "lignes": "<b>lines</b>"}
    said = Langue("xx", phrases=words, signes={"\u202f%": "%"})
    monkeypatch.setattr(langues, "connues", lambda: {"xx": said})
    source = "{{ _('lignes') }} {{ _('de %(nom)s')|dire(nom=nom) }} 3\u202f%"
    page = House("xx", autoescape=True).from_string(source)
    monkeypatch.setattr(langues, "connues", pytest.fail)
    assert page.render(nom="<i>") == "<b>lines</b> by &lt;i&gt; 3%"


def test_each_language_has_its_own_pages() -> None:
    from django.template import engines

    from achatlas.langues import parlant

    engine = engines["gabarits"]
    french = engine.get_template("pages/erreur.html")
    with parlant("en"):
        english = engine.get_template("pages/erreur.html")
    assert french.template is not english.template  # type: ignore[attr-defined]
