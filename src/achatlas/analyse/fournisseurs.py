"""Who is paid under a selection: each supplier with its amount, the buyers that pay it, what it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from achatlas.analyse.crossed import Row, crossed
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection

TRAITS = ("taille", "departement")


@dataclass
class Paid:
    """What a supplier is paid (cents), by the buyers that pay it, and by each trait that it bears."""

    centimes: int = 0
    acheteurs: set[str] = field(default_factory=set)
    traits: dict[str, dict[str, int]] = field(default_factory=lambda: {name: {} for name in TRAITS})

    def add(self, row: Row, mesure: str) -> None:
        """Counts a row of payments."""
        cents = int(row[mesure])
        self.centimes += cents
        self.acheteurs.add(str(row["acheteur"]))
        for name, held in self.traits.items():
            held[str(row[name])] = held.get(str(row[name]), 0) + cents

    def main(self, name: str) -> str:
        """The member of a trait under which it is paid the most."""
        return max(self.traits[name].items(), key=lambda one: (one[1], one[0]))[0]


def fournisseurs(mesure: str, selection: Selection, scope: Scope) -> dict[str, Paid]:
    """What each supplier is paid, by its code. Raises ClosedCrossing."""
    found: dict[str, Paid] = {}
    for row in crossed(["fournisseur", "acheteur", *TRAITS], [mesure], selection, scope):
        found.setdefault(str(row["fournisseur"]), Paid()).add(row, mesure)
    return found
