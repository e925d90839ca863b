"""Template filters: numbers as French writes them, and nothing that computes."""

from __future__ import annotations

from django import template

from achatlas.domain import nombres

register = template.Library()
register.filter("entier", nombres.entier)
register.filter("lisser", nombres.lisser)


@register.filter
def compte(nombre: int, mots: str) -> str:
    """Write a count with its noun: `3|compte:"ligne,lignes"`."""
    singulier, _, pluriel = mots.partition(",")
    return nombres.accord(nombre, singulier, pluriel)


@register.filter
def indice(liste: list[object], rang: int) -> object:
    """Return the item of a list at a rank."""
    return liste[rang]
