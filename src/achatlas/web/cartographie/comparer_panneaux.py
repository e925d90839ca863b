"""The leaderboards of a comparison: the members of an axis on both sides, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from achatlas.analyse import query
from achatlas.analyse.answers import Row, Rows
from achatlas.domain.errors import ClosedCrossing
from achatlas.domain.nombres import lisser, montant, unite_de
from achatlas.langues import dire, translated
from achatlas.marks._echelle import pour_cent
from achatlas.screens import ecarts
from achatlas.web.cartographie.cotes import ACHETEUR, EUROS, PARTS, Cote, Face

RANGS = 8


@dataclass(frozen=True)
class Rang:
    """A member of an axis on both sides: its values, its two bars (a width in per cent), how they differ, its
    state, the address that keeps it, and that of its lines on each side.
    """

    libelle: str
    un: str
    autre: str
    barre_un: str
    barre_autre: str
    dit: str
    etat: str = ""
    href: str = ""
    lignes_un: str = ""
    lignes_autre: str = ""


@dataclass(frozen=True)
class Panneau:
    """A leaderboard of both sides, or its name alone when the common view keeps it closed."""

    axe: str
    titre: str
    definition: str
    mesure: str
    rangs: tuple[Rang, ...] = ()
    liste: str = ""
    nombre: int = 0
    ferme: bool = False


def panneau(face: Face, nom: str) -> Panneau:
    """A leaderboard of both sides, closed where the common view keeps it so."""
    axe = face.axes[nom]
    titre = lisser(axe.pluriel)
    try:
        both = rows_of(face, nom, None if axe.nature == "temps" else RANGS)
    except ClosedCrossing:
        return Panneau(nom, titre, lisser(axe.definition), "", ferme=True)
    unite = unit(face, both)
    said = translated("part de chaque côté") if face.en == PARTS else dire("{unite} HT", unite=unite)
    together = face.selection.only(ACHETEUR, [*face.un.sirens, *face.autre.sirens])
    liste = face.adresse(together, f"{face.chemin}axe/{nom}/")
    count = max(rows.nombre for rows in both)
    return Panneau(nom, titre, lisser(axe.definition), said, rangs_of(face, nom, both, unite), liste, count)


def rows_of(face: Face, axe: str, limite: int | None) -> tuple[Rows, Rows]:
    """The first members of an axis on each side (all of them without a limit), with their values on the
    other one. Raises ClosedCrossing.
    """
    un, autre = face.de(face.un), face.de(face.autre)
    mesures, scope = [face.tableau.mesure], face.acces.scope
    return (
        query.rows(axe, mesures, un, scope, limite=limite, reference=autre),
        query.rows(axe, mesures, autre, scope, limite=limite, reference=un),
    )


Pair = tuple[Row, int, int]
"""A member and its two values (cents)."""


def pairs(face: Face, axe: str, both: tuple[Rows, Rows]) -> list[Pair]:
    """The members of either side with both their values, the heaviest on one of them first; time keeps its
    order.
    """
    mesure = face.tableau.mesure
    totals = tuple(rows.total[mesure] for rows in both)
    found: dict[str, Pair] = {}
    for rank, rows in enumerate(both):
        for row in rows.lignes:
            pair = (row.valeurs[mesure], (row.reference or {}).get(mesure, 0))
            found.setdefault(row.code, (row, *(pair if rank == 0 else pair[::-1])))
    return sorted(found.values(), key=lambda one: _place(face, axe, one, totals))


def unit(face: Face, both: tuple[Rows, Rows]) -> str:
    """The unit in which the euros of a panel are read."""
    amounts = (row.valeurs[face.tableau.mesure] for rows in both for row in rows.lignes)
    return unite_de(max(amounts, default=0))


def rangs_of(face: Face, axe: str, both: tuple[Rows, Rows], unite: str) -> tuple[Rang, ...]:
    """The members of a panel as the screen tells them, in the order of ``pairs``."""
    totals = tuple(rows.total[face.tableau.mesure] for rows in both)
    order = pairs(face, axe, both)
    scale = max((_height(face, values, totals) for _, *values in order), default=0)
    return tuple(_rang(face, axe, row, (un, autre), totals, scale, unite) for row, un, autre in order)


def _place(face: Face, axe: str, held: Pair, totals: tuple[int, ...]) -> tuple[Any, ...]:
    row, *values = held
    if face.axes[axe].nature == "temps":
        return (row.code,)
    return (row.code == "", -_height(face, values, totals), row.code)


def _height(face: Face, values: list[int], totals: tuple[int, ...]) -> int:
    """What the longer of two bars measures: a share in millionths, or cents."""
    return max(_measured(face, one, total) for one, total in zip(values, totals, strict=True))


def _measured(face: Face, value: int, total: int) -> int:
    if face.en == EUROS:
        return max(value, 0)
    return max(1_000_000 * value // total, 0) if total > 0 else 0


def _rang(
    face: Face, axe: str, row: Row, values: tuple[int, int], totals: tuple[int, ...], scale: int, unite: str
) -> Rang:
    un, autre = (_Cellule(face, one, total) for one, total in zip(values, totals, strict=True))
    return Rang(
        libelle=lisser(row.libelle),
        un=un.worded(unite),
        autre=autre.worded(unite),
        barre_un=un.barre(scale),
        barre_autre=autre.barre(scale),
        dit=ecarts.gap(values, (totals[0], totals[1])) if face.en == PARTS else ecarts.times(*values),
        etat=row.etat or ("incertain" if row.code == "" else ""),
        href=face.adresse(face.selection.toggled(axe, row.code)),
        lignes_un=_lignes(face, axe, row.code, face.un) if values[0] else "",
        lignes_autre=_lignes(face, axe, row.code, face.autre) if values[1] else "",
    )


@dataclass(frozen=True)
class _Cellule:
    """A value of one side and the total of this side (cents)."""

    face: Face
    valeur: int
    total: int

    def worded(self, unite: str) -> str:
        """The value as it is read: « · » where there is nothing."""
        if not self.valeur:
            return "·"
        return montant(self.valeur, unite) if self.face.en == EUROS else ecarts.share(self.valeur, self.total)

    def barre(self, scale: int) -> str:
        """The width of its bar."""
        return pour_cent(_measured(self.face, self.valeur, self.total), scale)


def _lignes(face: Face, axe: str, code: str, cote: Cote) -> str:
    """The lines of a cell, for who may read them."""
    if not face.acces.lignes(face.tableau.fait):
        return ""
    choix = face.selection.only(axe, [code]).only(ACHETEUR, cote.sirens)
    return face.adresse(choix, f"{face.chemin}lignes/")
