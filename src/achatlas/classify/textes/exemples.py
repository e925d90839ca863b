"""What the decisions of persons teach with: each distinct text that they class, once, whatever its lines."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from achatlas.classify.textes.couche import Portee, joined
from achatlas.classify.textes.judge import Achat, Judge

SHARE, CENT = 90, 100
"""Of a hundred purchases of one text, how many must be told to be of one segment."""


@dataclass(frozen=True)
class Decide:
    """A purchase whose segment is told by something else than its words: what is read of it, the segment, and
    which decision of a person told it; none when the habit of its payee did.
    """

    achat: Achat
    segment: str
    decision: str


@dataclass(frozen=True)
class Exemple:
    """A text that a decision classes, as the learner reads it: its words; the score that the shipped model
    gives each segment, and their order; the rank of the right one; the first segment of the shipped model and
    whether it decides alone.
    """

    decision: str
    lu: Portee
    scores: Sequence[float]
    ordre: bytes
    rang: int
    segment: str
    premier: str
    seul: bool


@dataclass(frozen=True)
class Lot:
    """The examples, in an order that depends on their texts only; the texts that are told in two ways
    (« divers »), as ``joined``; how many decided texts were left: for that (``contredits``), under a segment
    that the model does not know, beyond what is learnt from.
    """

    exemples: tuple[Exemple, ...] = ()
    vagues: frozenset[str] = frozenset()
    contredits: int = 0
    inconnus: int = 0
    left: int = 0


def lot(judge: Judge, told: Iterable[Decide], most: int) -> Lot:
    """The examples of some purchases, ``most`` at most; ``judge`` is a bare one. A text teaches only if a
    decision classes it, and if nearly all that tells a purchase of these words tells the same segment.
    """
    by_text = _by_text(judge, told)
    vague = {text for text, some in by_text.items() if not _of_one(some)}
    silent = frozenset(joined(judge.portee(by_text[text][0].achat)) for text in vague)
    taught, agreed = _agreed(by_text, vague)
    known = [one for one in agreed if one.segment in judge.segments]
    made = tuple(map(_reader(judge), known[:most]))
    return Lot(made, silent, taught - len(agreed), len(agreed) - len(known), len(known) - len(made))


Texts = Mapping[tuple[str, str], Sequence[Decide]]


def _by_text(judge: Judge, told: Iterable[Decide]) -> Texts:
    """The purchases of each text that says something."""
    found: dict[tuple[str, str], list[Decide]] = {}
    for one in told:
        if judge.portee(one.achat):
            found.setdefault((one.achat.objet, one.achat.marche), []).append(one)
    return found


def _agreed(by_text: Texts, vague: Collection[tuple[str, str]]) -> tuple[int, list[Decide]]:
    """How many texts a decision classes, and what stands for each of those of which all agree."""
    taught = [text for text in sorted(by_text, key=_mark) if any(one.decision for one in by_text[text])]
    stand = (_standing(by_text[text]) for text in taught if text not in vague)
    return len(taught), [one for one in stand if one is not None]


def _of_one(some: Sequence[Decide]) -> str:
    """The segment of nearly all the purchases of one text; empty when there is none."""
    segments = [one.segment for one in some]
    first = max(sorted(set(segments)), key=segments.count)
    return first if CENT * segments.count(first) >= SHARE * len(segments) else ""


def _standing(some: Sequence[Decide]) -> Decide | None:
    """The decided purchase that stands for those of one text; None when decisions are the few that say
    otherwise.
    """
    first = _of_one(some)
    return min((one for one in some if one.decision and one.segment == first), key=_key, default=None)


def _key(one: Decide) -> tuple[str, ...]:
    """What tells which of the purchases of one text stands for it."""
    return (one.decision, *vars(one.achat).values())


def _mark(text: tuple[str, str]) -> bytes:
    """The place of a text: as good as drawn, and always the same."""
    return blake2b("\x1f".join(text).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _reader(judge: Judge) -> Callable[[Decide], Exemple]:
    rank: Mapping[str, int] = {code: place for place, code in enumerate(judge.segments)}

    def read(one: Decide) -> Exemple:
        achat = replace(one.achat, tiers="")
        scores, avis = array("d", judge.scores(achat)), judge.judge(achat)
        ordre = bytes(sorted(range(len(scores)), key=lambda place: -scores[place]))
        first = avis.segments[0] if avis else ""
        sure = avis is not None and avis.sureness >= judge.seuil
        lu = judge.portee(achat)
        return Exemple(one.decision, lu, scores, ordre, rank[one.segment], one.segment, first, sure)

    return read
