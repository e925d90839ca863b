"""The objectives of a SPASER: a chain of rows only added (ADR 6, 23), each the whole of one as it became."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.objectif import NEW, Objectif
from achatlas.store.chaine import Chaine, Etat, Maillon

TABLE = "decision_objectif"
MOST = 5


@dataclass(frozen=True)
class Version:
    """An objective as it was written at a row of the chain."""

    rang: int
    objectif: Objectif


class Objectifs:
    """Reads and adds to the objectives of ``registre.sqlite3``; no row is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def write(self, objectif: Objectif, seen: int = NEW) -> Version:
        """Adds an objective, or what it becomes; returns it as it stands, with its number. ``seen``: the row
        that was read before writing. What changes nothing is not written.

        Raises ActeConcurrent when somebody wrote since that row, ValueError for an objective that nobody
        could have written: no target, a weight out of 1 to 5, a number that is of another indicator.
        """
        _verify(objectif)
        kept: list[Version] = []

        def make(rows: tuple[Maillon, ...]) -> list[Mapping[str, Any]]:
            last = _last(rows).get(objectif.numero) if objectif.numero else None
            placed = _placed(objectif, last, seen, (rows[-1].rang if rows else 0) + 1)
            if last is not None and placed.said == last.objectif.said:
                kept.append(last)
                return []
            return [_contenu(placed)]

        made = self._chaine.add(make)
        return Version(made[0].rang, _objectif(made[0])) if made else kept[0]

    def standing(self) -> tuple[Version, ...]:
        """The objectives in force, by number; a row that no longer says what was signed is nobody's."""
        found = _last(self._chaine.valid())
        return tuple(found[numero] for numero in sorted(found) if not found[numero].objectif.retire)

    def at(self, rangs: Collection[int]) -> tuple[Version, ...]:
        """The objectives as some rows wrote them, by number: those that a signed report was under."""
        found = _read(one for one in self._chaine.valid() if one.rang in rangs)
        return tuple(sorted(found, key=lambda one: one.objectif.numero))

    def history(self, numero: int) -> tuple[Version, ...]:
        """All that an objective has been, oldest first; nothing when none has that number."""
        return tuple(one for one in _read(self._chaine.valid()) if one.objectif.numero == numero)

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, as ``Chaine.verify`` says."""
        return self._chaine.verify(tete)


def _verify(objectif: Objectif) -> None:
    if not objectif.indicateur or not objectif.cibles or not 1 <= objectif.poids <= MOST:
        raise ValueError(objectif)
    if any(not value.is_finite() or value < 0 for value in objectif.cibles.values()):
        raise ValueError(objectif.cibles)


def _placed(objectif: Objectif, last: Version | None, seen: int, rang: int) -> Objectif:
    """The objective with its number: that of its first row."""
    if objectif.numero == NEW and seen == NEW:
        return replace(objectif, numero=rang)
    if last is None or last.objectif.indicateur != objectif.indicateur:
        raise ValueError(objectif.numero)
    if last.rang != seen:
        raise ActeConcurrent(
            quoi="Cet objectif a changé entre-temps",
            ou=f"objectif n° {last.objectif.numero} du SPASER",
            pourquoi=f"{last.objectif.qui} l’a écrit après que vous l’avez ouvert",
            que_faire="Relisez-le, puis recommencez",
        )
    return objectif


def _last(rows: Sequence[Maillon]) -> dict[int, Version]:
    return {one.objectif.numero: one for one in _read(one for one in rows if one.holds)}


def _read(rows: Iterable[Maillon]) -> tuple[Version, ...]:
    return tuple(Version(one.rang, _objectif(one)) for one in rows)


def _contenu(objectif: Objectif) -> dict[str, Any]:
    targets = {str(year): str(value) for year, value in sorted(objectif.cibles.items())}
    return {**vars(objectif), "cibles": targets}


def _objectif(row: Maillon) -> Objectif:
    said = dict(row.contenu)
    targets = {int(year): _decimal(value) for year, value in said.pop("cibles").items()}
    return Objectif(**{**said, "acheteurs": tuple(said["acheteurs"])}, cibles=targets)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
