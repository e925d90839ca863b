"""The nomenclatures that buyers keep: whole versions, only added (ADR 6), each sealed with the one before it
(ADR 23); the last one that nobody took back is in force.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from pathlib import Path

from achatlas.domain.correspondance import NomenclatureAcheteur
from achatlas.store.chaine import Chaine, Contenu, Etat, Maillon

TABLE = "decision_nomenclature"


@dataclass(frozen=True)
class Version:
    """A version of the nomenclature of a buyer (SIREN): the name of the file that it comes from, or what a
    person did (``origine``), by whom, when (UTC), why; ``contenu`` is the whole of it (``written``).
    ``reprend``: the seal of the version that this row takes back; it holds nothing then.

    ``rang`` and ``empreinte`` are given by the store: its place in the chain, its seal.
    """

    acheteur_siren: str
    origine: str
    qui: str
    date: str
    motif: str = ""
    reprend: str = ""
    contenu: str = ""
    rang: int = 0
    empreinte: str = ""

    @property
    def nomenclature(self) -> NomenclatureAcheteur:
        """What it holds; nothing for a row that takes another back."""
        return parsed(self.contenu) if self.contenu else EMPTY

    @property
    def tells(self) -> str:
        """What it holds, as text: the same for the same nomenclature, whenever it was kept."""
        return json.dumps(self.nomenclature.as_dict(), ensure_ascii=False)


EMPTY = NomenclatureAcheteur()
CONTENT = tuple(one.name for one in fields(Version))[:7]


def written(own: NomenclatureAcheteur) -> str:
    """A nomenclature as a version keeps it: its JSON, compressed, a row of 1,500 codes being read with all
    the others.
    """
    text = json.dumps(own.as_dict(), ensure_ascii=False, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"))).decode("ascii")


@lru_cache(maxsize=32)
def parsed(contenu: str) -> NomenclatureAcheteur:
    """What a content (``written``) holds: a page shows several versions, and the next page the same."""
    text = zlib.decompress(b64decode(contenu)).decode("utf-8", "surrogatepass")
    return NomenclatureAcheteur.from_dict(json.loads(text))


class Versions:
    """Reads and adds to the versions of ``registre.sqlite3``; none is ever changed nor removed."""

    def __init__(self, home: Path) -> None:
        self._chaine = Chaine(home, TABLE)

    def add(self, said: Version, after: str | None = None) -> Version | None:
        """Keeps a version; returns it sealed. ``after``: the seal of the version in force when it was made
        (empty for none); None when another one has come in force since.
        """

        def make(rows: tuple[Maillon, ...]) -> Iterable[Contenu]:
            held = in_force(_versions(rows)).get(said.acheteur_siren)
            return [_told(said)] if after in (None, held.empreinte if held else "") else []

        return next(iter(_versions(self._chaine.add(make))), None)

    def take_back(self, empreinte: str, qui: str, date: str, motif: str = "") -> Version | None:
        """Takes a version back: the one before it is in force again. None when it does not stand, or was
        taken back already.
        """

        def make(rows: tuple[Maillon, ...]) -> Iterable[Contenu]:
            stand = (one for pile in _piles(_versions(rows)).values() for one in pile)
            found = next((one for one in stand if one.empreinte == empreinte), None)
            if found is None:
                return []
            said = f"annulation de la version {found.rang}"
            return [_told(Version(found.acheteur_siren, said, qui, date, motif, reprend=empreinte))]

        return next(iter(_versions(self._chaine.add(make))), None)

    def under(self, empreinte: str) -> Version | None:
        """What would be in force of a buyer were a version taken back; None when nothing would, or when it
        does not stand.
        """
        pile = next((p for p in _piles(self.every()).values() if empreinte in {v.empreinte for v in p}), [])
        left = [one for one in pile if one.empreinte != empreinte]
        return left[-1] if left else None

    def every(self, acheteur: str | None = None) -> tuple[Version, ...]:
        """Every row that says what was signed, oldest first; those of one buyer."""
        rows = _versions(self._chaine.valid())
        return tuple(one for one in rows if acheteur in (None, one.acheteur_siren))

    def in_force(self) -> dict[str, Version]:
        """The version in force of each buyer (SIREN); a row that was altered is nobody's."""
        return in_force(self.every())

    def verify(self, tete: str = "") -> Etat:
        """Whether every row is the one that was written, in its place (``Chaine.verify``)."""
        return self._chaine.verify(tete)


def in_force(rows: Iterable[Version]) -> dict[str, Version]:
    """The version in force of each buyer, by these rows."""
    return {acheteur: pile[-1] for acheteur, pile in sorted(_piles(rows).items()) if pile}


def _piles(rows: Iterable[Version]) -> Mapping[str, list[Version]]:
    """The versions of each buyer that nobody took back, the last one on top."""
    piles: dict[str, list[Version]] = {}
    for one in rows:
        pile = piles.setdefault(one.acheteur_siren, [])
        if one.reprend:
            pile[:] = [kept for kept in pile if kept.empreinte != one.reprend]
        else:
            pile.append(one)
    return piles


def _told(said: Version) -> Contenu:
    return {name: getattr(said, name) for name in CONTENT}


def _versions(rows: Iterable[Maillon]) -> tuple[Version, ...]:
    """The rows that hold, as versions."""
    return tuple(
        replace(Version(**one.contenu), rang=one.rang, empreinte=one.empreinte) for one in rows if one.holds
    )
