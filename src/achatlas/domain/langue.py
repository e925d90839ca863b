"""The language in force: its sentences, each under the French one that the code says, and how it writes
numbers. French is the language of the source: it looks nothing up.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, eq=False)
class Langue:
    """A language: ``phrases`` by French sentence, the signs of its numbers, what follows a percentage,
    whether nothing is counted in the plural (``zero``), the name under which Django knows its days
    (``jours``), and the signs of French print with those that stand for them (``signes``).
    """

    code: str = "fr"
    nom: str = "Français"
    milliers: str = "\u202f"
    decimale: str = ","
    pour_cent: str = "\u202f%"
    zero: str = "singulier"
    jours: str = "fr"
    signes: Mapping[str, str] = field(default_factory=dict)
    phrases: Mapping[str, str] = field(default_factory=dict)


FRENCH = Langue()
IN_FORCE: ContextVar[Langue] = ContextVar("langue", default=FRENCH)
langue = IN_FORCE.get


def translated(phrase: str, sens: str = "") -> str:
    """A French sentence in the language in force, or itself; ``sens`` tells two meanings of a word apart:
    « Lignes [rangs] » is the key of its translation.
    """
    phrases = langue().phrases
    return phrases.get(f"{phrase} [{sens}]" if sens else phrase, phrase) if phrases else phrase


OPENS, CLOSES = "\ue000", "\ue001"
"""Two signs that Unicode leaves to everybody: what stands between them is French in another language."""


def in_french(texte: str) -> str:
    """A text that stays French in any language (a name, an object): in another one, between two signs that a
    page tells as ``lang="fr"`` and that nothing shows. A text without a letter is of no language.
    """
    if langue() is FRENCH or texte[:1] == OPENS or not any(map(str.isalpha, texte)):
        return texte
    return f"{OPENS}{texte}{CLOSES}"


def spoken(phrase: str) -> str:
    """A French sentence in the language in force; one that has none there stays French, and says so."""
    said = translated(phrase)
    return in_french(said) if said == phrase else said


def nu(texte: str) -> str:
    """The same text without these signs: in an address, in an attribute, when it is measured or compared."""
    return texte.replace(OPENS, "").replace(CLOSES, "") if OPENS in texte or CLOSES in texte else texte


def dire(phrase: str, **valeurs: object) -> str:
    """A French sentence in the language in force, its ``{places}`` filled."""
    return translated(phrase).format(**valeurs)
