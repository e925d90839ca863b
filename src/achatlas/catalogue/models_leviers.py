"""What a lever is: the act of the buyer that moves an indicator, one file each, found by its place."""

from typing import Literal

from pydantic import Field

from achatlas.catalogue.models import Definition

GENRES = {
    "clause": "Clause",
    "critere": "Critère",
    "reservation": "Réservation",
    "achat": "Choix d’achat",
    "organisation": "Organisation",
}
"""The kinds of acts, in words."""


class Offre(Definition):
    """Who may answer: members of an axis of operators; ``partout`` when they are so few that those who were
    paid for something else are worth telling too.
    """

    axe: str
    membres: tuple[str, ...] = Field(min_length=1)
    partout: bool = False


class Exemple(Definition):
    """A share before the act (``fait`` over ``base``: marchés, or euros), and the marchés that end in the
    same segment, the next one first: their amounts in euros, 1 each where marchés are counted.
    """

    indicateur: str
    segments: tuple[str, ...]
    fait: int
    base: int
    fenetre: tuple[int, ...] = Field(min_length=1)


class Attendu(Definition):
    """What the example must give: the segments where the lever fits, and what the share gains in points, as
    fractions (« 1/5 »), by the next marché and by all.
    """

    convient: tuple[str, ...]
    un: str
    tous: str


class Levier(Definition):
    """A lever: the indicators that it serves, where it fits, what a buyer writes, who may answer.

    It fits the segments of which ``colonne`` of ``nomenclature/leviers.csv`` says something other than no, or
    says it with ``mot`` (« EGalim »); every segment when there is no column. ``axe`` and ``membre``: what a
    marché that carries it says, on an axis of marchés; without any, nothing tells who carries it.
    ``redaction`` is a model that may be copied, French whatever the language of the page, for it stands in
    French documents. ``a_verifier``: our source of the reference is weak. ``sans_marche``: it
    waits for the end of no marché.
    """

    id: str
    libelle: str
    genre: Literal["clause", "critere", "reservation", "achat", "organisation"]
    definition: str
    reference: str
    a_verifier: bool = False
    indicateurs: tuple[str, ...] = Field(min_length=1)
    colonne: str = ""
    mot: str = ""
    axe: str = ""
    membre: str = ""
    redaction: tuple[str, ...] = ()
    offre: tuple[Offre, ...] = ()
    sans_marche: bool = False
    ordre: int = 50
    exemple: Exemple
    attendu: Attendu

    def told(self, said: str) -> bool:
        """Whether what the column says of a segment makes the lever fit it."""
        return said not in ("", "0") and self.mot.casefold() in said.casefold()
