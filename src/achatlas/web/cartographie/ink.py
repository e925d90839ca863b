"""The colours and the fonts of a drawing that leaves the screen: what the very style sheets of the screen say
of it, written on its elements, since nothing else travels with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lxml import etree

FEUILLES = ("tokens.css", "achatlas.css", "ecrans.css")
CSS = Path(__file__).parent.parent / "static/css"
CARRIED = frozenset(
    (
        "display",
        "fill",
        "fill-opacity",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "opacity",
        "paint-order",
        "stroke",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-width",
        "text-anchor",
        "text-decoration",
        "vector-effect",
    )
)
"""The properties that SVG also takes as attributes."""
COMMENTAIRE = re.compile(r"/\*.*?\*/", re.S)
REGLE = re.compile(r"([^{}]+)\{([^{}]*)\}")
SIMPLE = re.compile(r"([a-z][a-z0-9]*)?((?:[.#][\w-]+)*)")
JETON = re.compile(r"var\((--[\w-]+)\)")
EM = re.compile(r"^(\.?\d[\d.]*)em$")
REM, LETTRE = 16, 11


@dataclass(frozen=True)
class Regle:
    """A rule: what it applies to, from the outside in (tag, marks), what it says, how much it counts."""

    chaine: tuple[tuple[str, frozenset[str]], ...]
    dits: Mapping[str, str]
    poids: tuple[int, int, int]


@lru_cache(maxsize=1)
def regles() -> tuple[Regle, ...]:
    """The rules of the style sheets that a drawing may follow, in light colours, the weakest first."""
    texts = [COMMENTAIRE.sub("", (CSS / name).read_text(encoding="utf-8")) for name in FEUILLES]
    jetons = dict(_declared(REGLE.search(texts[0])[2]))  # type: ignore[index]
    found = [
        rule
        for rang, (selectors, body) in enumerate(_flat("".join(texts[1:])))
        for selector in selectors.split(",")
        if (rule := _rule(selector.strip(), body, rang, jetons))
    ]
    return tuple(sorted(found, key=lambda one: one.poids))


def _flat(text: str) -> Iterator[tuple[str, str]]:
    """The rules that no media nor container query holds."""
    depth, start, kept = 0, 0, []
    for place, sign in enumerate(text):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if sign == "}" and depth == 0:
            block = text[start : place + 1].strip()
            kept += [] if block.startswith("@") else [block]
            start = place + 1
    for block in kept:
        if match := REGLE.fullmatch(block):
            yield match[1].strip(), match[2]


def _declared(body: str) -> Iterator[tuple[str, str]]:
    for one in body.split(";"):
        name, _, value = one.partition(":")
        if value:
            yield name.strip(), value.replace("!important", "").strip()


def _rule(selector: str, body: str, rang: int, jetons: Mapping[str, str]) -> Regle | None:
    chain = []
    for part in selector.replace(">", " ").split():
        match = SIMPLE.fullmatch(part)
        if not match:
            return None
        chain.append((match[1] or "", frozenset(re.findall(r"[.#][\w-]+", match[2]))))
    said = {name: _value(value, jetons) for name, value in _declared(body) if name in CARRIED}
    marks = sum(len(held) for _, held in chain)
    return Regle(tuple(chain), said, (marks, sum(bool(tag) for tag, _ in chain), rang)) if said else None


def _value(value: str, jetons: Mapping[str, str]) -> str:
    while JETON.search(value):
        value = JETON.sub(lambda found: jetons.get(found[1], ""), value)
    if value.endswith("rem"):
        return f"{float(value[:-3]) * REM:g}"
    em = EM.match(value)
    return f"{float(em[1]) * LETTRE:g}" if em else value.removesuffix("px").replace('"', "")


def ink(racine: etree._Element, outside: Sequence[str] = ()) -> None:
    """Write on every element what the rules say of it; ``outside`` are the classes around the drawing."""
    around = [("", frozenset(f".{name}" for name in outside))]
    for element in racine.iter(etree.Element):
        chain = [
            *around,
            *((_tag(one), _marks(one)) for one in reversed([element, *element.iterancestors()])),
        ]
        for rule in regles():
            if _applies(rule.chaine, chain):
                for name, value in rule.dits.items():
                    element.set(name, value)


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname


def _marks(element: etree._Element) -> frozenset[str]:
    names = {f".{name}" for name in element.get("class", "").split()}
    return frozenset(names | ({f"#{element.get('id')}"} if element.get("id") else set()))


def _applies(rule: Sequence[tuple[str, frozenset[str]]], chain: Sequence[tuple[str, frozenset[str]]]) -> bool:
    """Whether a rule is of the last of a chain of elements: itself, then some of those around, in order."""
    if not _is(rule[-1], chain[-1]):
        return False
    left = list(rule[:-1])
    for one in reversed(chain[:-1]):
        if left and _is(left[-1], one):
            left.pop()
    return not left


def _is(wanted: tuple[str, frozenset[str]], one: tuple[str, frozenset[str]]) -> bool:
    return wanted[0] in ("", one[0]) and wanted[1] <= one[1]
