"""Two axes crossed: what each cell, each row, each column and the whole hold of a measure or of a share.

Sums and shares add up, exactly. A count without repetition does not: its rows, its columns, its whole, and
what is folded of it, are each asked apart.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from achatlas.analyse import gate, query
from achatlas.analyse.changes import Change
from achatlas.analyse.crossed import crossed
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.analyse.taux import NOTHING, UNKNOWN, Part, ranks
from achatlas.catalogue.models import Mesure, Taux

V = TypeVar("V", int, Part, Change)
K = TypeVar("K", bound=Hashable)
AUTRES = "+"
"""The row, or the column, that holds those that do not stand alone; no code of a member is a sign alone."""
Axes = tuple[str, str]


@dataclass(frozen=True)
class Croix(Generic[V]):
    """The value (cents, count, share or change) of each cell that holds something, by row and column, of each
    row, of each column, and of all: every clause of the selection holds but those of the two axes.
    """

    cases: Mapping[tuple[str, str], V]
    lignes: Mapping[str, V]
    colonnes: Mapping[str, V]
    total: V


@dataclass(frozen=True)
class Question:
    """What is crossed: the axes of the rows and of the columns, under a selection, for whom."""

    axes: Axes
    selection: Selection
    scope: Scope

    @property
    def free(self) -> Selection:
        """The selection without the clauses of the two axes."""
        return self.selection.without(self.axes[0]).without(self.axes[1])


def sums(asked: Question, mesure: str) -> Croix[int]:
    """A measure that adds up. Raises UnknownAxis, ClosedCrossing."""
    lignes, colonnes = asked.axes

    def compute() -> Croix[int]:
        found = crossed(asked.axes, [mesure], asked.free, asked.scope)
        return _added({(row[lignes], row[colonnes]): row[mesure] for row in found})

    told: Croix[int] = gate.recent(asked.scope, ("sums", asked.axes, mesure, asked.free), compute)
    return told


def changes(asked: Question, reference: Selection, mesure: str) -> Croix[Change]:
    """A measure that adds up and the same of another selection, the reference: cells of either are there.
    Raises UnknownAxis, ClosedCrossing.
    """
    now, before = sums(asked, mesure), sums(replace(asked, selection=reference), mesure)
    return Croix(
        _paired(now.cases, before.cases),
        _paired(now.lignes, before.lignes),
        _paired(now.colonnes, before.colonnes),
        Change(now.total, before.total),
    )


def _paired(now: Mapping[K, int], before: Mapping[K, int]) -> dict[K, Change]:
    return {key: Change(now.get(key, 0), before.get(key, 0)) for key in dict.fromkeys([*now, *before])}


def distinct(asked: Question, mesure: str) -> Croix[int]:
    """A count without repetition: who is in two cells of a row is one in the row. Raises UnknownAxis,
    ClosedCrossing.
    """
    (lignes, colonnes), free, scope = asked.axes, asked.free, asked.scope

    def compute() -> Croix[int]:
        rows = crossed(asked.axes, [mesure], free, scope)
        return Croix(
            {(row[lignes], row[colonnes]): row[mesure] for row in rows},
            _along(lignes, mesure, free, scope),
            _along(colonnes, mesure, free, scope),
            _whole(mesure, free, scope),
        )

    told: Croix[int] = gate.recent(scope, ("distinct", asked.axes, mesure, free), compute)
    return told


def shares(asked: Question, definition: Taux) -> Croix[Part]:
    """A share, of each cell: a clause on its own axis holds, unless that is one of the two crossed. Raises
    UnknownAxis, ClosedCrossing.
    """
    (lignes, colonnes), free = asked.axes, asked.free

    def compute() -> Croix[Part]:
        known = ranks(definition)
        told = _Tally({}), _Tally({}), _Tally({}), _Tally({})
        for row in crossed([*asked.axes, definition.axe], [definition.mesure], free, asked.scope):
            kind, cents = known.get(row[definition.axe], UNKNOWN), row[definition.mesure]
            key = row[lignes], row[colonnes]
            for tally, place in zip(told, (key, *key, ""), strict=True):
                tally.add(place, kind, cents)
        cases, rows, columns, whole = (tally.parts() for tally in told)
        return Croix(cases, rows, columns, whole.get("", NOTHING))

    told: Croix[Part] = gate.recent(asked.scope, ("shares", asked.axes, definition.id, free), compute)
    return told


@dataclass(frozen=True)
class _Tally:
    """The five amounts of many shares, by their place."""

    held: dict[Any, list[int]]

    def add(self, place: Hashable, kind: int, cents: int) -> None:
        """Counts an amount of one kind."""
        self.held.setdefault(place, [0, 0, 0, 0, 0])[kind] += cents

    def parts(self) -> dict[Any, Part]:
        """The share of each place."""
        return {place: Part(*amounts) for place, amounts in self.held.items()}


def opens(asked: Question, valeur: Mesure | Taux) -> bool:
    """Whether the scope may tell a measure or a share of two axes."""
    mesure = valeur.mesure if isinstance(valeur, Taux) else valeur.id
    known = gate.mesures_of([mesure], asked.scope)
    fait = known[0].fait
    shape, _ = gate.bound(asked.free, fait, asked.scope)
    names = (*asked.axes, valeur.axe) if isinstance(valeur, Taux) else asked.axes
    more = [gate.axe_of(name, fait, asked.scope).colonne for name in names]
    return gate.opened(asked.scope, fait, gate.columns(shape, known, *more))


def folded(found: Croix[V], lignes: Collection[str] | None, colonnes: Collection[str] | None) -> Croix[V]:
    """The same with the rows and the columns that are not among these as one (``AUTRES``); None keeps all.
    What adds up only: for a count without repetition, ``folded_distinct``.
    """
    cases: dict[tuple[str, str], V] = {}
    for (ligne, colonne), value in found.cases.items():
        _add(cases, (_place(ligne, lignes), _place(colonne, colonnes)), value)
    return Croix(cases, _grouped(found.lignes, lignes), _grouped(found.colonnes, colonnes), found.total)


def folded_distinct(
    asked: Question,
    mesure: str,
    found: Croix[int],
    lignes: Collection[str] | None,
    colonnes: Collection[str] | None,
) -> Croix[int]:
    """``folded`` of a count without repetition: what is folded is counted again, together."""
    gone = _others(found.lignes, lignes), _others(found.colonnes, colonnes)
    stand = lignes or (), colonnes or ()
    cases = {key: v for key, v in found.cases.items() if not _folds(key, gone)}
    heads = [_without(found.lignes, gone[0]), _without(found.colonnes, gone[1])]
    for side in (0, 1):
        if gone[side]:
            along, heads[side][AUTRES] = _beyond(asked, mesure, side, stand[side])
            for code, value in _without(along, gone[1 - side]).items():
                cases[(code, AUTRES) if side else (AUTRES, code)] = value
    if all(gone):
        corner = asked.free.only(asked.axes[0], stand[0], "sauf").only(asked.axes[1], stand[1], "sauf")
        cases[AUTRES, AUTRES] = _whole(mesure, corner, asked.scope)
    return Croix(cases, heads[0], heads[1], found.total)


def _folds(key: tuple[str, str], gone: tuple[Collection[str], Collection[str]]) -> bool:
    return key[0] in gone[0] or key[1] in gone[1]


def _without(found: Mapping[str, int], gone: Collection[str]) -> dict[str, int]:
    return {code: value for code, value in found.items() if code not in gone}


def _beyond(asked: Question, mesure: str, side: int, stand: Collection[str]) -> tuple[dict[str, int], int]:
    """What does not stand alone on one axis: along the other, and in all."""
    beyond = asked.free.only(asked.axes[side], stand, "sauf")
    along = _along(asked.axes[1 - side], mesure, beyond, asked.scope)
    return along, _whole(mesure, beyond, asked.scope)


def _added(cases: Mapping[tuple[str, str], int]) -> Croix[int]:
    """What cells that add up make."""
    lignes: dict[str, int] = {}
    colonnes: dict[str, int] = {}
    for (ligne, colonne), value in cases.items():
        _add(lignes, ligne, value)
        _add(colonnes, colonne, value)
    return Croix(cases, lignes, colonnes, sum(lignes.values()))


def _add(held: dict[K, V], key: K, value: V) -> None:
    held[key] = held[key] + value if key in held else value


def _place(code: str, kept: Collection[str] | None) -> str:
    return code if kept is None or code in kept else AUTRES


def _grouped(found: Mapping[str, V], kept: Collection[str] | None) -> dict[str, V]:
    held: dict[str, V] = {}
    for code, value in found.items():
        _add(held, _place(code, kept), value)
    return held


def _others(found: Collection[str], kept: Collection[str] | None) -> frozenset[str]:
    return frozenset() if kept is None else frozenset(found) - frozenset(kept)


def _along(axe: str, mesure: str, selection: Selection, scope: Scope) -> dict[str, int]:
    return {row[axe]: row[mesure] for row in crossed([axe], [mesure], selection, scope)}


def _whole(mesure: str, selection: Selection, scope: Scope) -> int:
    return query.figures([mesure], selection, scope).valeurs[mesure]
