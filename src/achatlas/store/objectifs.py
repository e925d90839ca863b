"""The objectives of a SPASER: a chain of rows only added (ADR 6, 23), each the whole of one as it became."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.objectif import NEW, Objectif
from achatlas.langues import dire, translated
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

    def write(self, objectif: Objectif, seen: int = NEW, premier: str = "") -> Version:
        """Adds an objective, or what it becomes; returns it as it stands, with its number. ``seen``: the row
        that was read before writing; ``premier``: the leading figure of the indicator, which "" names too.
        What changes nothing is not written, nor is taken out what already is.

        Raises ActeConcurrent when somebody wrote since that row, for a row that is not written yet, or when
        the figure already has an objective that binds the same buyers; ValueError for an objective that
        nobody could have written: no target, a weight out of 1 to 5, a number that is of another indicator.
        """
        _verify(objectif)
        kept: list[Version] = []

        def make(rows: tuple[Maillon, ...]) -> list[Mapping[str, Any]]:
            every = _last(rows)
            last = every.get(objectif.numero) if objectif.numero else None
            if last is not None and seen <= last.rang and _same(objectif, last.objectif):
                kept.append(last)
                return []
            placed = _placed(objectif, last, seen, (rows[-1].rang if rows else 0) + 1)
            _alone(placed, last, every.values(), premier)
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


def _same(objectif: Objectif, last: Objectif) -> bool:
    """Whether an objective already is what it would become."""
    gone = objectif.retire and last.retire and objectif.indicateur == last.indicateur
    return gone or objectif.said == last.said


def _placed(objectif: Objectif, last: Version | None, seen: int, rang: int) -> Objectif:
    """The objective with its number: that of its first row."""
    if objectif.numero == NEW and seen == NEW:
        return replace(objectif, numero=rang)
    if objectif.numero == NEW:
        raise _gone(objectif)
    if last is None or last.objectif.indicateur != objectif.indicateur:
        raise ValueError(objectif.numero)
    if last.rang != seen:
        raise _late("Cet objectif a changé entre-temps", last.objectif)
    return objectif


def _alone(placed: Objectif, last: Version | None, every: Iterable[Version], premier: str) -> None:
    """Raises ActeConcurrent for an objective that comes to a figure and buyers that already have one."""
    here = _figure(placed, premier)
    if placed.retire or (last and not last.objectif.retire and _figure(last.objectif, premier) == here):
        return
    for one in every:
        other = one.objectif
        if not other.retire and other.numero != placed.numero and _figure(other, premier) == here:
            raise _late("Cet objectif existe déjà", other)


def _figure(objectif: Objectif, premier: str) -> tuple[str, str, frozenset[str]]:
    """What an objective is of, and whom it binds."""
    return objectif.indicateur, objectif.calcul or premier, frozenset(objectif.acheteurs)


def _late(quoi: str, by: Objectif) -> ActeConcurrent:
    return ActeConcurrent(
        quoi=translated(quoi),
        ou=dire("objectif n° {n} du SPASER", n=by.numero),
        pourquoi=dire("{qui} l’a écrit après que vous l’avez ouvert", qui=by.qui),
        que_faire=translated("Relisez-le, puis recommencez"),
    )


def _gone(objectif: Objectif) -> ActeConcurrent:
    return ActeConcurrent(
        quoi=translated("Cet objectif a été retiré entre-temps"),
        ou=objectif.indicateur.upper(),
        pourquoi=translated("Il ne l’était pas quand vous l’avez ouvert ; rien n’est enregistré"),
        que_faire=translated("Enregistrez de nouveau pour en écrire un autre"),
    )


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
