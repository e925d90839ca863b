"""What a request asks of a dashboard, read from its address."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from achatlas.analyse import periodes, query
from achatlas.analyse.selection import Selection
from achatlas.catalogue.models import Axe, Tableau
from achatlas.catalogue.territoire import Territoire
from achatlas.domain.errors import BadAddress, UnknownAddress, UnknownAxis
from achatlas.langues import dire
from achatlas.screens import dessins
from achatlas.screens.acces import Acces
from achatlas.screens.addresses import shown
from achatlas.screens.demande import TOUS, Demande, precedent
from achatlas.web import adresses

NOTHING = "rien"
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


def exercices_de(tableau: Tableau, acces: Acces, territoire: Territoire) -> tuple[str, ...]:
    """Return the years that may be asked: those of the territory, else those of its data."""
    if territoire.exercices:
        return tuple(str(annee) for annee in territoire.exercices)
    trouves = query.rows("exercice", [tableau.mesure], Selection(), acces.scope)
    return tuple(sorted(row.code for row in trouves.lignes if row.code))


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
    annees = exercices_de(tableau, acces, territoire)
    exercice = params.get("exercice") or (annees[-1] if annees and tableau.fait == "achats" else TOUS)
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
