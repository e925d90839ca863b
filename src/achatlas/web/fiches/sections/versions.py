"""What a marché became: its versions, and the files that tell them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from achatlas.pipeline import histoire
from achatlas.web.acces import maison, publication, titulaires
from achatlas.web.fiches.demande import Question


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The versions of a marché, oldest first; None when its snapshot is gone."""
    told = titulaires(question.identifiant, question.acces)
    found = histoire.of(maison(), publication(), question.identifiant, told.nom)
    return {"histoire": found} if found else None
