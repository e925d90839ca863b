"""What the values of a column say of the amounts: added, taken away, no expense; and how surely."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from achatlas.catalogue.synonymes import SENS, Codes, Synonymes
from achatlas.domain.shapes.numbers import TEXT, shape_of
from achatlas.domain.text import header_words
from achatlas.propose.evidence import DISTINCT_MAX
from achatlas.propose.forms import ROLES

_SHORTEST = 3
_MOST = 0.5
_RARE = 0.2
_STATES = "comptable"


@dataclass(frozen=True)
class Directions:
    """The side of each value (plus, moins, hors, None when nothing tells it); ``doubtful`` are those whose
    side is to be confirmed; ``named`` says that the header is one of a column of sense.
    """

    sides: Mapping[str, str | None]
    doubtful: frozenset[str]
    named: bool

    @property
    def speaks(self) -> bool:
        """Whether some values take away, or tell expenses from what is none."""
        told = set(self.sides.values())
        return "moins" in told or {"hors", "plus"} == told


def directions_of(name: str, values: Mapping[str, int], known: Synonymes) -> Directions:
    """What the values of a column say, given with the number of their lines; a blank is a value."""
    meaning = known.meaning(name)
    if meaning and meaning.role == SENS:
        codes = known.codes_of(name)
        return _coded(values, codes) if codes and _are_codes(values, codes) else _sense(values, known)
    if known.reduces(name) and _is_flag(values, known):
        yes = known.reductions.oui
        sides = {value: "moins" if _bare(value) in yes else "plus" for value in values}
        return Directions(sides, _taken_away(sides), named=False)
    return _hidden(values, known, state=bool(meaning and meaning.role == _STATES))


def mentions(name: str, values: Iterable[str], known: Synonymes) -> bool:
    """Whether a header announces what is taken away, over values that are no amounts to take away."""
    meaning = known.meaning(name)
    amounts = meaning is not None and meaning.role in ROLES and all(shape_of(v) != TEXT for v in values if v)
    return bool(known.reduces(name)) and not amounts


def is_told(value: str, known: Synonymes) -> bool:
    """Whether a cell says more than no or zero."""
    return bool(value.strip(" 0.,€-")) and _bare(value) not in known.reductions.non


def takes_away(name: str, values: Sequence[str], known: Synonymes) -> bool:
    """Whether a column says of some of its lines, whose amounts all add, that they are to be taken away."""
    told = Counter(values)
    if mentions(name, told, known) and any(is_told(value, known) for value in told):
        return True
    return len(told) <= DISTINCT_MAX and "moins" in directions_of(name, told, known).sides.values()


def _bare(value: str) -> str:
    return " ".join(header_words(value)) or value.strip().casefold()


def _is_flag(values: Mapping[str, int], known: Synonymes) -> bool:
    """Whether values are yes and no, or yes and blank."""
    said = {_bare(value) for value in values if value}
    yes, no = set(known.reductions.oui), set(known.reductions.non)
    return said <= yes | no and bool(said & yes)


def _taken_away(sides: Mapping[str, str | None]) -> frozenset[str]:
    return frozenset(value for value, side in sides.items() if side == "moins")


def _share(values: Mapping[str, int], some: frozenset[str]) -> float:
    return sum(values[value] for value in some) / (sum(values.values()) or 1)


def _are_codes(values: Mapping[str, int], codes: Codes) -> bool:
    """Whether values are official codes, their zero lost or not, one of them a cancellation."""
    said = {value.zfill(2) for value in values if value}
    return said <= {*codes.plus, *codes.moins} and bool(said & set(codes.moins))


def _coded(values: Mapping[str, int], codes: Codes) -> Directions:
    """Official codes: sure in two figures, as long as cancellations are few among the lines."""
    sides = {value: _code_side(value, codes) for value in values}
    taken = _taken_away(sides)
    sure = all(len(value) == 2 for value in values if value) and _share(values, taken) <= _RARE
    return Directions(sides, frozenset() if sure else taken, named=True)


def _code_side(value: str, codes: Codes) -> str | None:
    return None if not value else "moins" if value.zfill(2) in codes.moins else "plus"


def _sense(values: Mapping[str, int], known: Synonymes) -> Directions:
    """A column named after the sense: values known to the letter; a word of reduction among others is to be
    confirmed, and so is what takes away too many of the lines, one letter sooner than a word.
    """
    exact = {value: known.direction_of(value) for value in values}
    close = frozenset(v for v, side in exact.items() if side is None and _announces(v, values, known))
    sides = {v: "moins" if v in close else side for v, side in exact.items()}
    taken = _taken_away(sides)
    letters = frozenset(value for value in taken if len(_bare(value)) == 1)
    doubtful = close | (letters if _share(values, letters) > _RARE else frozenset())
    return Directions(sides, doubtful | (taken if _share(values, taken) > _MOST else frozenset()), named=True)


def _announces(value: str, values: Mapping[str, int], known: Synonymes) -> bool:
    """Whether a value holds a word of reduction, or a short form of it beside invoices."""
    lexicon = known.reductions
    short = _bare(value) in lexicon.abreges and any(_bare(v) in lexicon.factures for v in values)
    return short or bool(known.reduces(value))


def _hidden(values: Mapping[str, int], known: Synonymes, *, state: bool) -> Directions:
    """A column of any other name: sure when all its values are known, none of them the state of a line."""
    sides = {value: _hidden_side(value, values, known) for value in values}
    taken = _taken_away(sides)
    whole = all(side for value, side in sides.items() if value) and "plus" in sides.values()
    state = state or any(known.reduces(value) == "etat" for value in taken)
    sure = whole and not state and _share(values, taken) <= _MOST
    return Directions(sides, frozenset() if sure else taken, named=False)


def _hidden_side(value: str, values: Mapping[str, int], known: Synonymes) -> str | None:
    if _announces(value, values, known):
        return "moins"
    if _bare(value) in known.reductions.factures:
        return "plus"
    return known.direction_of(value) if len(_bare(value)) >= _SHORTEST else None
