"""The addresses of the members of an axis: a panel has hundreds, that differ by the clause of the axis."""

from __future__ import annotations

from collections.abc import Iterable

from achatlas.analyse.selection import SAUF
from achatlas.screens.demande import Demande, pair


class Around:
    """Every address of a state of the screen but for the clause of an axis, and what a click makes of it: the
    same as ``Demande.adresse`` of the selection toggled, written without one.
    """

    def __init__(self, demande: Demande, axe: str) -> None:
        asked = [(nom.removeprefix(SAUF), pair(nom, valeur)) for nom, valeur in demande.selection.to_query()]
        kept = [said for _, said in demande.gardes]
        self.axe = axe
        self._state = "&".join([*kept, *(said for nom, said in asked if nom < axe)])
        self._tail = "".join(f"&{said}" for nom, said in asked if nom > axe)
        self._chemin = f"{demande.chemin}?"
        self._lignes = f"{demande.chemin}lignes/?" if demande.opens_lines else ""
        clause = demande.selection.get(axe)
        held = frozenset(clause.valeurs if clause else ())
        self._chosen = held if clause and clause.mode == "dans" else frozenset[str]()
        self._out = held if clause and clause.mode == "sauf" else frozenset[str]()

    def _at(self, chemin: str, codes: Iterable[str], nom: str) -> str:
        clause = "".join(f"&{pair(nom, code)}" for code in codes)
        return f"{chemin}{self._state}{clause}{self._tail}"

    def toggled(self, code: str) -> str:
        """Keeps a member alone, or releases the axis if it was chosen."""
        return self._at(self._chemin, () if code in self._chosen else (code,), self.axe)

    def added(self, code: str) -> str:
        """Adds a member to those that are chosen, or takes it out."""
        return self._at(self._chemin, sorted(self._chosen ^ {code}), self.axe)

    def excluding(self, code: str) -> str:
        """Leaves a member out, or takes it back."""
        return self._at(self._chemin, sorted(self._out ^ {code}), f"{SAUF}{self.axe}")

    def lignes(self, code: str) -> str:
        """The lines of a member; nothing for who may not read them."""
        return self._at(self._lignes, (code,), self.axe) if self._lignes else ""
