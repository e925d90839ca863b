"""How a page is written: Jinja2 under Django, its words, its filters; and nothing that computes.

A template names what it is given. A name that is missing may be asked for (``{% if x %}``), never written: it
is an error, not a silence. What is written is escaped, numbers and days as the language writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, cast

from django.http import HttpRequest
from django.template import TemplateDoesNotExist, engines
from django.template.backends import jinja2 as backend
from django.template.backends.utils import csrf_input_lazy
from django.template.defaultfilters import capfirst, urlencode
from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils import formats
from django.utils.html import format_html
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from jinja2 import Environment, TemplateNotFound, Undefined
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from achatlas.domain import nombres
from achatlas.domain.langue import CLOSES, OPENS, in_french, nu
from achatlas.domain.text import accents_lost, hyphenable
from achatlas.langues import FRENCH, connues, langue, parlant, translated
from achatlas.marks import Trait
from achatlas.web.exports import CONTROLES, LOST


def compte(nombre: int, mots: str) -> str:
    """Write a count with its noun: ``3|compte("ligne,lignes")``."""
    singulier, _, pluriel = mots.partition(",")
    return nombres.accord(nombre, singulier, pluriel)


def avec(texte: str, unite: str, entre: str = " ") -> str:
    """An amount or a share already written, with its unit: ``{{ t.texte|avec(planche.unite) }}``."""
    if langue() is FRENCH:
        return f"{texte}{entre}{unite}"
    if unite == "%":
        return nombres.en_pourcent(texte)
    known = unite in map(translated, nombres.UNITES)
    return nombres.avec_unite(texte, unite) if known else f"{texte}{entre}{unite}".strip()


def small(texte: str, unite: str) -> str:
    """The same, its unit in small letters where it follows: ``{{ c.valeur|small(c.unite) }}``."""
    if not unite or langue() is not FRENCH:
        return avec(texte, unite) if unite else texte
    return format_html("{} <small>{}</small>", texte, unite)


def etats(traits: Sequence[Trait]) -> str:
    """Say which members of a drawing are chosen or left out: « ; choisi : Loire (42) »."""
    choisis = [t.libelle for t in traits if t.etat == "choisi"]
    exclus = [t.libelle for t in traits if t.etat == "exclu"]
    dits = [(" ; choisi : {noms}", choisis), (" ; exclu : {noms}", exclus)]
    return "".join(translated(mot).format(noms=", ".join(noms)) for mot, noms in dits if noms)


ARROWS = {
    "+": ("↑", "en hausse"),
    "×": ("↑", "en hausse"),
    ">": ("↑", "en hausse"),
    nombres.MOINS: ("↓", "en baisse"),
}


def arrow(change: str) -> str:
    """A change with its arrow, which says the same as its sign: « ↑ +3,4 % »; read « en hausse » or « en
    baisse » by who does not see it.
    """
    if change[:1] not in ARROWS:
        return change
    arrow, words = ARROWS[change[:1]]
    return format_html(
        '<span aria-hidden="true">{} </span><span class="vh">{} </span>{}', arrow, translated(words), change
    )


def date(day: Any, sorte: str) -> str:
    """Write a day in the words of the language: ``depose|date("j F Y")``; nothing for no day."""
    return formats.date_format(template_localtime(day), sorte) if day else ""


def suites(choses: Sequence[Any], nom: str) -> list[tuple[Any, list[Any]]]:
    """Cut a list where what an item calls ``nom`` changes: ``[("agent", [...]), ("elu", [...])]``."""
    return [(valeur, list(suite)) for valeur, suite in groupby(choses, attrgetter(nom))]


def ecrire(valeur: Any) -> str:
    """What is written for a value, ready for HTML: a number or a day in the language of the page, what is
    already HTML as it is, any other text escaped.
    """
    if type(valeur) is str:
        if "&" in valeur or "<" in valeur or ">" in valeur or '"' in valeur or "'" in valeur:
            return escape(valeur)
        return valeur
    if type(valeur) is Markup:
        return valeur
    if type(valeur) is int:
        return str(valeur)
    return escape(formats.localize(template_localtime(valeur)))


def dire(texte: str, **valeurs: Any) -> Markup:
    """Fill a translated sentence: ``_("sur %(lues)s")|dire(lues=lues)``; what fills it is escaped."""
    return Markup(texte) % {nom: Markup(ecrire(valeur)) for nom, valeur in valeurs.items()}


@lru_cache(maxsize=4096)
def _adresse(prefix: str, urlconf: str | None, nom: str, args: tuple[object, ...]) -> str:
    return reverse(nom, urlconf, args)


def url(nom: str, *args: object) -> str:
    """The address of a route, worked out once."""
    return _adresse(get_script_prefix(), get_urlconf(), nom, args)


PARLE = re.compile(
    rf"<(title|textarea|option|svg|script|style)\b.*?</\1>|<[^>]*{OPENS}[^>]*>"
    rf"|{OPENS}([^{OPENS}{CLOSES}<]*){CLOSES}?|[{OPENS}{CLOSES}]",
    re.DOTALL,
)
"""Where what stays French may stand: a drawing or a title, which hold no element; an attribute; a text."""


NAMED = re.compile(
    rf'(<(a|button)\b[^>]*?) aria-label="([^"]*{OPENS}[^"]*)"([^>]*)>([^<]+)</\2>',
)
"""A link or a button of a few words, whose name holds something French."""
CELL = re.compile(
    rf'(<a\b[^>]*?) aria-label="([^"]*{OPENS}[^"]*)"([^>]*)>((?:<svg\b(?:(?!</a>).)*</svg>)?\s*)'
    r'<span class="n">([^<]*)</span></a>'
)
"""The same of a cell of a map: a mark perhaps, then a number."""


def parler(page: str) -> str:
    """A page that is not in French, where what stays French says so (WCAG 3.1.2); an attribute, a title and a
    drawing bear no language of their own, and the name of a link is told in it rather than in an attribute.
    """
    if OPENS not in page and CLOSES not in page:
        return page
    told = NAMED.sub(r'\1\4><span aria-hidden="true">\5</span><span class="vh">\3</span></\2>', page)
    told = CELL.sub(
        r'\1\3>\4<span class="n" aria-hidden="true">\5</span><span class="vh">\2</span></a>', told
    )
    return PARLE.sub(_said, told)


def _said(found: re.Match[str]) -> str:
    return nu(found[0]) if found[2] is None else f'<bdi lang="{FRENCH.code}">{found[2]}</bdi>'


def upper(texte: str) -> str:
    """A text that begins with a capital, after the sign of what stays French."""
    return OPENS + capfirst(texte[1:]) if texte[:1] == OPENS else capfirst(texte)


class Absent(Undefined):
    """A name that a template was not given: false when asked, equal to nothing; an error when written, gone
    through or counted.
    """

    __slots__ = ()
    __str__ = __iter__ = __len__ = __contains__ = Undefined._fail_with_undefined_error


class Words(Extension):
    """Sentences are translated when a template is compiled, once for each language: ``_("Tout voir")`` costs
    nothing when a page is drawn.
    """

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Put the translation where the call is; what stands around takes the signs of the language."""
        with parlant(self.environment.language):  # type: ignore[attr-defined]
            tokens = list(self._said(stream))
        return iter(tokens)

    def _said(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data":
                yield Token(token.lineno, "data", signes(token.value))
            elif not (token.test("name:_") and stream.current.type == "lparen"):
                yield token
            else:
                next(stream)
                said = stream.expect("string")
                stream.expect("rparen")
                yield Token(said.lineno, "string", translated(said.value))
                yield Token(said.lineno, "pipe", "|")
                yield Token(said.lineno, "name", "safe")


def signes(texte: str) -> str:
    """What a template writes between its sentences, with the signs of the language: « 3 % », “3%”."""
    for french, said in langue().signes.items():
        texte = texte.replace(french, said)
    return texte


class Whole(Extension):
    """A block, or a fragment that another template includes, is handed over whole: read piece by piece, each
    piece would go through every generator above it.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Gather each block, or the whole of a template that has none."""
        if "{% block" in source:
            return END.sub("{% endfilter %}{% endblock %}", BLOCK.sub(r"\g<0>{% filter safe %}", source))
        mixed = "{% extends" in source or "{% macro" in source
        return source if mixed else f"{{% filter safe %}}{source}{{% endfilter %}}"


BLOCK, END = re.compile(r"{% block \w+ %}"), re.compile(r"{% endblock %}")


class House(Environment):
    """The templates of the house, in one language."""

    def __init__(self, language: str = FRENCH.code, **options: Any) -> None:
        self.language = language
        super().__init__(
            **{**options, "undefined": Absent}, finalize=ecrire, keep_trailing_newline=True, cache_size=-1
        )
        self.add_extension(Words)
        self.add_extension(Whole)
        self.globals = {"url": url, "static": lru_cache(static), "langue": language}
        self.filters |= {
            "abime": accents_lost, "arrow": arrow, "avec": avec, "capfirst": upper, "compte": compte,
            "date": date, "dire": dire, "entier": nombres.entier, "etats": etats, "in_french": in_french,
            "hyphenable": hyphenable,
            "lisser": nombres.lisser, "small": small,
            "suites": suites, "translated": translated, "urlencode": urlencode,
        }  # fmt: skip

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``x.y``: the key ``y`` of a mapping, else the attribute."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return self.undefined(obj=obj, name=attribute)


class Page(backend.Template):
    """A template with what every page knows; what a view says of the same name wins."""

    def render(self, context: Mapping[str, Any] | None = None, request: HttpRequest | None = None) -> str:
        """Write the page. Raises ``jinja2.UndefinedError`` when a name that it writes was not given."""
        shared: dict[str, Any] = {}
        if request is not None:
            shared = {"request": request, "csrf_input": csrf_input_lazy(request)}
            for processor in self.backend.template_context_processors:
                shared |= processor(request)
        written = CONTROLES.sub(LOST, self.template.render({**shared, **(context or {})}))
        return written if langue() is FRENCH else parler(written)


class Gabarits(backend.Jinja2):
    """Django's own Jinja2 backend, with one environment for each language."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.houses: dict[str, Environment] = {}

    def get_template(self, template_name: str) -> Page:
        """The template of the language in force. Raises ``TemplateDoesNotExist``."""
        language = langue().code
        if language not in self.houses:
            self.houses[language] = House(
                language, loader=self.env.loader, autoescape=True, auto_reload=False
            )
        try:
            return Page(self.houses[language].get_template(template_name), self)
        except TemplateNotFound as missing:
            raise TemplateDoesNotExist(str(missing), backend=self) from missing


def prepare() -> None:
    """Compile every template in the language in force: nobody waits for it at a first page."""
    engine = cast(Gabarits, engines["gabarits"])
    for nom in engine.env.list_templates():
        engine.get_template(nom)


def prepare_others() -> None:
    """Compile every template in the other languages."""
    for code in connues():
        with parlant(code):
            prepare()
