"""The marchés that end in the years to come: a calendar, and the first of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from achatlas.analyse.crossed import Row
from achatlas.domain.jours import later
from achatlas.domain.nombres import lisser
from achatlas.langues import dire
from achatlas.marks import Dessin, _calendrier
from achatlas.marks._calendrier import Barre
from achatlas.screens import communs
from achatlas.web.acces import catalogue
from achatlas.web.fiches.demande import Question

MARCHES = "marches"


def contenu(question: Question) -> Mapping[str, Any] | None:
    """What ends, for a member that marchés bear; None for one that they do not."""
    axe = question.definition.axe
    if axe not in catalogue().axes_of(MARCHES):
        return None
    today, carte = date.today(), question.carte
    rows = communs.ending(carte, today, communs.FAR)
    near = [row for row in rows if row["fin_prevue"] <= later(today, communs.MONTHS).isoformat()]
    choix = carte.selection.only(axe, [question.identifiant])
    return {
        "fins": communs.listed(question, rows),
        "calendrier": _calendar(question, rows, today) if rows else None,
        "dit": lisser(communs.told(near, today))
        if near
        else dire("aucun d’ici {horizon}", horizon=communs.horizon(today)),
        "nombre": len(rows),
        "seul": bool(question.siren),
        "tous": carte.adresse(choix, "/marches/", exercice="tous", contre=""),
    }


def _calendar(question: Question, rows: Sequence[Row], today: date) -> Dessin:
    """The same, drawn: a bar is named after its buyer, or after its end where all are of one buyer."""
    if not question.siren:
        return communs.calendar(question, rows, today)
    bars = [
        Barre(f"{end:%d/%m/%Y}", row["date_notification"], end)
        for row in rows[: communs.SHOWN]
        for end in [date.fromisoformat(row["fin_prevue"])]
    ]
    return _calendrier.dessiner(bars, today, later(today, communs.MONTHS))
