"""What a document is made of: blocks whose texts are written and whose lengths are thousandths, so that no
writer computes a figure. Every chart carries the rows of its table.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

Dit = tuple[str, str]


@dataclass(frozen=True)
class Bloc:
    """A piece of a section; the others say what they draw by their class."""


@dataclass(frozen=True)
class Phrase(Bloc):
    """A sentence to read."""

    texte: str


@dataclass(frozen=True)
class Note(Bloc):
    """Small text: what must be known to read what stands above."""

    texte: str


@dataclass(frozen=True)
class Chiffre:
    """A figure: name, value, unit, what is said under it, the path of its lines."""

    nom: str
    valeur: str
    unite: str
    note: str
    lien: str = ""


@dataclass(frozen=True)
class Chiffres(Bloc):
    """Figures side by side."""

    items: tuple[Chiffre, ...]


@dataclass(frozen=True)
class Barre:
    """A row of a leaderboard: name, amount, share and change in words, length in thousandths of the longest;
    ``etat`` is "", autres or incertain.
    """

    libelle: str
    texte: str
    part: str
    evolution: str
    longueur: int
    etat: str = ""


@dataclass(frozen=True)
class Barres(Bloc):
    """A leaderboard, chart and table at once: the heads of its columns, its rows, its total."""

    titre: str
    mesure: str
    tetes: tuple[str, ...]
    lignes: tuple[Barre, ...]
    total: tuple[str, ...] = ()


@dataclass(frozen=True)
class Point:
    """A point of a series: name, short name, value and compared value in words and in thousandths of the
    greatest.
    """

    libelle: str
    court: str
    texte: str
    hauteur: int
    texte_avant: str = ""
    avant: int = -1


@dataclass(frozen=True)
class Serie(Bloc):
    """Columns in time, and the compared year as a line; ``annees`` names the two."""

    titre: str
    mesure: str
    annees: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Part:
    """A share as an interval: name, words, least and most in thousandths, what makes its doubt."""

    nom: str
    texte: str
    bas: int
    haut: int
    note: str


@dataclass(frozen=True)
class Parts(Bloc):
    """Shares one under the other, from nothing to all."""

    titre: str
    mesure: str
    lignes: tuple[Part, ...]


@dataclass(frozen=True)
class Courbe(Bloc):
    """A cumulated share against rank, both in thousandths; the thresholds with their words."""

    titre: str
    mesure: str
    points: tuple[tuple[int, int], ...]
    reperes: tuple[tuple[int, int, str], ...]
    fin: str


@dataclass(frozen=True)
class Tableau(Bloc):
    """A table: heads, how wide the columns are (fractions), which hold numbers, rows, total; the path that
    each cell of the rows opens, when they open some.
    """

    titre: str
    mesure: str
    tetes: tuple[str, ...]
    largeurs: tuple[int, ...]
    nombres: tuple[bool, ...]
    lignes: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    liens: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Case:
    """A cell of a heat map: its number, its depth (0 to 6), its mark ("", point, anneau, deux)."""

    texte: str
    teinte: int
    marque: str = ""


@dataclass(frozen=True)
class Rangee:
    """A row of a heat map."""

    libelle: str
    cases: tuple[Case, ...]
    total: str
    etat: str = ""


@dataclass(frozen=True)
class Matrice(Bloc):
    """A heat map: a table whose cells have a depth and marks."""

    titre: str
    mesure: str
    tetes: tuple[str, ...]
    rangees: tuple[Rangee, ...]
    total: tuple[str, ...]
    echelle: tuple[tuple[int, str], ...]
    legende: str


@dataclass(frozen=True)
class Duree:
    """A marché in time: its name, its start and its end in thousandths of the calendar, its end in words."""

    libelle: str
    debut: int
    fin: int
    texte: str


@dataclass(frozen=True)
class Calendrier(Bloc):
    """Marchés until their ends; the marks of the axis, and where today stands, in thousandths."""

    titre: str
    mesure: str
    axe: tuple[tuple[int, str], ...]
    jour: int
    durees: tuple[Duree, ...]


@dataclass(frozen=True)
class Section:
    """A section: its title, the sentence that says what it shows, its blocks, what its words mean."""

    titre: str
    phrase: str
    blocs: tuple[Bloc, ...]
    definitions: tuple[Dit, ...] = ()


@dataclass(frozen=True)
class Document:
    """A document: its kind, its title, what its cover says of it, its sections, what each page repeats;
    ``simule`` is the notice of invented data, empty for true ones; ``adresse``, where the product is served,
    that the paths of its figures follow (no link without it); ``bref``, a document of a few pages, without a
    cover nor a table of contents.
    """

    genre: str
    titre: str
    sous_titre: str
    phrase: str
    cover: tuple[Dit, ...]
    sections: tuple[Section, ...]
    foot: str
    simule: str = ""
    lang: str = "fr"
    adresse: str = ""
    bref: bool = False


KIND = "_"


def packed(one: Any) -> Any:
    """A document, or a piece of it, as plain data that JSON keeps: each piece says its class."""
    if is_dataclass(one) and not isinstance(one, type):
        return {KIND: type(one).__name__, **{f.name: packed(getattr(one, f.name)) for f in fields(one)}}
    return [packed(each) for each in one] if isinstance(one, tuple) else one


def unpacked(said: Any) -> Any:
    """What was packed. Raises ValueError for a piece of no class of this module, or that lacks a field."""
    if isinstance(said, list):
        return tuple(unpacked(each) for each in said)
    if not isinstance(said, dict):
        return said
    told = dict(said)
    kind = getattr(sys.modules[__name__], str(told.pop(KIND, "")), None)
    if not (isinstance(kind, type) and is_dataclass(kind)):
        raise ValueError(said.get(KIND))
    try:
        return kind(**{name: unpacked(value) for name, value in told.items()})
    except TypeError as error:
        raise ValueError(said.get(KIND)) from error
