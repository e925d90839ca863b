"""Days of the law in words: since when, in how long."""

from __future__ import annotations

from datetime import date

from achatlas.domain.nombres import accord, en_lettres
from achatlas.langues import dire, translated
from achatlas.screens.communs import MOIS

SOON = 60
"""Up to so many days, they are told as days."""
YEARS = 24
"""From so many months on, they are told as years."""


def dit_le(day: date) -> str:
    """« 1er janvier 2030 »."""
    number = translated("1er") if day.day == 1 else str(day.day)
    return dire("{jour} {mois} {annee}", jour=number, mois=translated(MOIS[day.month - 1]), annee=day.year)


def quand(day: date, today: date) -> str:
    """How far a day to come is: « dans 12 jours », « dans 9 mois », « dans trois ans »."""
    days = (day - today).days
    if days <= 0:
        return translated("aujourd’hui")
    if days <= SOON:
        return dire("dans {jours}", jours=accord(days, "jour"))
    months = (day.year - today.year) * 12 + day.month - today.month - (day.day < today.day)
    if months < YEARS:
        return dire("dans {nombre} mois", nombre=months)
    return dire("dans {nombre} ans", nombre=en_lettres(months // 12))


def depuis_quand(day: date | None, today: date) -> str:
    """« depuis le 1er janvier 2025 », « à partir du 1er janvier 2030, dans trois ans »."""
    if day is None:
        return translated("date d’entrée en vigueur à vérifier")
    if day <= today:
        return dire("depuis le {jour}", jour=dit_le(day))
    return dire("à partir du {jour}, {dans}", jour=dit_le(day), dans=quand(day, today))
