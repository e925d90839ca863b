"""What the decisions of persons taught of words: a layer over the model that the product ships, which stays
as it is. Each word adds to the score of some segments; a text is its words, brought to a length of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any

from achatlas.classify.textes.modele import Modele

MILLE = 1000
SHOWN = 3
COLUMNS = ("mot", "segment_code", "apport_millieme", "decisions")
Portee = Sequence[tuple[str, float]]
"""The words of a text, each with its share of the length."""


@dataclass(frozen=True)
class Appris:
    """What a word adds to the score of a segment, and how many decisions taught it."""

    adds: float
    decisions: int


@dataclass(frozen=True)
class Couche:
    """What words add to segments; ``decide``: whether, on decisions that it had not seen, it kept the promise
    of the threshold, its sureness less ``discount`` points (of 100). If not, it proposes and never decides.
    ``vagues``: the texts that are told in two ways (``joined``), of which it says nothing.
    """

    mots: Mapping[str, Mapping[str, Appris]] = field(default_factory=dict)
    decide: bool = False
    discount: int = 0
    vagues: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.mots)

    def heard(self, lu: Portee) -> bool:
        """Whether it knows any word of a text that it may speak of."""
        return any(word in self.mots for word, _ in lu) and joined(lu) not in self.vagues

    def clues(self, lu: Portee) -> dict[str, float]:
        """What the words of a text add to each segment."""
        found: dict[str, float] = {}
        for word, share in lu:
            for code, one in self.mots.get(word, {}).items():
                found[code] = found.get(code, 0.0) + share * one.adds
        return found

    def told(self, lu: Portee, segment: str) -> str:
        """The words that speak for a segment, the strongest first, with how many decisions taught each:
        « appris de décisions : « zyrkane » (3) »; nothing when none does.
        """
        own = ((share, word, self.mots.get(word, {}).get(segment)) for word, share in lu)
        said = [(-share * one.adds, word, one.decisions) for share, word, one in own if one and one.decisions]
        best = sorted(one for one in said if one[0] < 0)[:SHOWN]
        words = ", ".join(f"« {word} » ({decisions})" for _, word, decisions in best)
        return f"appris de décisions : {words}" if words else ""

    def sureness(self, sure: int, seuil: int) -> int:
        """The sureness (0 to 100) of what it speaks for: under the threshold when it does not decide."""
        if self.decide and sure - self.discount >= seuil:
            return sure - self.discount
        return min(sure, seuil - 1)

    def rows(self) -> list[dict[str, Any]]:
        """As a table (``classe__appris``): words, then the texts of which nothing is said, of no segment."""
        told = [
            (word, code, round(one.adds * MILLE), one.decisions)
            for word, own in sorted(self.mots.items())
            for code, one in sorted(own.items())
        ]
        mute = [(text, "", 0, 0) for text in sorted(self.vagues)]
        return [dict(zip(COLUMNS, row, strict=True)) for row in (*told, *mute)]


NOTHING_LEARNT = Couche()


def portee(modele: Modele, textes: Iterable[str]) -> Portee:
    """The words of the texts of a purchase, each once, the rarer the heavier."""
    words = dict.fromkeys(word for text in textes for word in modele.said(text))
    weights = [modele.rarete(word) for word in words]
    whole = sqrt(sum(one * one for one in weights)) or 1.0
    return [(word, one / whole) for word, one in zip(words, weights, strict=True)]


def joined(lu: Portee) -> str:
    """The words of a text, whatever their order."""
    return " ".join(sorted(word for word, _ in lu))


def held(rows: Iterable[Mapping[str, Any]], *, decide: bool, discount: int) -> Couche:
    """The layer of a table ``classe__appris``."""
    mots: dict[str, dict[str, Appris]] = {}
    vagues = set()
    for row in rows:
        if not row["segment_code"]:
            vagues.add(row["mot"])
            continue
        own = mots.setdefault(row["mot"], {})
        own[row["segment_code"]] = Appris(row["apport_millieme"] / MILLE, row["decisions"])
    return Couche(mots, decide, discount, frozenset(vagues))
