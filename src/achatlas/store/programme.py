"""What buyers plan to buy: a chain of rows only added (ADR 6, 23), each the whole of a line as it became."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from achatlas.domain.errors import ActeConcurrent
from achatlas.store.chaine import Chaine, Etat, Maillon

TABLE = "decision_programme"
NEW = 0
"""The number of a line that is not written yet, and the row of which nobody has read anything."""


class Statut(StrEnum):
    """How far a planned purchase is."""

    ENVISAGE = "envisage"
    DECIDE = "decide"
    LANCE = "lance"
    ABANDONNE = "abandonne"


@dataclass(frozen=True)
class Projet:
    """A line of the programme, as somebody wrote it.

    Amounts are cents HT: both None when the estimate is unknown, the same when it is one figure.
    ``lancement`` and ``debut`` are months (2027-03), "" when unknown. ``membres`` are the SIREN of the
    members of the territory with whom it is bought, ``exterieurs`` others, in words: alone without any.
    ``marche_cle``: the marché that it follows, "" for none. ``shared``: the agents of other buyers may read
    it. ``retire``: it is taken out of the programme. ``qui`` and ``date`` (UTC, ISO 8601): whose writing.
    """

    acheteur_siren: str
    segment_code: str
    objet: str
    min_centimes: int | None = None
    max_centimes: int | None = None
    lancement: str = ""
    debut: str = ""
    procedure: str = ""
    membres: tuple[str, ...] = ()
    exterieurs: str = ""
    marche_cle: str = ""
    statut: Statut = Statut.ENVISAGE
    shared: bool = False
    publiable: bool = False
    retire: bool = False
    qui: str = ""
    date: str = ""
    numero: int = NEW

    @property
    def joint(self) -> bool:
        """Whether it is bought with others."""
        return bool(self.membres or self.exterieurs)

    @property
    def said(self) -> Projet:
        """The same, whoever wrote it and when."""
        return replace(self, qui="", date="")


@dataclass(frozen=True)
class Version:
    """A line as it was written at a row of the chain."""

    rang: int
    projet: Projet


class Programme:
    """Reads and adds to the programme of ``registre.sqlite3``; no row is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def write(self, projet: Projet, seen: int = NEW) -> Version:
        """Adds a line, or what it becomes; returns it as it stands, with its number. ``seen``: the row that
        was read before writing. What changes nothing is not written.

        Raises ActeConcurrent when somebody wrote since that row, ValueError for a line that no buyer could
        have written: an amount that is no range, another buyer's number.
        """
        _verify(projet)
        kept: list[Version] = []

        def make(rows: tuple[Maillon, ...]) -> list[Mapping[str, Any]]:
            last = _last(rows).get(projet.numero) if projet.numero else None
            placed = _placed(projet, last, seen, (rows[-1].rang if rows else 0) + 1)
            if last is not None and placed.said == last.projet.said:
                kept.append(last)
                return []
            return [vars(placed)]

        made = self._chaine.add(make)
        return Version(made[0].rang, _projet(made[0])) if made else kept[0]

    def every(self) -> tuple[Version, ...]:
        """Each line as it stands, those taken out too, by number; a row that no longer says what was signed
        is nobody's.
        """
        found = _last(self._chaine.valid())
        return tuple(found[numero] for numero in sorted(found))

    def standing(self) -> tuple[Version, ...]:
        """The lines of the programme, by number."""
        return tuple(one for one in self.every() if not one.projet.retire)

    def history(self, numero: int) -> tuple[Version, ...]:
        """All that a line has been, oldest first; nothing when no line has that number."""
        return tuple(one for one in _read(self._chaine.valid()) if one.projet.numero == numero)

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, as ``Chaine.verify`` says."""
        return self._chaine.verify(tete)


def _verify(projet: Projet) -> None:
    low, high = projet.min_centimes, projet.max_centimes
    if (low is None) != (high is None) or (low is not None and high is not None and not 0 < low <= high):
        raise ValueError((low, high))
    if not (projet.acheteur_siren and projet.objet):
        raise ValueError(projet)


def _placed(projet: Projet, last: Version | None, seen: int, rang: int) -> Projet:
    """The line with its number: that of its first row."""
    if projet.numero == NEW and seen == NEW:
        return replace(projet, numero=rang)
    if last is None or last.projet.acheteur_siren != projet.acheteur_siren:
        raise ValueError(projet.numero)
    if last.rang != seen:
        raise ActeConcurrent(
            quoi="Cette ligne a changé entre-temps",
            ou=f"« {last.projet.objet} »",
            pourquoi=f"{last.projet.qui} l’a écrite après que vous l’avez ouverte",
            que_faire="Relisez-la, puis recommencez",
        )
    return projet


def _last(rows: Sequence[Maillon]) -> dict[int, Version]:
    return {one.projet.numero: one for one in _read(one for one in rows if one.holds)}


def _read(rows: Iterable[Maillon]) -> list[Version]:
    return [Version(row.rang, _projet(row)) for row in rows]


def _projet(row: Maillon) -> Projet:
    said: dict[str, Any] = dict(row.contenu)
    return Projet(**{**said, "membres": tuple(said["membres"]), "statut": Statut(said["statut"])})
