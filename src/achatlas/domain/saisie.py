"""What a buyer enters of an indicator that no register publishes: whole numbers in base units (hours,
vehicles, cents…), never rounded, unknown being unknown. Pure rules: what an entry may be, and why not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

UNITES = {
    "heures": 1, "euros": 100, "vehicules": 1, "megawattheures": 1, "marches": 1, "categories": 1,
    "personnes": 1, "fournisseurs": 1, "kilogrammes": 1000,
}  # fmt: skip
"""How many of its base unit (cents, grams) each unit is entered in is. Only euros have decimals."""
EUROS = "euros"
MARCHE, CATEGORIE = "marche", "categorie"
FIRST_YEAR = 2010
MOST = 10**15
WIDE = 120
NUMERATEUR, DENOMINATEUR = "numerateur", "denominateur"
FIELDS = ("indicateur", "acheteur", "annee", "objet", NUMERATEUR, DENOMINATEUR, "source")

NO_NUMBER = "Ce n’est pas un nombre : écrivez-le en chiffres, comme 1 250"
NEGATIVE = "Un nombre négatif ne se saisit pas : écrivez 0, ou rien si vous ne savez pas"
NOT_WHOLE = "Cette unité ne se coupe pas : écrivez un nombre entier"
HALF_CENT = "C’est plus fin que le centime, et rien n’est arrondi : deux décimales au plus"
TOO_MUCH = "Ce nombre est trop grand pour être cru : vérifiez l’unité"
OVER = "La partie dépasse le tout : corrigez l’un des deux nombres"
NO_YEAR = "Cette année ne peut pas être saisie : écrivez une année passée ou en cours, comme 2025"
WORDS = "Écrivez au plus 120 caractères, sur une ligne"
NO_INDICATOR = "Cet indicateur n’attend aucune saisie : reprenez la référence du modèle, comme S04"
NOT_OPEN = (
    "Cet acheteur est inconnu, ou ne vous est pas ouvert : écrivez le SIREN d’un acheteur du territoire"
)
NO_OBJECT = "Cet indicateur se saisit pour l’année entière : laissez l’objet vide"
NO_MARCHE = "Ce marché n’est pas au registre de cet acheteur : reprenez son numéro, ou laissez l’objet vide"
NO_SECOND = "Cet indicateur n’a qu’un nombre : laissez cette case vide"
TWICE = "La même saisie est écrite deux fois : gardez-en une"
FORMULA = "Cette case contient une formule, qui ne donne rien à lire : écrivez sa valeur"
REASONS = (
    NO_NUMBER, NEGATIVE, NOT_WHOLE, HALF_CENT, TOO_MUCH, OVER, NO_YEAR, WORDS, NO_INDICATOR,
    NOT_OPEN, NO_OBJECT, NO_MARCHE, NO_SECOND, TWICE, FORMULA,
)  # fmt: skip
"""Every reason to refuse, each with what to do."""

Cle = tuple[str, str, int, str]
"""What an entry is of: indicator, buyer (SIREN), year, object."""
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
_GROUPED = re.compile(r"\d{1,3}(?:[\s\u00a0\u202f\u2009]\d{3})+")
_NUMBER = re.compile(r"([0-9]{1,18})(?:[.,]([0-9]{1,12}))?")


class Illisible(ValueError):
    """Raised by the rules below for what cannot be entered; its text is one of ``REASONS``."""


@dataclass(frozen=True)
class Attente:
    """What is awaited of an indicator: the units of its two numbers (``bas``: "" when it has one), whether
    the first is a part of the second, and by what it is entered ("" for the whole year).
    """

    indicateur: str
    haut: str
    bas: str = ""
    part: bool = False
    objet: str = ""


@dataclass(frozen=True)
class Saisie:
    """An entry, as somebody wrote it.

    ``annee``: the year that it is of; ``objet``: a marché or a category, "" for the year, or for what no
    object says. The numbers are in base units, None when unknown. ``source``: where they come from, in words.
    ``retire``: it is taken out. ``qui`` and ``date`` (UTC, ISO 8601): whose writing.
    """

    indicateur: str
    acheteur: str
    annee: int
    objet: str = ""
    numerateur: int | None = None
    denominateur: int | None = None
    source: str = ""
    retire: bool = False
    qui: str = ""
    date: str = ""

    @property
    def cle(self) -> Cle:
        """What it is of."""
        return self.indicateur, self.acheteur, self.annee, self.objet

    @property
    def vide(self) -> bool:
        """Whether it says no number."""
        return self.numerateur is None and self.denominateur is None

    @property
    def said(self) -> Saisie:
        """The same, whoever wrote it and when."""
        return replace(self, qui="", date="")


def nombre(texte: str, unite: str) -> int | None:
    """A number that is typed, in base units: 12,50 euros are 1250; None when nothing is typed. Spaces stand
    between thousands, a comma or a point before decimals. Raises Illisible.
    """
    kept = texte.strip()
    if not kept:
        return None
    if kept[0] in "-−":
        raise Illisible(NEGATIVE if _NUMBER.fullmatch(_SPACES.sub("", kept[1:])) else NO_NUMBER)
    head = re.split("[.,]", kept)[0]
    plain = _SPACES.sub("", kept) if _GROUPED.fullmatch(head) else kept
    found = _NUMBER.fullmatch(plain)
    if not found:
        raise Illisible(NO_NUMBER)
    return _based(found[1], found[2] or "", unite)


def _based(whole: str, tail: str, unite: str) -> int:
    if len(tail) > (2 if unite == EUROS else 0):
        raise Illisible(HALF_CENT if unite == EUROS else NOT_WHOLE)
    value = int(whole) * UNITES[unite] + int(tail.ljust(2, "0") if tail else 0)
    if value > MOST:
        raise Illisible(TOO_MUCH)
    return value


def ecrit(valeur: int | None, unite: str) -> str:
    """A number as it is typed: 1250 cents are « 12,50 »; "" when unknown."""
    if valeur is None:
        return ""
    head, tail = divmod(valeur, UNITES[unite])
    return f"{head},{tail:02d}" if tail else f"{head}"


def annee(texte: str, derniere: int) -> int:
    """A year that may be entered, until the last one. Raises Illisible."""
    kept = texte.strip().removesuffix(".0")
    if not re.fullmatch("[0-9]{4}", kept) or not FIRST_YEAR <= int(kept) <= derniere:
        raise Illisible(NO_YEAR)
    return int(kept)


def mots(texte: str) -> str:
    """A text on one line. Raises Illisible."""
    kept = texte.strip()
    if len(kept) > WIDE or not kept.isprintable():
        raise Illisible(WORDS)
    return kept


def verify(saisie: Saisie, attente: Attente) -> None:
    """Whether an entry may be of what is awaited. Raises Illisible."""
    if saisie.objet and not attente.objet:
        raise Illisible(NO_OBJECT)
    if saisie.denominateur is not None and not attente.bas:
        raise Illisible(NO_SECOND)
    both = saisie.numerateur is not None and saisie.denominateur is not None
    if attente.part and both and saisie.numerateur > saisie.denominateur:  # type: ignore[operator]
        raise Illisible(OVER)
