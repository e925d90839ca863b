"""What a narrow screen keeps of a long list: its first rows, those that were chosen, the others as one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from achatlas.domain.nombres import accord, montant, signed
from achatlas.marks import Planche, Trait

GARDES = 5
RESTENT = ("choisi", "exclu", "incertain")


def _kept(planche: Planche) -> list[Trait]:
    """The first rows, and those that are never folded."""
    first = (t for rang, t in enumerate(planche.traits) if rang < GARDES or t.etat in RESTENT)
    return [t for t in first if t.etat != "autres"]


def court(planche: Planche) -> Mapping[str, Any] | None:
    """Return the names of the rows that a narrow screen folds, and the row that sums them up so that the list
    still adds up to its total; None when it would fold one row or none.
    """
    kept = _kept(planche)
    folded = [t for t in planche.traits if t not in kept]
    if len(folded) < 2:
        return None
    share = sum(t.part for t in folded)
    return {
        "plies": frozenset(t.id for t in folded),
        "libelle": accord(max(planche.nombre - len(kept), len(folded)), "autre"),
        "texte": montant(sum(t.valeur for t in folded), planche.unite),
        "part": share,
        "part_written": "—" if folded[0].seul else signed(str(share)),
    }
