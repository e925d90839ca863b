"""Kinds of charts, each found by its place: `marks/<nom>.py` (geometry) and `templates/marques/<nom>.html`
(drawing).

A mark is one function `dessiner(planche)`, from the very rows of the table beside it to plain numbers, and
`MARQUE`, what it says of itself: its name, the axes that it suits, the rows that it needs.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from achatlas.catalogue.models import Axe
from achatlas.domain.errors import CatalogueError
from achatlas.domain.nombres import FINE, parts, signed
from achatlas.langues import dire, translated

Lignes = Literal["premieres", "pliees", "toutes", "remplies"]
Point = tuple[float, float]


@dataclass(frozen=True)
class Marque:
    """What a kind of chart says of itself, to be offered where it suits.

    ``natures`` are the axes that it draws (all when empty), ``ordered`` that it also draws those whose
    members follow one another under short names, ``lieux`` that it needs outlines, ``range`` that the order
    of its members must be that of amounts. ``lignes`` are the rows it asks for: the first ones, all of them,
    those folded under « autres », those of a whole period. ``courbe``: it draws the cumulated share.
    ``crossed_by`` is the axis by which its own is crossed. ``vues`` names the other views that it has of
    the same rows, by code; the first is the one it begins with.
    """

    libelle: str
    rang: int = 50
    natures: tuple[str, ...] = ()
    ordered: bool = False
    lieux: bool = False
    range: bool = False
    lignes: Lignes = "premieres"
    courbe: bool = False
    crossed_by: str = ""
    vues: tuple[tuple[str, str], ...] = ()

    def vues_de(self, axe: Axe) -> tuple[tuple[str, str], ...]:
        """The views of an axis, the one it begins with first: départements are looked at from afar."""
        return self.vues[::-1] if axe.contours == "departements" else self.vues

    def convient(self, axe: Axe) -> bool:
        """Whether this drawing may show this axis."""
        placed = bool(axe.contours) or not self.lieux
        ordered = axe.ordre == "montant" or not self.range
        suited = not self.natures or axe.nature in self.natures or (self.ordered and bool(axe.courts))
        return placed and ordered and suited and axe.id != self.crossed_by


@dataclass(frozen=True)
class Fond:
    """The ground of a map: the outlines that the sprite at ``adresse`` names ``prefixe`` + code, and the SVG
    ``transform`` that lays the part that is looked at on a drawing of this size (px). ``points`` are where
    members stand on it, ``homes`` where buyers do, in a place of this name; ``zones`` are the codes whose
    outline is in the sprite. A home is a point, its name, and the code of the member that holds it.
    """

    adresse: str
    prefixe: str
    largeur: float
    hauteur: float
    zones: frozenset[str] = frozenset()
    points: Mapping[str, Point] = field(default_factory=dict)
    homes: Mapping[str, tuple[Point, str, str]] = field(default_factory=dict)
    transform: str = ""
    france: bool = True
    niveau: str = ""

    def sees(self, point: Point | None) -> bool:
        """Whether a point is on the drawing."""
        return point is not None and 0 <= point[0] <= self.largeur and 0 <= point[1] <= self.hauteur


@dataclass(frozen=True)
class Trait:
    """One row as every mark receives it: a member, its amount in the unit of its measure, and what to do
    with it.

    `part` is a whole percentage of the total; `avant` the compared amount or None; `etat` is "", choisi,
    exclu, incertain or autres; the three addresses keep, add or exclude the member; `fiche` is that of its
    own page, when it has one, `lignes` that of its lines, for who may read them. `seul`: the total is nothing
    or negative, and has no shares.
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
    seul: bool = False

    @property
    def part_lue(self) -> str:
        """The share as it is read: what is there is never « 0 »; « — » of a total that has no shares."""
        if self.seul:
            return "—"
        return f"<{FINE}1" if self.part == 0 and self.valeur > 0 else str(self.part)

    @property
    def part_written(self) -> str:
        """The same with its sign."""
        return signed(self.part_lue)


