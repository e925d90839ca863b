"""Without a French identifier, a name that is a person's names a person: it is kept from the common view."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from achatlas.catalogue.load import Catalogue
from achatlas.domain.text import spelled
from achatlas.reconcile.engine import Proposal, Savoir, Tiers
from achatlas.reconcile.engines.propre import own

CIVILITES = frozenset(
    ("M", "MR", "MME", "MLLE", "MELLE", "MONSIEUR", "MADAME", "MADEMOISELLE", "ME", "MAITRE", "DR", "DOCTEUR")
)
SURE = frozenset(("MME", "MLLE", "MELLE", "MONSIEUR", "MADAME", "MADEMOISELLE"))
"""Civilities that no trade name begins with (« M BRICOLAGE », « DR OETKER »)."""
ESTATES = frozenset({"INDIVISION", "SUCCESSION", "CONSORTS", "EPOUX", "VEUVE", "HERITIERS", "HOIRIE"})
BOTH = frozenset({"ET", "OU"})
MONSIEUR = re.compile(r"\s*(M\.|MR\.?)\s", re.IGNORECASE)
HALLOWED = frozenset({"SAINT", "SAINTE", "ST", "STE"})
SURNAME = re.compile(r"\b(D[EA])\s+S[AÁ]\b", re.IGNORECASE)
FIRST_NAME = re.compile(r"^(\s*(?:M\.|MR\.?)\s+)(?:EARL|SA)\s+(?=\w)", re.IGNORECASE)
AFTER = re.compile(r"\s-\s|[(/]")
DOTTED = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.)+[^\W\d_](?![^\W_])\.?")
LOST, ACCENTED = "\ufffd", "AEIOUC"
"""What stands for a letter that a file lost: one that had an accent, whichever."""
LEAST, MOST, WORD = 2, 4, 3
UNNAMED = ("absent", "invalide", "tva_etrangere")


@lru_cache(maxsize=1)
def _known() -> Mapping[str, frozenset[str]]:
    """The first names, the words that only an enterprise bears, and the legal forms."""
    catalogue = Catalogue()
    columns = (
        ("regles/prenoms.csv", "prenom"),
        ("regles/mots_d_entreprise.csv", "mot"),
        ("regles/formes_juridiques.csv", "forme"),
    )
    return {name: frozenset(line[name].upper() for line in catalogue.lines(file)) for file, name in columns}


def is_person(nom: str) -> bool:
    """Whether a name, or what stands before its dash or bracket, reads as a person's: a civility, or a first
    name among two to four words of letters, none of which is an enterprise's. A legal form anywhere in it
    (« S.A.R.L. » too, and in brackets) says an enterprise, but after « Mme », and « SA » after « de » or
    « EARL » after « Mr » are names; initials alone name nobody, nor does the name of a saint.
    Privacy comes first: in doubt an enterprise is taken for a person, never the reverse by choice; only its
    name is then kept from the common view, never its euros.
    """
    nom = FIRST_NAME.sub(r"\1", SURNAME.sub(r"\1SA", DOTTED.sub(_form, nom)))
    return any(_reads(one) or _misspelt(one) for one in _found_again(nom))


def _found_again(nom: str) -> list[str]:
    """The name, and where one letter of it is lost, the name with each letter that files lose."""
    return [nom.replace(LOST, letter) for letter in ACCENTED] if nom.count(LOST) == 1 else [nom]


def _reads(nom: str) -> bool:
    if not _titled(nom) and any(_formed(part, rank) for rank, part in enumerate(AFTER.split(nom))):
        return False
    return any(_person_s(one) for one in dict.fromkeys((nom, AFTER.split(nom, maxsplit=1)[0])))


def _misspelt(nom: str) -> bool:
    """Whether two signs that follow each other, put back in order, make a person's name and no enterprise's:
    « DURANDC LAIRE ».
    """
    text, known = spelled(nom), _known()
    firm, words = known["mot"] | known["forme"], text.split()
    short = any(len(word) < WORD for word in words)
    if short or not LEAST <= len(words) <= MOST or (firm | HALLOWED).intersection(words):
        return False
    swapped = [f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}" for at in range(len(text) - 1)]
    return not any(firm.intersection(one.split()) for one in swapped) and any(map(_person_s, swapped))


def _titled(nom: str) -> bool:
    """Whether it begins with a civility that no trade name begins with, « M. » and « Mr » before a first name
    included.
    """
    words = spelled(nom).split()
    short = MONSIEUR.match(nom) is not None and _first_named(words[1:])
    return short or bool(SURE.intersection(words[:1]))


def _formed(part: str, rank: int) -> bool:
    """Whether a legal form stands in what is before any dash or bracket, or opens what is after one:
    « (gérant SARL Roux) » is said of a person.
    """
    words = spelled(part).split()
    return bool(_known()["forme"].intersection(words if rank == 0 else words[:1]))


def _form(dotted: re.Match[str]) -> str:
    """« SARL » for « S.A.R.L. »; other initials as they are: « M. J. » is no word."""
    letters = spelled(dotted[0]).replace(" ", "")
    return letters if letters in _known()["forme"] else dotted[0]


def _person_s(nom: str) -> bool:
    words = spelled(nom).split()
    titled = bool(words) and words[0] in CIVILITES | ESTATES
    if not _long_enough(words, titled):
        return False
    if _titled(nom):
        return True
    named = set(_named(words, titled))
    return not named & _known()["mot"] and (titled or _first_named(words))


def _first_named(words: list[str]) -> bool:
    """Whether a first name stands among some words: that of a saint is a place's or a house's."""
    prenoms = _known()["prenom"]
    return any(
        word in prenoms and before not in HALLOWED for before, word in zip(["", *words], words, strict=False)
    )


def _named(words: list[str], titled: bool) -> list[str]:
    """The words that are no civility (« M. et Mme »)."""
    return [word for word in words if not (titled and word in BOTH | CIVILITES)] or words


def _long_enough(words: list[str], titled: bool) -> bool:
    """Whether there are as many words as in a person's name, of letters, and more than initials."""
    bare = len(words) >= LEAST and len(_named(words, titled)) <= MOST
    return bare and all(map(str.isalpha, words)) and any(len(word) > 1 for word in words)


@dataclass(frozen=True)
class Personne:
    """A person by its name alone, when no French identifier says what it is."""

    rang: int = 50

    def propose(self, tiers: Sequence[Tiers], savoir: Savoir) -> Mapping[str, Proposal]:
        """The persons, by keys that say nothing of them."""
        unnamed = (one for one in tiers if not one.siren and one.etat in UNNAMED)
        return {one.cle: _person(one) for one in unnamed if is_person(one.nom)}


def _person(tiers: Tiers) -> Proposal:
    return Proposal(own(tiers, "PP"), "personne_physique", "nom d'une personne, sans identifiant français")


ENGINE = Personne()
