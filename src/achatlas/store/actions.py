"""The actions that persons decide: a chain of rows only added (ADR 6, 23), each the whole of one as it is.

A row that was written before a field of actions was there has its default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from achatlas.domain.action import NEW, Action
from achatlas.domain.action import Etat as Avancement
from achatlas.domain.errors import ActeConcurrent
from achatlas.langues import dire, translated
from achatlas.store.chaine import Chaine, Etat, Maillon

TABLE = "decision_action"


@dataclass(frozen=True)
class Version:
    """An action as it was written at a row of the chain."""

    rang: int
    action: Action


class Actions:
    """Reads and adds to the actions of ``registre.sqlite3``; no row is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def write(self, action: Action, seen: int = NEW) -> Version:
        """Adds an action, or what it becomes; returns it as it stands, with its number. ``seen``: the row
        that was read before writing. What changes nothing is not written, nor is a new action that says what
        an open one says.

        Raises ActeConcurrent when somebody wrote since that row or for a row that is not written yet,
        ValueError for an action that nobody could have written: no title, a day that is none, a number that
        nothing has.
        """
        _verify(action)
        kept: list[Version] = []

        def make(rows: tuple[Maillon, ...]) -> list[Mapping[str, Any]]:
            every = _last(rows)
            last = every.get(action.numero) if action.numero else None
            if (last is None or seen <= last.rang) and (same := _same(action, every.values())):
                kept.append(same)
                return []
            return [vars(_placed(action, last, seen, (rows[-1].rang if rows else 0) + 1))]

        made = self._chaine.add(make)
        return Version(made[0].rang, _action(made[0])) if made else kept[0]

    def standing(self) -> tuple[Version, ...]:
        """The actions as they stand, by number; a row that no longer says what was signed is nobody's."""
        found = _last(self._chaine.valid())
        return tuple(found[numero] for numero in sorted(found))

    def history(self, numero: int) -> tuple[Version, ...]:
        """All that an action has been, oldest first; nothing when none has that number."""
        return tuple(one for one in _read(self._chaine.valid()) if one.action.numero == numero)

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, as ``Chaine.verify`` says."""
        return self._chaine.verify(tete)


def _verify(action: Action) -> None:
    if not action.titre.strip():
        raise ValueError(action)
    if action.jour is not None and action.jour.isoformat() != action.echeance:
        raise ValueError(action.echeance)


def _same(action: Action, every: Iterable[Version]) -> Version | None:
    """The action that already says this: itself, or, for a new one, one that is open."""
    if action.numero != NEW:
        return next((one for one in every if one.action.said == action.said), None)
    found = (one for one in every if replace(one.action.said, numero=NEW) == action.said)
    return next((one for one in found if one.action.ouverte), None)


def _placed(action: Action, last: Version | None, seen: int, rang: int) -> Action:
    """The action with its number: that of its first row."""
    if action.numero == NEW and seen == NEW:
        return replace(action, numero=rang)
    if last is None:
        raise ValueError(action.numero)
    if last.rang != seen:
        raise ActeConcurrent(
            quoi=translated("Cette action a changé entre-temps"),
            ou=dire("action n° {n} du SPASER", n=last.action.numero),
            pourquoi=dire("{qui} l’a écrite après que vous l’avez ouverte", qui=last.action.qui),
            que_faire=translated("Relisez-la, puis recommencez"),
        )
    return action


def _last(rows: Sequence[Maillon]) -> dict[int, Version]:
    return {one.action.numero: one for one in _read(one for one in rows if one.holds)}


def _read(rows: Iterable[Maillon]) -> tuple[Version, ...]:
    return tuple(Version(one.rang, _action(one)) for one in rows)


def _action(row: Maillon) -> Action:
    said = dict(row.contenu)
    etat, acheteurs = Avancement(said.pop("etat")), tuple(said.pop("acheteurs"))
    return Action(**said, etat=etat, acheteurs=acheteurs)
