"""What was chosen on the screen: a frozen map from axis to clause, and its form in the address."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from achatlas.domain.errors import UnknownAxis
from achatlas.domain.personnes import held
from achatlas.langues import dire

SAUF = "sauf."
Mode = Literal["dans", "sauf"]


@dataclass(frozen=True)
class Clause:
    """The members of one axis that are kept (``dans``) or left out (``sauf``); the empty code is the
    unknown member.
    """

    mode: Mode
    valeurs: tuple[str, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "valeurs", tuple(sorted(set(self.valeurs))))

    def keeps(self, code: str, colonne: str = "") -> bool:
        """Whether it keeps a member of its axis, whose codes stand in a column."""
        return held(colonne, code, self.valeurs) == (self.mode == "dans")


@dataclass(frozen=True)
class Selection:
    """A frozen map axis → clause. Equal selections have equal addresses."""

    clauses: Mapping[str, Clause] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {axe: clause for axe, clause in sorted(self.clauses.items()) if clause.valeurs}
        object.__setattr__(self, "clauses", MappingProxyType(kept))

    def __hash__(self) -> int:
        return hash(tuple(self.clauses.items()))

    def get(self, axe: str) -> Clause | None:
        """The clause of an axis, if it has one."""
        return self.clauses.get(axe)

    def without(self, axe: str) -> "Selection":
        """The same selection, this axis left free: a chart is filtered by every clause but its own."""
        return Selection({a: c for a, c in self.clauses.items() if a != axe})

    def only(self, axe: str, valeurs: Iterable[str], mode: Mode = "dans") -> "Selection":
        """The same selection with this clause in place of the axis's own."""
        return Selection({**self.clauses, axe: Clause(mode, tuple(valeurs))})

    def toggled(self, axe: str, valeur: str, *, ajouter: bool = False) -> "Selection":
        """Keeps only this member, or releases it if it was; with ``ajouter``, adds it to the choice or
        takes it out.
        """
        clause = self.get(axe)
        chosen = set(clause.valeurs) if clause and clause.mode == "dans" else set()
        if valeur in chosen:
            return self.only(axe, chosen - {valeur} if ajouter else ())
        return self.only(axe, chosen | {valeur} if ajouter else {valeur})

    def excluding(self, axe: str, valeur: str) -> "Selection":
        """Leaves this member out, or takes it back if it was out."""
        clause = self.get(axe)
        out = set(clause.valeurs) if clause and clause.mode == "sauf" else set()
        return self.only(axe, out ^ {valeur}, "sauf")

    def to_query(self) -> list[tuple[str, str]]:
        """The pairs of the address, in a stable order."""
        return [
            (f"{SAUF if clause.mode == 'sauf' else ''}{axe}", valeur)
            for axe, clause in self.clauses.items()
            for valeur in clause.valeurs
        ]

    @classmethod
    def from_query(cls, params: Iterable[tuple[str, str]], axes: Collection[str]) -> "Selection":
        """Reads the pairs of an address; raises UnknownAxis for a name that is no axis."""
        found: dict[str, tuple[Mode, list[str]]] = {}
        for name, valeur in params:
            mode: Mode = "sauf" if name.startswith(SAUF) else "dans"
            axe = name.removeprefix(SAUF)
            if axe not in axes:
                raise UnknownAxis(
                    quoi=dire("Axe inconnu : « {nom} »", nom=axe),
                    ou="adresse de la page",
                    pourquoi="cette vue ne connaît pas cet axe",
                    que_faire="Choisissez-le dans « Ajouter un filtre », qui les nomme tous",
                )
            found.setdefault(axe, (mode, []))[1].append(valeur)
        return cls({axe: Clause(mode, tuple(values)) for axe, (mode, values) in found.items()})
