"""The reports of a SPASER that were signed: a chain of rows only added (ADR 6, 23), each with its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from achatlas.domain.errors import ActeConcurrent
from achatlas.domain.rapport import Rapport, packed, unpacked
from achatlas.langues import dire, translated
from achatlas.store.chaine import Chaine, Etat, Maillon

TABLE = "decision_rapport"


class Rapports:
    """Reads and adds to the reports of ``registre.sqlite3``; no row is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def sign(self, rapport: Rapport) -> Rapport:
        """Adds a report; returns it with its number. One that says what the last of its view says is not
        written again. Raises ValueError for one without a year or without a figure, ActeConcurrent when the
        number that its documents bear was taken meanwhile.
        """
        if not rapport.annees or not rapport.releves:
            raise ValueError(rapport)
        kept: list[Rapport] = []

        def make(rows: tuple[Maillon, ...]) -> list[Mapping[str, Any]]:
            own = [read for one in rows if one.holds and (read := _read(one)).acheteur == rapport.acheteur]
            if own and own[-1].same(rapport):
                kept.append(own[-1])
                return []
            if rapport.numero not in (0, _next(rows)):
                raise _taken(rapport.numero)
            return [_contenu(rapport)]

        made = self._chaine.add(make)
        return _read(made[0]) if made else kept[0]

    def of(self, acheteur: str) -> tuple[Rapport, ...]:
        """Those of a view, oldest first; a row that no longer says what was signed is nobody's."""
        found = (_read(one) for one in self._chaine.valid())
        return tuple(one for one in found if one.acheteur == acheteur)

    def next(self) -> int:
        """The number that the next report takes."""
        return _next(self._chaine.every())

    def versions(self) -> frozenset[str]:
        """The versions of the data that signed reports rest on."""
        return frozenset(_read(one).version for one in self._chaine.valid())

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, as ``Chaine.verify`` says."""
        return self._chaine.verify(tete)


def _next(rows: Sequence[Maillon]) -> int:
    return rows[-1].rang + 1 if rows else 1


def _taken(numero: int) -> ActeConcurrent:
    return ActeConcurrent(
        quoi=translated("Un autre rapport vient d’être arrêté"),
        ou=dire("rapport n° {n}", n=numero),
        pourquoi=translated("deux rapports n’ont pas le même numéro ; rien n’est enregistré"),
        que_faire=translated("Relisez-le, puis recommencez"),
    )


def _contenu(rapport: Rapport) -> dict[str, Any]:
    said = {name: value for name, value in vars(rapport).items() if name != "numero"}
    return {**said, "releves": packed(rapport.releves)}


def _read(row: Maillon) -> Rapport:
    said = dict(row.contenu)
    lists = {name: tuple(said.pop(name)) for name in ("annees", "objectifs", "actes")}
    found = Rapport(**{**said, **lists, "releves": unpacked(said["releves"])})
    return replace(found, numero=row.rang)
