"""What comes due of a marché, its maximum and its pace, for whom and with what it goes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from achatlas.screens.suivi import marche
from achatlas.screens.suivi.regard import Regard, row_of
from achatlas.watch.suivi import Suivi
from achatlas.web.acces import ouvrir
from achatlas.web.fiches.demande import Question


def contenu(question: Question) -> Mapping[str, Any] | None:
    """What the register tells of a marché, in the view asked, else in the common one; None for one that it
    does not hold.
    """
    commun = ouvrir(question.acces.droits, "consolidee", "", question.acces.version).scope
    regard = Regard(question, commun, date.today())
    row = row_of(regard, question.identifiant)
    if row is None:
        return None
    suivi = Suivi.of(row)
    return {
        "dus": marche.coming(regard, suivi),
        "rythme": marche.pace(regard, suivi),
        "autour": marche.beside(regard, suivi, row),
    }
