"""What buyers enter of indicators: a chain of rows only added (ADR 6, 23), each an entry as it became."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.saisie import Cle, Saisie
from achatlas.store.chaine import Chaine, Etat, Maillon, head
from achatlas.store.transaction import State, settled

TABLE = "decision_saisie"
NEW = 0
"""The row of what nobody entered yet."""


@dataclass(frozen=True)
class Version:
    """An entry as it was written at a row of the chain."""

    rang: int
    saisie: Saisie


@dataclass(frozen=True)
class Proposee:
    """An entry to be written. ``vu``: the row of the same that its writer had read, ``NEW`` when there was
    none; None for who looked at nothing.
    """

    saisie: Saisie
    vu: int | None = None


class Saisies:
    """Reads and adds to the entries of ``registre.sqlite3``; no row is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def write(self, proposees: Iterable[Proposee]) -> tuple[Version, ...]:
        """Adds entries, or what they become, all or none; returns those that were added. What changes nothing
        is not written, nor is taken out what nobody entered.

        Raises ActeConcurrent when somebody wrote one of them since its row that was read, or for a row that
        it never was at.
        """
        every = tuple(proposees)

        def make(rows: tuple[Maillon, ...]) -> list[Mapping[str, Any]]:
            last = _last(rows)
            return [vars(one.saisie) for one in every if _changes(one, last.get(one.saisie.cle))]

        return tuple(Version(one.rang, Saisie(**one.contenu)) for one in self._chaine.add(make))

    def last(self) -> Mapping[Cle, Version]:
        """The last row of each entry, taken out or not; a row that no longer says what was signed is
        nobody's.
        """
        return _last(self._chaine.valid())

    def standing(self) -> tuple[Version, ...]:
        """The entries in force, by what they are of."""
        found = self.last()
        return tuple(found[cle] for cle in sorted(found) if not found[cle].saisie.retire)

    def history(self, cle: Cle) -> tuple[Version, ...]:
        """All that an entry has been, oldest first."""
        every = (Version(one.rang, Saisie(**one.contenu)) for one in self._chaine.valid())
        return tuple(one for one in every if one.saisie.cle == cle)

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, as ``Chaine.verify`` says."""
        return self._chaine.verify(tete)


_SEEN: dict[Path, tuple[State, tuple[Saisie, ...]]] = {}
"""What was last read of each home, and the state of its register then: pages ask many times."""


def in_force(home: Path) -> tuple[Saisie, ...]:
    """The entries in force of a home: read again when one is added."""
    state, seen = settled(home), _SEEN.get(home)
    if state and seen and seen[0] == state:
        return seen[1]
    last = head(home, TABLE)
    found = _in_force(home, last) if last else ()
    if state:
        _SEEN[home] = (state, found)
    return found


@lru_cache(maxsize=8)
def _in_force(home: Path, _last: str) -> tuple[Saisie, ...]:
    return tuple(one.saisie for one in Saisies(home).standing())


def _last(rows: Sequence[Maillon]) -> dict[Cle, Version]:
    every = (Version(one.rang, Saisie(**one.contenu)) for one in rows if one.holds)
    return {one.saisie.cle: one for one in every}


def _changes(one: Proposee, last: Version | None) -> bool:
    """Whether an entry is to be written after the last row of the same. Raises ActeConcurrent."""
    if one.vu not in (None, NEW) and (last is None or not NEW < one.vu <= last.rang):
        raise _never(one.saisie)
    if last is None:
        return not one.saisie.retire
    gone = one.saisie.retire and last.saisie.retire
    if gone or one.saisie.said == last.saisie.said:
        return False
    if one.vu is not None and one.vu != last.rang and not (one.vu == NEW and last.saisie.retire):
        raise _late(last.saisie)
    return True


def _where(said: Saisie) -> str:
    return f"{said.indicateur.upper()}, {said.annee}" + (f", {said.objet}" if said.objet else "")


def _never(said: Saisie) -> ActeConcurrent:
    """A row that the entry never was at: nobody can have read it."""
    return ActeConcurrent(
        quoi="Cette saisie n’a jamais eu ce rang : rien n’est enregistré",
        ou=_where(said),
        pourquoi="le rang donné n’est pas celui que vous avez lu",
        que_faire="Relisez-la, puis recommencez",
    )


def _late(said: Saisie) -> ActeConcurrent:
    return ActeConcurrent(
        quoi="Cette saisie a changé entre-temps : rien n’est enregistré",
        ou=_where(said),
        pourquoi=f"{said.qui} l’a écrite après que vous l’avez lue",
        que_faire="Relisez-la, puis recommencez",
    )
