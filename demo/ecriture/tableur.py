"""Spreadsheets: delimited text in the dialect of a layout, and XLSX workbooks."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter
from numpy.typing import NDArray

from demo.ecriture.rendu import Layout, render
from demo.fournisseurs import Annuaire
from demo.journal import Journal
from demo.marches import Marche
from demo.salissure import soil
from demo.territoire import is_dirty, rng
from demo.verite import Defaut, Registre

Entiers = NDArray[np.int64]
CREATED = datetime.datetime(2026, 1, 15, 9, 0)
"""Creation date of every workbook: a fixed one, so that the same seed gives the same bytes."""


def write_spreadsheet(
    dossier: Path,
    nom: str,
    journal: Journal,
    annuaire: Annuaire,
    layout: Layout,
    marches: list[Marche],
    registre: Registre,
    graine: int,
) -> None:
    """Write one year of one body in a layout, and record its truth."""
    colonnes = render(journal, annuaire, layout, graine)
    if layout.format == "tableur":
        premier = _write_xlsx(dossier / nom, journal, layout, colonnes)
        registre.record(nom, journal, marches, premier + np.arange(len(journal)), np.arange(len(journal)))
        registre.defauts.extend(_frame(nom, premier, len(journal)))
    elif is_dirty(journal.acheteur, journal.exercice):
        _write_dirty(dossier / nom, journal, layout, colonnes, marches, registre, graine)
    else:
        numeros = _write_csv(dossier / nom, layout, colonnes)
        registre.record(nom, journal, marches, numeros, np.arange(len(journal)))


def _quote(colonne: list[str], separateur: str) -> list[str]:
    """Quote the cells that need it."""
    return [
        '"' + v.replace('"', '""') + '"' if separateur in v or '"' in v or "\n" in v else v for v in colonne
    ]


def _write_csv(chemin: Path, layout: Layout, colonnes: list[list[str]]) -> Entiers:
    """Write a clean file; return the physical line of each row (a label may hold a line feed)."""
    sep = layout.separateur
    textes = list(map(sep.join, zip(*(_quote(colonne, sep) for colonne in colonnes), strict=True)))
    head = sep.join(_quote(layout.entetes, sep))
    chemin.write_bytes("\r\n".join([head, *textes, ""]).encode(layout.encodage))
    breaks = np.array([texte.count("\n") for texte in textes], dtype=np.int64)
    return 2 + np.arange(len(textes)) + np.concatenate([[0], np.cumsum(breaks)[:-1]]).astype(np.int64)


def _write_dirty(
    chemin: Path,
    journal: Journal,
    layout: Layout,
    colonnes: list[list[str]],
    marches: list[Marche],
    registre: Registre,
    graine: int,
) -> None:
    rangees = [list(rangee) for rangee in zip(*colonnes, strict=True)]
    tirage = rng(graine, "salissure", journal.acheteur.cle, journal.exercice)
    dirty = soil(tirage, layout, rangees, f"{journal.acheteur.nom} - Liste des mandats", journal.exercice)
    textes = [layout.separateur.join(ligne) for ligne in dirty.lignes]
    chemin.write_bytes("\r\n".join([*textes, ""]).encode(layout.encodage, errors="replace"))
    sources = np.array(dirty.sources)
    physiques = np.flatnonzero(sources >= 0)
    genres = {rang + 1: genre for rang, genre in dirty.genres.items()}
    registre.record(
        chemin.name,
        journal,
        marches,
        physiques + 1,
        sources[physiques],
        genres,
        frozenset(rang + 1 for rang in dirty.illisibles),
    )
    registre.defauts.extend(
        Defaut(chemin.name, rang + 1, genre)
        for rang, genre in sorted([*dirty.genres.items(), *dirty.structure.items()])
    )


def _frame(nom: str, premier: int, n: int) -> list[Defaut]:
    """Return what a workbook holds beside its lines: a title, a blank row, a total."""
    return [
        Defaut(nom, 1, "preambule"),
        Defaut(nom, 2, "preambule"),
        Defaut(nom, premier + n, "ligne_de_total"),
    ]


def _write_xlsx(chemin: Path, journal: Journal, layout: Layout, colonnes: list[list[Any]]) -> int:
    """Write a workbook with a title and a total; return the sheet row of the first line."""
    classeur = xlsxwriter.Workbook(str(chemin), {"constant_memory": True, "strings_to_numbers": False})
    classeur.set_properties({"created": CREATED, "title": f"Mandats {journal.exercice}"})
    feuille = classeur.add_worksheet("Mandats")
    feuille.write_string(0, 0, journal.acheteur.nom)
    feuille.write_string(1, 0, f"Mandats de l'exercice {journal.exercice}")
    for place, entete in enumerate(layout.entetes):
        feuille.write_string(3, place, entete)
    _fill(classeur, feuille, layout, colonnes)
    dernier = 4 + len(journal)
    feuille.write_string(dernier, 0, "TOTAL")
    feuille.write_number(dernier, _amount_place(layout), int(journal.lignes.montant.sum()) / 100)
    classeur.close()
    return 5


def _amount_place(layout: Layout) -> int:
    return [quoi for _, quoi in layout.colonnes].index("ht")


def _fill(classeur: Any, feuille: Any, layout: Layout, colonnes: list[list[Any]]) -> None:
    """Write the cells row by row: amounts as numbers, dates of a ``/`` layout as real dates, the rest as
    text."""
    date = classeur.add_format({"num_format": "dd/mm/yyyy"})
    vraies = "/" in layout.dates
    origine = datetime.datetime(1899, 12, 30)
    series = {
        texte: (datetime.datetime.strptime(texte, layout.dates) - origine).days
        for (_, quoi), colonne in zip(layout.colonnes, colonnes, strict=True)
        if vraies and quoi.startswith("date_")
        for texte in sorted(set(colonne))
    }
    sortes = [
        "n" if quoi in {"ht", "tva", "ttc"} else "d" if vraies and quoi.startswith("date_") else "t"
        for _, quoi in layout.colonnes
    ]
    for rang, rangee in enumerate(zip(*colonnes, strict=True), start=4):
        for place, (sorte, valeur) in enumerate(zip(sortes, rangee, strict=True)):
            if sorte == "n":
                feuille.write_number(rang, place, valeur)
            elif sorte == "d":
                feuille.write_number(rang, place, series[valeur], date)
            elif valeur:
                feuille.write_string(rang, place, valeur)
