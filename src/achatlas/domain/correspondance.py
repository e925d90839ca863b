"""A buyer's own nomenclature, and what its codes are in the common one: lines written by persons, the most
specific condition first, inherited from parent to child.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache

from achatlas.domain.text import spelled

LONGEST_CODE, LONGEST_LIBELLE, MOST_CODES = 60, 300, 20_000
EXTENDED = re.compile(r"(\d\d\.\d\d)\.\w[\w.-]*")
"""A code of the common nomenclature that a buyer refines: ``NN.SS.xxx``."""


class Etat(StrEnum):
    """What the code of a line is: written in a correspondance, inherited from above, known but of no
    segment, not in the nomenclature, or not told.
    """

    MAPPED = "rattache"
    INHERITED = "herite"
    UNMAPPED = "sans_segment"
    UNKNOWN = "inconnu"
    NONE = "absent"


@lru_cache(maxsize=1 << 16)
def folded(code: str) -> str:
    """What two writings of one code have in common: neither case nor blanks tell codes apart."""
    return "".join(code.split()).casefold()


def goes_on(head: str, rest: str) -> bool:
    """Whether a code that begins by another stands under it: after a mark, where letters become digits or
    the reverse, or by pairs of digits (10, 1001); F10 does not stand under F1.
    """
    last, first = head[-1], rest[0]
    if not (last.isalnum() and first.isalnum()) or last.isdigit() != first.isdigit():
        return True
    digits = len(head) - len(head.rstrip("0123456789")), len(rest) - len(rest.lstrip("0123456789"))
    return last.isdigit() and not any(count % 2 for count in digits)


@dataclass(frozen=True, order=True)
class CodeAcheteur:
    """A code of a buyer: its label, the code above it, the code of its *famille homogène* (itself when it is
    one); each empty when it is not told.
    """

    code: str
    libelle: str = ""
    parent: str = ""
    famille: str = ""


@dataclass(frozen=True, order=True)
class Correspondance:
    """A line: a code is this segment, where the account and the CPV begin so (anywhere when empty)."""

    code: str
    segment: str
    compte: str = ""
    cpv: str = ""

    @property
    def condition(self) -> tuple[str, str]:
        """The account prefix and the CPV prefix."""
        return self.compte, self.cpv

    @property
    def told(self) -> str:
        """Its condition in words, empty without one."""
        said = (f"compte {self.compte}…" if self.compte else "", f"CPV {self.cpv}…" if self.cpv else "")
        return ", ".join(filter(None, said))

    def holds(self, compte: str, cpv: str) -> bool:
        """Whether a line of payment meets the condition; what is not known meets none."""
        return compte.startswith(self.compte) and cpv.startswith(self.cpv)

    @property
    def precision(self) -> tuple[int, int, int]:
        """How specific the condition is: the longest prefixes win, the account when they are as long."""
        return len(self.compte) + len(self.cpv), len(self.compte), len(self.cpv)


@dataclass(frozen=True)
class NomenclatureAcheteur:
    """The codes of a buyer and their correspondances, in the order of codes: one whole version."""

    codes: tuple[CodeAcheteur, ...] = ()
    correspondances: tuple[Correspondance, ...] = ()

    @classmethod
    def of(
        cls, codes: Iterable[CodeAcheteur], correspondances: Iterable[Correspondance]
    ) -> NomenclatureAcheteur:
        """In the order of codes, whatever the order given."""
        return cls(tuple(sorted(codes)), tuple(sorted(correspondances)))

    def as_dict(self) -> dict[str, list[list[str]]]:
        """What is kept of it: lists of texts."""
        return {
            "codes": [[one.code, one.libelle, one.parent, one.famille] for one in self.codes],
            "correspondances": [[c.code, c.segment, c.compte, c.cpv] for c in self.correspondances],
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Sequence[Sequence[str]]]) -> NomenclatureAcheteur:
        """The inverse of ``as_dict``; raises KeyError, TypeError or ValueError for anything else."""
        return cls.of(
            (CodeAcheteur(*one) for one in told["codes"]),
            (Correspondance(*one) for one in told["correspondances"]),
        )

    def with_segments(self, segments: Mapping[str, str]) -> NomenclatureAcheteur:
        """The same where each of these codes is a segment when no condition says otherwise, or none (empty);
        a code that was not known is added, without a label.
        """
        asked = {folded(code): (code, segment) for code, segment in segments.items()}
        own = {folded(one.code): one.code for one in self.codes}
        added = [CodeAcheteur(code) for key, (code, _) in asked.items() if key not in own]
        kept = [c for c in self.correspondances if any(c.condition) or folded(c.code) not in asked]
        said = [
            Correspondance(own.get(key, code), segment) for key, (code, segment) in asked.items() if segment
        ]
        return NomenclatureAcheteur.of([*self.codes, *added], [*kept, *said])


@dataclass(frozen=True)
class Rattachement:
    """The segment of a code, and why: the code that bears the line (another one when it is inherited, that of
    the segment when it comes from the common nomenclature), its label, the condition met; ``precise``:
    whether that one asks a CPV.
    """

    segment: str
    porteur: str
    libelle: str = ""
    condition: str = ""
    herite: bool = False
    precise: bool = False


@dataclass(frozen=True)
class Correspondances:
    """A version as it is read: by code, under the labels of the common segments."""

    own: NomenclatureAcheteur
    segments: Mapping[str, str] = field(default_factory=dict)
    familles: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def codes(self) -> Mapping[str, CodeAcheteur]:
        """The codes, folded."""
        return {folded(one.code): one for one in self.own.codes}

    @cached_property
    def _lines(self) -> Mapping[str, Sequence[Correspondance]]:
        """The lines of each folded code, the most specific first; those of a segment that is no more are left
        out.
        """
        found: dict[str, list[Correspondance]] = {}
        for one in sorted(self.own.correspondances, key=lambda one: one.precision, reverse=True):
            if one.segment in self.segments:
                found.setdefault(folded(one.code), []).append(one)
        return {key: tuple(lines) for key, lines in found.items()}

    @cached_property
    def _chains(self) -> dict[str, tuple[str, ...]]:
        return {}

    @cached_property
    def heads(self) -> frozenset[str]:
        """The folded codes that others of the nomenclature stand under."""
        return frozenset(key for one in self.own.codes for key in self.above(one.code)[1:])

    def label(self, code: str) -> str:
        """The label of a code, empty when it is not known."""
        found = self.codes.get(folded(code))
        return found.libelle if found else ""

    def above(self, code: str) -> tuple[str, ...]:
        """The folded codes from this one up: its parent when one is told, else the longest code of the
        nomenclature that it goes on from.
        """
        key = folded(code)
        if key not in self._chains:
            self._chains[key] = tuple(self._climb(key))
        return self._chains[key]

    def _climb(self, key: str) -> Iterator[str]:
        seen: set[str] = set()
        while key and key not in seen:
            seen.add(key)
            yield key
            found = self.codes.get(key)
            key = folded(found.parent) if found and found.parent else self._shorter(key)

    def _shorter(self, key: str) -> str:
        sizes = range(len(key) - 1, 0, -1)
        return next((key[:n] for n in sizes if key[:n] in self.codes and goes_on(key[:n], key[n:])), "")

    def find(self, code: str, compte: str = "", cpv: str = "") -> Rattachement | None:
        """What a code is: by the lines of the buyer, from the code up, else by the common nomenclature that
        it refines. None when it is unknown, or when nothing says.
        """
        key = folded(code)
        listed = key in self.codes
        chain = self.above(key) if listed else (key,)
        said = (self._line(place, key, compte, cpv) for place in chain) if listed else ()
        common = (self._common(place, listed) for place in chain)
        return next(filter(None, (*said, *common)), None)

    def _line(self, place: str, key: str, compte: str, cpv: str) -> Rattachement | None:
        for one in self._lines.get(place, ()):
            if one.holds(compte, cpv):
                said = one.segment, one.code, self.label(place), one.told, place != key
                return Rattachement(*said, precise=bool(one.cpv))
        return None

    def tells(self, code: str) -> Hashable:
        """All that ``find`` reads of a code, None when it finds nothing: where two versions tell the same,
        the answers are the same, whatever the account and the CPV.
        """
        key = folded(code)
        listed = key in self.codes
        chain = self.above(key) if listed else (key,)
        said = tuple((place != key, self._lines[place]) for place in chain if listed and place in self._lines)
        common = next(filter(None, (self._common(place, listed) for place in chain)), None)
        return (self.label(key), said, common) if said or common else None

    def refined(self, segment: str) -> bool:
        """Whether codes that are not listed refine a segment by their very form."""
        own = (one for one in (segment, segment[:2]) if one in self.codes)
        return segment in self.segments and all(map(self._is_common, own))

    def _common(self, place: str, listed: bool) -> Rattachement | None:
        """The segment that a code is, or refines, by its very form: unless the buyer gives another meaning to
        the code of that segment, or of its family.
        """
        refined = EXTENDED.fullmatch(place)
        segment = refined[1] if refined else place
        if not (refined or listed) or not self.refined(segment):
            return None
        return Rattachement(segment, segment, self.segments[segment], herite=True)

    def _is_common(self, key: str) -> bool:
        """Whether a code of the buyer is the common one of this form: its label, or none, and no line."""
        label, common = self.codes[key].libelle, {**self.familles, **self.segments}.get(key, "")
        return key not in self._lines and (not label or spelled(label) == spelled(common))

    def etat(self, code: str, compte: str = "", cpv: str = "") -> Etat:
        """What the code of a line is."""
        if not code.strip():
            return Etat.NONE
        found = self.find(code, compte, cpv)
        if found:
            return Etat.INHERITED if found.herite else Etat.MAPPED
        return Etat.UNMAPPED if folded(code) in self.codes else Etat.UNKNOWN

    def mapped(self, code: str) -> Etat:
        """What a code is, whatever the account and the CPV: a line under any condition is one."""
        chain = [key in self._lines for key in self.above(code)]
        if folded(code) not in self.codes or not any(chain):
            return self.etat(code)
        return Etat.MAPPED if chain[0] else Etat.INHERITED

    def lines(self, code: str) -> Sequence[Correspondance]:
        """The lines of a code itself, the most specific first."""
        return self._lines.get(folded(code), ())

    def famille(self, code: str) -> str:
        """The *famille homogène* of a code: its own, else that of what stands above it."""
        known = (self.codes.get(key) for key in self.above(code))
        return next((one.famille for one in known if one and one.famille), "")

    @cached_property
    def homogenes(self) -> Mapping[str, CodeAcheteur]:
        """The *famille homogène* of each folded code of the nomenclature that has one: as the nomenclature
        lists it, else the first writing of its code, without a label.
        """
        named = {key: self.famille(key) for key in self.codes}
        first = {folded(one): CodeAcheteur(one) for one in sorted(named.values(), reverse=True) if one}
        heads = {**first, **self.codes}
        return {key: heads[folded(one)] for key, one in named.items() if one}


@dataclass(frozen=True)
class Touched:
    """What may be classed otherwise under a version than under another: these codes, and those that are not
    listed and refine these segments.
    """

    codes: frozenset[str]
    segments: frozenset[str] = frozenset()


def touched(before: Correspondances | None, after: Correspondances | None) -> Touched:
    """What two versions of a buyer tell otherwise; None for a buyer that has none."""
    sides = before, after
    both = [one for one in sides if one is not None]
    codes = {code.code for one in both for code in one.own.codes}
    segments = {segment for one in both for segment in one.segments}
    return Touched(_differing(codes, sides, _tells), _differing(segments, sides, _refines))


def _differing(
    keys: Iterable[str],
    sides: tuple[Correspondances | None, Correspondances | None],
    ask: Callable[[Correspondances | None, str], Hashable],
) -> frozenset[str]:
    before, after = sides
    return frozenset(key for key in keys if ask(before, key) != ask(after, key))


def _tells(one: Correspondances | None, code: str) -> Hashable:
    return one.tells(code) if one else None


def _refines(one: Correspondances | None, segment: str) -> bool:
    return one is not None and bool(one.refined(segment))


@dataclass(frozen=True)
class Changes:
    """What differs from one version to the next: codes added, removed, of another label, parent or family;
    codes whose correspondances are others.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    mapped: tuple[str, ...]

    def ways(self) -> list[tuple[tuple[str, ...], str, str]]:
        """The codes that differ in each way, and how one and several are called after their number; a new
        code that has a segment is no code mapped otherwise.
        """
        fresh, given = frozenset(self.added), frozenset(self.mapped)
        bare = tuple(one for one in self.added if one not in given)
        otherwise = tuple(one for one in self.mapped if one not in fresh)
        return [
            (bare, "code ajouté", "codes ajoutés"),
            (
                tuple(one for one in self.added if one in given),
                "code ajouté et rattaché",
                "codes ajoutés et rattachés",
            ),
            (self.removed, "code retiré", "codes retirés"),
            (self.changed, "code modifié", "codes modifiés"),
            (otherwise, "code rattaché autrement", "codes rattachés autrement"),
        ]


def changes(before: NomenclatureAcheteur, after: NomenclatureAcheteur) -> Changes:
    """What differs from a version to another."""
    old, new = ({folded(one.code): one for one in own.codes} for own in (before, after))
    was, now = _by_code(before), _by_code(after)
    return Changes(
        _codes(new, lambda key: key not in old),
        _codes(old, lambda key: key not in new),
        _codes(new, lambda key: key in old and old[key] != new[key]),
        _codes(new, lambda key: now.get(key) != was.get(key)),
    )


def _codes(codes: Mapping[str, CodeAcheteur], kept: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(one.code for key, one in codes.items() if kept(key))


def _by_code(own: NomenclatureAcheteur) -> dict[str, frozenset[Correspondance]]:
    found: dict[str, frozenset[Correspondance]] = {}
    for one in own.correspondances:
        key = folded(one.code)
        found[key] = found.get(key, frozenset()) | {replace(one, code=key)}
    return found
