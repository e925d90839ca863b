"""Which titulaires of a marché a person may read by name: all of them, who may open the view of its buyer;
those that the common view names, the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from achatlas.analyse import gate
from achatlas.analyse.contrat import rows_of
from achatlas.analyse.scope import Scope
from achatlas.domain.personnes import PERSONNE
from achatlas.langues import translated

HIDDEN = "titulaire que la vue commune ne nomme pas"
SIREN = 9


@dataclass(frozen=True)
class Named:
    """Who is told: everybody (``tous``), else the operators of the common view (``sirens``) and those that it
    names on this marché (``noms``).
    """

    tous: bool
    sirens: Mapping[str, str]
    noms: frozenset[str]

    def open(self, one: Mapping[str, Any]) -> bool:
        """Whether a titulaire (``id``, ``nom``) may be told."""
        siren, nom = str(one.get("id") or "")[:SIREN], str(one.get("nom") or "")
        known = len(siren) == SIREN and bool(self.sirens.get(siren))
        return self.tous or known or (bool(nom) and nom in self.noms)

    def nom(self, one: Mapping[str, Any]) -> str:
        """What is told of a titulaire."""
        return str(one["nom"] or one["id"]) if self.open(one) else translated(HIDDEN)

    def record(self, value: Any) -> bool:
        """Whether a field of a record that lists titulaires may be told."""
        read = json.loads(value) if isinstance(value, str) else value
        return self.tous or all(map(self.open, _named(read)))


def _named(value: Any) -> Iterator[Mapping[str, Any]]:
    """Who is named in a list, at any depth."""
    if isinstance(value, Mapping):
        if value.get("id") or value.get("nom"):
            yield value
        value = [*value.values()]
    if isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            yield from _named(one)


def named_of(cle: str, commun: Scope, *, tous: bool) -> Named:
    """Who may be told of a marché; ``commun``: the common view."""
    rows = rows_of(cle, commun)
    named = {str(row["tiers_nom"]) for row in rows if row["fournisseur_id"] != PERSONNE and row["tiers_nom"]}
    sirens = gate.libelles(gate.axe_of("fournisseur", "marches", commun), commun)
    return Named(tous, sirens, frozenset(named))
