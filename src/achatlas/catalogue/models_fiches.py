"""What a page of a member shows, what is compared among peers, what makes a sentence worth saying."""

from typing import Literal

from pydantic import Field

from achatlas.catalogue.models import Definition


class Bloc(Definition):
    """One part of a page: a section found by its name, or an axis as a panel; ``place`` is its column."""

    place: Literal["principale", "laterale", "pleine"] = "principale"
    section: str = ""
    axe: str = ""
    marque: str = "palmares"
    limite: int = Field(default=8, ge=1, le=60)
    titre: str | None = None


class Fiche(Definition):
    """A kind of page: the axis of its members, its figures, its shares and its parts in order.

    ``propre``: the code of a member begins with the SIREN of the buyer that owns it, whose view opens first.
    ``axe`` is empty when sections alone know the members.
    """

    id: str
    libelle: str
    description: str
    axe: str = ""
    fait: str = "achats"
    mesure: str = "montant_paye"
    propre: bool = False
    chiffres: tuple[str, ...] = ()
    taux: tuple[str, ...] = ()
    blocs: tuple[Bloc, ...]


class Repere(Definition):
    """A figure compared among peers: a share (``taux``), or a measure, over another one or over the
    inhabitants (``sur``), or what is left of it (``reste``); ``pour`` is what the quotient is written for.
    """

    id: str
    libelle: str
    definition: str
    taux: str = ""
    mesure: str = ""
    sur: str = ""
    reste: bool = False
    pour: int = 1
    unite: str = ""
    ordre: int = 50


class Constat(Definition):
    """A sentence about a view: what it says, its place among the others, and the bounds under which it is
    not worth saying.
    """

    id: str
    libelle: str
    definition: str
    bornes: dict[str, int]
    ordre: int = 50
