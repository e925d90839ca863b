"""A document as DOCX, to be completed: real headings, tables with their heads, charts of the word processor,
bars as shaded cells, a table of contents, page numbers; the notice of invented data on each page.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from achatlas.containers.documents import charts
from achatlas.containers.documents.feuille import (
    DEPTHS,
    GREY,
    MER,
    ROUTE,
    SHALLOW,
    Feuille,
    Piece,
)
from achatlas.containers.documents.modele import (
    Barres,
    Bloc,
    Calendrier,
    Chiffres,
    Courbe,
    Dit,
    Document,
    Matrice,
    Note,
    Parts,
    Phrase,
    Section,
    Serie,
    Tableau,
)
from achatlas.domain.errors import MissingPart

MARKS = {"": "", "point": "● ", "anneau": "○ ", "deux": "◉ "}
HATCH = "C9D3D7"
SECOND = 2
"""The section of a short document that begins its second page."""


def write(document: Document) -> bytes:
    """The bytes of the DOCX. Raises MissingPart where python-docx is not installed."""
    try:
        import docx
    except ImportError as error:
        raise MissingPart(
            quoi="Les documents DOCX ne sont pas installés",
            ou="bibliothèque « python-docx »",
            pourquoi="elle est dans une partie à part",
            que_faire="Installez achatlas[documents]",
        ) from error
    page = Feuille(docx.Document(), document)
    (_head_of if document.bref else _cover)(page, document)
    for rank, section in enumerate(document.sections, 1):
        if document.bref and rank == SECOND:
            page.turn()
        _section(page, section.titre if document.bref else f"{rank}. {section.titre}", section)
    kept = io.BytesIO()
    page.file.save(kept)
    return kept.getvalue()


def _cover(page: Feuille, document: Document) -> None:
    page.paragraph(document.genre, size=13, colour=GREY, before=120)
    page.title(document.titre)
    page.paragraph(document.sous_titre, size=15, colour=GREY, serif=True)
    page.paragraph(document.phrase, size=13, serif=True, before=18)
    if document.simule:
        page.paragraph(document.simule, size=10, colour="6A4C93", before=60)
    _definitions(page, document.cover, before=24)
    page.contents([f"{rank}. {one.titre}" for rank, one in enumerate(document.sections, 1)])


def _definitions(page: Feuille, said: Sequence[Dit], before: int = 8) -> None:
    for rank, (name, text) in enumerate(said):
        page.pieces([Piece(f"{name}. ", bold=True), Piece(text)], size=8, before=before if rank == 0 else 0)


def _head_of(page: Feuille, document: Document) -> None:
    """The head of a document of a few pages, in place of a cover."""
    page.paragraph(f"{document.genre}. {document.titre}. {document.sous_titre}", size=10, colour=GREY)
    page.title(document.phrase, size=18)
    if document.simule:
        page.paragraph(document.simule, size=9, colour="6A4C93")


def _section(page: Feuille, titre: str, section: Section) -> None:
    page.heading(titre, 1)
    if section.phrase:
        page.paragraph(section.phrase, size=11, serif=True)
    for bloc in section.blocs:
        WRITERS[type(bloc)](page, bloc)
    _definitions(page, section.definitions)


def _head(page: Feuille, bloc: Any) -> None:
    if bloc.titre:
        page.heading(bloc.titre, 2)
    if bloc.mesure:
        page.paragraph(bloc.mesure, size=8, colour=GREY, keep=True)


def _phrase(page: Feuille, bloc: Phrase) -> None:
    page.paragraph(bloc.texte, size=11, serif=True)


def _note(page: Feuille, bloc: Note) -> None:
    page.paragraph(bloc.texte, size=8, colour=GREY)


def _chiffres(page: Feuille, bloc: Chiffres) -> None:
    rows = [[one.nom, f"{one.valeur} {one.unite}".strip(), one.note] for one in bloc.items]
    grid = page.table(("Chiffre", "Valeur", "À savoir"), rows, (3, 2, 5), (False, True, False))
    page.links(grid, [("", one.lien) for one in bloc.items])


def _barres(page: Feuille, bloc: Barres) -> None:
    _head(page, bloc)
    heads = (bloc.tetes[0], "", *bloc.tetes[1:])
    more = len(bloc.tetes) > len(("nom", "montant", "part"))
    rows = [
        [
            one.libelle,
            "" if one.longueur >= 0 else "hors échelle",
            one.texte,
            one.part,
            *([one.evolution] if more else []),
        ]
        for one in bloc.lignes
    ]
    total = (bloc.total[0], "", *bloc.total[1:]) if bloc.total else ()
    grid = page.table(heads, rows, (10, 8, 4, 3, 4)[: len(heads)], (False, False, True, True, True), total)
    for rank, one in enumerate(bloc.lignes, 1):
        colour = {"incertain": HATCH, "autres": "B9C5CA"}.get(one.etat, MER)
        if one.longueur > 0:
            page.bar(grid, (rank, 1), ((max(one.longueur, 6), colour),))
        if one.etat == "incertain":
            page.italic(grid, (rank, 0))


def _parts(page: Feuille, bloc: Parts) -> None:
    _head(page, bloc)
    rows = [[one.nom, "", one.texte, one.note] for one in bloc.lignes]
    heads = ("Part", "de rien à tout", "au moins, au plus", "Ce que l’on sait, ce que l’on ignore")
    grid = page.table(heads, rows, (6, 8, 4, 9), (False, False, True, False))
    for rank, one in enumerate(bloc.lignes, 1):
        page.bar(grid, (rank, 1), ((one.bas, MER), (one.haut - one.bas, HATCH)))


def _serie(page: Feuille, bloc: Serie) -> None:
    _head(page, bloc)
    names = [one.libelle for one in bloc.points]
    series = [charts.Serie(bloc.annees[0], [one.hauteur for one in bloc.points], MER)]
    if len(bloc.annees) > 1:
        series.append(charts.Serie(bloc.annees[1], [one.avant for one in bloc.points], "8A5A12", line=True))
    page.chart(charts.columns(names, series), bloc.titre)
    rows = [
        [one.libelle, one.texte, *([one.texte_avant] if len(bloc.annees) > 1 else [])] for one in bloc.points
    ]
    page.table(("Mois", *bloc.annees), rows, (6, 4, 4)[: 1 + len(bloc.annees)], (False, True, True))


def _courbe(page: Feuille, bloc: Courbe) -> None:
    _head(page, bloc)
    page.chart(charts.curve(bloc.points), bloc.titre)
    page.paragraph(" ; ".join(text for _, _, text in bloc.reperes), size=9)


def _tableau(page: Feuille, bloc: Tableau) -> None:
    _head(page, bloc)
    rows = [list(row) for row in bloc.lignes]
    grid = page.table(bloc.tetes, rows, bloc.largeurs, bloc.nombres, bloc.total)
    page.links(grid, bloc.liens)


def _heat(page: Feuille, bloc: Matrice) -> None:
    page.landscape()
    _head(page, bloc)
    rows = [
        [one.libelle, *(f"{MARKS[cell.marque]}{cell.texte}" for cell in one.cases), one.total]
        for one in bloc.rangees
    ]
    many = len(bloc.tetes) - 2
    grid = page.table(
        bloc.tetes,
        rows,
        (6, *([2] * many), 3),
        (False, *([True] * (many + 1))),
        bloc.total,
        size=6,
        wide=True,
    )
    for rank, one in enumerate(bloc.rangees, 1):
        for column, cell in enumerate(one.cases, 1):
            if cell.teinte:
                page.shade(grid, (rank, column), DEPTHS[cell.teinte], light=cell.teinte > SHALLOW)
    scale = " · ".join(text for _, text in bloc.echelle)
    page.paragraph(f"Échelle, k€ : {scale}. {bloc.legende}", size=8, colour=GREY)
    page.portrait()


def _calendrier(page: Feuille, bloc: Calendrier) -> None:
    _head(page, bloc)
    rows = [[one.libelle, "", one.texte] for one in bloc.durees]
    first, last = bloc.axe[0][1], bloc.axe[-1][1]
    grid = page.table(("Marché", f"de {first} à {last}", "fin"), rows, (9, 9, 4), (False, False, True))
    for rank, one in enumerate(bloc.durees, 1):
        page.bar(grid, (rank, 1), ((one.debut, ""), (max(one.fin - one.debut - 8, 4), "4790A3"), (8, ROUTE)))


Writer = Callable[[Feuille, Any], None]
WRITERS: dict[type[Bloc], Writer] = {
    Phrase: _phrase,
    Note: _note,
    Chiffres: _chiffres,
    Barres: _barres,
    Parts: _parts,
    Serie: _serie,
    Courbe: _courbe,
    Tableau: _tableau,
    Matrice: _heat,
    Calendrier: _calendrier,
}
