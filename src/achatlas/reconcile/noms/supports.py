"""What supports a name: where the enterprise is, whether it still exists, and whether another is as likely.

What a place in common is worth is the rule of Bayes: how often a payment bears the place of the enterprise
paid, against how many names of the directory are there. In a directory of one town, the town proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from achatlas.reconcile.noms.lieux import Spread
from achatlas.reconcile.noms.preuves import AILLEURS, DEPARTEMENT, SAME_CODE
from achatlas.reconcile.noms.voisins import Lieu

TENTH, HUNDREDTH = 10, 100
PLACES = (AILLEURS, DEPARTEMENT, SAME_CODE)


@dataclass(frozen=True)
class Supports:
    """``lieu``: the most that each place adds to a logarithm of odds; ``part``: how often the enterprise paid
    is there; ``floor``: the chance that the names alone must give for a place to add to it; ``margin``:
    under which another enterprise is as likely; ``closed``: what one that closed before anything was paid
    loses; ``connu``: the most that is added to one that the buyer knows by its number; ``part_connu``: how
    often the enterprise paid is one of those.
    """

    lieu: Mapping[str, float]
    part: Mapping[str, float]
    floor: float
    margin: float
    closed: float
    connu: float
    part_connu: float

    @classmethod
    def of(cls, rules: Mapping[str, Any]) -> Supports:
        """As ``regles/noms.yml`` says."""
        return cls(
            {place: most / TENTH for place, most in rules["lieu"].items()},
            {place: part / HUNDREDTH for place, part in rules["part_lieu"].items()},
            rules["plancher_lieu"] / HUNDREDTH,
            rules["marge"] / TENTH,
            rules["cesse"] / TENTH,
            rules["connu"] / TENTH,
            rules["part_connu"] / HUNDREDTH,
        )

    def worth(self, asked: Lieu, where: Spread) -> Mapping[str, float]:
        """What each place adds, for a name written there."""
        shares = zip(PLACES, where.shares(asked.code_postal, asked.commune), strict=True)
        return {place: min(self.lieu[place], log(self.part[place] / share)) for place, share in shares}

    def known(self, known: int, names: int) -> float:
        """What is added to an enterprise that a buyer knows by its number, when it knows so many of a
        directory of so many names; nothing once it knows so many that this proves nothing.
        """
        return max(0.0, min(self.connu, log(self.part_connu * (names + 1) / (known + 1))))

    def lift(self, named: float, support: float) -> float:
        """What supports a name adds to it, when the names alone are likely enough (``named``: their chance);
        what is against it always counts.
        """
        return support if support <= 0 or named >= self.floor else 0.0

    def parts(self, logits: Sequence[float], unseen: int) -> list[float]:
        """How likely each enterprise is against the best (1), those that the margin does not put aside; so
        many that nobody compared are as likely.
        """
        near = [exp(one - logits[0]) for one in logits if logits[0] - one < self.margin]
        return [*near, *(1.0 for _ in range(unseen))]
