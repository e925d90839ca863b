"""The traits of a text: its words, the letters that they hold, those that follow each other, those that begin
and end it, those of its lot.

The head of a title tells the act (a study, a maintenance, works), the tail its object or its place, what
follows « lot » the trade: all are traits of their own. Figures say nothing of what is bought. A letter that
was lost (U+FFFD), or an œ that an old encoding has dropped, is found again in the vocabulary of the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import sqrt

from achatlas.domain.text import unaccented

EMPTY = frozenset(
    (
        "de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "en", "pour", "sur", "dans",
        "par", "un", "une", "ou", "avec", "son", "sa", "ses", "ce", "n", "no", "lot", "lots", "marche",
        "marches", "accord", "cadre",
    )
)  # fmt: skip
MUTE = frozenset(
    (
        "facture", "fact", "fac", "selon", "commande", "cde", "bc", "bon", "mandat", "paiement", "reglement",
        "acompte", "solde", "situation", "echeance", "periode", "trimestre", "semestre", "annee", "mois",
        "reference", "ref", "numero", "num", "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet",
        "aout", "septembre", "octobre", "novembre", "decembre", "ttc", "ht", "consultation", "relance",
        "boamp", "br",
    )
)  # fmt: skip
"""Words of accounts and of procedures, that say nothing of what is bought."""
LOST = "\ufffd"
GRAM, HEAD, OF_LOT = 4, 5, 3
RAR = 64
"""How rare a trait is, is told in parts of one over this, in learning as in judging."""
LOTS = frozenset(("lot", "lots"))
PLURAL = "sx"
OTHER = re.compile(f"[^a-z0-9{LOST}]+")


def words(text: str) -> tuple[str, ...]:
    """The words of a text: lower case, no accent, the signs that stand for lost letters kept."""
    return tuple(OTHER.sub(" ", unaccented(text).casefold()).split())


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """A word without the mark of its plural."""
    return word[:-1] if len(word) > 3 and word[-1] in PLURAL else word


def alone(word: str) -> tuple[str, ...]:
    """The traits of a word wherever it stands: itself, and every four letters that follow each other in it,
    its two ends being signs too, when it says something.
    """
    if word in EMPTY:
        return ("=" + word,)
    signs = f"^{word}$"
    found = {f"c{signs[start : start + GRAM]}" for start in range(len(signs) - GRAM + 1)}
    return ("=" + word, *(sorted(found) if len(signs) > GRAM else ()))


def together(kept: Sequence[str]) -> Iterator[str]:
    """The traits of words that follow each other, empty ones left out, be it with another between them, and
    of those that begin and end.
    """
    for one, other in pairwise(kept):
        yield f"{one}_{other}"
        yield f"<{one[:4]}_{other[:4]}"
    for one, other in zip(kept, kept[2:], strict=False):
        yield f"{one}_{other}"
    for word in kept[:2]:
        yield "h" + word
        yield f"h<{word[:HEAD]}"
    if len(kept) > 1:
        yield f"h{kept[0]}_{kept[1]}"
    for word in kept[-2:]:
        yield "z" + word


def of_lot(said: Sequence[str]) -> Iterator[str]:
    """The traits of the words that follow the last « lot »."""
    last = max((place for place, word in enumerate(said) if word in LOTS), default=None)
    if last is None:
        return
    _, kept = told(said[last + 1 :])
    for word in kept[:OF_LOT]:
        yield "L" + word
        yield f"L<{word[:HEAD]}"
    if len(kept) > 1:
        yield f"L{kept[0]}_{kept[1]}"


def told(said: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of a text that count, without plural nor figures, and those of them that are not empty."""
    found = [singular(word) for word in said if not word.isdecimal() and word not in MUTE]
    return found, [word for word in found if word not in EMPTY]


def traits(said: Sequence[str]) -> list[str]:
    """The traits of the words of a text: those of each distinct word, then those of words together, once
    each. A trait of two words is there twice.
    """
    found, kept = told(said)
    return [
        *(trait for word in dict.fromkeys(found) for trait in alone(word)),
        *dict.fromkeys((*together(kept), *of_lot(said))),
    ]


def length(rarities: Iterable[float]) -> float:
    """The length of a text whose traits are so rare: dividing by it brings the text to a length of one."""
    return sqrt(sum(one * one for one in rarities)) or 1.0


class Vocabulary:
    """The words that are known, by how many texts bear them: what a word that lost a letter may have been."""

    def __init__(self, known: Mapping[str, int]) -> None:
        self._known = known
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(known, key=lambda word: (-known[word], word)):
            self._by_length.setdefault(len(word), []).append(word)
        self.restored = lru_cache(maxsize=1 << 14)(self._restored)

    def _restored(self, word: str) -> str:
        """The commonest known word that this one may be; itself when it lost nothing, or when none is."""
        if LOST in word:
            return self._filled(word)
        if word in self._known or len(word) < 3:
            return word
        return next((w for w in ("oe" + word, word.replace("u", "oeu", 1)) if w in self._known), word)

    def _filled(self, word: str) -> str:
        form = re.compile("".join("[a-z]{1,2}" if sign == LOST else re.escape(sign) for sign in word))
        lengths = (len(word), len(word) + 1)
        found = [w for size in lengths for w in self._by_length.get(size, ()) if form.fullmatch(w)]
        return max(found, key=lambda w: (self._known[w], w), default=word.replace(LOST, ""))
