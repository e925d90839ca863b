"""What a request asks of a dashboard, read from its address."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress

from django.http import QueryDict

from achatlas.analyse import periodes, query
from achatlas.analyse.scope import Scope
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe, Tableau
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.errors import BadAddress, ClosedCrossing, UnknownAddress, UnknownAxis
from achatlas.langues import dire
from achatlas.screens import dessins
from achatlas.screens.acces import Acces
from achatlas.screens.addresses import shown
from achatlas.screens.demande import TOUS, Demande, precedent
from achatlas.web import adresses
from achatlas.web.acces import ouvrir

NOTHING, PAID = "rien", "lignes"
CARTE = frozenset({"part", "tri"})
READ = {
    "tableau": frozenset[str](),
    "axe": frozenset({"cherche", "part", "tri"}),
    "axes": frozenset({"cherche"}),
    "croise": frozenset({"par", "selon", "tri", "valeur"}),
    "comparer": frozenset({"en", "entre", "et"}),
}
"""The settings that some pages of a dashboard read, beside those that all of them do."""
SETTINGS = frozenset().union(*READ.values())


def exercices_de(tableau: Tableau, acces: Acces, territoire: Territoire, asked: str = "") -> tuple[str, ...]:
    """Return the years that may be asked: those of the territory and those that hold payments of a buyer,
    the same in every view, else those of the data; the year asked too, when the data of the view hold it.
    """
    told = {str(annee) for annee in territoire.exercices}
    found = told | _held(PAID, _common(acces)) if told else _held(tableau.mesure, acces.scope)
    if asked.isdigit() and asked not in found and asked in _held(tableau.mesure, acces.scope):
        found |= {asked}
    return tuple(sorted(found))


def _common(acces: Acces) -> Scope:
    return ouvrir(acces.droits, "consolidee", "", acces.version).scope


def _held(mesure: str, scope: Scope) -> set[str]:
    """The years that hold lines which a view may tell."""
    with suppress(ClosedCrossing):
        rows = query.rows("exercice", [mesure], Selection(), scope).lignes
        return {row.code for row in rows if row.code.isdigit()}
    return set()


def dernier(annees: tuple[str, ...], territoire: Territoire) -> str:
    """The year shown unless another is asked: the last that the territory declares, else the last; empty
    without any.
    """
    return str(max(territoire.exercices)) if territoire.exercices else next(reversed(annees), "")


def _selection(params: QueryDict, axes: Mapping[str, Axe]) -> Selection:
    """Read the filters of an address. Raises UnknownAddress when one names no axis of this dashboard."""
    filtres = [(nom, valeurs) for nom, valeurs in params.lists() if nom not in adresses.ONCE]
    paires = [(nom, valeur) for nom, valeurs in filtres for valeur in valeurs]
    try:
        return Selection.from_query(paires, frozenset(axes) - {"exercice"})
    except UnknownAxis as unknown:
        raise UnknownAddress(unknown.quoi, unknown.ou, unknown.pourquoi, unknown.que_faire) from unknown


def _contre(params: QueryDict, exercice: str, annees: tuple[str, ...]) -> str:
    """The period that an address compares with, nothing when it compares with none. Raises BadAddress."""
    contre = params.get("contre", precedent(exercice, annees))
    if contre in ("", NOTHING) or periodes.lue(contre, annees):
        return "" if contre == NOTHING else contre
    raise BadAddress(
        quoi=dire("Période inconnue : « {periode} »", periode=shown(contre)),
        ou="adresse de la page",
        pourquoi="on compare à une année des données, ou à des mois de l’une d’elles (2024-01_06)",
        que_faire=dire("Choisissez parmi : {noms}", noms=", ".join((*annees, NOTHING))),
    )


def verify(params: QueryDict, page: str, tableau: Tableau) -> None:
    """Refuse a setting that a page of a dashboard does not read: it would answer something else than what is
    asked. Raises BadAddress.
    """
    if page not in READ:
        return
    read = READ[page] | (CARTE if page == "tableau" and tableau.matrice else frozenset())
    for name in sorted(SETTINGS - read):
        if params.get(name):
            raise BadAddress(
                quoi=dire("Réglage sans effet ici : « {nom} »", nom=name),
                ou="adresse de la page",
                pourquoi="cette page ne le lit pas : elle répondrait à une autre question",
                que_faire=adresses.RETIRER,
            )


def lire(
    params: QueryDict, tableau: Tableau, axes: Mapping[str, Axe], acces: Acces, territoire: Territoire
) -> Demande:
    """Read the address of a screen. Raises UnknownAddress for a year or an axis that does not exist,
    BadAddress for a drawing or a period that does not.
    """
    annees = exercices_de(tableau, acces, territoire, params.get("exercice", ""))
    last = dernier(annees, territoire) if tableau.fait == "achats" else ""
    exercice = params.get("exercice") or last or TOUS
    if exercice not in (*annees, TOUS):
        raise UnknownAddress(
            quoi=dire("Exercice inconnu : « {exercice} »", exercice=shown(exercice)),
            ou="adresse de la page",
            pourquoi=dire("les données couvrent {annees}", annees=", ".join(annees))
            if annees
            else "aucun exercice n’est publié",
            que_faire="Choisissez l’un d’eux, ou « tous »",
        )
    retenu = _contre(params, exercice, annees)
    selection = _selection(params, axes)
    chosen = dessins.lire(params.get(dessins.PARAMETRE, ""), axes)
    return Demande(tableau, axes, acces, territoire, selection, annees, exercice, retenu, chosen)
