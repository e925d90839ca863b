"""A marché as its page reads it: its rows, one for each titulaire, and what is paid while citing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404

from achatlas.analyse.contrat import payments, rows_of
from achatlas.analyse.crossed import Row
from achatlas.web.acces import ouvrir
from achatlas.web.fiches.demande import Question


@dataclass(frozen=True)
class Contrat:
    """A marché: its rows in the order of its titulaires, and its payments (the latest first), None where this
    view opens none.
    """

    rows: tuple[Row, ...]
    paid: Sequence[Mapping[str, Any]] | None

    @property
    def first(self) -> Row:
        """The row that tells what all of them share."""
        return self.rows[0]

    @property
    def montant(self) -> int:
        """What is counted of it: the parts of its titulaires (cents)."""
        return sum(int(row["montant_ht_centimes"] or 0) for row in self.rows)

    @property
    def plafond(self) -> int:
        """The same when it is the ceiling of an accord-cadre (cents), 0 otherwise."""
        return sum(int(row["montant_plafond_centimes"] or 0) for row in self.rows)


def contrat(question: Question) -> Contrat:
    """The marché that a page is about: marchés are public; its payments are told in the view of its buyer.

    Raises Http404 for one that is not published.
    """
    scope = ouvrir(question.acces.droits, "consolidee").scope
    rows = rows_of(question.identifiant, scope)
    if not rows:
        raise Http404
    opened = not question.consolidee and question.acces.lignes("achats")
    return Contrat(rows, payments(question.identifiant, question.acces.scope) if opened else None)
