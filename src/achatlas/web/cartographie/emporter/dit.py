"""What a file says of itself: content, filters, definitions, who sees it, what is left out, version, day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from achatlas.containers.table import Column
from achatlas.domain.nombres import lisser
from achatlas.screens import mots, parts
from achatlas.screens.demande import Demande
from achatlas.web import exports
from achatlas.web.acces import catalogue

FEUILLE = "Définitions et source"
WIDTHS = (24, 110)
Dit = tuple[str, str]
VUES = {
    True: "Totaux de tous les acheteurs : chaque compte du groupe les lit. Les paiements, un par un, ne sont "
    "lus que de leur acheteur et du groupe projet ; les marchés, publics, de tous.",
    False: "Les agents de cet acheteur et le groupe projet ; personne d’autre.",
}
HIDDEN = {
    True: "Les croisements qui iraient jusqu’aux paiements d’un autre acheteur sont fermés, et absents de ce "
    "fichier ; les personnes physiques sont réunies en un seul membre.",
    False: "Rien n’est masqué : ce que l’on ignore est un membre « inconnu », compté dans les totaux.",
}


def about(demande: Demande, contenu: str, told: Iterable[Dit], *axes: str) -> Iterator[Dit]:
    """Every line of « Définitions et source »; ``told`` are the definitions of what the file holds, ``axes``
    those it shows.
    """
    yield "Achatlas", lisser(demande.territoire.libelle)
    yield "Contenu", contenu
    yield from gone(demande)
    for pilule in mots.pilules(demande, mots.noms_choisis(demande)):
        yield "Filtre", f"{pilule.titre} : {pilule.tout}"
    yield "Période", mots.periode(demande)
    yield "Vue", "commune" if demande.consolidee else mots.qui(demande)
    yield "Qui la voit", VUES[demande.consolidee]
    yield "Masqué", HIDDEN[demande.consolidee]
    if demande.retranche:
        yield "Retranché", "Les paiements d’un membre à un autre"
    yield from told
    if demande.tableau.avertissement:
        yield "À savoir", lisser(demande.tableau.avertissement)
    if mention := parts.mention(demande, *axes):
        yield "Définition locale", mention
    yield from source(demande)


def gone(demande: Demande) -> Iterator[Dit]:
    """That the version of the link is no longer kept, and which one is told."""
    if demande.acces.lost:
        yield "Attention", demande.acces.lost


def source(demande: Demande, version: str = "") -> Iterator[Dit]:
    """Where the figures come from, of which version when it is not the one shown, and when they were
    taken.
    """
    yield "Source", SOURCES[demande.tableau.fait]
    yield "Version des données", version or demande.acces.scope.version
    yield "Emporté le", f"{date.today():%d/%m/%Y}"
    if demande.territoire.simule:
        yield "Avertissement", exports.AVIS


SOURCES = {
    "achats": "Mandats et écritures d’achat déposés par les acheteurs, hors taxes, dans le champ de l’achat",
    "marches": "Données essentielles de la commande publique publiées par les acheteurs",
}


def measures(demande: Demande, names: Iterable[str]) -> Iterator[Dit]:
    """The definitions of some measures."""
    known = catalogue().mesures
    for name in dict.fromkeys(names):
        yield f"Mesure {name}", f"{lisser(known[name].libelle)}. {lisser(known[name].definition)}"


def axis(demande: Demande, name: str) -> Dit:
    """The definition of an axis."""
    axe = demande.axes[name]
    return f"Axe {name}", f"{lisser(axe.pluriel)}. {lisser(axe.definition)}"


def columns(found: Iterable[Column]) -> Iterator[Dit]:
    """What the columns that say it mean."""
    for column in found:
        if column.definition:
            yield f"Colonne {column.nom}", lisser(column.definition)
