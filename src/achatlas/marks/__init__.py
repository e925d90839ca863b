"""Kinds of charts, each found by its place: `marks/<nom>.py` (geometry) and `templates/marques/<nom>.html`
(drawing).

A mark is one function `dessiner(planche)`, from the very rows of the table beside it to plain numbers.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from achatlas.domain.errors import CatalogueError
from achatlas.domain.nombres import FINE


@dataclass(frozen=True)
class Trait:
    """One row as every mark receives it: a member, its amount in the unit of its measure, and what to do
    with it.

    `part` is a whole percentage of the total; `avant` the compared amount or None; `etat` is "", choisi,
    exclu, incertain or autres; the three addresses keep, add or exclude the member; `fiche` is that of its
    own page, when it has one, `lignes` that of its lines, for who may read them.
    """

    code: str
    libelle: str
    valeur: int
    texte: str
    part: int
    avant: int | None = None
    evolution: str = ""
    etat: str = ""
    href: str = ""
    ajouter: str = ""
    exclure: str = ""
    id: str = ""
    fiche: str = ""
    lignes: str = ""

    @property
    def part_lue(self) -> str:
        """The share as it is read: what is there is never « 0 »."""
        return f"<{FINE}1" if self.part == 0 and self.valeur > 0 else str(self.part)


@dataclass(frozen=True)
class Planche:
    """What a panel shows: its rows in order, its total, the unit of the screen and the width it is given in
    px.

    `nombre` counts all the members, shown or not. For a cumulative curve, `courbe` holds (rank, cumulated
    cents) and
    `reperes` (per cent, rank that reaches it). `notes` explains the members that need it, by name.
    """

    traits: tuple[Trait, ...]
    total: int
    unite: str
    pixels: int
    choisie: bool = False
    exercice: str = ""
    contre: str = ""
    nombre: int = 0
    courbe: tuple[tuple[int, int], ...] = ()
    reperes: tuple[tuple[int, int], ...] = ()
    limite: int = 8
    notes: tuple[tuple[str, str], ...] = ()


Dessin = dict[str, Any]


def noms() -> tuple[str, ...]:
    """The kinds of charts that exist."""
    return tuple(sorted(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_")))


def trouver(nom: str) -> Callable[[Planche], Dessin]:
    """Return the mark of this name; raises CatalogueError when there is none."""
    if nom not in noms():
        raise CatalogueError(
            quoi=f"Marque inconnue : « {nom} »",
            ou="metier/tableaux",
            pourquoi="aucun dessin ne porte ce nom",
            que_faire=f"Choisissez parmi : {', '.join(noms())}.",
        )
    module = importlib.import_module(f"achatlas.marks.{nom}")
    dessin: Callable[[Planche], Dessin] = module.dessiner
    return dessin
