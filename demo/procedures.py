"""Contracts with what the DECP does not say of them, gathered in consultations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from achatlas.domain.nombres import arrondi
from demo.marches import Marche, iso
from demo.territoire import segments

CITE, SIEN, GROUPEMENT, SOUS_TRAITANT, CENTRALE, CONVENTION = range(1, 7)
RAISONS = ("", "cite", "non_cite", "groupement", "sous_traitant", "centrale", "quasi_regie")
"""Why a payment is made on a contract, in the order of the codes."""
ALONE, ACROSS, CENTRALE_NATIONALE, GHT, QUASI_REGIE = 0, 1, 6, 7, 8


def part_of(cents: int, ratio: float) -> int:
    """Return a drawn part of an amount, in whole cents: the ratio counts by thousandths, so that no amount is
    ever a float.
    """
    return arrondi(cents * round(1000 * ratio), 1000)


@dataclass
class Procedure:
    """A contract with what the DECP does not say. Bodies and third parties are given by their ranks, cents
    exclude VAT; ``lot`` is 0 when the consultation has one lot only; ``paye`` is what all members paid.
    """

    marche: Marche
    consultation: str = ""
    lot: int = 0
    niveau: int = ALONE
    coordonnateur: int = -1
    membres: tuple[int, ...] = ()
    outsiders: tuple[str, ...] = ()
    centrale: int = -1
    reconductions: int = 0
    minimum: int = 0
    avenant: tuple[int, int] = (0, 0)
    sous_traitants: list[tuple[int, int]] = field(default_factory=list)
    clauses: dict[str, Any] = field(default_factory=dict)
    service: int = -1
    paye: int = 0

    @property
    def travaux(self) -> bool:
        """Say whether it is a one-off operation."""
        return segments()[self.marche.segment].travaux

    @property
    def chained(self) -> bool:
        """Say whether it is one of a chain of contracts for a recurring need."""
        return not (self.travaux or self.marche.accord_cadre_numero or self.marche.concession)


def open_procedures(marches: Sequence[Marche]) -> list[Procedure]:
    """Return the contracts in their order, gathered in consultations: the lots of a need, signed one day."""
    lots: dict[tuple[int, ...], list[Procedure]] = defaultdict(list)
    found = [Procedure(marche) for marche in marches]
    for rang, one in enumerate(found):
        marche = one.marche
        alone = rang if not one.chained else -1
        lots[marche.acheteur, marche.segment, marche.debut, alone].append(one)
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for (acheteur, _, debut, _), those in lots.items():
        annee = iso(debut)[:4]
        counts[acheteur, annee] += 1
        for lot, one in enumerate(those, start=1):
            one.consultation = f"C{annee}-{counts[acheteur, annee]:03d}"
            one.lot = lot if len(those) > 1 else 0
    return found
