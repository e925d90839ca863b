"""How the pivot nomenclature evolves: what a person may do of its segments, in what order it still holds, and
what it makes of the nomenclature of the files. A code is never used twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Any

CODE = re.compile(r"\d\d\.\d\d", re.ASCII)
A_QUALIFIER, DIVERS = "30.99", "30.02"
"""The segment of what nothing could class, and the one of services that no other segment names."""


class Genre(StrEnum):
    """What is done: a segment is merged into another, a new one is made, is made of a part of another, takes
    the content of one of another family, is told otherwise.
    """

    MERGE = "reunion"
    ADD = "ajout"
    SPLIT = "scission"
    MOVE = "deplacement"
    WORDS = "definition"


CREATES = frozenset({Genre.ADD, Genre.SPLIT, Genre.MOVE})
"""What gives a code that never was."""
RETIRES = frozenset({Genre.MERGE, Genre.MOVE})
"""What leaves a code that stands for another."""
LISTS = ("exemples", "comprend", "mots", "cpv")
TOLD = ("libelle", "court", "definition", "exemples", "comprend")
"""What may be told otherwise of a segment without moving any purchase."""


@dataclass(frozen=True)
class Segment:
    """What a person writes of a segment: its label, the short one of charts, its nature (F, S or T), what it
    is, examples, what it also holds, keywords, beginnings of CPV codes.
    """

    libelle: str
    court: str
    nature: str = ""
    definition: str = ""
    exemples: tuple[str, ...] = ()
    comprend: tuple[str, ...] = ()
    mots: tuple[str, ...] = ()
    cpv: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """What is kept of it: what says something."""
        return {name: list(said) if name in LISTS else said for name, said in asdict(self).items() if said}

    @staticmethod
    def from_dict(said: Mapping[str, Any]) -> Segment:
        """A segment as it was kept."""
        told = {one.name: said[one.name] for one in fields(Segment) if said.get(one.name)}
        lists = {name: tuple(told[name]) for name in LISTS if name in told}
        return Segment(**{"libelle": "", "court": "", **told, **lists})


@dataclass(frozen=True)
class Evolution:
    """What somebody did, when (UTC, ISO 8601) and why. ``code`` is the segment merged, parted, moved or told
    otherwise, ``vers`` the one where its purchases go, or the new one; ``segment`` what is written of it;
    ``cite`` what the person had before their eyes: from which segment to which, cents, lines.
    """

    numero: int
    code: str
    vers: str
    qui: str
    date: str
    motif: str = ""
    empreinte: str = ""
    genre: Genre = Genre.MERGE
    segment: Segment | None = None
    cite: tuple[tuple[str, str, int, int], ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """The codes that it names."""
        return frozenset({self.code, self.vers} - {""})

    @property
    def made(self) -> str:
        """The code that it gives to a segment that never was; empty when it gives none."""
        return self.vers if self.genre in CREATES else ""

    @property
    def retired(self) -> str:
        """The code that it leaves; empty when it leaves none."""
        return self.code if self.genre in RETIRES else ""


def projection(standing: Iterable[Evolution]) -> dict[str, str]:
    """Where each retired code ends, whatever the number of steps."""
    steps = {one.code: one.vers for one in standing if one.retired}
    return {code: end(steps, code) for code in steps}


def end(steps: Mapping[str, str], code: str) -> str:
    """The code that stands behind another; itself when nothing retired it. A circle, which no store keeps,
    ends where it began.
    """
    seen = [code]
    while (then := steps.get(seen[-1], "")) and then not in seen:
        seen.append(then)
    return seen[-1]


def fault(said: Evolution, standing: Iterable[Evolution], files: Collection[str]) -> str:
    """Why an evolution does not hold after those that stand, in words; empty when it does. ``files``: the
    codes of the files.
    """
    told = [*standing]
    known = {*files, *(one.made for one in told)}
    gone = {one.retired for one in told}
    asked = {said.code} - {""} if said.made else said.codes
    for code in sorted(asked):
        if code not in known or code == A_QUALIFIER:
            return f"la nomenclature n'a pas de segment {code}" if code != A_QUALIFIER else _not_qualified()
        if code in gone:
            return f"{code} est déjà réuni à un autre"
    if said.made and said.made in known:
        return f"{said.made} existe déjà"
    return "ce sont les mêmes" if said.code == said.vers else ""


def _not_qualified() -> str:
    return f"{A_QUALIFIER} est ce qui n'est pas classé, non un segment"


def broken(standing: Iterable[Evolution], files: Collection[str]) -> frozenset[int]:
    """The numbers of the evolutions that no longer hold, each read after those before it that do."""
    held: list[Evolution] = []
    lost: set[int] = set()
    for one in standing:
        if fault(one, held, files):
            lost.add(one.numero)
        else:
            held.append(one)
    return frozenset(lost)


def free(famille: str, used: Collection[str]) -> str:
    """The next code of a family that nothing ever bore; empty when it has none left."""
    taken = {int(code[3:]) for code in used if CODE.fullmatch(code) and code[:2] == famille}
    last = max(taken - {99}, default=0) + 1
    return f"{famille}.{last:02d}" if last < 99 else ""


@dataclass(frozen=True)
class Pivot:
    """What the evolutions that stand, oldest first, make of the nomenclature of the files."""

    actes: tuple[tuple[Genre, str, str, Segment | None], ...] = ()

    @staticmethod
    def of(standing: Iterable[Evolution]) -> Pivot:
        """The pivot of evolutions: who made them and why do not count."""
        return Pivot(tuple((one.genre, one.code, one.vers, one.segment) for one in standing))

    def __bool__(self) -> bool:
        return bool(self.actes)

    @cached_property
    def mark(self) -> str:
        """The same for the same acts."""
        said = [
            [genre, code, vers, segment.as_dict() if segment else {}]
            for genre, code, vers, segment in self.actes
        ]
        return blake2b(json.dumps(said, ensure_ascii=False).encode(), digest_size=8).hexdigest()

    @cached_property
    def retires(self) -> Mapping[str, str]:
        """Where each retired code ends."""
        steps = {code: vers for genre, code, vers, _ in self.actes if genre in RETIRES}
        return {code: end(steps, code) for code in steps}

    @cached_property
    def made(self) -> frozenset[str]:
        """The codes that they gave."""
        return frozenset(vers for genre, _, vers, _ in self.actes if genre in CREATES)

    @cached_property
    def moved(self) -> Mapping[str, str]:
        """For a segment that changed its family, the code that it first had."""
        first: dict[str, str] = {}
        for genre, code, vers, _ in self.actes:
            if genre == Genre.MOVE:
                first[vers] = first.get(code, code)
        return first

    @cached_property
    def carried(self) -> frozenset[str]:
        """The retired codes whose segment stands, under the code of another family."""
        moved = self.moved
        ends = self.retires.items()
        return frozenset(code for code, then in ends if moved.get(then) in (code, moved.get(code, code)))

    @cached_property
    def moving(self) -> Pivot:
        """The same without what only tells segments otherwise: what purchases follow."""
        return Pivot(tuple(one for one in self.actes if one[0] != Genre.WORDS))
