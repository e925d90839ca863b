"""A marché within the rights of a person: public; what is paid on it is a total like any other, and
its payments, one by one, are told in the view of its buyer.
"""

from __future__ import annotations

from django.http import Http404

from achatlas.analyse.contrat import Contrat, mandats, paid_of, rows_of
from achatlas.web.acces import ouvrir
from achatlas.web.fiches.demande import Question


def contrat(question: Question) -> Contrat:
    """The marché that a page is about: its mandats are told in the view of its buyer.

    Raises Http404 for one that is not published.
    """
    scope = ouvrir(question.acces.droits, "consolidee").scope
    rows = rows_of(question.identifiant, scope)
    if not rows:
        raise Http404
    opened = not question.consolidee and question.acces.lignes("achats")
    own = question.acces.scope
    return Contrat(
        rows, paid_of(question.identifiant, own), mandats(question.identifiant, own) if opened else None
    )
