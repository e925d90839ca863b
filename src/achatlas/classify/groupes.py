"""The purchases that await a person, in groups that one rule can decide: those that share words, or a payee
where the object says nothing; the heaviest first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b
from heapq import heapify, heappop, heappush
from json import dumps
from typing import Any

from achatlas.classify.regles import BOUND, suite
from achatlas.classify.textes.traits import EMPTY, MUTE
from achatlas.domain.regle import Conditions
from achatlas.domain.text import spelled

HABITUDE = "habitude"
CLASSE, LONGER = 2, (3, 4, 5)
SHORTEST = 3
CLEAR = 0.5
"""What a group must be worth of its euros not to be cut by accounts."""
Row = Mapping[str, Any]
SILENT = {one.upper() for one in EMPTY | MUTE} | {"SELON"}


@dataclass(frozen=True)
class Groupe:
    """Cases that the same conditions tell, whose buyers may differ: one decision settles them."""

    conditions: Conditions
    rows: tuple[Row, ...]

    @cached_property
    def ref(self) -> str:
        """What an address calls it."""
        return reference(self.conditions)

    @cached_property
    def centimes(self) -> int:
        """What was paid, in cents."""
        return sum(row["montant_ht_centimes"] for row in self.rows)

    @cached_property
    def lignes(self) -> int:
        """How many lines of payment."""
        return sum(row["lignes"] for row in self.rows)

    def without(self, decided: frozenset[int]) -> Groupe:
        """The group less the cases that are settled."""
        if decided.isdisjoint(row["cas"] for row in self.rows):
            return self
        return Groupe(self.conditions, tuple(row for row in self.rows if row["cas"] not in decided))


def reference(conditions: Conditions) -> str:
    """What an address calls a group."""
    text = dumps(conditions.as_dict(), ensure_ascii=False, sort_keys=True)
    return blake2b(text.encode(), digest_size=6).hexdigest()


def groups(rows: Iterable[Row]) -> tuple[Groupe, ...]:
    """The groups of cases that await a person (columns of ``classe__cas``): each case in one, the heaviest
    first.
    """
    mute: dict[Conditions, list[Row]] = {}
    speaking: dict[str, list[Row]] = {}
    for row in rows:
        if row["muet"]:
            mute.setdefault(_of_mute(row), []).append(row)
        else:
            speaking.setdefault(row["compte"][:CLASSE], []).append(row)
    found = [*mute.items(), *(one for compte, some in speaking.items() for one in _by_words(compte, some))]
    parts = (part for asked, some in found for part in _split(asked, some))
    return tuple(sorted(parts, key=lambda one: (-abs(one.centimes), one.ref)))


def _of_mute(row: Row) -> Conditions:
    """The conditions of a mute case: its payee; without one, its account; without either, nothing known."""
    if row["tiers_dit"]:
        return Conditions(tiers=row["tiers_dit"], compte=row["compte"][:CLASSE], muet=True)
    return Conditions(compte=row["compte"], muet=True)


def _split(asked: Conditions, rows: list[Row]) -> Iterator[Groupe]:
    """A group as it is, or by longer beginnings of accounts when these tell its segments apart."""
    whole = sum(abs(row["montant_ht_centimes"]) for row in rows)
    if worth(rows) < CLEAR * whole:
        for size in LONGER:
            parts: dict[str, list[Row]] = {}
            for row in rows:
                parts.setdefault(row["compte"][:size], []).append(row)
            if sum(map(worth, parts.values())) >= CLEAR * whole:
                yield from (Groupe(replace(asked, compte=c), tuple(some)) for c, some in parts.items())
                return
    yield Groupe(asked, tuple(rows))


def _by_words(compte: str, rows: Sequence[Row]) -> Iterator[tuple[Conditions, list[Row]]]:
    """The groups of speaking cases of one class of accounts: the run of words that the most euros of one
    likely segment share, then the next among what is left.
    """
    holds: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        for run in runs(row["dits"]):
            holds.setdefault(run, []).append(place)
    left = set(range(len(rows)))
    for run, places in _heaviest(holds, rows, left):
        yield Conditions(mots=(_written(run, rows[places[0]]),), compte=compte), [rows[one] for one in places]
    for one in sorted(left):
        yield Conditions(mots=(whole(rows[one]["dits"]),), compte=compte), [rows[one]]


def _heaviest(
    holds: Mapping[str, list[int]], rows: Sequence[Row], left: set[int]
) -> Iterator[tuple[str, list[int]]]:
    """Each run that is worth most of what is left, with its cases, which then are left no more."""
    heap = [(-worth([rows[one] for one in places]), run) for run, places in holds.items()]
    heapify(heap)
    while heap and left:
        announced, run = heappop(heap)
        if not (places := [one for one in holds[run] if one in left]):
            continue
        if (now := worth([rows[one] for one in places])) < -announced:
            heappush(heap, (-now, run))
            continue
        left.difference_update(places)
        yield run, places


def _written(run: str, row: Row) -> str:
    """A run of words as the case writes it, its plurals kept."""
    for text in (row["texte"], row["objet_marche"]):
        said = [one for one in spelled(text).split() if not one.isdecimal()]
        size = run.count(" ") + 1
        for start in range(len(said) - size + 1):
            found = " ".join(said[start : start + size])
            if suite(found).strip() == run:
                return found.lower()
    return run.lower()


def worth(rows: Sequence[Row]) -> int:
    """What a group is worth deciding at once, in cents: the euros of its likeliest segment less those of the
    others.
    """
    by: dict[str, int] = {}
    for row in rows:
        first = likeliest(row)
        by[first] = by.get(first, 0) + abs(row["montant_ht_centimes"])
    return 2 * max(by.values()) - sum(by.values())


def likeliest(row: Row) -> str:
    """The segment that a case likely is: what its payee surely sells, else what its words propose, else the
    one that it has.
    """
    said: str = row["segment_code"]
    return said if row["moteur"] == HABITUDE else row["propositions"].partition(" ")[0] or said


def runs(said: str) -> set[str]:
    """The runs of one or two words of a case that may tell a group; of three letters each at least."""
    found: set[str] = set()
    for part in said.split(BOUND.strip()):
        words = part.split()
        kept = [one for one in words if len(one) >= SHORTEST and one not in SILENT and one.isalpha()]
        found.update(kept)
        pairs = zip(words, words[1:], strict=False)
        found.update(f"{one} {two}" for one, two in pairs if one in kept and two in kept)
    return found


def whole(said: str) -> str:
    """The words of a case that has none of its own worth telling a group."""
    return suite(said.replace(BOUND, " ")).strip().lower() or "?"
