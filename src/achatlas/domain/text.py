"""Texts reduced for comparing and searching; what is shown stays as it was written."""

import re
import unicodedata
from functools import lru_cache
from itertools import filterfalse

from achatlas.domain.langue import nu

LOST = re.compile("\ufffd|\u00c3[\u0080-\u00bf]")


def accents_lost(text: str) -> bool:
    """Whether a text lost its accents before it was read: the sign of a letter that no longer exists, or the
    two signs that an accented letter becomes when UTF-8 is taken for Latin-1.
    """
    return LOST.search(text) is not None


def mended(one: str, other: str) -> bool:
    """Whether two texts are the same but for the letters that one of them lost."""
    for damaged, whole in ((one, other), (other, one)):
        if accents_lost(damaged) and not accents_lost(whole):
            shape = ".{1,2}".join(re.escape(part) for part in LOST.split(damaged))
            if re.fullmatch(shape, whole):
                return True
    return False


def unaccented(text: str) -> str:
    """The text without its accents, ligatures opened (œ → oe)."""
    if text.isascii():
        return text
    opened = text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")
    return "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFD", opened)))


def searchable(text: str) -> str:
    """Lower case without accents; a typographic apostrophe is a plain one."""
    return unaccented(nu(text)).casefold().replace("’", "'")


@lru_cache(maxsize=1 << 15)
def spelled(text: str) -> str:
    """A name reduced to its letters and digits, upper case, no accent, one space between words."""
    return re.sub(r"[^A-Z0-9]+", " ", unaccented(text).upper()).strip()


def reference(text: str) -> str:
    """A number of marché without punctuation, upper case: ``2023-M 012`` and ``2023M012`` are one."""
    return spelled(text).replace(" ", "")


def alike(one: str, other: str) -> int:
    """How much two texts have the same words, from 0 to 100 (Dice on their distinct words, rounded down)."""
    first, second = set(spelled(one).split()), set(spelled(other).split())
    total = len(first) + len(second)
    return 200 * len(first & second) // total if total else 0


def header_words(text: str) -> tuple[str, ...]:
    """The words of a column header, lower case, no accent, no punctuation: ``N°MandatHT`` gives n, mandat,
    ht.
    """
    text = re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\b)", r"\1", text)
    parted = re.sub(r"(?<=[a-zé0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-zé])", " ", text.replace("°", " "))
    return tuple(re.sub(r"[^a-z0-9%€]+", " ", unaccented(parted).casefold().replace("k€", " keur ")).split())


_VOWEL, _CONSONANT = "aeiouyàâäéèêëîïôöùûü", "bcdfghjklmnpqrstvwxzç"
_SYLLABLE = re.compile(
    rf"(?<=\w\w[{_VOWEL}])(?=[{_CONSONANT}][hlr]?[{_VOWEL}]\w)"
    rf"|(?<=\w\w[{_VOWEL}][lrnms])(?=[{_CONSONANT}](?:[{_VOWEL}]\w|h[{_VOWEL}]))",
    re.IGNORECASE,
)
LONG = 9


def hyphenable(name: str) -> str:
    """A name whose long words may be cut between syllables, with a hyphen that is written only there: not
    every browser has a French dictionary.
    """
    return re.sub(rf"\w{{{LONG},}}", lambda word: _SYLLABLE.sub("\u00ad", word[0]), name)
