"""The evolutions of the pivot nomenclature that persons accepted: rows of a chain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.evolution import Evolution, Genre, Pivot, Segment, broken, fault, projection
from achatlas.store.chaine import Chaine, Etat, Maillon, head
from achatlas.store.transaction import State, settled

TABLE = "decision_pivot"
NAMES = ("numero", "code", "vers", "qui", "date", "motif")
BACK = "reprise"
Check = Callable[[], None]


def nothing() -> None:
    """Verifies nothing more."""


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
        """Where each retired code ends."""
        return projection(self.standing())

    def used(self) -> frozenset[str]:
        """Every code that an evolution ever named, taken back or not."""
        return _used(self._chaine.valid())

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, in its place."""
        return self._chaine.verify(tete)

    def add(self, said: Evolution, files: Collection[str], vu: str | None = None) -> Evolution:
        """Keeps an evolution. ``files``: the codes of the files; ``vu``: the seal of the last row that the
        person had read. Raises ActeConcurrent when it no longer holds, when its new code was ever used, or
        when something was added since.
        """

        def make(rows: tuple[Maillon, ...]) -> Iterable[Mapping[str, Any]]:
            _same(rows, vu)
            if why := fault(said, _standing(rows), files):
                raise _changed(why)
            if said.made and said.made in _used(rows):
                raise _changed(f"le code {said.made} a déjà servi")
            return [_contenu(said, len(rows) + 1)]

        return self._add(make)

    def take_back(
        self, numero: int, qui: str, date: str, files: Collection[str], check: Check = nothing
    ) -> Evolution:  # fmt: skip
        """Undoes an evolution: what stood before it stands again. ``check`` is called while nobody writes.
        Raises ActeConcurrent when it does not stand, or when a later one rests on it.
        """

        def make(rows: tuple[Maillon, ...]) -> Iterable[Mapping[str, Any]]:
            standing = _standing(rows)
            found = next((one for one in standing if one.numero == numero), None)
            if found is None:
                raise _changed("elle ne tient plus")
            left = [one for one in standing if one.numero != numero]
            if later := broken(left, files) - broken(standing, files):
                raise _changed(f"l'évolution {min(later)} repose sur elle : revenez d'abord sur celle-là")
            check()
            return [{**_contenu(found, numero), "qui": qui, "date": date, BACK: True}]

        return self._add(make)

    def _add(self, make: Callable[[tuple[Maillon, ...]], Iterable[Mapping[str, Any]]]) -> Evolution:
        return _read(self._chaine.add(make)[0])


_SEEN: dict[Path, tuple[State, Pivot]] = {}
"""What was last read of each home, and the state of its register then: pages ask many times."""


def in_force(home: Path) -> Pivot:
    """What the evolutions of a home make of the nomenclature: read again when one is added."""
    state, seen = settled(home), _SEEN.get(home)
    if state and seen and seen[0] == state:
        return seen[1]
    last = head(home, TABLE)
    found = _in_force(home, last) if last else Pivot()
    if state:
        _SEEN[home] = (state, found)
    return found


@lru_cache(maxsize=8)
def _in_force(home: Path, _last: str) -> Pivot:
    return Pivot.of(Evolutions(home).standing())


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


def _used(rows: Iterable[Maillon]) -> frozenset[str]:
    return frozenset[str]().union(*(_read(one).codes for one in rows if one.holds))


def _contenu(said: Evolution, numero: int) -> dict[str, Any]:
    told = {**{name: getattr(said, name) for name in NAMES}, "numero": numero, BACK: False}
    if said.genre != Genre.MERGE:
        told["genre"] = str(said.genre)
    if said.cite:
        told["cite"] = [[*one] for one in said.cite]
    return {**told, "segment": said.segment.as_dict()} if said.segment else told


def _read(row: Maillon) -> Evolution:
    said = row.contenu
    return Evolution(
        **{name: said[name] for name in NAMES},
        empreinte=row.empreinte,
        genre=Genre(said.get("genre", Genre.MERGE)),
        segment=Segment.from_dict(said["segment"]) if "segment" in said else None,
        cite=tuple((de, vers, cents, lines) for de, vers, cents, lines in said.get("cite", ())),
    )


def _same(rows: tuple[Maillon, ...], vu: str | None) -> None:
    if vu is not None and vu != (rows[-1].empreinte if rows else ""):
        raise _changed("quelqu'un d'autre l'a fait évoluer entre-temps")


def _changed(why: str) -> ActeConcurrent:
    return ActeConcurrent(
        quoi="La nomenclature ne peut plus évoluer ainsi",
        ou="évolutions de la nomenclature",
        pourquoi=why,
        que_faire="rechargez la page",
    )
