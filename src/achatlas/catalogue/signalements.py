"""What deserves notice about a file that was read: each flag counted, in words, with what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from achatlas.catalogue.load import Catalogue
from achatlas.catalogue.models_sources import LIGNE
from achatlas.catalogue.text import read_yaml
from achatlas.domain.nombres import INSECABLE, entier
from achatlas.langues import dire, in_french, spoken, translated

REGLES = "regles/motifs_ingestion.yml"
RECORD = "enregistrement"
ABOUT = ":"
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Signalement:
    """A flag of a file: its name, how many times it was raised, one French sentence, and what to do; the
    first line where it was, and the words that say it (``première : ligne 42``).
    """

    nom: str
    nombre: int
    phrase: str
    que_faire: str
    ligne: int | None = None
    premiere: str = ""

    def as_dict(self) -> dict[str, str | int | None]:
        """Plain values for machines."""
        return asdict(self)

    def __str__(self) -> str:
        """The sentence, then the remedy."""
        place = f" ({self.premiere})" if self.premiere else ""
        remede = f" ; {self.que_faire}" if self.que_faire else ""
        return f"{self.phrase[:1].upper()}{self.phrase[1:]}{place}{remede}."


def about(flag: str, subject: str) -> str:
    """The flag that is told with the name of what raised it; the flag itself when it has no subject."""
    return f"{flag}{ABOUT}{subject}" if subject else flag


def amount_of(catalogue: Catalogue, motif: str, centimes: int) -> int | None:
    """The cents of what a reason sets apart; None when the reason is that the amount was not read: unknown
    is not nothing.
    """
    said = words(catalogue.file(REGLES), "rejet").get(motif, {})
    return None if said.get("montant") == "non_lu" and not centimes else centimes


@lru_cache(maxsize=16)
def words(path: Path, kind: str) -> Words:
    """What the closed list says of each reason of a kind: ``rejet``, ``exclu``, ``doublon``, or
    ``signalement``.
    """
    said: dict[str, Words] = read_yaml(path)
    return said.get(kind, {})


def told(
    catalogue: Catalogue, counted: Mapping[str, int], lecture: Mapping[str, Any] = MappingProxyType({})
) -> tuple[Signalement, ...]:
    """The flags of a file in words, in the order of their names; a flag without words keeps its name. Those
    that differ by their subject only are told once, with their subjects: ``nombre`` is how many.

    ``lecture`` is what the deposit keeps of its reading: ``premieres_lignes`` by flag, and ``repere``, what
    their numbers count.
    """
    known = words(catalogue.file(REGLES), "signalement")
    first, repere = lecture.get("premieres_lignes", {}), lecture.get("repere", LIGNE)
    subjects: dict[str, list[str]] = {}
    for flag in sorted(flag for flag, nombre in counted.items() if nombre):
        nom, _, subject = flag.partition(ABOUT)
        subjects.setdefault(nom, []).extend([subject] if subject else [])
    return tuple(
        _told(nom, len(named) or counted[nom], known.get(nom, {}), _place(nom, named, first), repere, named)
        for nom, named in subjects.items()
    )


def _place(nom: str, subjects: Sequence[str], first: Mapping[str, int]) -> int | None:
    """The first line of a flag, whatever its subject."""
    return min((first[flag] for one in subjects or [""] if (flag := about(nom, one)) in first), default=None)


def _first(nombre: int, ligne: int, repere: str) -> str:
    """« première : ligne 42 », « enregistrement 42 »: the only one is not said to be the first."""
    noun, mark = (repere, "première : ") if repere == LIGNE else (RECORD, "premier : ")
    first = translated(mark) if nombre > 1 else ""
    return f"{first}{translated(noun)}{INSECABLE}{entier(ligne)}"


def _told(
    nom: str, nombre: int, said: Mapping[str, str], ligne: int | None, repere: str, named: Sequence[str]
) -> Signalement:
    bare = nom.replace("_", " ")
    several = spoken(said.get("plusieurs", bare))
    phrase = spoken(said.get("un", bare)) if nombre == 1 else f"{entier(nombre)} {several}"
    if named:
        quoted = ", ".join(dire("« {nom} »", nom=in_french(one)) for one in named)
        phrase = dire("{dit} : {noms}", dit=phrase, noms=quoted)
    premiere = "" if ligne is None else _first(nombre, ligne, repere)
    return Signalement(nom, nombre, phrase, spoken(said.get("que_faire", "")), ligne, premiere)
