"""How the cells of an evolution are written."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from achatlas.analyse.changes import Change
from achatlas.domain.nombres import FINE, MOINS, en_pourcent, evolution
from achatlas.langues import dire
from achatlas.screens.styles import Legend, Style

BORNES = (-50, -10, 10, 50, 100)
"""Bounds of the depths of changes, per cent."""
UNTOLD = Fraction(-2)
"""Below any change that can be told: nothing loses more than all."""


@dataclass(frozen=True)
class Changements(Style[Change]):
    """Changes, the greater the deeper; ``dit_un`` writes one of the two figures in words."""

    contre: str
    unite: Style[int]

    def texte(self, valeur: Change, whole: Change) -> str:
        """« +3,4 % », « × 2,5 », « nouveau », « — »."""
        return evolution(valeur.now, valeur.before)

    def fond(self, valeur: Change, whole: Change) -> int:
        """By its change; no depth where none can be told."""
        rate = valeur.taux
        return 0 if rate is None else 1 + sum(100 * rate >= bound for bound in BORNES)

    def dit(self, valeur: Change) -> str:
        """« 1,2 M€, contre 1,0 M€ (2024), +20,0 % »."""
        now, before = (self.unite.dit(one) for one in (valeur.now, valeur.before))
        said = "{maintenant}, contre {avant} ({periode}), {change}"
        return dire(said, maintenant=now, avant=before, periode=self.contre, change=self.ensemble(valeur))

    def ensemble(self, valeur: Change) -> str:
        """As a cell says it."""
        return self.texte(valeur, valeur)

    def poids(self, valeur: Change) -> int:
        """The greater of the two figures."""
        return max(valeur.now, valeur.before)

    def rank(self, valeur: Change) -> Fraction:
        """The change, below any when none can be told."""
        return UNTOLD if valeur.taux is None else valeur.taux

    @property
    def unit(self) -> str:
        """What it is compared with."""
        return dire("contre {periode}", periode=self.contre)

    @property
    def legend(self) -> Legend:
        """Fixed bounds, per cent."""
        told = [en_pourcent(f"{MOINS if one < 0 else '+'}{abs(one)}") for one in BORNES]
        return [(1, f"<{FINE}{told[0]}"), *((rank, one) for rank, one in enumerate(told, 2))]
