"""Template filters: numbers as French writes them, and nothing that computes."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html

from achatlas.domain import nombres
from achatlas.domain.text import accents_lost
from achatlas.marks import Trait

register = template.Library()
register.filter("entier", nombres.entier)
register.filter("lisser", nombres.lisser)
register.filter("abime", accents_lost)


@register.filter
def compte(nombre: int, mots: str) -> str:
    """Write a count with its noun: `3|compte:"ligne,lignes"`."""
    singulier, _, pluriel = mots.partition(",")
    return nombres.accord(nombre, singulier, pluriel)


@register.filter
def etats(traits: Sequence[Trait]) -> str:
    """Say which members of a drawing are chosen or left out: « ; choisi : Loire (42) »."""
    choisis = [t.libelle for t in traits if t.etat == "choisi"]
    exclus = [t.libelle for t in traits if t.etat == "exclu"]
    dits = [("choisi", choisis), ("exclu", exclus)]
    return "".join(f" ; {mot} : {', '.join(noms)}" for mot, noms in dits if noms)


ARROWS = {
    "+": ("↑", "en hausse"),
    "×": ("↑", "en hausse"),
    ">": ("↑", "en hausse"),
    nombres.MOINS: ("↓", "en baisse"),
}


@register.filter
def arrow(change: str) -> str:
    """A change with its arrow, which says the same as its sign: « ↑ +3,4 % »; read « en hausse » or « en
    baisse » by who does not see it.
    """
    if change[:1] not in ARROWS:
        return change
    arrow, words = ARROWS[change[:1]]
    return format_html(
        '<span aria-hidden="true">{} </span><span class="vh">{} </span>{}', arrow, words, change
    )


@register.filter
def indice(liste: list[object], rang: int) -> object:
    """Return the item of a list at a rank."""
    return liste[rang]
