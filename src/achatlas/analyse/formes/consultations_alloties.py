"""Consultations passées en plusieurs lots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from achatlas.analyse.parts import AMOUNTS
from achatlas.analyse.readings import MEMBRE, Asked, Lines, Reading, tallied, with_lines

NEEDS = frozenset({"fait"})
MAY = frozenset({"parmi"})
YES, NO, UNKNOWN = (AMOUNTS.index(kind) for kind in ("oui", "non", "inconnu"))
SEVERAL, UNDIVIDED = "plusieurs", ("unique", "sans_lot")


def told(asked: Asked) -> Mapping[str, Reading]:
    """The share of consultations with two lots at least. A marché without a number of consultation is one by
    itself, as far as anybody knows: unknown unless it says its lot.
    """
    groups: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in asked.registre():
        alone = f"{row['marche_cle']}" if not row["consultation"] else ""
        number = f"{row['acheteur_siren']}/{row['consultation']}/{alone}"
        groups.setdefault((row[MEMBRE], number), []).append(row)
    units = {
        unit: (_kind(rows), sum(row["montant_ht_centimes"] or 0 for row in rows))
        for unit, rows in groups.items()
    }
    chosen = asked.chosen(asked.calcul.fait)
    return with_lines(tallied(units, "nombre"), Lines(asked.calcul.fait, chosen, chosen, chosen))


def _kind(rows: Sequence[Mapping[str, Any]]) -> int:
    """What a consultation is: a numbered lot, or two marchés under one number, are several lots; a lot that
    is said to be the only one is none.
    """
    lots = {row["lot"] or "" for row in rows}
    numbered = {lot for lot in lots if lot and lot not in UNDIVIDED}
    if numbered or len(rows) > 1:
        return YES
    return NO if lots & set(UNDIVIDED) else UNKNOWN
