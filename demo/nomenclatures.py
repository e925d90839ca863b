"""The vocabularies of the fifteen bodies: the code of each line, drawn apart from all else, and the files of
codes, of which a part only is mapped to the common segments.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from demo.journal import Journal
from demo.territoire import Acheteur, exercices, read_csv, rng, segments

DOSSIER = "nomenclatures"
HEAD = ("code", "libelle", "parent", "famille_homogene", "segment", "compte", "cpv")
CPV, REST = "cpv", "*"
FATES = ("sans", "hors_definition", "catch_all", "ancien")
Reels = NDArray[np.float64]


@dataclass(frozen=True)
class Usage:
    """A segment bought under a code (``*``: all that has no code of its own), and the beginning of the
    account or of the CPV under which a person would tell it from the others.
    """

    segment: str
    compte: str = ""
    cpv: str = ""

    @classmethod
    def of(cls, told: str) -> Usage:
        """Reads ``02.04@60621`` or ``06.03@cpv3012``."""
        segment, _, condition = told.partition("@")
        cpv = condition.startswith(CPV)
        return cls(segment, "" if cpv else condition, condition.removeprefix(CPV) if cpv else "")


@dataclass(frozen=True)
class Code:
    """A code of a body: what is truly bought under it, and whether persons mapped it already."""

    code: str
    libelle: str
    parent: str
    famille: str
    usages: tuple[Usage, ...]
    mapped: bool

    @property
    def told(self) -> tuple[Usage, ...]:
        """The usages that a correspondance tells: the first one, and those that a condition tells apart."""
        return tuple(one for rank, one in enumerate(self.usages) if not rank or one.compte or one.cpv)


@dataclass(frozen=True)
class Vocabulary:
    """How a body codes: whether it keeps its codes in a file, the share of lines of each fate (``FATES``),
    the code that tired agents write, those that are no more.
    """

    fichier: bool
    parts: tuple[float, ...]
    catch_all: str
    anciens: tuple[str, ...]

    def seuils(self, exercice: int) -> Reels:
        """The draws under which a line meets each fate: a former code dies out from year to year."""
        *parts, old = self.parts
        left = max(exercices()) - exercice
        return np.cumsum(np.array([*parts, old * left]))


@cache
def vocabulary(cle: str) -> Vocabulary:
    """How a body codes its lines. Raises KeyError for a body that is none of the fifteen."""
    row = {one["acheteur"]: one for one in read_csv("vocabulaires.csv")}[cle]
    parts = tuple(float(row[name]) for name in FATES)
    return Vocabulary(bool(row["fichier"]), parts, row["code_catch_all"], tuple(row["codes_anciens"].split()))


@cache
def rows(cle: str) -> tuple[Code, ...]:
    """The codes of a body, in the order of its list."""
    return tuple(
        Code(
            row["code"],
            row["libelle"],
            row["parent"],
            row["famille_homogene"],
            tuple(map(Usage.of, row["segments"].split())),
            bool(row["rattache"]),
        )
        for row in read_csv("nomenclatures.csv")
        if row["acheteur"] == cle
    )


@cache
def leaves(cle: str) -> dict[str, list[str]]:
    """The codes that stand for each segment: those that no other stands under."""
    above = {one.parent for one in rows(cle)}
    found: dict[str, list[str]] = {}
    for one in rows(cle):
        for usage in one.usages if one.code not in above else ():
            found.setdefault(usage.segment, []).append(one.code)
    return found


@cache
def own_codes(cle: str, segment: str) -> list[str]:
    """The codes under which a body buys a segment: those of the segment, else those of all the rest."""
    known = leaves(cle)
    return known.get(segment) or known.get(REST, [])


@cache
def _beside(cle: str, segment: str) -> list[str]:
    """The codes that a hurried agent takes for the right ones: those of the same family, else those that
    stand beside on the list.
    """
    own, family = own_codes(cle, segment), segment[:2]
    near = (code for other, codes in leaves(cle).items() if other[:2] == family for code in codes)
    found = [code for code in dict.fromkeys(near) if code not in own]
    listed = [one.code for one in rows(cle) if one.usages]
    places = [listed.index(code) for code in own]
    return found or [listed[(place + step) % len(listed)] for place in places for step in (1, -1)]


def codes(journal: Journal, graine: int) -> list[str]:
    """The code that each line bears: its own, most often; that of a neighbour, the one for everything, a
    former one, or none. Lines under a contract bear that of the contract.
    """
    cle = journal.acheteur.cle
    chosen, fates = _draws(journal, graine).T
    names = [*(one.code for one in segments()), ""]
    told = [names[rank] for rank in journal.lignes.segment.tolist()]
    kinds = np.searchsorted(vocabulary(cle).seuils(journal.exercice), fates, side="right")
    return [
        _written(cle, segment, kind, draw)
        for segment, kind, draw in zip(told, kinds.tolist(), chosen.tolist(), strict=True)
    ]


def _draws(journal: Journal, graine: int) -> Reels:
    """Two draws for each line; those of its contract, the same every year, when it has one."""
    cle, marche = journal.acheteur.cle, journal.lignes.marche
    draws = rng(graine, "codes", cle, journal.exercice).random((len(journal), 2))
    signed = rng(graine, "codes", cle, "marches").random((int(marche.max(initial=-1)) + 1, 2))
    under = marche >= 0
    draws[under] = signed[marche[under]]
    return draws


def _written(cle: str, segment: str, kind: int, chosen: float) -> str:
    """The code written for a segment: the rank of its fate in ``FATES``, or none of them."""
    own = own_codes(cle, segment) if segment else []
    known = vocabulary(cle)
    among = (), _beside(cle, segment) if own else (), (known.catch_all,), known.anciens, own
    found = among[kind] if own else ()
    return found[int(chosen * len(found))] if found else ""


def write_nomenclatures(dossier: Path, corps: list[Acheteur]) -> None:
    """Write the file of codes of each body that keeps one, with the segments of what is mapped already."""
    folder = dossier / DOSSIER
    folder.mkdir(parents=True, exist_ok=True)
    for acheteur in corps:
        if vocabulary(acheteur.cle).fichier:
            with (folder / f"{acheteur.siren}.csv").open("w", encoding="utf-8", newline="") as flux:
                writer = csv.writer(flux, delimiter=";", lineterminator="\r\n")
                writer.writerow(HEAD)
                writer.writerows(line for one in rows(acheteur.cle) for line in _lines(one))


def _lines(one: Code) -> Iterator[tuple[str, ...]]:
    """The lines of a code in the file: one, without a segment, until it is mapped."""
    said = [(usage.segment, usage.compte, usage.cpv) for usage in one.told] if one.mapped else []
    for told in said or [("", "", "")]:
        yield one.code, one.libelle, one.parent, one.famille, *told