@dataclass(frozen=True)
class Planche:
    """What a panel shows: its rows in order, its total, the unit of the screen and the width it is given in
    px.

    `cases` are the amounts of each member and each of `colonnes` (code, name) of the axis that is crossed, of
    which `colonne` is the one that the screen looks at. `muets` are the members that have a place on the map
    and no row. `nombre` counts all the members, shown or not. For a cumulative curve, `courbe` holds
    (rank, cumulated cents) and `reperes` (per cent, rank that reaches it). `notes` explains the members
    that need it, by name.
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
    cases: Mapping[tuple[str, str], int] = field(default_factory=dict)
    colonnes: Mapping[str, str] = field(default_factory=dict)
    colonne: str = ""
    vers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    fond: Fond | None = None
    muets: tuple[tuple[str, int], ...] = ()
    pluriel: str = ""
    courts: Mapping[str, str] = field(default_factory=dict)
    brush: str = ""
    jusque: Mapping[str, str] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """The share of its total, written; « — » of one that is nothing or negative."""
        return written(100, self.total)


@dataclass(frozen=True)
class Rangee:
    """A row as it is written under a drawing: a name, an amount, a share, and its bar in per cent."""

    libelle: str
    texte: str
    part: str
    largeur: str = ""
    forme: str = ""


Dessin = dict[str, Any]
Legende = tuple[str, tuple[tuple[str, str], ...]]


def written(part: int, total: int) -> str:
    """A whole share of a total, written; « — » of one that is nothing or negative."""
    return signed(str(part)) if total > 0 else "—"


def partager(traits: Sequence[Trait], total: int) -> tuple[Trait, ...]:
    """Give the rows of a list whole shares: by largest remainder over the members that are in the total."""
    held = [0 if t.etat == "exclu" else t.valeur for t in traits]
    alone = total <= 0
    return tuple(
        replace(t, part=part, seul=alone) for t, part in zip(traits, parts(held, total), strict=True)
    )


@lru_cache(maxsize=1)
def noms() -> tuple[str, ...]:
    """The kinds of charts that exist."""
    return tuple(sorted(p.stem for p in Path(__file__).parent.glob("*.py") if not p.stem.startswith("_")))


def trouver(nom: str) -> Callable[[Planche], Dessin]:
    """Return the mark of this name; raises CatalogueError when there is none."""
    dessin: Callable[[Planche], Dessin] = _module(nom).dessiner
    return dessin


@lru_cache(maxsize=64)
def marque(nom: str) -> Marque:
    """Return what a mark says of itself; raises CatalogueError when there is none of this name."""
    said: Marque = _module(nom).MARQUE
    return said


def possibles(axe: Axe, defaut: str) -> tuple[str, ...]:
    """Return the marks that may draw an axis, in the order in which they are offered, the usual one too."""
    suited = {nom for nom in noms() if marque(nom).convient(axe)} | {defaut}
    return tuple(sorted(suited, key=lambda nom: (marque(nom).rang, nom)))


def rangees(nom: str, planche: Planche, dessin: Dessin) -> tuple[Rangee, ...]:
    """Return the rows that are written under a drawing when it leaves the screen: those that the mark tells,
    else those of its leaderboard.
    """
    own: Callable[[Planche, Dessin], tuple[Rangee, ...]] | None = getattr(_module(nom), "rangees", None)
    if own:
        return own(planche, dessin)
    bars = {b["trait"].id: b for b in dessin.get("barres", ())}
    traits = [b["trait"] for b in dessin["barres"]] if bars else planche.traits
    return tuple(_rangee(t, bars.get(t.id, {})) for t in traits)


def _rangee(trait: Trait, barre: Mapping[str, Any]) -> Rangee:
    deborde = barre.get("deborde", False)
    share = translated("exclu") if trait.etat == "exclu" else trait.part_written
    return Rangee(
        trait.libelle, trait.texte, share, "" if deborde else barre.get("largeur", ""), barre.get("forme", "")
    )


def legende(nom: str, planche: Planche, dessin: Dessin) -> Legende:
    """Return what explains a drawing: a sentence, and its colours (class, text)."""
    own: Callable[[Planche, Dessin], Legende] | None = getattr(_module(nom), "legende", None)
    return own(planche, dessin) if own else ("", ())


def teintes(bornes: Sequence[object]) -> tuple[tuple[str, str], ...]:
    """Return the colours of depths, each with the bound that it begins at."""
    first = (("t-s1", f"< {bornes[0]}"),) if bornes else ()
    return (*first, *((f"t-s{rang}", str(borne)) for rang, borne in enumerate(bornes, 2)))


def _module(nom: str) -> Any:
    if nom not in noms():
        raise CatalogueError(
            quoi=dire("Marque inconnue : « {nom} »", nom=nom),
            ou="metier/tableaux",
            pourquoi="aucun dessin ne porte ce nom",
            que_faire=dire("Choisissez parmi : {noms}.", noms=", ".join(noms())),
        )
    return importlib.import_module(f"achatlas.marks.{nom}")
