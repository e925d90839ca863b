"""The full table of an axis: search by name, order, pages, and for each member keep, add, leave out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render

from achatlas import marks
from achatlas.analyse import query
from achatlas.analyse.answers import Rows
from achatlas.catalogue.models import Axe
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, unite_de
from achatlas.marks import Planche
from achatlas.web import exports
from achatlas.web.cartographie import mots, panneaux
from achatlas.web.cartographie.demande import Demande
from achatlas.web.cartographie.views import Choix, demande_de
from achatlas.web.exports import Cellule
from achatlas.web.policies import Requete

TAILLE = 50
CODES = frozenset({"famille", "segment"})


@dataclass(frozen=True)
class Pages:
    """Where one stands in a long table."""

    numero: int
    derniere: int
    avant: str
    apres: str


def numero(request: Requete) -> int:
    """Return the page asked; raises Http404 when it is no number."""
    brut = request.GET.get("page", "1")
    if not brut.isascii() or not brut.isdigit() or not 0 < int(brut) < 10**6:
        raise Http404
    return int(brut)


def pages(demande: Demande, chemin: str, page: int, nombre: int, **plus: str) -> Pages:
    """Return the position in a table and the addresses around it."""
    derniere = max(ceil(nombre / TAILLE), 1)
    avant = demande.adresse(None, chemin, page=str(page - 1), **plus) if page > 1 else ""
    apres = demande.adresse(None, chemin, page=str(page + 1), **plus) if page < derniere else ""
    return Pages(page, derniere, avant, apres)


def _axe(demande: Demande, nom: str) -> Axe:
    if nom not in demande.axes or nom == "exercice":
        raise Http404
    return demande.axes[nom]


def _demander(demande: Demande, axe: Axe, recherche: str, page: int, limite: int) -> Rows:
    return query.rows(
        axe.id,
        _mesures(demande),
        demande.retenue,
        demande.acces.scope,
        limite=limite,
        reference=demande.reference,
        recherche=recherche,
        page=page,
    )


def _mesures(demande: Demande) -> list[str]:
    """The amount and the count of lines or contracts, side by side."""
    return [demande.tableau.mesure, "lignes" if demande.tableau.fait == "achats" else "marches"]


def montrer(request: Requete, tableau: str, nom: str) -> HttpResponse:
    """Show the whole table of an axis."""
    demande = demande_de(request, tableau)
    axe, page = _axe(demande, nom), numero(request)
    recherche = request.GET.get("cherche", "").strip()[:80]
    rows = _demander(demande, axe, recherche, page, TAILLE)
    unite = unite_de(max((abs(r.valeurs[demande.tableau.mesure]) for r in rows.lignes), default=0))
    chemin = f"{demande.chemin}axe/{nom}/"
    return render(
        request,
        "cartographie/axe.html",
        {
            "demande": demande,
            "axe": axe,
            "codes": axe.id in CODES,
            "titre": lisser(axe.pluriel),
            "definition": lisser(axe.definition),
            "dit": _dit(demande, axe, rows, recherche),
            "lignes": _lignes(demande, axe, rows, unite),
            "dessin": _dessin(demande, axe, rows, unite),
            "unite": unite,
            "cherche": recherche,
            "pages": pages(demande, chemin, page, rows.nombre, cherche=recherche),
            "parametres": [*demande.parametres(), *demande.selection.to_query()],
            "chemin": chemin,
            "retour": demande.adresse(),
            "csv": demande.adresse(chemin=f"{demande.chemin}axe/{nom}.csv"),
            "pilules": mots.pilules(demande, mots.noms_choisis(demande)),
            "autres_axes": [
                Choix(lisser(a.pluriel), demande.adresse(chemin=f"{demande.chemin}axe/{a.id}/"), a.id == nom)
                for a in demande.axes.values()
                if a.id != "exercice"
            ],
            "version": demande.acces.scope.version,
        },
    )


def _dit(demande: Demande, axe: Axe, rows: Rows, recherche: str) -> str:
    mesure = demande.tableau.mesure
    total = montant_lisible(rows.total.get(mesure, 0))
    nombre = accord(rows.nombre, lisser(axe.libelle).lower(), lisser(axe.pluriel).lower())
    cherche = f" dont le nom contient « {recherche} »" if recherche else ""
    return f"{nombre}{cherche}, {total} {'payés' if demande.tableau.fait == 'achats' else 'notifiés'}"


def _lignes(demande: Demande, axe: Axe, rows: Rows, unite: str) -> list[dict[str, Any]]:
    traits = panneaux.traits_de(
        Rows(rows.lignes, None, rows.total, rows.nombre), demande, axe.id, demande.tableau.mesure, unite
    )
    compte = _mesures(demande)[1]
    par_code = {row.code: row.valeurs[compte] for row in rows.lignes}
    total = panneaux.retenu(rows, demande.tableau.mesure)
    return [{"trait": t, "compte": par_code[t.code], "part": pourcent(t.valeur, total)} for t in traits]


def _dessin(demande: Demande, axe: Axe, rows: Rows, unite: str) -> Any:
    lignes = _lignes(demande, axe, rows, unite)
    planche = Planche(tuple(ligne["trait"] for ligne in lignes), 0, unite, 600, contre=demande.contre)
    return marks.trouver("palmares")(planche)


def exporter(request: Requete, tableau: str, nom: str) -> HttpResponseBase:
    """Send the whole table of an axis as CSV."""
    demande = demande_de(request, tableau)
    axe = _axe(demande, nom)
    rows = _demander(demande, axe, "", 1, panneaux.TOUT)
    contenu = f"{axe.pluriel}, {mots.titre(demande, mots.noms_choisis(demande))}, {mots.periode(demande)}"
    tete = exports.entete(demande.territoire, demande.acces.scope.version, contenu)
    return exports.repondre(f"{tableau}-{nom}", [*tete, *_cellules(demande, rows)], demande.territoire)


def _cellules(demande: Demande, rows: Rows) -> Iterator[Sequence[Cellule]]:
    mesure, compte = _mesures(demande)
    contre = [f"{mesure} {demande.contre}"] if demande.contre else []
    yield ["code", "libelle", f"{mesure} {demande.exercice}", compte, *contre, "etat"]
    for row in rows.lignes:
        avant = [exports.cents(row.reference[mesure])] if row.reference is not None and contre else []
        yield [
            row.code,
            row.libelle,
            exports.cents(row.valeurs[mesure]),
            row.valeurs[compte],
            *avant,
            row.etat,
        ]
