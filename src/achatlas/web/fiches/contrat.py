"""A marché within the rights of a person: public; what is paid on it is a total like any other, and
its payments, one by one, are told in the view of its buyer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404

from achatlas.analyse.contrat import Contrat, mandats, paid_of, rows_of
from achatlas.domain.nombres import accord
from achatlas.langues import dire
from achatlas.web.acces import ouvrir
from achatlas.web.fiches.demande import Question

CITED = ("sous_marche", "sous_marche_objet")
"""How a payment that cites its marché is tied to it: in the column of its number, or in its object."""


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


def citing(paid: Sequence[Mapping[str, Any]] | None) -> str:
    """« , dont 12 qui le citent »: how many of its payments cite it by a number; nothing where the view opens
    none, or when all do.
    """
    cited = sum(row["rattachement"] in CITED for row in paid or ())
    told = accord(cited, "qui le cite", "qui le citent")
    return dire(", dont {told}", told=told) if paid and cited < len(paid) else ""
