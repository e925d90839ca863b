"""The amount of one record, as the counters tell it: column less column, signed; 0 when unreadable."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from achatlas.domain.money import CENTIMES_MAX
from achatlas.ingest.layout import AmountRule

Lire = Callable[[str], int]


def amount(rule: AmountRule, cellules: Mapping[str, str], lire: Lire) -> int:
    """Return the cents of a record given as name → text; 0 when any part of the rule cannot be read."""
    try:
        blank = rule.moins is not None and not rule.principal
        valeur = _part(_first(rule, cellules), blank, lire)
        if rule.moins is not None:
            valeur -= _part(cellules.get(rule.moins, ""), True, lire)
    except ValueError:
        return 0
    for colonne, signes in rule.signes.items():
        signe = signes.get(cellules.get(colonne, "").strip(), 0 if rule.signes_stricts else 1)
        if signe <= 0:
            valeur = signe * abs(valeur) if not rule.signes_stricts else signe * valeur
    return valeur if abs(valeur) <= CENTIMES_MAX else 0


def _first(rule: AmountRule, cellules: Mapping[str, str]) -> str:
    """Return the first amount that is written, of the column and of those that stand in for it."""
    for nom in (rule.colonne, *rule.sinon):
        if cellules.get(nom, "").strip():
            return cellules[nom]
    return ""


def _part(texte: str, blanc_admis: bool, lire: Lire) -> int:
    """Return the cents of one cell; a blank is zero only where debit and credit share the amount."""
    if blanc_admis and not texte.strip():
        return 0
    return lire(texte)
