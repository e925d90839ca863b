"""The evolutions of the pivot nomenclature that persons accepted: rows of a chain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.evolution import Evolution, projection
from achatlas.store.chaine import Chaine, Maillon

TABLE = "decision_pivot"
NAMES = ("numero", "code", "vers", "qui", "date", "motif")
BACK = "reprise"


class Evolutions:
    """Reads and adds to the evolutions of ``registre.sqlite3``; none is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def every(self) -> tuple[tuple[Evolution, bool], ...]:
        """Every row, oldest first, and whether it takes an evolution back; altered ones are nobody's."""
        return tuple((_read(one), bool(one.contenu[BACK])) for one in self._chaine.every() if one.holds)

    def standing(self) -> tuple[Evolution, ...]:
        """The evolutions that stand, oldest first."""
        return _standing(self._chaine.every())

    def projection(self) -> dict[str, str]:
        """Where each merged code ends."""
        return projection(self.standing())

    def merge(self, said: Evolution) -> Evolution:
        """Keeps an evolution. Raises ActeConcurrent when either segment is merged already."""

        def make(rows: tuple[Maillon, ...]) -> Iterable[Mapping[str, Any]]:
            gone = projection(_standing(rows))
            if {said.code, said.vers} & gone.keys() or said.code == said.vers:
                raise _changed()
            return [_contenu(said, len(rows) + 1)]

        return self._add(make)

    def take_back(self, numero: int, qui: str, date: str) -> Evolution:
        """Undoes an evolution: its segment stands again. Raises ActeConcurrent when it does not stand."""

        def make(rows: tuple[Maillon, ...]) -> Iterable[Mapping[str, Any]]:
            found = next((one for one in _standing(rows) if one.numero == numero), None)
            if found is None:
                raise _changed()
            return [{**_contenu(found, numero), "qui": qui, "date": date, BACK: True}]

        return self._add(make)

    def _add(self, make: Callable[[tuple[Maillon, ...]], Iterable[Mapping[str, Any]]]) -> Evolution:
        return _read(self._chaine.add(make)[0])


def _standing(rows: Iterable[Maillon]) -> tuple[Evolution, ...]:
    found: dict[int, Evolution] = {}
    for row in rows:
        if not row.holds:
            continue
        if row.contenu[BACK]:
            found.pop(row.contenu["numero"], None)
        else:
            found[row.contenu["numero"]] = _read(row)
    return tuple(found.values())


def _contenu(said: Evolution, numero: int) -> dict[str, Any]:
    return {**{name: getattr(said, name) for name in NAMES}, "numero": numero, BACK: False}


def _read(row: Maillon) -> Evolution:
    return Evolution(**{name: row.contenu[name] for name in NAMES}, empreinte=row.empreinte)


def _changed() -> ActeConcurrent:
    return ActeConcurrent(
        quoi="Ces segments ne peuvent plus être réunis ainsi",
        ou="évolutions de la nomenclature",
        pourquoi="l'un d'eux est déjà réuni à un autre, ou l'évolution ne tient plus",
        que_faire="rechargez la page",
    )
