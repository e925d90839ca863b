"""How long a buyer takes to pay, and what its marchés say of advances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from achatlas.screens import delais
from achatlas.web.fiches.demande import Question


def contenu(question: Question) -> Mapping[str, Any] | None:
    """The delays of the buyer whose page it is."""
    return delais.contenu(question.carte, question.siren)
