"""The one menu of what may be taken away: what, and in which formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from achatlas.domain.nombres import lisser
from achatlas.langues import translated
from achatlas.screens.demande import Demande

FORMES = (("CSV", "csv"), ("XLSX", "xlsx"), ("Parquet", "parquet"))
Lien = tuple[str, str]


@dataclass(frozen=True)
class Entree:
    """One thing to take away: its name, its formats with their addresses, what must be known before."""

    titre: str
    formes: tuple[Lien, ...]
    note: str = ""


def table(demande: Demande, titre: str, chemin: str, cherche: str = "") -> Entree:
    """A table in the three formats, at an address without its end."""
    path = f"{demande.chemin}{chemin}"
    formes = ((nom, demande.adresse(chemin=f"{path}.{end}", cherche=cherche)) for nom, end in FORMES)
    return Entree(titre, tuple(formes))


def of_axis(demande: Demande, axe: str, cherche: str = "") -> list[Entree]:
    """What is taken away from the page of an axis."""
    titre = lisser(demande.axes[axe].pluriel)
    return [table(demande, titre, f"axe/{axe}", cherche=cherche), *documents(demande)]


def of_lines(demande: Demande, cherche: str = "") -> list[Entree]:
    """What is taken away from the list of lines."""
    return [table(demande, _lines(demande), "lignes", cherche=cherche), *documents(demande)]


def of_board(demande: Demande, axes: Iterable[tuple[str, str]]) -> list[Entree]:
    """What is taken away from a dashboard: all of it as a workbook, its lines, each panel (axis, title)."""
    found = [_book(demande), *documents(demande)]
    if demande.acces.lignes(demande.tableau.fait):
        found.append(table(demande, _lines(demande), "lignes"))
    return [*found, *(table(demande, titre, f"axe/{axe}") for axe, titre in axes)]


def of_map(demande: Demande) -> list[Entree]:
    """What is taken away from a heat map."""
    found = [table(demande, translated("Le tableau entier"), "matrice"), *documents(demande)]
    if demande.acces.lignes(demande.tableau.fait):
        found.append(table(demande, _lines(demande), "lignes"))
    return found


def of_crossing(demande: Demande, fichier: Callable[[str], str]) -> list[Entree]:
    """What is taken away from a crossing; ``fichier`` tells its address in a format."""
    whole = Entree(translated("Le tableau entier"), tuple((nom, fichier(end)) for nom, end in FORMES))
    return [whole, *documents(demande)]


def of_comparison(demande: Demande, fichier: Callable[[str], str]) -> list[Entree]:
    """What is taken away from a comparison; ``fichier`` tells its address in a format."""
    both = Entree(translated("Les deux côtés"), tuple((nom, fichier(end)) for nom, end in FORMES))
    return [both, *documents(demande)]


def _book(demande: Demande) -> Entree:
    href = demande.adresse(chemin=f"{demande.chemin}classeur.xlsx")
    return Entree(translated("Tous les panneaux, avec leurs graphiques"), (("XLSX", href),))


def _lines(demande: Demande) -> str:
    return translated("Les lignes" if demande.tableau.fait == "achats" else "Les marchés")


def documents(demande: Demande) -> list[Entree]:
    """The cartography as a document, of the view and of the year: its filters are left aside."""
    named = translated("Cartographie consolidée" if demande.consolidee else "Cartographie individuelle")
    formes = (("PDF", "pdf"), ("DOCX", "docx"))
    vide = type(demande.selection)()
    links = tuple((nom, demande.adresse(vide, f"/documents/cartographie.{end}")) for nom, end in formes)
    note = translated("sans les filtres") if demande.selection.clauses else ""
    return [Entree(named, links, note)]
