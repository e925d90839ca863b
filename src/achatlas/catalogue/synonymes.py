"""The names that finance packages give to columns, and what each means:
``metier/regles/synonymes_colonnes.yml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product
from pathlib import Path

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models import Definition
from achatlas.catalogue.text import read_yaml
from achatlas.domain.text import header_words

REGLES = "regles/synonymes_colonnes.yml"
ACHETEUR, DEVISE, SENS, TAUX = "acheteur", "devise", "sens", "taux"
_SPELLINGS_MAX = 60


@dataclass(frozen=True)
class Meaning:
    """What a header means: a column of the product or a role, its rank among the names of that role (0 is the
    surest), and the French reason why it is not read, when it is not.
    """

    role: str
    rank: int = 0
    raison: str = ""


class Ignores(Definition):
    """Names of columns that are not read, with the reason."""

    raison: str
    noms: tuple[str, ...]


class Reductions(Definition):
    """The words that announce an amount to take away (``mots``; ``etats`` when they tell the state of a
    line), what denies them, the short forms that hold beside ``factures``, the values of a flag.
    """

    mots: tuple[str, ...] = ()
    etats: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    abreges: tuple[str, ...] = ()
    factures: tuple[str, ...] = ()
    oui: tuple[str, ...] = ()
    non: tuple[str, ...] = ()


class Codes(Definition):
    """The official codes of a kind of pièce, by what they do to the amount, and the headers they stand
    under.
    """

    noms: tuple[str, ...]
    plus: tuple[str, ...]
    moins: tuple[str, ...]


class Synonymes(Definition):
    """All the names, by what they mean; each is compared as a set of words."""

    id: str = "synonymes_colonnes"
    description: str
    vides: tuple[str, ...]
    abreviations: dict[str, tuple[str, ...]]
    generiques: tuple[str, ...]
    cibles: dict[str, tuple[str, ...]]
    montants: dict[str, tuple[str, ...]]
    sens: tuple[str, ...]
    valeurs_de_sens: dict[str, tuple[str, ...]]
    reductions: Reductions = Reductions()
    codes_de_piece: dict[str, Codes] = {}
    unites: dict[str, tuple[str, ...]] = {}
    taux_de_tva: tuple[str, ...]
    ignores: dict[str, Ignores]
    devise: tuple[str, ...]

    def words(self, name: str) -> frozenset[str]:
        """The words that matter in a header, abbreviations spelled out, plurals undone."""
        said = header_words(name)
        found = [self._whole.get(word, word) for word in self._unitless(said) or said]
        kept = {self._whole.get(_singular(word), _singular(word)) for word in found if word not in self.vides}
        return frozenset(kept or found)

    def meaning(self, name: str) -> Meaning | None:
        """What a header means, None when nothing is known of it."""
        return self._by_words.get(self.words(name)) or self._by_letters.get("".join(header_words(name)))

    def units_of(self, text: str) -> frozenset[str]:
        """The units of amounts that a text names: ``centimes``, ``milliers``, ``millions``; none most
        often.
        """
        words = header_words(text)
        return frozenset(unit for _, _, unit in self._unit_spans(words))

    def only_unit(self, text: str) -> bool:
        """Whether a text names a unit of amounts and says nothing else."""
        words = header_words(text)
        return bool(words) and self._unitless(words) == ()

    def generic(self, name: str) -> bool:
        """Whether a header says little without the group of columns it stands in."""
        return self.words(name) <= set(self.generiques)

    def direction_of(self, value: str) -> str | None:
        """Whether a value of a « sens » column adds (plus), takes away (moins) or is no expense (hors)."""
        key = " ".join(header_words(value)) or value.strip()
        return next((side for side, values in self.valeurs_de_sens.items() if key in values), None)

    def reduces(self, text: str) -> str:
        """What a text says of taking away: ``mot``, ``etat`` when it tells the state of a line, "" when it
        says nothing of it, or denies it.
        """
        words = header_words(text)
        said, lexicon = f" {' '.join(words)} ", self.reductions
        if any(word in lexicon.negations for word in words[:-1]):
            return ""
        if any(f" {word} " in said for word in lexicon.etats):
            return "etat"
        return "mot" if any(f" {word} " in said for word in lexicon.mots) else ""

    def codes_of(self, name: str) -> Codes | None:
        """The official codes that may stand under a header."""
        words = self.words(name)
        return next((one for one in self.codes_de_piece.values() if words in map(self.words, one.noms)), None)

    def declared(self) -> list[tuple[str, Meaning]]:
        """Every name with what it means, in the order of the file."""
        roles = {**self.cibles, **self.montants, SENS: self.sens, DEVISE: self.devise}
        read = [
            (name, Meaning(role, rank)) for role, names in roles.items() for rank, name in enumerate(names)
        ]
        left = [
            (name, Meaning(role, rank, one.raison))
            for role, one in self.ignores.items()
            for rank, name in enumerate(one.noms)
        ]
        return read + left

    def _unit_spans(self, words: tuple[str, ...]) -> list[tuple[int, int, str]]:
        """Where the units are named among words: (first, past the last, unit), the longest names first."""
        found, start = [], 0
        while start < len(words):
            ends = range(min(len(words), start + self._unit_length), start, -1)
            end = next((end for end in ends if words[start:end] in self._unit_names), 0)
            if end:
                found.append((start, end, self._unit_names[words[start:end]]))
            start = end or start + 1
        return found

    def _unitless(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The words that name no unit."""
        named = {rank for start, end, _ in self._unit_spans(words) for rank in range(start, end)}
        return tuple(word for rank, word in enumerate(words) if rank not in named)

    @cached_property
    def _unit_names(self) -> dict[tuple[str, ...], str]:
        return {tuple(name.split()): unit for unit, names in self.unites.items() for name in names}

    @cached_property
    def _unit_length(self) -> int:
        return max(map(len, self._unit_names), default=0)

    @cached_property
    def _whole(self) -> dict[str, str]:
        return {short: word for word, shorts in self.abreviations.items() for short in shorts}

    @cached_property
    def _by_words(self) -> dict[frozenset[str], Meaning]:
        found: dict[frozenset[str], Meaning] = {}
        for name, meaning in self.declared():
            found.setdefault(self.words(name), meaning)
        return found

    @cached_property
    def _by_letters(self) -> dict[str, Meaning]:
        """Headers written in one word: ``MTHT``, ``codetiers``, with every abbreviation of each word."""
        found: dict[str, Meaning] = {}
        for name, meaning in self.declared():
            ways = [(word, *self.abreviations.get(word, ())) for word in header_words(name)]
            for spelled in list(product(*ways))[:_SPELLINGS_MAX]:
                if len("".join(spelled)) > 3:
                    found.setdefault("".join(spelled), meaning)
        return found


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "os")) else word


@lru_cache(maxsize=4)
def _load(path: Path) -> Synonymes:
    return Synonymes.model_validate(read_yaml(path))


def synonymes(catalogue: Catalogue) -> Synonymes:
    """The names known to a catalogue, the territory's file replacing the product's."""
    return _load(catalogue.file(REGLES))
