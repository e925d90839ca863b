"""The full table of an axis: search by name, order, pages, and for each member keep, add, leave out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from achatlas import marks
from achatlas.analyse import query
from achatlas.analyse.answers import Rows
from achatlas.analyse.query import Order, Window
from achatlas.catalogue.models import Axe
from achatlas.domain.errors import UnknownAddress
from achatlas.domain.nombres import accord, lisser, montant_lisible, pourcent, signed, unite_de
from achatlas.domain.text import searchable
from achatlas.langues import dire
from achatlas.marks import Planche
from achatlas.screens import chiffres, mots, offer, panneaux, parts
from achatlas.screens.addresses import shown
from achatlas.screens.calculs import Cadre, Calcul
from achatlas.screens.demande import Demande
from achatlas.web import adresses
from achatlas.web.cartographie.views import Choix, demande_de
from achatlas.web.pages import past_last_page
from achatlas.web.policies import Requete
from achatlas.web.regroupements.views import proposed

TAILLE = 50
TRIS = ("nom", "montant", "nombre")
CODES = frozenset({"famille", "segment"})


@dataclass(frozen=True)
class Pages:
    """Where one stands in a long table, and the addresses around it; ``plus`` is what they carry on."""

    numero: int
    derniere: int
    avant: str
    apres: str
    fin: str
    plus: Mapping[str, str]


def pages(demande: Demande, chemin: str, page: int, nombre: int, **plus: str) -> Pages:
    """Return the position in a table of so many rows, and the addresses around it."""
    derniere = max(ceil(nombre / TAILLE), 1)

    def vers(numero: int) -> str:
        return demande.adresse(None, chemin, page=str(numero), **plus)

    avant, apres = vers(page - 1) if page > 1 else "", vers(page + 1) if page < derniere else ""
    return Pages(page, derniere, avant, apres, vers(derniere), plus)


def hors_liste(request: Requete, position: Pages) -> HttpResponse:
    """Say that a page is past the last one, and lead to the last."""
    return past_last_page(request, position.numero, position.derniere, position.fin)


def _axe(demande: Demande, nom: str) -> Axe:
    if nom not in demande.axes or nom == "exercice":
        raise UnknownAddress(
            quoi=dire("Axe inconnu : « {nom} »", nom=shown(nom)),
            ou="adresse de la page",
            pourquoi="cette vue ne connaît pas cet axe",
            que_faire="Choisissez-le dans « Ajouter un filtre », qui les nomme tous",
        )
    return demande.axes[nom]


def _demander(demande: Demande, axe: Axe, recherche: str, window: Window) -> Rows:
    return query.ranked(
        axe.id,
        _mesures(demande),
        demande.retenue,
        demande.acces.scope,
        window,
        reference=demande.compared(axe.id),
        recherche=recherche,
    )


def _mesures(demande: Demande) -> list[str]:
    """The amount and the count of lines or contracts, side by side."""
    return [demande.tableau.mesure, "lignes" if demande.tableau.fait == "achats" else "marches"]


def _order(demande: Demande, tri: str) -> Order | None:
    """The order that an address asks for: None for that of the axis. Raises BadAddress for an unknown one."""
    if not tri:
        return None
    names = [mot for mot in TRIS for mot in (mot, f"-{mot}")]
    asked = adresses.one_of(tri, tuple(names), "Tri").removeprefix("-")
    column = dict(zip(TRIS, (query.NOM, *_mesures(demande)), strict=True))[asked]
    return Order(column, tri.startswith("-"))


@dataclass(frozen=True)
class Entete:
    """The head of a column that sorts: where a click leads, and how the table is sorted by it now."""

    href: str
    aria: str


def _entetes(demande: Demande, axe: Axe, tri: str, recherche: str) -> dict[str, Entete]:
    """One head for each column that sorts; a second click turns the order round, names begin by A."""
    chemin = f"{demande.chemin}axe/{axe.id}/"
    here = tri or ("" if axe.ordre == "code" else "-montant")
    heads = {}
    for mot in TRIS:
        first = mot if mot == "nom" else f"-{mot}"
        other = mot if first.startswith("-") else f"-{mot}"
        href = demande.adresse(chemin=chemin, tri=other if here == first else first, cherche=recherche)
        sens = "descending" if here.startswith("-") else "ascending"
        heads[mot] = Entete(href, sens if here.removeprefix("-") == mot else "none")
    return heads


def _unite(demande: Demande, rows: Rows) -> str:
    """The unit of a long table: that of its middle row, so that small amounts keep their figures."""
    amounts = sorted(abs(row.valeurs[demande.tableau.mesure]) for row in rows.lignes)
    return unite_de(amounts[len(amounts) // 2] if amounts else 0)


def montrer(request: Requete, tableau: str, nom: str) -> HttpResponse:
    """Show the whole table of an axis; raises UnknownAddress for no such axis, BadAddress for a bad page."""
    demande = demande_de(request, tableau)
    axe, page = _axe(demande, nom), adresses.page_of(request.GET)
    recherche, tri = request.GET.get("cherche", "").strip()[:80], request.GET.get("tri", "")
    rows = _demander(demande, axe, recherche, Window(TAILLE, page, _order(demande, tri)))
    offertes = parts.offered(demande, axe)
    part = adresses.one_of(request.GET.get("part", ""), ("", *(one.id for one in offertes)), "Part")
    chemin = f"{demande.chemin}axe/{nom}/"
    position = pages(demande, chemin, page, rows.nombre, cherche=recherche, tri=tri, part=part)
    if page > position.derniere:
        return hors_liste(request, position)
    shown = _contexte(demande, axe, rows, position)
    return render(request, "cartographie/axe.html", {**shown, "regrouper": proposed(demande, axe, request)})


def _contexte(demande: Demande, axe: Axe, rows: Rows, position: Pages) -> dict[str, Any]:
    recherche, tri = position.plus.get("cherche", ""), position.plus.get("tri", "")
    unite, chemin = _unite(demande, rows), f"{demande.chemin}axe/{axe.id}/"
    lignes = _lignes(demande, axe, rows, unite)
    measured, offertes = _part(demande, axe, position)
    if measured:
        lignes = [{**ligne, "measured": measured.dit(ligne["trait"].code)} for ligne in lignes]
    return {
        "demande": demande,
        "axe": axe,
        "codes": axe.id in CODES,
        "titre": lisser(axe.pluriel),
        "definition": lisser(axe.definition),
        "mention": parts.mention(demande, axe.id, *([measured.definition.axe] if measured else [])),
        "part": lisser(measured.definition.libelle) if measured else "",
        "part_definition": measured.definition.definition if measured else "",
        "parts": offertes,
        "dit": _dit(demande, axe, rows, recherche),
        "calcul": None if recherche else _calcul(demande, axe),
        "lignes": lignes,
        "contre": _contre(demande, rows),
        "partis": "" if recherche else gone(demande, axe),
        "avant": demande.adresse(chemin=f"{demande.chemin}croise/", par=axe.id, selon="exercice"),
        "dessin": _dessin(demande, lignes, unite),
        "unite": unite,
        "cherche": recherche,
        "tri": tri,
        "tris": _entetes(demande, axe, tri, recherche),
        "pages": position,
        "parametres": [*demande.parametres(), *demande.selection.to_query()],
        "tout": demande.adresse(chemin=chemin, tri=tri),
        "chemin": chemin,
        "retour": demande.adresse(),
        "croiser": demande.adresse(chemin=f"{demande.chemin}croise/", par=axe.id),
        "exporter": offer.of_axis(demande, axe.id, recherche),
        "pilules": mots.pilules(demande, mots.noms_choisis(demande), chemin),
        "autres_axes": [
            Choix(lisser(a.pluriel), demande.adresse(chemin=f"{demande.chemin}axe/{a.id}/"), a.id == axe.id)
            for a in sorted(demande.axes.values(), key=lambda a: searchable(a.pluriel))
            if a.id != "exercice"
        ],
        "version": demande.acces.scope.version,
    }


def _part(demande: Demande, axe: Axe, position: Pages) -> tuple[parts.Colonne | None, list[Choix]]:
    """The share that the table shows, the first of the dashboard unless another is asked, and the choice."""
    offered, chemin = parts.offered(demande, axe), f"{demande.chemin}axe/{axe.id}/"
    if not offered:
        return None, []
    asked = position.plus.get("part") or offered[0].id
    plus = {name: value for name, value in position.plus.items() if name != "part"}
    choices = [
        Choix(lisser(one.libelle), demande.adresse(None, chemin, part=one.id, **plus), one.id == asked)
        for one in offered
    ]
    shown = next(one for one in offered if one.id == asked)
    return parts.column(shown, demande, axe), choices


def _calcul(demande: Demande, axe: Axe) -> Calcul:
    """How the total of the list was made: the clause on its own axis marks rows, and takes none off."""
    whole = replace(demande, selection=demande.selection.without(axe.id))
    interne = chiffres.entre_membres(whole)
    return Cadre.of(whole, interne).mesure(demande.catalogue.mesures[demande.tableau.mesure])


def _dit(demande: Demande, axe: Axe, rows: Rows, recherche: str) -> str:
    mesure = demande.tableau.mesure
    total = montant_lisible(rows.total.get(mesure, 0))
    nombre = accord(rows.nombre, lisser(axe.libelle).lower(), lisser(axe.pluriel).lower())
    cherche = dire(" dont le nom contient « {recherche} »", recherche=recherche) if recherche else ""
    paid = demande.tableau.fait == "achats"
    said = "{nombre}{cherche}, {total} payés" if paid else "{nombre}{cherche}, {total} notifiés"
    return dire(said, nombre=nombre, cherche=cherche, total=total)


def gone(demande: Demande, axe: Axe) -> str:
    """Say who was there in the period that is compared with, and is no longer: no row tells them."""
    asked, mesure = demande.compared(axe.id), demande.tableau.mesure
    if asked is None or axe.nature == "temps":
        return ""
    count, amount = query.gone(axe.id, mesure, demande.retenue, asked, demande.acces.scope)
    if not count:
        return ""
    some = accord(count, lisser(axe.libelle).lower(), lisser(axe.pluriel).lower())
    left = (
        "{noms} de {periode} n’y est plus : {montant} alors, hors de cette table"
        if count < 2
        else "{noms} de {periode} n’y sont plus : {montant} alors, hors de cette table"
    )
    return dire(left, noms=some, periode=demande.contre_dit, montant=montant_lisible(amount))


def _lignes(demande: Demande, axe: Axe, rows: Rows, unite: str) -> list[dict[str, Any]]:
    traits = panneaux.traits_de(
        Rows(rows.lignes, None, rows.total, rows.nombre), demande, axe.id, demande.tableau.mesure, unite
    )
    compte = _mesures(demande)[1]
    par_code = {row.code: row.valeurs[compte] for row in rows.lignes}
    total = panneaux.retenu(rows, demande.tableau.mesure)
    return [
        {"trait": t, "compte": par_code[t.code], "part": signed(pourcent(t.valeur, total))} for t in traits
    ]


def _contre(demande: Demande, rows: Rows) -> str:
    """What the rows are compared with, in words; empty when nothing is."""
    return demande.contre_dit if any(row.reference is not None for row in rows.lignes) else ""


def _dessin(demande: Demande, lignes: Sequence[Mapping[str, Any]], unite: str) -> Any:
    planche = Planche(tuple(ligne["trait"] for ligne in lignes), 0, unite, 600)
    return marks.trouver("palmares")(planche)
