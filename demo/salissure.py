"""Dirt: turns the clean rows of an export into a file as bodies really send it, and says what was done to
which line."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from demo.ecriture.rendu import Layout
from demo.identifiers import scientific
from demo.names import mojibake

TAUX = {
    "siret_scientifique": 0.08,
    "siret_zeros_perdus": 0.25,
    "colonnes_en_trop": 0.004,
    "montant_illisible": 0.003,
    "date_illisible": 0.004,
    "format_mixte": 0.012,
    "compte_inconnu": 0.006,
    "nom_mojibake": 0.03,
    "doublon": 0.005,
    "colonnes_manquantes": 0.002,
}
ILLISIBLES = ("n.c.", "#VALEUR!", "12,3,4", "voir PJ", "")
DATES = ("31/02/{a}", "00/00/0000", "mars {a}", "15/13/{a}")
COMPTES = ("6O68", "99999", "?", "6")


@dataclass
class Dirty:
    """A dirty file: physical rows, the clean row that each shows (−1: none), defects by physical row
    (0-based)."""

    lignes: list[list[str]] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    genres: dict[int, str] = field(default_factory=dict)
    illisibles: set[int] = field(default_factory=set)
    structure: dict[int, str] = field(default_factory=dict)

    def add(
        self, cellules: list[str], source: int = -1, genre: str | None = None, structure: str | None = None
    ) -> None:
        """Append one physical row."""
        if genre:
            self.genres[len(self.lignes)] = genre
        if structure:
            self.structure[len(self.lignes)] = structure
        self.lignes.append(cellules)
        self.sources.append(source)


def soil(
    tirage: np.random.Generator, layout: Layout, rangees: list[list[str]], titre: str, annee: int
) -> Dirty:
    """Return the rows of a file with preamble, repeated headers, totals, blank rows and soiled cells."""
    dirty = Dirty()
    for texte in (titre, f"Exercice {annee} - Budget principal", "Edition du 28/02 - Toutes natures", "", ""):
        dirty.add([texte] if texte else [], structure="preambule" if texte else "ligne_vide")
    dirty.add(layout.entetes)
    genres, poids = list(TAUX), list(TAUX.values())
    drawn = tirage.choice(len(genres) + 1, len(rangees), p=[*poids, 1 - sum(poids)])
    decoupes = _breaks(tirage, len(rangees))
    for rang, cellules in enumerate(rangees):
        _structure(dirty, layout, decoupes.get(rang))
        genre = genres[drawn[rang]] if drawn[rang] < len(genres) else None
        _row(tirage, dirty, layout, list(cellules), rang, genre, annee)
    dirty.add(_total(layout, "TOTAL GENERAL", "9 999 999,99"), structure="ligne_de_total")
    return dirty


def _breaks(tirage: np.random.Generator, n: int) -> dict[int, str]:
    """Return the rows before which something that is no line stands."""
    decoupes: dict[int, str] = {}
    for genre, pas in (("ligne_vide", 180), ("ligne_de_total", 320), ("entete_repetee", 410)):
        for rang in tirage.integers(3, max(4, n), max(2, n // pas)).tolist():
            decoupes[rang] = genre
    return decoupes


def _structure(dirty: Dirty, layout: Layout, genre: str | None) -> None:
    if genre == "entete_repetee":
        dirty.add(layout.entetes, structure=genre)
    elif genre == "ligne_vide":
        dirty.add([""] * len(layout.entetes), structure=genre)
    elif genre == "ligne_de_total":
        dirty.add(_total(layout, "Sous-total", "12 345,67"), structure=genre)


def _total(layout: Layout, libelle: str, montant: str) -> list[str]:
    cellules = [libelle] + [""] * (len(layout.entetes) - 1)
    cellules[_place(layout, "ht")] = montant
    return cellules


def _place(layout: Layout, quoi: str) -> int:
    return [canonique for _, canonique in layout.colonnes].index(quoi)


def _row(
    tirage: np.random.Generator,
    dirty: Dirty,
    layout: Layout,
    cellules: list[str],
    rang: int,
    genre: str | None,
    annee: int,
) -> None:
    """Append a row soiled by one kind of defect; a kind that this row cannot bear leaves it clean."""
    if genre is None:
        dirty.add(cellules, rang)
    elif genre == "doublon":
        dirty.add(cellules, rang)
        dirty.add(list(cellules), rang, genre)
    elif genre == "colonnes_en_trop":
        place = _place(layout, "objet")
        cellules[place : place + 1] = [cellules[place], "suite du libellé"]
        dirty.add(cellules, rang, genre)
    elif genre == "colonnes_manquantes":
        dirty.add(cellules[: _place(layout, "objet")], rang, genre)
    else:
        touche = _soil_cell(tirage, layout, cellules, genre, annee)
        dirty.add(cellules, rang, genre if touche else None)
    if genre in {"montant_illisible", "format_mixte", "colonnes_en_trop", "colonnes_manquantes"}:
        _mark_unreadable(dirty, layout, cellules)


def _mark_unreadable(dirty: Dirty, layout: Layout, cellules: list[str]) -> None:
    """Note that the amount of the last row cannot be read (or not where it should be)."""
    montant = cellules[_place(layout, "ht")] if len(cellules) == len(layout.entetes) else "?"
    texte = montant.replace("\u00a0", "").replace(",", "", 1).lstrip("-")
    if not texte.isdigit() or "," not in montant:
        dirty.illisibles.add(len(dirty.lignes) - 1)


def _soil_cell(
    tirage: np.random.Generator, layout: Layout, cellules: list[str], genre: str, annee: int
) -> bool:
    quoi = {
        "siret_scientifique": "tiers_id",
        "siret_zeros_perdus": "tiers_id",
        "montant_illisible": "ht",
        "format_mixte": "ht",
        "date_illisible": "date_mandat",
        "compte_inconnu": "compte",
        "nom_mojibake": "tiers_nom",
    }
    place = _place(layout, quoi[genre])
    avant = cellules[place]
    cellules[place] = _soiled(tirage, genre, avant, annee)
    return cellules[place] != avant


def _soiled(tirage: np.random.Generator, genre: str, avant: str, annee: int) -> str:
    if genre.startswith("siret"):
        if len(avant) != 14 or not avant.isdigit():
            return avant
        return scientific(avant) if genre == "siret_scientifique" else avant.lstrip("0")
    if genre == "format_mixte":
        return avant.replace("\u00a0", "").replace(",", ".")
    if genre == "nom_mojibake":
        return mojibake(avant if any(ord(c) > 127 for c in avant) else f"{avant.title()} – Société")
    choix = {"montant_illisible": ILLISIBLES, "date_illisible": DATES, "compte_inconnu": COMPTES}[genre]
    return choix[int(tirage.integers(len(choix)))].format(a=annee)
