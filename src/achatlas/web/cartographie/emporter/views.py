"""The addresses of what is taken away: the same for every table, the format at their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.http import Http404, HttpResponseBase

from achatlas.analyse import query
from achatlas.analyse.answers import Rows
from achatlas.analyse.query import Window
from achatlas.catalogue.models import Axe
from achatlas.screens import mots, parts
from achatlas.screens.demande import Demande
from achatlas.screens.panneaux import TOUT
from achatlas.web.cartographie import matrice, matrice_lue
from achatlas.web.cartographie.axe import gone
from achatlas.web.cartographie.emporter import charts, dit, longs, sending, tables
from achatlas.web.cartographie.emporter.sending import Fichier, send
from achatlas.web.cartographie.views import demande_de
from achatlas.web.policies import Requete


def axe(request: Requete, tableau: str, nom: str, forme: str) -> HttpResponseBase:
    """Send the whole table of an axis, or the names that were searched. Raises Http404, ClosedCrossing."""
    demande = demande_de(request, tableau)
    if nom not in demande.axes or nom == "exercice":
        raise Http404
    recherche = _searched(request)
    shown = demande.axes[nom]
    rows, shares = members(demande, shown, recherche), columns(demande, shown)
    contenu = said(demande, shown.pluriel) + (f", nom qui contient « {recherche} »" if recherche else "")
    table = tables.of_axis(demande, shown, rows, shares)
    used = (nom, *(one.definition.axe for one in shares))
    left = "" if recherche else gone(demande, shown)
    told = [dit.axis(demande, nom), *dit.columns(table.colonnes), *([("À savoir", left)] if left else [])]
    about = list(dit.about(demande, contenu, told, *used))
    mention = ". ".join(filter(None, (parts.mention(demande, *used), left)))
    fichier = Fichier(f"{tableau}-{nom}", contenu, table, about, mention)
    return send(forme, demande, _drawn(demande, shown, fichier) if forme == "xlsx" else fichier)


def _drawn(demande: Demande, shown: Axe, fichier: Fichier) -> Fichier:
    """The same with the charts of an axis; nothing is drawn of nothing."""
    rows = list(fichier.table.lignes)
    if not rows:
        return replace(fichier, table=replace(fichier.table, lignes=rows))
    chart = charts.of_axis(demande, shown, fichier.table.colonnes, len(rows))
    feuilles = [*charts.beside(demande, shown, rows)]
    return replace(fichier, table=replace(fichier.table, lignes=rows), charts=[chart], feuilles=feuilles)


def members(demande: Demande, shown: Axe, recherche: str = "") -> Rows:
    """Every member of an axis, as its page lists them."""
    mesures = [demande.tableau.mesure, tables.counting(demande)]
    scope, window = demande.acces.scope, Window(TOUT)
    return query.ranked(
        shown.id,
        mesures,
        demande.retenue,
        scope,
        window,
        reference=demande.compared(shown.id),
        recherche=recherche,
    )


def columns(demande: Demande, shown: Axe) -> list[parts.Colonne]:
    """The shares that the table of an axis may show."""
    return [parts.column(one, demande, shown) for one in parts.offered(demande, shown)]


def said(demande: Demande, what: str) -> str:
    """What a file holds, in words: « Familles, ce que les quinze achètent, en 2025 »."""
    return f"{what}, {mots.titre(demande, mots.noms_choisis(demande))}, {mots.periode(demande)}"


def _searched(request: Requete) -> str:
    return request.GET.get("cherche", "").strip()[:80]


def lignes(request: Requete, tableau: str, forme: str) -> HttpResponseBase:
    """Send every line of a request, or those whose object was searched. Raises Http404 when this view opens
    none.
    """
    demande = demande_de(request, tableau)
    if not demande.acces.lignes(demande.tableau.fait):
        raise Http404
    texte = _searched(request)
    contenu = said(demande, "lignes") + (f", objet qui contient « {texte} »" if texte else "")
    table = tables.of_lines(demande, texte)
    used = [*tables.used(demande)]
    about = list(dit.about(demande, contenu, dit.columns(table.colonnes), *used))
    fichier = longs.Fichier(f"{tableau}-lignes", contenu, table, about, parts.mention(demande, *used))
    return longs.send(forme, demande, fichier)


def carte(request: Requete, tableau: str, forme: str) -> HttpResponseBase:
    """Send the whole heat map of a dashboard, all pages. Raises Http404 for one that has none,
    ClosedCrossing.
    """
    demande = demande_de(request, tableau)
    if not demande.tableau.matrice:
        raise Http404
    lu = matrice_lue.lire(demande, date.today())
    axes: Sequence[str] = (lu.axes.lignes, lu.axes.colonnes)
    whole = matrice_lue.rows_free(demande, lu.axes)
    contenu = said(whole, " et ".join(demande.axes[axe].pluriel for axe in axes))
    tri = matrice_lue.Reglages.of(request.GET).tri
    table = tables.of_matrice(lu, matrice.ordered(lu), tri)
    told = [
        *_marked(demande, axes),
        *(dit.axis(demande, axe) for axe in axes),
        *dit.measures(demande, [demande.tableau.mesure]),
        *dit.columns(table.colonnes),
    ]
    about = list(dit.about(whole, contenu, told, *axes))
    last = len(table.colonnes) - 3
    drawn = charts.of_cross(charts.names_of(demande, axes), lu.croix, 2, last)
    fichier = Fichier(f"{tableau}-matrice", contenu, table, about, parts.mention(demande), fin=True)
    fichier = replace(fichier, charts=drawn, teinte=(2, last - 1))
    return send(forme, demande, fichier)


def _marked(demande: Demande, axes: Sequence[str]) -> Iterator[dit.Dit]:
    """What is chosen of the two axes of a heat map, which takes nothing out of it."""
    for axe in axes:
        if axe in demande.selection.clauses:
            name = demande.axes[axe].libelle
            yield (
                "À savoir",
                f"Le filtre sur « {name} » est marqué à l’écran : il ne retire rien de ce tableau.",
            )


__all__ = ["axe", "carte", "columns", "sending", "lignes", "members", "said"]
