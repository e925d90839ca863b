"""The words of a name: what is legal form, what is empty, what is abbreviated, and the parts of a name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from achatlas.catalogue.load import Catalogue
from achatlas.domain.text import unaccented

FORME, VIDE, LIEU, ABREGE = "forme", "vide", "lieu", "abrege"
INHABITANTS = 5_000
SHORTEST_PART, SHORTEST_ACRONYM = 3, 3
KIN = frozenset({"FILS", "FILLE", "FRERE", "FRERES", "PERE", "MERE", "SOEUR", "SOEURS"})
DOTTED = re.compile(r"\b([A-Z])\.")
OTHER = re.compile("[^A-Z0-9\ufffd]+")
INSIDE = re.compile(r"\(([^)]{2,})\)?")
PARTS = re.compile(r"\s[-–/]+\s|\s*/\s*|\s*,\s*|_{2,}|\bchez\b", re.IGNORECASE)
WITHIN = re.compile(r"\s[-/]\s|,|;")


def _joined(words: Sequence[str]) -> Iterator[str]:
    """The words, letters that stand alone one after the other being one word: ``S M E`` gives ``SME``."""
    letters = ""
    for word in (*words, ""):
        if len(word) == 1 and word.isalpha():
            letters += word
            continue
        if letters:
            yield letters
        letters = ""
        if word:
            yield word


def _bare(text: str) -> bool:
    """Whether a text has nothing but plain letters, digits and spaces: most names of a directory."""
    return text.isascii() and text.replace(" ", "").isalnum()


def words(text: str) -> tuple[str, ...]:
    """The words of a name, upper case without accents; ``&`` and ``+`` are ET, initials are one word."""
    found = (text.upper() if _bare(text) else _plain(text)).split()
    return tuple(_joined(found)) if any(len(word) == 1 for word in found) else tuple(found)


def _plain(text: str) -> str:
    """A text in upper case whose words are between spaces."""
    plain = text if text.isascii() else unaccented(text)
    plain = plain.upper().replace("&", " ET ").replace("+", " ET ")
    if "." in plain:
        plain = DOTTED.sub(r"\1", plain)
    return OTHER.sub(" ", plain)


def parts(text: str) -> list[str]:
    """A name whole, then what may name the same enterprise alone: inside brackets, between dashes."""
    whole = _bare(text) and "CHEZ" not in text.upper()
    found = [text] if whole else _cut(text)
    return [part for part in dict.fromkeys([one.strip() for one in found]) if len(part) > 1]


def _cut(text: str) -> list[str]:
    found = [text]
    outside = text
    if "(" in text:
        outside = re.sub(r"\([^)]*\)?", " ", text)
        found += [outside, *(part for inside in INSIDE.findall(text) for part in WITHIN.split(inside))]
    if len(cut := PARTS.split(outside)) > 1:
        found += cut
    return found


class Name(NamedTuple):
    """A name, or a part of one (``partial``): its words, those that distinguish (``core``), joined, and the
    acronyms that they make.
    """

    mots: tuple[str, ...]
    core: tuple[str, ...]
    ensemble: frozenset[str]
    joined: str
    sigles: frozenset[str]
    partial: bool


NO_ACRONYM: frozenset[str] = frozenset()


def _acronym(words: Sequence[str]) -> str:
    return "".join([word[0] for word in words])


class Lexique:
    """What the words of names are worth, as ``regles/noms_mots.csv`` and the communes say."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        natures: dict[str, set[str]] = {FORME: set(), VIDE: set(), LIEU: set(), ABREGE: set()}
        self._abrege: dict[str, tuple[str, ...]] = {}
        for line in catalogue.lines("regles/noms_mots.csv"):
            natures[line["nature"]].add(line["mot"])
            if line["nature"] == ABREGE:
                self._abrege[line["mot"]] = tuple(line["vaut"].split())
        self.formes = frozenset(natures[FORME])
        self.vides = frozenset(natures[VIDE])
        self._fond = self.formes | self.vides
        self._told = self._fond | self._abrege.keys()
        self._lieux = frozenset(natures[LIEU])

    @cached_property
    def lieux(self) -> frozenset[str]:
        """The words that say where: regions, cardinal points, communes of one word that are known."""
        towns = (
            words(line["libelle"])
            for line in self._catalogue.lines("referentiels/communes.csv")
            if int(line["population"] or 0) > INHABITANTS
        )
        return self._lieux | {town[0] for town in towns if len(town) == 1}

    @cached_property
    def metiers(self) -> frozenset[str]:
        """The words that say a trade or a kind of body, which buyers abbreviate."""
        return frozenset(
            line["mot"].upper() for line in self._catalogue.lines("regles/mots_d_entreprise.csv")
        )

    def core(self, found: Sequence[str]) -> tuple[str, ...]:
        """The words that distinguish a name, each once, abbreviations opened where another word stands."""
        if self._told.isdisjoint(found):
            return tuple(dict.fromkeys(found))
        kept: list[str] = []
        for rank, word in enumerate(found):
            if word in self._fond:
                continue
            opened: Mapping[str, tuple[str, ...]] = self._abrege if rank or len(found) > 1 else {}
            meant = opened.get(word, (word,))
            kept.extend(meant if rank or len(meant) == 1 else (word,))
        return tuple(dict.fromkeys(kept))

    def name(self, text: str, *, partial: bool = False) -> Name | None:
        """A text as a name; None when no word of it distinguishes anything."""
        found = words(text)
        core = self.core(found)
        if not core:
            return None
        joined = "".join([word for word in found if word not in self._fond])
        if partial and len(joined) < SHORTEST_PART:
            return None
        return Name(found, core, frozenset(core), joined, self._acronyms(found, core), partial)

    def _acronyms(self, found: Sequence[str], core: Sequence[str]) -> frozenset[str]:
        """What the initials of a name make, with or without its legal form and its empty words; « FILS » is
        nobody's initials.
        """
        kinds = [core, found]
        if not self._fond.isdisjoint(found):
            kinds += ([w for w in found if w not in some] for some in (self.formes, self.vides))
        made = {_acronym(kind) for kind in kinds if len(kind) >= SHORTEST_ACRONYM} - KIN
        return frozenset(made) if made else NO_ACRONYM

    def cores(self, text: str) -> Iterator[frozenset[str]]:
        """The distinguishing words of a name and of its parts."""
        for part in parts(text):
            if core := self.core(words(part)):
                yield frozenset(core)

    def names(self, text: str) -> list[Name]:
        """The name and its parts."""
        every = [self.name(part, partial=rank > 0) for rank, part in enumerate(parts(text))]
        return [one for one in every if one is not None]
