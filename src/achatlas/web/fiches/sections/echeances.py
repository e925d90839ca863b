"""The marchés that end in the years to come: a calendar, and the first of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from achatlas.domain.nombres import lisser
from achatlas.web.acces import catalogue
from achatlas.web.cartographie import communs
from achatlas.web.fiches.demande import Question

MARCHES = "marches"


def contenu(question: Question) -> Mapping[str, Any] | None:
    """What ends, for a member that marchés bear; None for one that they do not."""
    axe = question.definition.axe
    if axe not in catalogue().axes_of(MARCHES):
        return None
    today, carte = date.today(), question.carte
    rows = communs.ending(carte, today, communs.FAR)
    near = [row for row in rows if row["fin_prevue"] <= communs.later(today, communs.MONTHS).isoformat()]
    choix = carte.selection.only(axe, [question.identifiant])
    return {
        "fins": communs.listed(question, rows),
        "calendrier": communs.calendar(question, rows, today) if rows else None,
        "dit": lisser(communs.told(near, today)) if near else f"aucun d’ici {communs.horizon(today)}",
        "nombre": len(rows),
        "seul": bool(question.proprietaire),
        "tous": carte.adresse(choix, "/marches/", exercice="tous", contre=""),
    }
